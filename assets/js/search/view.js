// The search as a reader meets it: a field, filters, and a list that arrows go
// through. It is a combobox with a list box (ARIA 1.2): the field keeps the
// focus, aria-activedescendant says which result is chosen.

import { Index } from "./index-file.js";
import { find, better } from "./find.js";
import { excerpt, marks, show } from "./show.js";

const AT_A_TIME = 6; // results
const ROUNDS = 4; // of reading texts for them
const PAUSE = 120; // milliseconds without a key

const language = document.documentElement.lang;

const set = (el, attributes) => {
  for (const name in attributes) el.setAttribute(name, attributes[name]);
};

function make(tag, name, ...children) {
  const el = document.createElement(tag);
  if (name) el.className = name;
  el.append(...children);
  return el;
}

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

function option({ text, query, lang }, id) {
  const el = make(
    "a",
    "search-result",
    make("span", "search-title", ...marked(query, text.title)),
    make("span", "search-about", [text.date, ...(text.tags ?? []).slice(0, 3)].filter(Boolean).join(" · ")),
    make("span", "search-excerpt", ...marked(query, excerpt(query, text.body))),
  );
  set(el, { href: text.url, role: "option", "aria-selected": "false", tabindex: "-1", id });
  if (lang !== language) el.lang = lang;
  return el;
}

// start makes a search of the markup that layouts/partials/search.html writes.
// changed is told of each query and of the address that leads to it.
export function start(root, changed = () => {}) {
  const form = root.querySelector("form");
  const { q: input, ops, lang } = form.elements;
  const status = root.querySelector(".search-status");
  const list = root.querySelector(".search-results");
  const more = root.querySelector(".search-more");
  const opened = {};
  let turn = 0; // of the last query: what an older one finds comes too late
  let asked = ""; // what the list shows
  let chosen = -1;
  let timer, state;

  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });

  const tell = (key, n) => status.dataset[key].replace("#", n?.toLocaleString(language));

  function choose(i) {
    if (chosen >= 0) set(list.children[chosen], { "aria-selected": "false" });
    const now = list.children[(chosen = i)];
    if (!now) return input.removeAttribute("aria-activedescendant");
    set(now, { "aria-selected": "true" });
    set(input, { "aria-activedescendant": now.id });
    now.scrollIntoView({ block: "nearest" });
  }

  function clear(text) {
    choose(-1);
    list.replaceChildren();
    list.hidden = more.hidden = true;
    set(input, { "aria-expanded": "false" });
    status.textContent = text;
  }

  // look asks every language that is wanted, the newest posts first. Of a site
  // that was published again meanwhile, it begins anew.
  async function look(older, again) {
    const wanted = Array.from(lang.options).filter((o) => o.dataset.index && (lang.value === "all" || o.value === lang.value));
    try {
      const all = await Promise.all(
        wanted.map(async ({ value, dataset }) => {
          const index = await (opened[value] ??= new Index(dataset.index, value).open(again));
          return find(index, input.value, ops?.value, older);
        }),
      );
      return {
        found: all.flatMap(({ query, found }) => found.map((f) => ({ ...f, query }))).sort(better),
        searched: all.reduce((n, a) => n + a.searched, 0),
        rest: all.some((a) => a.rest),
        shown: 0,
        lost: 0,
        before: 0,
        older,
      };
    } catch (error) {
      for (const { value } of wanted) delete opened[value];
      if (again || !error.gone) throw error;
      return look(older, true);
    }
  }

  // ahead shows the next results. Those whose texts do not hold the words after
  // all make room for others.
  async function ahead(mine) {
    const { found } = state;
    for (let n = 0, round = 0; n < AT_A_TIME && round < ROUNDS && state.shown < found.length; round++) {
      const part = found.slice(state.shown, state.shown + AT_A_TIME - n);
      const hits = await show(part);
      if (mine !== turn) return;
      state.shown += part.length;
      state.lost += part.length - hits.length;
      for (const hit of hits) list.append(option(hit, `${list.id}-${list.children.length}`));
      n += hits.length;
    }
    const total = state.before + found.length - state.lost;
    const left = state.shown < found.length;
    list.hidden = !list.firstChild;
    set(input, { "aria-expanded": !list.hidden });
    more.hidden = !left && !state.rest;
    more.textContent = more.dataset[left ? "more" : "older"];
    status.textContent =
      tell(total > 1 ? "many" : total ? "single" : "none", total) + (state.rest ? " " + tell("recent", state.searched) : "");
  }

  // run does what a reader waits for, and says so when it cannot be done.
  async function run(mine, what) {
    try {
      await what();
    } catch {
      if (mine !== turn) return;
      asked = "";
      clear(tell("failed"));
    }
  }

  function ask() {
    clearTimeout(timer);
    const to = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value && (name !== "lang" || value !== language)) to.searchParams.set(name, value);
    }
    if (asked === to.search) return;
    asked = to.search;
    const mine = ++turn;
    const query = input.value.trim();
    changed(to, query);
    if (!query) return clear("");
    status.textContent = tell("searching");
    return run(mine, async () => {
      const got = await look(0);
      if (mine !== turn) return;
      clear("");
      state = got;
      await ahead(mine);
    });
  }

  more.addEventListener("click", () => {
    const mine = turn;
    run(mine, async () => {
      const next = list.children.length;
      if (state.shown >= state.found.length) {
        const got = await look(state.older + 1);
        if (mine !== turn) return;
        got.before = state.before + state.found.length - state.lost;
        got.searched += state.searched;
        state = got;
      }
      await ahead(mine);
      input.focus();
      choose(list.children[next] ? next : -1);
    });
  });

  // While an IME composes, its syllables are searched, too: 운ㅇ finds 운영.
  for (const event of ["input", "compositionend"]) {
    input.addEventListener(event, () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }
  form.addEventListener("change", ask);
  input.addEventListener("keydown", (event) => {
    const n = list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !n) return;
    if (step) choose(((chosen + 1 + step + n + 1) % (n + 1)) - 1); // the field is a stop, too
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else if (event.key === "Escape" && chosen >= 0) choose(-1);
    else return;
    event.preventDefault();
  });
  return { ask, input, form };
}
