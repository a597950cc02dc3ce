// The search as a dialog over any page. Its markup is that of the search page,
// which is fetched when it is opened for the first time. Enter without a chosen
// result leads to that page, whose address can be shared.

import { start } from "./view.js";

let made;

async function build(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(href);
  const root = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".search");
  const box = document.createElement("dialog");
  box.className = "search-dialog";
  box.setAttribute("aria-label", root.querySelector("label").textContent);
  box.append(root);
  document.body.append(box);
  const { input } = start(root);
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close(); // beside it
  });
  // Escape closes at once: a search field would empty itself first.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) {
      event.preventDefault();
      box.close();
    }
  });
  return [box, input];
}

export async function dialog(href) {
  try {
    const [box, input] = await (made ??= build(href));
    if (!box.open) box.showModal();
    input.focus();
    input.select();
  } catch (error) {
    made = undefined;
    throw error;
  }
}
