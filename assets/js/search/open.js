// Opens the search: a dialog on "/", on Ctrl+K (⌘K) and from the link in the
// header, or the search page where that is what stands there. What searches is
// loaded when somebody wants it.

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

// styled waits for the style sheet that knows the dialog: posts come without it.
const styled = (href) => new Promise((done) => {
  if (!href || document.querySelector(`link[href="${href}"]`)) return done();
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = href;
  sheet.onload = sheet.onerror = done;
  document.head.append(sheet);
});

function start() {
  const link = document.querySelector("a[data-search]");
  const page = document.querySelector(".search[data-script]");
  const script = page?.dataset.script || link?.dataset.search;
  if (!script) return;

  const open = async () => {
    if (page) {
      page.querySelector("input").focus();
      return;
    }
    try {
      const [{ dialog }] = await Promise.all([import(script), styled(link.dataset.sheet)]);
      await dialog(link.href);
    } catch {
      location.assign(link.href); // the page says what is wrong
    }
  };

  if (page) import(script).then((search) => search.page(page));
  link?.addEventListener("click", (event) => {
    if (!page && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    const k = event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if ((slash || k) && !event.isComposing) {
      event.preventDefault();
      open();
    }
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
