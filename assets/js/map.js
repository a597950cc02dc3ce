// On the map, the lines of the type that the reader points at stand out.
import { ready } from "./ready.js";

ready(() => {
  for (const map of document.querySelectorAll(".map")) {
    const show = (id) => {
      for (const edge of map.querySelectorAll("[data-ends]")) {
        edge.classList.toggle("on", edge.dataset.ends.split(" ").includes(id));
      }
      map.classList.toggle("asked", Boolean(id));
    };
    for (const on of ["pointerover", "focusin"]) map.addEventListener(on, (e) => show(e.target.closest("a")?.dataset.type));
    for (const off of ["pointerleave", "focusout"]) map.addEventListener(off, () => show());
  }
});
