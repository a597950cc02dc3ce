// A query as words that a document must all hold, as in
// generator/search/query.go.

import { JAMO, NARROW, WIDE, literal, runs } from "./text.js";
import { bare, begunBy, lead, partial } from "./hangul.js";

// most is how many grams a query reads of each segment.
const most = (segments) => Math.max(3, Math.floor(30 / Math.max(1, segments)));

const LONGEST_NAME = 5;
const MOST_BEGUN = 3;
const LONGEST_APART = 16;

const compile = (pattern) => new RegExp(pattern, "giu");
const span = (from, to) => `[${from}-${to}]`;
const joined = (rs) => rs.map((r) => r.text.join("")).join("");

// A need is a gram, or every gram from it to one with another last character.
const need = (name, to = "") => ({ name, to });

function gramsOf(text, kind) {
  const size = Math.min(kind === WIDE ? 2 : 3, text.length);
  const out = [];
  for (let i = 0; i + size <= text.length; i++) out.push(need(text.slice(i, i + size).join("")));
  return out;
}

// apart gives the ways of a word that is written as two somewhere.
const apart = (way) => way.slice(1, -1).map((_, i) => way.filter((_, j) => j !== i + 1));

function halfWay(head, from, to) {
  if (!head.length) return [];
  return [...(head.length > 1 ? gramsOf(head, WIDE) : []), need(head[head.length - 1] + from, to)];
}

function spread(way, n) {
  if (way.length <= n) return way;
  const out = [way[0]];
  for (let i = 1; i < n; i++) out.push(way[Math.floor((i * (way.length - 1)) / (n - 1))]);
  return out;
}

const patternOf = (type) => type.spellings.map((parts) => parts.map(literal).join("[\\s·-]?")).join("|");

// parse reads a query. With loose, the last word may be half typed and may be
// the beginning of an Ops type's name.
export function parse(text, types, segments, loose) {
  const rs = runs(text);
  const words = [];

  const add = (ways, patterns, more = {}) => words.push({ ways, pattern: compile(patterns.join("|")), types: [], length: 0, ...more });

  const named = (name) => {
    const is = (t) => (type) => type.spellings.some((parts) => parts.join("") === t);
    return types.find(is(name)) ?? types.find(is(bare(name)));
  };

  // begun adds the types whose names begin with a text, or with its consonants.
  const begun = (begin, leads, ways, patterns) => {
    const found = types
      .filter((type) =>
        type.spellings.some((parts) => {
          const name = parts.join("");
          return (leads ? Array.from(name, lead).join("") : name).startsWith(begin);
        }),
      )
      .slice(0, MOST_BEGUN);
    for (const type of found) {
      ways.push([need("=" + type.id)]);
      patterns.push(patternOf(type));
    }
    return found.map((type) => type.id);
  };

  const plain = (run, last) => {
    const written = run.text.join("");
    const word = run.kind === WIDE ? bare(written) : written;
    const cs = Array.from(word);
    const ways = [gramsOf(cs, run.kind)];
    const patterns = [literal(word)];
    let ids = [];
    if (loose && run.kind === WIDE && ways[0].length < LONGEST_APART) ways.push(...apart(ways[0]));
    if (loose && last) {
      const part = run.kind === WIDE && partial(run.text[run.text.length - 1]);
      if (part) {
        const head = run.text.slice(0, -1).concat(part[0] || []);
        ways.push(halfWay(head, part[1], part[2]));
        patterns.push(literal(head) + "\\s?" + span(part[1], part[2]));
      }
      ids = begun(written, false, ways, patterns);
    }
    add(ways, patterns, { types: ids, length: cs.length });
  };

  const consonants = (letters, last) => {
    const spans = letters.map(begunBy);
    if (letters.length < 2 || spans.includes(null)) return;
    const ways = [gramsOf(letters, NARROW)];
    const patterns = [spans.map(([from, to]) => span(from, to)).join("\\s?")];
    const ids = loose && last ? begun(letters.join(""), true, ways, patterns) : [];
    add(ways, patterns, { types: ids, lead: !ids.length });
  };

  // take makes a word of the first runs and tells how many.
  const take = (rest) => {
    for (let n = Math.min(LONGEST_NAME, rest.length); n > 0; n--) {
      const type = rest.slice(1, n).every((r) => r.joins) && named(joined(rest.slice(0, n)));
      if (type) {
        add([[need("=" + type.id)]], [patternOf(type)], { types: [type.id] });
        return n;
      }
    }
    const [run, next] = rest;
    if (run.kind === WIDE && rest.length === 2 && next.after && next.kind === JAMO && next.text.length === 1) {
      const begun = begunBy(next.text[0]);
      if (begun) add([halfWay(run.text, ...begun)], [literal(run.text) + "\\s?" + span(...begun)]);
      return 2;
    }
    if (run.kind === JAMO) consonants(run.text, rest.length === 1);
    else if (run.text.length > 1) plain(run, rest.length === 1);
    return 1;
  };

  for (let i = 0; i < rs.length; ) i += take(rs.slice(i));

  if (!words.length) {
    const single = rs.filter((r) => r.kind === WIDE).flatMap((r) => r.text);
    if (single.length === rs.length && single.length > 1) {
      plain({ kind: WIDE, text: single }, true);
    } else {
      for (const r of rs) if (r.kind !== JAMO) add([[need(r.text.join(""))]], [literal(r.text)]);
    }
  }
  if (!words.length) return { words };
  const query = { words: trim(words, most(segments)) };
  const phrase = rs.map((r) => literal(r.text)).join("[^\\p{L}\\p{N}]{0,3}");
  query.phrase = compile(phrase);
  query.whole = compile(`(^|[^\\p{L}\\p{N}])${phrase}($|[^a-z0-9])`);
  return query;
}

// trim leaves out grams until the query reads no more than it may.
function trim(words, limit) {
  const names = new Set(words.flatMap((w) => w.ways.flat().map((n) => n.name)));
  if (names.size <= limit) return words;
  if (words.length > limit) {
    words = [...words].sort((a, b) => b.length - a.length);
    words.slice(limit).forEach((w) => (w.ways = []));
  }
  const each = Math.max(1, Math.floor(limit / words.length));
  for (const w of words) w.ways = w.ways.map((way) => spread(way, each));
  return words;
}
