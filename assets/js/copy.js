// A button on each block of code copies it. The words stand on the body of the
// post, in the language of the page.
import { ready } from "./ready.js";

ready(() => {
  const body = document.querySelector("[data-copy]");
  if (!body || !navigator.clipboard) return;
  const { copy, copied } = body.dataset;
  for (const pre of body.querySelectorAll("pre")) {
    let box = pre.parentElement;
    if (!box.matches("figure.code")) {
      box = document.createElement("div");
      box.className = "code-box";
      pre.replaceWith(box);
      box.append(pre);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent);
        button.textContent = copied;
        setTimeout(() => (button.textContent = copy), 2000);
      } catch {
        getSelection().selectAllChildren(pre);
      }
    });
    button.setAttribute("aria-live", "polite");
    box.prepend(button);
  }
});
