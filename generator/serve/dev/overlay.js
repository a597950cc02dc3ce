// The overlay shows everything that is wrong with the site as it is now, over
// the last page that was right. It stands where a screen reader announces it,
// folds with Escape, and leaves by itself when there is nothing to show.
const overlay = el("section", { class: "overlay", role: "alert", "aria-label": "Errors", hidden: "" });
shadow.append(overlay);

const faults = { shown: "[]", count: 0, folded: false };

// A page that cannot be made tells its own faults; the overlay begins folded
// there, and is for those of other pages.
const told = document.documentElement.dataset.opspress === "broken" ? document.querySelectorAll(".fault").length : 0;

// loadFaults asks for the errors and draws them, unless they are the ones that
// are drawn: redrawing would take focus away.
async function loadFaults() {
  const answer = await ask(own("errors"));
  const text = await answer.text();
  if (!answer.ok || text === faults.shown) {
    return;
  }
  const list = JSON.parse(text);
  if (faults.count === 0) {
    faults.folded = told > 0; // a new trouble is shown, one that goes on stays folded
  }
  faults.shown = text;
  faults.count = list.length;
  drawOverlay(list);
}

function drawOverlay(list) {
  overlay.hidden = list.length <= told;
  const title = list.length === 1 ? "1 error" : list.length + " errors";
  const fold = el("button", { type: "button", class: "fold" }, title);
  fold.addEventListener("click", () => foldOverlay(!faults.folded));
  const body = el("div", { class: "faults", id: "faults", tabindex: "0" });
  body.append(...list.map(drawFault));
  fold.setAttribute("aria-controls", "faults");
  overlay.replaceChildren(fold, body);
  foldOverlay(faults.folded);
}

function foldOverlay(folded) {
  faults.folded = folded;
  overlay.classList.toggle("folded", folded);
  overlay.querySelector(".fold")?.setAttribute("aria-expanded", String(!folded));
}

function drawFault(f) {
  const box = el("article", { class: "fault " + f.severity }, el("h2", {}, f.message));
  if (f.place) {
    box.append(el("p", {}, copyButton(f.place)));
  }
  if (f.lines.length > 0) {
    const source = el("pre", { class: "source" });
    for (const line of f.lines) {
      const end = line.here ? "" : "\n"; // what is meant is a block of its own
      source.append(el("span", { class: line.here ? "here" : "line" }, el("b", {}, String(line.number)), " " + line.text + end));
      if (line.here && f.column > 0) {
        source.append(el("span", { class: "caret" }, caret(line, f.column)));
      }
    }
    box.append(source);
  }
  if (f.hint) {
    box.append(el("p", { class: "hint" }, f.hint));
  }
  return box;
}

// caret gives a line with a mark under the column. What stands before it keeps
// its width: tabs stay, and what is wide becomes two columns wide.
function caret(line, column) {
  const before = [...line.text].slice(0, column - 1);
  const blank = before.map((c) => (c === "\t" ? "\t" : c > "\u10ff" ? "\u3000" : " ")).join("");
  return " ".repeat(String(line.number).length + 1) + blank + "^\n";
}

addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !overlay.hidden && !faults.folded) {
    foldOverlay(true);
  }
});
