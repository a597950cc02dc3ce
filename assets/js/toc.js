// The table of contents follows the scroll: its line ends where the reader is.
import { ready } from "./ready.js";

ready(() => {
  const toc = document.querySelector(".toc");
  if (!toc) return;
  const wide = matchMedia("(min-width: 75rem)");
  const unfold = () => wide.matches && (toc.open = true);
  wide.addEventListener("change", unfold);
  unfold();

  const links = new Map();
  for (const a of toc.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (heading) links.set(heading, a);
  }
  let at;
  const follow = () => {
    let now;
    for (const [heading, a] of links) if (heading.getBoundingClientRect().top < innerHeight / 4) now = a;
    if (now === at) return;
    at?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    at = now;
  };
  let waits;
  addEventListener("scroll", () => {
    waits ||= requestAnimationFrame(() => {
      waits = 0;
      follow();
    });
  }, { passive: true });
  follow();
});
