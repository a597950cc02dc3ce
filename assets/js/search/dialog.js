// The search as a dialog over any page. Its markup is that of the search page,
// which is fetched when it is opened for the first time.

import { start } from "./view.js";

let made;

async function build(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(`${href}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const root = document.adoptNode(page.querySelector(".search"));
  const box = document.createElement("dialog");
  box.className = "search-dialog";
  box.setAttribute("aria-label", root.querySelector("label").textContent);
  box.append(root);
  document.body.append(box);
  root.querySelector("form").action = new URL(root.querySelector("form").getAttribute("action"), href);
  const view = start(root);
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close(); // beside it
  });
  // Escape closes at once: a search field would empty itself first.
  view.input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) {
      event.preventDefault();
      box.close();
    }
  });
  return { box, view };
}

export async function dialog(href) {
  made ??= build(href);
  try {
    const { box, view } = await made;
    if (!box.open) box.showModal();
    view.input.focus();
    view.input.select();
  } catch (error) {
    made = undefined;
    throw error;
  }
}
