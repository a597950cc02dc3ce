// Comments by giscus, which nothing is loaded of before a reader asks. The frame
// is made here, so that no script of another host runs in our pages.
import { ready } from "./ready.js";

ready(() => {
  const box = document.querySelector(".comments");
  if (!box) return;
  const { host, repo, repoId, category, categoryId } = box.dataset;
  const root = document.documentElement;

  // Who has signed in comes back with a session in the address.
  const here = new URL(location.href);
  let session = here.searchParams.get("giscus") || "";
  try {
    if (session) localStorage.setItem("giscus-session", JSON.stringify(session));
    else session = JSON.parse(localStorage.getItem("giscus-session") || '""');
  } catch {
    // Without storage a reader signs in on each visit.
  }
  const back = here.searchParams.has("giscus");
  here.searchParams.delete("giscus");
  here.hash = "";

  const theme = () => (getComputedStyle(root).colorScheme === "dark" ||
    (getComputedStyle(root).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light");

  const open = () => {
    const frame = document.createElement("iframe");
    const ask = new URLSearchParams({
      origin: here.href, session, theme: theme(), reactionsEnabled: "1", emitMetadata: "0", inputPosition: "top",
      repo, repoId, category, categoryId, strict: "1", description: document.title, backLink: here.href,
      term: here.pathname.replace(/^\/|\/$/g, "") || "index",
    });
    frame.src = `${host}/${root.lang}/widget?${ask}`;
    frame.title = box.querySelector("h2").textContent;
    addEventListener("message", (event) => {
      if (event.origin !== host || event.source !== frame.contentWindow) return;
      const told = event.data?.giscus;
      if (told?.resizeHeight) frame.style.height = `${told.resizeHeight}px`;
      if (told?.signOut) try { localStorage.removeItem("giscus-session"); } catch {}
    });
    new MutationObserver(() => frame.contentWindow.postMessage({ giscus: { setConfig: { theme: theme() } } }, host))
      .observe(root, { attributeFilter: ["data-scheme"] });
    for (const p of box.querySelectorAll("p")) p.remove();
    box.append(frame);
  };
  box.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    open();
    box.querySelector("iframe").focus();
  });
  if (back) {
    history.replaceState(null, "", here.href);
    open();
  }
});
