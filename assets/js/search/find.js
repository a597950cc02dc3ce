// What a query finds, the best first, as in generator/search/find.go.

import { parse } from "./query.js";

const SEGMENT = 1024;
export const AT_ONCE = 10; // segments that a query reads before somebody asks for older ones

const weights = [0, 1, 1.6, 3, 4, 10]; // by class and 1: body, often there, tag, heading, title

// better orders by score, as millionths.
export const better = (a, b) => Math.round(b.score * 1e6) - Math.round(a.score * 1e6);

// find looks into the newest segments of an index, or with older into those
// before them. It gives {query, found: [{index, s, d, score}], searched, rest}.
export async function find(index, text, type = "", older = 0) {
  const to = index.segments.length - older * AT_ONCE;
  const from = Math.max(0, to - AT_ONCE);
  let query, found;
  for (const loose of [false, true]) {
    query = parse(text, index.types, Math.min(AT_ONCE, index.segments.length), loose);
    found = query.words.length ? await match(index, query, type, from, to) : [];
    if (found.length) break;
  }
  let searched = 0;
  for (let s = from; s < to; s++) searched += index.segments[s].documents;
  return { query, found, searched, rest: from > 0 };
}

async function word(index, s, { ways }) {
  if (!ways.length) return null;
  const out = new Uint8Array(index.segments[s].documents);
  for (const way of ways) {
    const [all, ...others] = await Promise.all(way.map((need) => index.list(s, need)));
    if (!all) continue;
    for (let d = 0; d < out.length; d++) {
      const level = others.reduce((low, set) => Math.min(low, set[d]), all[d]);
      if (out[d] < level) out[d] = level;
    }
  }
  return out;
}

async function match(index, query, type, from, to) {
  const all = await Promise.all(
    Array.from({ length: to - from }, async (_, i) => ({
      s: from + i,
      words: await Promise.all(query.words.map((w) => word(index, from + i, w))),
      filter: type && (await index.list(from + i, { name: "@" + type })),
    })),
  );
  const n = all.reduce((sum, { s }) => sum + index.segments[s].documents, 0);
  const rarity = query.words.map((_, i) => {
    const df = all.reduce((sum, { words }) => sum + (words[i] ? words[i].reduce((m, x) => m + (x > 0), 0) : 0), 0);
    return Math.log(1 + (n - df + 0.5) / (df + 0.5));
  });
  const found = [];
  for (const { s, words, filter } of all) {
    for (let d = 0; d < index.segments[s].documents; d++) {
      if ((filter && !filter[d]) || words.some((set) => set && !set[d])) continue;
      const score = words.reduce((sum, set, i) => sum + (set ? weights[set[d]] * rarity[i] : 0), 0);
      found.push({ index, s, d, score });
    }
  }
  return found.sort((a, b) => better(a, b) || b.s * SEGMENT + b.d - a.s * SEGMENT - a.d);
}
