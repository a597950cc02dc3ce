// Everything that this script shows lives in one element with a shadow tree
// behind the body: the page's styles do not reach it, its own do not reach the
// page, and what puts the body right never meets it. Markup is built from
// nodes, never from strings, and styles come from dev.css: the policy of the
// page forbids everything else, and it is right to.
const here = document.currentScript.src;
const own = (name) => new URL(name, here);

class NoServer extends Error {}

// ask fetches without any cache. It throws NoServer when nobody answers.
async function ask(address) {
  try {
    return await fetch(address, { cache: "no-store" });
  } catch (error) {
    throw new NoServer(error.message);
  }
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// el makes an element; children are nodes or text.
function el(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    e.setAttribute(key, value);
  }
  e.append(...children);
  return e;
}

// remembered and remember keep small choices for this tab. A browser may
// forbid even that.
function remembered(key) {
  try {
    return sessionStorage.getItem("opspress-" + key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem("opspress-" + key, value);
  } catch {
    // then it is forgotten
  }
}

// copyButton copies text, a place such as posts/a.md:3:5, for an editor's "go
// to file".
function copyButton(text) {
  const button = el("button", { type: "button", class: "place", title: "Copy " + text }, text);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1000);
    } catch {
      getSelection().selectAllChildren(button); // the author copies it
    }
  });
  return button;
}

const host = document.createElement("opspress-dev");
const shadow = host.attachShadow({ mode: "open" });
const sheet = el("link", { rel: "stylesheet", href: own("dev.css").href });
host.hidden = true; // nothing is shown before it has its styles
sheet.addEventListener("load", () => {
  host.hidden = false;
});
shadow.append(sheet);
document.documentElement.append(host);

// A notice is one sentence about this page, with a link if it has gone
// somewhere.
const notice = el("p", { class: "notice", role: "status" });
shadow.append(notice);

function say(text, link) {
  notice.replaceChildren(text);
  if (link) {
    notice.append(" ", el("a", { href: link }, decoded(link)));
  }
}
