// Files that are part of the page: style sheets, pictures, recordings.
const isSheet = (e) => e.nodeName === "LINK" && /(^|\s)stylesheet(\s|$)/i.test(e.rel);

const earlier = new WeakMap(); // style sheet -> those that it will replace

// swapSheet loads a style sheet in the place of another one, which goes only
// when the new one is there: the page is never without.
function swapSheet(live, href) {
  const fresh = live.cloneNode();
  const gone = [live, ...(earlier.get(live) || [])];
  const done = () => gone.forEach((e) => e.remove());
  fresh.addEventListener("load", done);
  fresh.addEventListener("error", done);
  fresh.href = href;
  earlier.set(fresh, gone);
  replaced.set(live, fresh);
  live.after(fresh);
  return fresh;
}

// pathOf gives the decoded path of an address on this server, or "".
function pathOf(address) {
  const u = new URL(address, location.href);
  return u.origin === location.origin ? decoded(u.pathname) : "";
}

// swapFiles asks anew for those files of the page whose path changed says yes
// to. What no element of the page names itself (a font, an import of a style
// sheet) comes anew with the whole page.
function swapFiles(changed, build) {
  const anew = (address) => {
    const u = new URL(address, location.href);
    u.searchParams.set("build", build);
    return u.pathname + u.search;
  };
  const done = new Set();
  for (const e of document.querySelectorAll("link[href], [src]")) {
    const address = e.getAttribute(e.nodeName === "LINK" ? "href" : "src");
    const path = pathOf(address);
    if (!path || !changed(path) || (e.nodeName === "LINK" && !isSheet(e)) || e.nodeName === "SCRIPT") {
      continue;
    }
    if (e.nodeName === "LINK") {
      if (!replaced.has(e)) {
        swapSheet(e, anew(address));
      }
    } else {
      e.setAttribute("src", anew(address));
    }
    done.add(path);
  }
  const loaded = performance.getEntriesByType("resource").map((r) => pathOf(r.name));
  const others = loaded.filter((path) => path && path !== page && !path.startsWith("/_opspress/") && !done.has(path));
  if (others.some(changed)) {
    location.reload();
  }
}
