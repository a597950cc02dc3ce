// Light or dark: the system's choice until the reader makes one, which is kept
// in this browser.
import { ready } from "./ready.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (root.dataset.scheme || (system.matches ? "dark" : "light")) === "dark";

root.classList.add("js");
try {
  const kept = localStorage.getItem("scheme");
  if (kept === "dark" || kept === "light") root.dataset.scheme = kept;
} catch {
  // A browser that keeps nothing follows its system.
}

ready(() => {
  const button = document.querySelector(".scheme");
  if (!button) return;
  const show = () => button.setAttribute("aria-pressed", dark());
  button.addEventListener("click", () => {
    root.dataset.scheme = dark() ? "light" : "dark";
    show();
    try {
      localStorage.setItem("scheme", root.dataset.scheme);
    } catch {}
  });
  system.addEventListener("change", show);
  show();
});
