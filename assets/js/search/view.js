// The search as a reader meets it: a field, filters, and a list that arrows go
// through. It is a combobox with a list box (ARIA 1.2): the field keeps the
// focus, aria-activedescendant says which result is chosen.

import { Index } from "./index-file.js";
import { find, better } from "./find.js";
import { excerpt, marks, show } from "./show.js";

const AT_A_TIME = 8; // results
const ROUNDS = 4; // of reading texts for them
const PAUSE = 120; // milliseconds without a key

const make = (tag, name, ...children) => {
  const el = document.createElement(tag);
  if (name) el.className = name;
  el.append(...children);
  return el;
};

// marked gives a text with its words marked, as nodes: never as HTML.
function marked(query, text) {
  const out = [];
  let last = 0;
  for (const [from, to] of marks(query, text)) {
    out.push(text.slice(last, from), make("mark", "", text.slice(from, to)));
    last = to;
  }
  return [...out, text.slice(last)];
}

// start makes a search of the markup that layouts/partials/search.html writes.
// changed is told of each query, with the address that leads to it.
export function start(root, { changed = () => {} } = {}) {
  const form = root.querySelector("form");
  const input = form.elements.q;
  const status = root.querySelector(".search-status");
  const list = root.querySelector("[role=listbox]");
  const more = root.querySelector(".search-more");
  const options = () => Array.from(list.children);
  const indexes = new Map(
    Array.from(form.elements.lang.options, (o) => [o.value, o.dataset.index]).filter(([, href]) => href),
  );
  const opened = new Map();
  let turn = 0; // of the last query: what an older one finds is too late
  let chosen = -1;
  let asked = ""; // what the list shows
  let state = null;

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }).forEach(
    ([name, value]) => input.setAttribute(name, value),
  );

  const open = (lang) => {
    if (!opened.has(lang)) {
      const index = new Index(indexes.get(lang));
      index.lang = lang;
      opened.set(lang, index.open());
      opened.get(lang).catch(() => opened.delete(lang));
    }
    return opened.get(lang);
  };

  const say = (key, n) => (status.textContent = (status.dataset[key] ?? "").replace("#", n?.toLocaleString(document.documentElement.lang) ?? ""));

  function choose(i) {
    const all = options();
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = i;
    const now = all[chosen];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    if (now) input.setAttribute("aria-activedescendant", now.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function option(hit) {
    const { text, query, lang } = hit;
    const el = make(
      "a",
      "search-result",
      make("span", "search-title", ...marked(query, text.title)),
      make("span", "search-about", [text.date, ...(text.tags ?? []).slice(0, 3)].filter(Boolean).join(" · ")),
      make("span", "search-excerpt", ...marked(query, excerpt(query, text.body))),
    );
    el.href = text.url;
    el.setAttribute("role", "option");
    el.setAttribute("aria-selected", "false");
    el.tabIndex = -1;
    el.id = `${list.id}-${list.children.length}`;
    if (lang !== document.documentElement.lang) el.lang = lang;
    return el;
  }

  function clear() {
    choose(-1);
    list.replaceChildren();
    list.hidden = more.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  // look asks every language for what it finds, beginning with the newest posts.
  async function look(older) {
    const text = input.value;
    const lang = form.elements.lang.value;
    const type = form.elements.ops?.value ?? "";
    const all = await Promise.all(
      (lang === "all" ? [...indexes.keys()] : [lang]).map(async (l) => {
        const index = await open(l);
        const got = await find(index, text, type, older);
        return { ...got, found: got.found.map((f) => ({ ...f, query: got.query })) };
      }),
    );
    return {
      found: all.flatMap((a) => a.found).sort((a, b) => better(a, b)),
      searched: all.reduce((n, a) => n + a.searched, 0),
      rest: all.some((a) => a.rest),
      shown: 0,
      older,
    };
  }

  // ahead shows the next results; those whose texts do not hold the words after
  // all make room for others.
  async function ahead(mine) {
    let n = 0;
    for (let round = 0; round < ROUNDS && n < AT_A_TIME && state.shown < state.found.length; round++) {
      const part = state.found.slice(state.shown, state.shown + AT_A_TIME - n);
      const hits = await show(part);
      if (mine !== turn) return;
      state.shown += part.length;
      state.dropped = (state.dropped ?? 0) + part.length - hits.length;
      for (const hit of hits) list.append(option(hit));
      n += hits.length;
    }
    const total = state.found.length - state.dropped + (state.before ?? 0) || 0;
    const left = state.shown < state.found.length;
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    more.hidden = !left && !state.rest;
    more.textContent = left ? more.dataset.more : more.dataset.older;
    if (!total) say("none");
    else say(total === 1 ? "single" : "many", total);
    if (state.rest) status.textContent += " " + status.dataset.recent.replace("#", state.searched.toLocaleString(document.documentElement.lang));
  }

  const address = () => {
    const to = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      const usual = name === "lang" && value === document.documentElement.lang;
      if (value && !usual) to.searchParams.set(name, value);
    }
    return to;
  };

  async function ask(again = false) {
    const what = [input.value.trim(), form.elements.lang.value, form.elements.ops?.value].join("\n");
    if (what === asked && !again) return;
    asked = what;
    const mine = ++turn;
    changed(address(), input.value.trim());
    if (!input.value.trim()) {
      clear();
      status.textContent = "";
      return;
    }
    say("searching");
    try {
      const got = await look(0);
      if (mine !== turn) return;
      clear();
      state = got;
      await ahead(mine);
    } catch (error) {
      if (mine !== turn) return;
      if (error.gone && !again) {
        opened.clear(); // the site was published anew
        return ask(true);
      }
      asked = "";
      clear();
      say("failed");
    }
  }

  more.addEventListener("click", async () => {
    const mine = turn;
    try {
      if (state.shown >= state.found.length) {
        const before = (state.before ?? 0) + state.found.length - (state.dropped ?? 0);
        const searched = state.searched;
        const got = await look(state.older + 1);
        if (mine !== turn) return;
        state = { ...got, before, searched: searched + got.searched };
      }
      const first = list.children.length;
      await ahead(mine);
      if (mine === turn && list.children[first]) {
        input.focus();
        choose(first);
      }
    } catch {
      if (mine === turn) say("failed");
    }
  });

  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  // While an IME composes, its syllables are searched, too: 운ㅇ finds 운영.
  input.addEventListener("input", soon);
  input.addEventListener("compositionend", soon);
  form.addEventListener("change", () => ask());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const n = list.hidden ? 0 : list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && n) {
      event.preventDefault();
      // The field itself is a stop between the last result and the first.
      choose(((chosen + 1 + step + n + 1) % (n + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      options()[chosen].click();
    } else if (event.key === "Escape" && chosen >= 0) {
      event.preventDefault();
      event.stopPropagation();
      choose(-1);
    }
  });
  list.addEventListener("pointermove", (event) => {
    const i = options().indexOf(event.target.closest("[role=option]"));
    if (i >= 0 && i !== chosen) choose(i);
  });
  return { ask, input, form };
}
