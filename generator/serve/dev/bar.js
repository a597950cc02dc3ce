// The author's bar tells about the page that is open: its state, its length,
// its warnings, what search results and shared links make of it, what it is
// made from and why it was made last. It is a details element, so it folds and
// takes the keyboard as the browser does it everywhere.
const bar = el("details", { class: "bar" });
const barTitle = el("summary", {}, "opspress");
const barBody = el("div", { class: "about" });
bar.append(barTitle, barBody);
bar.open = remembered("bar") === "open";
bar.addEventListener("toggle", () => remember("bar", bar.open ? "open" : "folded"));
shadow.append(bar);

let about = null;
let online = true;
let drawn = "";

// loadAbout asks what there is to tell of the page, and draws it when it is
// new.
async function loadAbout() {
  const u = own("about");
  u.searchParams.set("url", decoded(location.pathname));
  const answer = await ask(u);
  const text = await answer.text();
  if (!answer.ok || text === drawn) {
    return;
  }
  drawn = text;
  about = JSON.parse(text);
  barBody.replaceChildren(...sections(about));
  drawTitle();
}

function connected(yes) {
  if (online !== yes) {
    online = yes;
    drawTitle();
  }
}

const count = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

function drawTitle() {
  const parts = [];
  if (about) {
    if (about.words > 0) {
      parts.push(count(about.words, "word"), `${about.minutes} min`);
    }
    if (about.warnings.length > 0) {
      parts.push(count(about.warnings.length, "warning"));
    }
  }
  if (!online) {
    parts.push("no connection");
  }
  const state = about ? el("span", { class: "state " + about.state }, about.state || "page") : "opspress";
  barTitle.replaceChildren(state, ...parts.map((part) => " · " + part));
}

function sections(a) {
  const out = [];
  const add = (title, ...content) => out.push(el("section", {}, el("h2", {}, title), ...content));
  if (a.when) {
    add(a.state, el("p", {}, a.when));
  }
  if (a.warnings.length > 0) {
    add("Warnings", el("ul", {}, ...a.warnings.map(drawWarning)));
  }
  if (a.title) {
    add("In search results", drawSnippet(a));
    add("As a shared link", drawShared(a));
  }
  if (a.words > 0) {
    add("Length", el("p", {}, `${count(a.words, "word")}, ${count(a.characters, "character")} without spaces, ${a.minutes} min to read`));
  }
  const from = groups([...a.sources, ...a.templates]).filter(([, files]) => files.length > 0);
  if (from.length > 0) {
    add("Made from", el("dl", {}, ...from.flatMap(([name, files]) => [el("dt", {}, name), el("dd", {}, drawFiles(files))])));
  }
  if (a.cause) {
    add("Made again because", el("p", {}, a.cause));
  }
  return out;
}

// groups sorts files by what they are to the author: first what was written,
// last what is the same on every page.
function groups(files) {
  const kinds = [
    ["Sources", (f) => f.startsWith("posts/")],
    ["Settings", (f) => /\.ya?ml$/.test(f)],
    ["Templates", (f) => f.startsWith("layouts/")],
    ["Style sheet", (f) => f.endsWith(".css")],
    ["Script", (f) => f.endsWith(".js")],
    ["Files", () => true],
  ];
  const kindOf = (file) => kinds.findIndex(([, is]) => is(file));
  return kinds.map(([name], i) => [name, files.filter((file) => kindOf(file) === i)]);
}

const mostFiles = 3; // of a group that are listed before it is folded

function drawFiles(files) {
  const list = el("ul", { class: "files" }, ...files.map((file) => el("li", {}, copyButton(file))));
  return files.length <= mostFiles ? list : el("details", {}, el("summary", {}, count(files.length, "file")), list);
}

function drawWarning(w) {
  const item = el("li", {}, el("p", {}, w.message));
  if (w.hint) {
    item.append(el("p", { class: "hint" }, w.hint));
  }
  if (w.place) {
    item.append(copyButton(w.place));
  }
  return item;
}

// Search results show some 160 characters of a description, and one of their
// own making where there is none.
function drawSnippet(a) {
  const text = [...a.description];
  const cut = text.length > 160 ? text.slice(0, 159).join("") + "…" : a.description;
  return el(
    "div",
    { class: "snippet" },
    el("p", { class: "address" }, decoded(a.permalink || location.pathname)),
    el("p", { class: "title" }, a.title),
    el("p", {}, cut || "No description: a search engine picks a passage."),
  );
}

function drawShared(a) {
  const card = el("div", { class: "shared" });
  if (a.image) {
    card.append(el("img", { src: a.image, alt: "" }));
  }
  card.append(el("p", { class: "title" }, a.title), el("p", {}, a.description));
  return card;
}
