// A footnote opens below the paragraph that refers to it, and closes when it is
// asked for again, or with Escape. Without this it is a link to the end.
import { ready } from "./ready.js";

ready(() => {
  const open = new Map();
  const close = (ref) => {
    open.get(ref).remove();
    open.delete(ref);
    ref.setAttribute("aria-expanded", "false");
  };
  for (const ref of document.querySelectorAll("a.footnote-ref")) {
    const note = document.getElementById(decodeURIComponent(ref.hash.slice(1)));
    if (!note) continue;
    ref.setAttribute("aria-expanded", "false");
    ref.addEventListener("click", (event) => {
      event.preventDefault();
      if (open.has(ref)) return close(ref);
      const box = document.createElement("aside");
      box.className = "footnote";
      box.setAttribute("role", "note");
      for (const part of note.childNodes) box.append(part.cloneNode(true));
      for (const part of box.querySelectorAll(".footnote-backref")) part.remove();
      for (const part of box.querySelectorAll("[id]")) part.removeAttribute("id");
      const block = ref.closest(".table") || ref.closest("p, li, dd, blockquote, figure, h2, h3, h4") || ref.parentElement;
      block.matches("li, dd") ? block.append(box) : block.after(box);
      open.set(ref, box);
      ref.setAttribute("aria-expanded", "true");
    });
    ref.addEventListener("keydown", (event) => event.key === "Escape" && open.has(ref) && close(ref));
  }
});
