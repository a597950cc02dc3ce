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

function drawTitle() {
  const parts = [];
  if (about) {
    parts.push(about.state || "page");
    if (about.words > 0) {
      parts.push(`${about.words} words`, `${about.minutes} min`);
    }
    if (about.warnings.length > 0) {
      parts.push(about.warnings.length === 1 ? "1 warning" : `${about.warnings.length} warnings`);
    }
  }
  if (!online) {
    parts.push("no connection");
  }
  barTitle.replaceChildren(parts.join(" · ") || "opspress");
  barTitle.dataset.state = about ? about.state : "";
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
  const from = [...a.sources, ...a.templates];
  if (from.length > 0) {
    add("Made from", el("ul", {}, ...from.map((file) => el("li", {}, copyButton(file)))));
  }
  if (a.cause) {
    add("Made again because", el("p", {}, a.cause));
  }
  return out;
}

function drawWarning(w) {
  const item = el("li", {}, w.message);
  if (w.hint) {
    item.append(el("span", { class: "hint" }, " " + w.hint));
  }
  if (w.place) {
    item.append(" ", copyButton(w.place));
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
