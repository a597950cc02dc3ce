// Characters and the runs that they make. generator/search/gram.go cuts texts
// in the same way; a test compares what both find.

const LONGEST = 100; // characters of a query that count

export const OTHER = 0, SPACE = 1, WIDE = 2, NARROW = 3, JAMO = 4;

const wide = /[가-힣㐀-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}ぁ-ゖァ-ヺー]/u;
const jamo = /[ㄱ-ㅎ]/;
const narrow = /[\p{L}\p{N}\p{M}]/u;
const space = /[\s\u0085]/;

export function kindOf(c) {
  if (wide.test(c)) return WIDE;
  if (jamo.test(c)) return JAMO;
  if (narrow.test(c)) return NARROW;
  return space.test(c) ? SPACE : OTHER;
}

const lower = (c) => (c === "İ" ? c : c.toLowerCase());

// fold gives the characters of a text, composed and without case.
export const fold = (text) => Array.from(text.normalize("NFC"), lower);

// runs gives the characters of one kind that stand together: {kind, text,
// after: nothing stands before it, joins: at most spaces and hyphens do}.
export function runs(text) {
  const cs = fold(text).slice(0, LONGEST);
  const out = [];
  let last = OTHER;
  let joins = true;
  cs.forEach((c, i) => {
    let kind = kindOf(c);
    if (last === NARROW && kind === OTHER) {
      const dot = c === "." && i + 1 < cs.length && kindOf(cs[i + 1]) === NARROW && cs[i - 1] !== ".";
      if (c === "+" || c === "#" || dot) kind = NARROW;
    }
    if (kind === OTHER || kind === SPACE) {
      joins &&= kind === SPACE || c === "-" || c === "·";
    } else if (kind === last) {
      out[out.length - 1].text.push(c);
    } else {
      out.push({ kind, text: [c], after: last !== OTHER && last !== SPACE && i > 0, joins });
      joins = true;
    }
    last = kind;
  });
  return out;
}

// literal is the pattern of a text, with white space between wide characters
// or without.
export function literal(text) {
  let last = OTHER;
  let out = "";
  for (const c of text) {
    const kind = kindOf(c);
    if (last === WIDE && kind === WIDE) out += "\\s?";
    out += c === "." || c === "+" ? "\\" + c : c;
    last = kind;
  }
  return out;
}
