//go:build browser

package generator

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"opspress/generator/layout"
)

// look opens a built site in a browser of its own. Everything that the console
// calls an error or a warning is a failure, a file that is missing too.
func look(t *testing.T, b builtSite) window {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("%v; make tools tells how to get a browser", err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.WSURLReadTimeout(time.Minute), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "ko-KR"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	w := window{t, ctx, b.URL}
	w.open("/")
	messages := chromedp.Console(ctx)
	heard := make(chan []string)
	go func() {
		var bad []string
		for m, err := range messages {
			if err == nil && (m.Type == chromedp.ConsoleException || m.Type == chromedp.ConsoleError || m.Type == "warning") {
				bad = append(bad, m.Text+" "+m.URL)
			}
		}
		heard <- bad
	}()
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		for _, text := range <-heard {
			t.Errorf("console: %s", text)
		}
	})
	return w
}

// as makes the window one of a width, and its system light or dark.
func (w window) as(width int64, scheme string) {
	w.t.Helper()
	media := func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return chromedp.Void{}, err
	}
	if err := chromedp.Do(w.ctx, chromedp.EmulateViewport(width, 800), media); err != nil {
		w.t.Fatal(err)
	}
}

// scripts lets pages run scripts or not.
func (w window) scripts(on bool) {
	w.t.Helper()
	err := chromedp.Do(w.ctx, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return chromedp.Void{}, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// key presses keys as somebody does it.
func (w window) key(keys string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.KeyEvent(keys)); err != nil {
		w.t.Fatal(err)
	}
}

func (w window) ask(code string) string {
	w.t.Helper()
	s, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](code))
	if err != nil {
		w.t.Fatalf("%s: %v", code, err)
	}
	return s
}

// wide names what makes a page wider than its window.
const wide = `(() => {
	const most = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= most) return "";
	return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > most + 0.5)
		.slice(0, 3).map((e) => e.outerHTML.slice(0, 160)).join("\n") || "something";
})()`

// covered names two labels of a map that overlap.
const covered = `(() => {
	const boxes = [...document.querySelectorAll(".map text, .map .hole")].map((e) => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width);
	for (const [e, a] of boxes) for (const [f, b] of boxes) {
		if (e !== f && !(e.matches(".hole") && f.matches(".hole")) && e.parentNode !== f.parentNode
			&& a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) return e.textContent + " and " + (f.textContent || f.outerHTML);
	}
	return "";
})()`

// Whatever stands in a post or a setting, no page of any kind is wider than the
// narrowest phone, no page says anything to the console, and on the map of types
// no name covers another.
func TestBrowserNoPageOverflows(t *testing.T) {
	b := buildAndServe(t, hostileSite(t))
	kinds := b.pages(t)
	for _, k := range layout.Kinds() {
		if len(kinds[k]) == 0 {
			t.Errorf("the site has no page of kind %s", k)
		}
	}
	w := look(t, b)
	for _, width := range []int64{320, 1280} {
		w.as(width, "light")
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			if kind == "redirect" {
				continue // is gone before it can be looked at
			}
			paths := kinds[kind]
			if kind == "tag" || kind == "ops-tag" {
				paths = paths[:6] // of hundreds that are alike
			}
			if width > 320 && len(paths) > 3 {
				paths = paths[:3]
			}
			for _, p := range paths {
				w.open(p)
				if what := w.ask(wide); what != "" {
					t.Errorf("%s, at %d pixels, is widened by\n%s", p, width, what)
				}
				if what := w.ask(covered); what != "" {
					t.Errorf("%s, at %d pixels: one covers the other: %s", p, width, what)
				}
			}
		}
	}
}

// A reader's choice of scheme holds on the next page, from before the first
// paint on, and nothing is stored until there is a choice.
func TestBrowserSchemeIsChosenAndKept(t *testing.T) {
	b := buildAndServe(t, hostileSite(t))
	w := look(t, b)
	paper := func() string { return w.ask(`getComputedStyle(document.body).backgroundColor`) }
	w.as(1280, "dark")
	w.open("/posts/features/")
	night := paper()
	w.as(1280, "light")
	w.open("/posts/features/")
	day := paper()
	if night == day {
		t.Fatalf("both schemes are %s", day)
	}
	w.want(`localStorage.length === 0 && !document.documentElement.dataset.scheme`)
	const button = `document.querySelector("button.scheme")`
	w.want(button + `.getAttribute("aria-pressed") === "false" && getComputedStyle(` + button + `).visibility === "visible"`)
	w.do(button + `.focus()`)
	w.key("\r")
	w.until(`document.documentElement.dataset.scheme === "dark"`)
	w.want(button + `.getAttribute("aria-pressed") === "true"`)
	if got := paper(); got != night {
		t.Errorf("after the switch the paper is %s, not %s", got, night)
	}
	w.open("/ops/")
	if got := paper(); got != night {
		t.Errorf("on the next page the paper is %s, not %s", got, night)
	}
	w.want(`document.documentElement.dataset.scheme === "dark"`)
	// The script that chooses is run before the style sheet holds back the first paint.
	w.want(`document.head.querySelector("script[src]:not([defer]):not([async])")
		.compareDocumentPosition(document.head.querySelector("link[rel=stylesheet]")) & Node.DOCUMENT_POSITION_FOLLOWING`)
	w.do(button + `.click()`)
	w.until(`document.documentElement.dataset.scheme === "light"`)
	w.as(1280, "dark")
	w.open("/")
	if got := paper(); got != day {
		t.Errorf("a reader who chose light has %s", got)
	}
}

