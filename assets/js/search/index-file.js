// The files of an index, each fetched once. generator/search says what they
// hold.

import { isSyllable, lead } from "./hangul.js";

const FIRST_GAP = 0x22; // of a posting list
const TABLE = 64; // names of texts in a table

// shardOf gives the shard of a gram.
export function shardOf(name, shards) {
  const cs = Array.from(name);
  if (cs.length === 2 && isSyllable(cs[1])) cs[1] = lead(cs[1]);
  const key = cs.join("");
  let h = 2166136261;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 16777619);
  return (h >>> 0) % shards;
}

function read(list, out) {
  let level = 1, d = -1;
  for (let i = 0; i < list.length; i++) {
    const code = list.charCodeAt(i);
    if (code === 0x20) {
      level++;
      d = -1;
      continue;
    }
    d += code - FIRST_GAP;
    if (out[d] < level) out[d] = level;
  }
}

// entries gives the posting lists of a shard by their grams. A line tells how
// many characters its gram shares with the one before.
function entries(shard) {
  const out = new Map();
  let last = [];
  for (const line of shard.split("\n")) {
    if (!line) continue;
    const tab = line.indexOf("\t");
    last = last.slice(0, line.charCodeAt(0) - 0x30).concat(Array.from(line.slice(1, tab)));
    out.set(last.join(""), line.slice(tab + 1));
  }
  return out;
}

// An Index is the index of one language.
export class Index {
  constructor(href, lang) {
    this.href = href;
    this.lang = lang;
    this.kept = {};
  }

  // open reads the one file whose name never changes. anew is for when a file
  // that it names is gone: the site was published again meanwhile.
  async open(anew) {
    return Object.assign(this, await this.get(this.href, anew ? "reload" : "no-cache"));
  }

  get(href, cache) {
    return (this.kept[href] ??= this.fetch(href, cache));
  }

  async fetch(href, cache) {
    try {
      const answer = await fetch(href, { cache });
      if (!answer.ok) throw Object.assign(new Error(href), { gone: answer.status === 404 });
      return href.endsWith("txt") ? entries(await answer.text()) : await answer.json();
    } catch (error) {
      delete this.kept[href];
      throw error;
    }
  }

  // list gives for each document of a segment 0, or 1 and its class.
  async list(s, { name, to }) {
    const segment = this.segments[s];
    const shard = await this.get(`${this.assets}${segment.name}/${shardOf(name, segment.shards)}.txt`);
    const out = new Uint8Array(segment.documents);
    if (!to) {
      read(shard.get(name) ?? "", out);
      return out;
    }
    const [head, from] = name;
    for (const [gram, list] of shard) {
      if (gram.length === 2 && gram[0] === head && gram[1] >= from && gram[1] <= to) read(list, out);
    }
    return out;
  }

  // text gives what a reader sees of a document.
  async text(s, d) {
    const names = await this.get(`${this.assets}${this.segments[s].name}/t${Math.floor(d / TABLE)}.json`);
    return this.get(`${this.assets}${names[d % TABLE]}.json`);
  }
}
