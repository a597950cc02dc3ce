// The texts of what was found: whether they hold the words after all, and the
// part of them that shows it.

import { better } from "./find.js";

const BEFORE = 50, EXCERPT = 150; // characters

// test looks for a pattern anywhere in a text.
const test = (pattern, text) => text.search(pattern) >= 0;

// holds says whether a text has every word, and gives the score of one that
// has the query as it was written.
function judge(query, text, score) {
  const about = [text.title, ...(text.tags ?? [])].join("\n");
  const all = [about, ...(text.headings ?? []), text.body].join("\n");
  for (const w of query.words) {
    if (w.types.some((id) => text.types?.includes(id)) || test(w.pattern, w.lead ? about : all)) continue;
    if (w.lead || !text.cut) return 0;
  }
  if (test(query.whole, text.title)) return score * 2;
  if (test(query.phrase, text.title)) return score * 1.6;
  if (test(query.whole, all)) return score * 1.4;
  return test(query.phrase, all) ? score * 1.2 : score;
}

// show reads the texts of what was found and leaves out what does not hold the
// words. It gives {text, score, lang, query}, the best first.
export async function show(found) {
  const hits = await Promise.all(
    found.map(async ({ index, query, s, d, score }) => {
      const text = await index.text(s, d);
      return { text, query, lang: index.lang, score: judge(query, text, score) };
    }),
  );
  return hits.filter((hit) => hit.score > 0).sort(better);
}

// marks gives the places of a query's words in a text: [from, to], in order,
// none in another.
export function marks(query, text) {
  const all = query.words
    .flatMap((w) => Array.from(text.matchAll(w.pattern), (m) => [m.index, m.index + m[0].length]))
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const out = [];
  for (const m of all) if (!out.length || m[0] >= out[out.length - 1][1]) out.push(m);
  return out;
}

// excerpt cuts the part of a body that shows the query best: the phrase, else
// the first word, else the beginning.
export function excerpt(query, body) {
  let at = body.search(query.phrase);
  if (at < 0) at = marks(query, body)[0]?.[0] ?? 0;
  let from = at > BEFORE ? at - BEFORE : 0;
  if (from) {
    const gap = body.indexOf(" ", from);
    if (gap >= 0 && gap < at) from = gap + 1;
  }
  let to = Math.min(body.length, from + EXCERPT);
  if (to < body.length) {
    const gap = body.lastIndexOf(" ", to);
    if (gap > at + BEFORE) to = gap;
  }
  // A pair of surrogates is not cut apart.
  if (/[\udc00-\udfff]/.test(body[from] ?? "")) from++;
  if (/[\ud800-\udbff]/.test(body[to - 1] ?? "")) to--;
  return (from ? "… " : "") + body.slice(from, to) + (to < body.length ? " …" : "");
}