func TestBrowserContentsFollowTheScroll(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.as(1280, "light")
	w.open("/posts/features/")
	w.until(`document.querySelector(".toc").open`)
	w.want(`!document.querySelector(".toc [aria-current]")`)
	w.want(`document.querySelector(".toc").getBoundingClientRect().left > document.querySelector(".prose").getBoundingClientRect().right`)
	for _, h := range []string{"첫-절", "둘째-절"} {
		w.do(`document.getElementById("` + h + `").scrollIntoView()`)
		w.until(`document.querySelector(".toc [aria-current]")?.hash === encodeURI("#` + h + `")`)
		w.want(`document.querySelectorAll(".toc [aria-current]").length === 1`)
	}
	w.do(`scrollTo(0, 0)`)
	w.until(`!document.querySelector(".toc [aria-current]")`)
	w.as(360, "light")
	w.open("/posts/features/")
	w.want(`!document.querySelector(".toc").open`)
	w.want(`document.querySelector(".toc").getBoundingClientRect().bottom < document.querySelector(".prose").getBoundingClientRect().top`)
}

func TestBrowserCodeIsCopied(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.open("/posts/features/")
	w.until(`document.querySelector("button.copy")`)
	w.do(`navigator.clipboard.writeText = async (text) => { window.taken = text }`)
	w.do(`document.querySelector("button.copy").focus()`)
	w.key("\r")
	w.until(`window.taken === "func main() {\n\tprintln(\"운영\")\n}\n"`)
	w.until(`document.querySelector("button.copy").textContent === "복사했습니다"`)
	w.want(`document.querySelectorAll("pre").length === document.querySelectorAll("button.copy").length`)
	w.want(`[...document.querySelectorAll("pre")].every((pre) => pre.tabIndex === 0)`)
}

func TestBrowserFootnotesOpenInPlace(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.open("/posts/features/")
	const ref = `document.querySelector("a.footnote-ref")`
	w.until(ref + `.getAttribute("aria-expanded") === "false"`)
	w.do(ref + `.focus()`)
	w.key("\r")
	w.until(`document.querySelector("p + aside.footnote")?.textContent.trim().startsWith("그 자리에서 열리는 각주")`)
	w.want(ref + `.getAttribute("aria-expanded") === "true" && location.hash === "" && document.activeElement === ` + ref)
	w.want(`document.querySelector("aside.footnote a").getAttribute("href") && !document.querySelector("aside.footnote .footnote-backref, aside.footnote [id]")`)
	w.key("\u001b")
	w.until(`!document.querySelector("aside.footnote")`)
	w.want(ref + `.getAttribute("aria-expanded") === "false"`)
}

func TestBrowserLanguageIsSwitched(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.open("/posts/pair/")
	w.want(`document.documentElement.lang === "ko"`)
	w.do(`document.querySelector(".site-header [hreflang=en]").click()`)
	w.until(`location.pathname === "/en/posts/pair/" && document.documentElement.lang === "en" && document.body.textContent.includes("English body.")`)
	w.do(`document.querySelector(".site-header [hreflang=ko]").click()`)
	w.until(`location.pathname === "/posts/pair/" && document.documentElement.lang === "ko"`)
	w.open("/posts/bare/")
	w.want(`!document.querySelector(".site-header [hreflang]")`) // there is no translation
}

// Who has scripts turned off misses the switch and the copying, and can read,
// find a heading, unfold a series, follow a footnote.
func TestBrowserWorksWithoutScripts(t *testing.T) {
	b := buildAndServe(t, hostileSite(t))
	w := look(t, b)
	w.as(1280, "light")
	w.scripts(false)
	w.open("/posts/features/")
	w.want(`!document.documentElement.className && !document.querySelector("button.copy")`)
	w.want(`getComputedStyle(document.querySelector("button.scheme")).visibility === "hidden"`)
	w.want(`document.querySelector(".toc a").checkVisibility()`) // beside the text, though nothing has unfolded it
	w.do(`document.querySelector("a.footnote-ref").click()`)
	w.until(`location.hash === "#fn:1"`)
	w.do(`document.querySelector(".toc a").click()`)
	w.until(`decodeURI(location.hash) === "#첫-절"`)
	w.do(`document.querySelector(".series-box summary").click()`)
	w.until(`document.querySelector(".series-box a").checkVisibility()`)
	w.as(360, "light")
	w.open("/posts/features/")
	w.want(`!document.querySelector(".toc a").checkVisibility()`)
	w.do(`document.querySelector(".toc summary").click()`)
	w.until(`document.querySelector(".toc a").checkVisibility()`)
	for _, p := range []string{"/", "/ops/", "/archive/", "/404.html"} {
		w.open(p)
		w.want(`document.querySelectorAll("main a[href]").length > 2 && document.querySelector("h1").checkVisibility()`)
	}
}

// Everything on a page can be reached with Tab, what has the focus is seen to
// have it, and the first thing is the way past the menu.
func TestBrowserKeyboardReachesEverything(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.as(1280, "light")
	w.open("/ops/")
	w.key("\t")
	w.want(`document.activeElement.matches("a.skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	w.key("\r")
	w.until(`document.activeElement.id === "page-main"`)
	w.open("/ops/")
	want := w.ask(`String([...document.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter((e) => e.checkVisibility({visibilityProperty: true})).length)`)
	w.do(`window.seen = new Set; addEventListener("focusin", (e) => {
		seen.add(e.target);
		const style = getComputedStyle(e.target), hole = e.target.querySelector?.(".hole");
		if (style.outlineStyle === "none" && !(hole && getComputedStyle(hole).strokeWidth === "3px") && e.target.id !== "page-main") window.unseen = e.target.outerHTML;
	})`)
	for range 400 {
		w.key("\t")
		if done, _ := w.holds(fmt.Sprintf("seen.size >= %s", want)); done {
			break
		}
	}
	if got := w.ask(`String(seen.size)`); got != want {
		t.Errorf("Tab reaches %s of %s", got, want)
	}
	w.want(`!window.unseen`)
	w.want(`[...document.querySelectorAll(".map.large a")].every((a) => seen.has(a))`)
}

// On the map, what a type is to others stands out when it is pointed at.
func TestBrowserMapShowsTheRelationsOfAType(t *testing.T) {
	w := look(t, buildAndServe(t, hostileSite(t)))
	w.as(1280, "light")
	w.open("/ops/")
	w.until(`document.querySelector(".map.large")`)
	for range 60 {
		w.key("\t")
		if there, _ := w.holds(`document.activeElement.matches(".map.large a[data-type=t9]")`); there {
			break
		}
	}
	w.until(`document.querySelector(".map.large").classList.contains("asked")`)
	w.want(`[...document.querySelectorAll(".map.large .edge")].every((e) => e.classList.contains("on") === e.dataset.ends.split(" ").includes("t9"))`)
	w.want(`document.querySelectorAll(".map.large .edge.combines.on").length === 2`)
	w.do(`document.activeElement.blur()`)
	w.until(`!document.querySelector(".map.asked")`)
}

// Comments come when they are asked for, and nothing of them before.
func TestBrowserCommentsWaitToBeAsked(t *testing.T) {
	root := hostileSite(t)
	f, err := os.OpenFile(root+"/site.yaml", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString("comments: {provider: giscus, repo: a/b, repoId: R_1, category: Talk, categoryId: DIC_2}\n")
	if f.Close(); err != nil {
		t.Fatal(err)
	}
	w := look(t, buildAndServe(t, root))
	w.open("/posts/features/")
	w.until(`document.readyState === "complete" && document.querySelector(".comments a")`)
	w.want(`!document.querySelector("iframe") && performance.getEntriesByType("resource").every((r) => r.name.startsWith(location.origin))`)
	// The frame is not let out: this test asks no other host either.
	w.do(`window.asked = ""; Object.defineProperty(HTMLIFrameElement.prototype, "src", {set(v) { window.asked = v }}); undefined`)
	w.do(`document.querySelector(".comments a").click()`)
	w.until(`window.asked`)
	asked := w.ask(`window.asked`)
	for _, part := range []string{"https://giscus.app/ko/widget?", "repo=a%2Fb", "repoId=R_1", "category=Talk", "categoryId=DIC_2", "term=posts%2Ffeatures", "theme=light"} {
		if !strings.Contains(asked, part) {
			t.Errorf("%s has no %s", asked, part)
		}
	}
	w.want(`document.querySelector(".comments iframe").title === "댓글"`)
}
