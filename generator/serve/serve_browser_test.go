//go:build browser

package serve

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"opspress/generator/diag"
)

// These tests look at what dev.js does in a browser, over a site in memory.

const chromium = "/usr/bin/chromium"

// A window is a browser's tab on a served site.
type window struct {
	t   *testing.T
	ctx context.Context
	url string
}

// browse serves site and opens path in a browser of its own. Every header that
// the theme has in production is sent, its policy above all.
func browse(t *testing.T, site *fakeSite, o Options, path string) (*Server, window) {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("%v; make tools tells how to get a browser", err)
	}
	o.Site, o.Headers = site, policy
	s, addr := start(t, o)
	dir := t.TempDir()
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "ko-KR"))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	w := window{t, ctx, "http://" + addr}
	w.open(path)
	w.listen()
	return s, w
}

// listen makes every exception in the window, and everything that the page's
// policy forbids, a failure of the test.
func (w window) listen() {
	messages := chromedp.Console(w.ctx)
	heard := make(chan []string)
	go func() {
		var bad []string
		for m, err := range messages {
			if err == nil && (m.Type == chromedp.ConsoleException || strings.Contains(m.Text, "Content Security Policy")) {
				bad = append(bad, m.Text)
			}
		}
		heard <- bad
	}()
	w.t.Cleanup(func() {
		_ = chromedp.Cancel(w.ctx)
		for _, text := range <-heard {
			w.t.Error(text)
		}
	})
}

func (w window) open(path string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(w.url+path)); err != nil {
		w.t.Fatal(err)
	}
}

// tab opens path in another tab of the same browser.
func (w window) tab(path string) window {
	w.t.Helper()
	ctx, end := chromedp.NewContext(w.ctx)
	w.t.Cleanup(end)
	other := window{w.t, ctx, w.url}
	other.open(path)
	return other
}

// do runs code in the window.
func (w window) do(code string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Evaluate[chromedp.Void](code)); err != nil {
		w.t.Fatalf("%s: %v", code, err)
	}
}

func (w window) holds(condition string) (bool, error) {
	return chromedp.Run(w.ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
}

// until waits for a condition in the window, also over a reload.
func (w window) until(condition string) {
	w.t.Helper()
	var last error
	w.wait(condition, func() bool {
		yes, err := w.holds(condition)
		last = err
		return yes && err == nil
	})
	if last != nil {
		w.t.Fatal(last)
	}
}

// wait asks again and again whether something has come about.
func (w window) wait(what string, done func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); !done(); <-tick.C {
		if time.Now().After(end) {
			w.t.Fatalf("waited in vain for %s\n%s", what, w.html())
		}
	}
}

// want holds a condition against the window as it is now.
func (w window) want(condition string) {
	w.t.Helper()
	if yes, err := w.holds(condition); err != nil || !yes {
		w.t.Errorf("it does not hold that %s (%v)\n%s", condition, err, w.html())
	}
}

func (w window) html() string {
	code := `document.documentElement.outerHTML + "\n" + (document.querySelector("opspress-dev")?.shadowRoot.innerHTML || "")`
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](code))
	if err != nil {
		return err.Error()
	}
	return text
}

// ready waits until the window hears the server and shows so, and puts a mark
// on it that a reload would take away.
func (w window) ready(s *Server, page string) window {
	w.t.Helper()
	w.wait("a stream for "+page, func() bool { return slices.Contains(s.Open(), page) })
	w.until(ui + `?.querySelector("summary").textContent !== "opspress"`)
	w.do("window.marked = true")
	return w
}

// ui is what dev.js shows.
const ui = `document.querySelector("opspress-dev")?.shadowRoot`

// article is a page in the shape of the theme's.
func article(head, body string) string {
	return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>글</title>` + head + `<link rel="stylesheet" href="/assets/main.0000000001.css"></head>
<body><header id="top">Blog</header><main>` + body + `</main></body></html>
`
}

func browserSite() *fakeSite {
	tall := strings.Repeat("<p>운영은 계속된다.</p>\n", 100)
	f := newFakeSite(map[string]string{
		"/posts/x/":                   article("", tall+"<p id=edit>old words</p><p id=select>select me</p><details id=d><summary>more</summary>text</details><input id=in>"+tall),
		"/posts/y/":                   article("", "<p>y</p>"),
		"/404.html":                   article("", "<h1>404</h1>"),
		"/assets/main.0000000001.css": "body { color: rgb(1, 1, 1) }",
		"/assets/main.0000000002.css": "body { color: rgb(2, 2, 2) }",
		"/plain.css":                  "#top { color: rgb(3, 3, 3) }",
		"/pixel.svg":                  `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`,
	})
	f.about["/posts/x/"] = About{State: "draft", Words: 1234, Minutes: 6, Title: "<img src=x onerror=alert(1)>", Description: "d",
		Sources: []string{"posts/x.md"}, Templates: []string{"layouts/post.html"}, Cause: "posts/x.md has changed"}
	return f
}

func TestBrowserMorphKeepsWhatTheReaderDid(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.do(`document.documentElement.dataset.theme = "dark";
		document.querySelector("#d").open = true;
		document.querySelector("#in").value = "typed";
		document.querySelector("#in").focus({preventScroll: true});
		document.querySelector("main").prepend(document.createElement("aside"));
		scrollTo(0, 700);
		getSelection().selectAllChildren(document.querySelector("#select"))`)
	f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "old words", "new <b>words</b>", 1)})
	w.until(`document.querySelector("#edit").textContent === "new words"`)
	w.want(`window.marked`)
	w.want(`scrollY === 700`)
	w.want(`document.documentElement.dataset.theme === "dark"`)
	w.want(`document.querySelector("#d").open`)
	w.want(`document.activeElement.id === "in" && document.activeElement.value === "typed"`)
	w.want(`getSelection().toString() === "select me"`)
	w.want(`document.querySelector("main > aside")`)

	t.Run("a paragraph comes and another goes", func(t *testing.T) {
		before := f.files["/posts/x/"]
		after := strings.Replace(before, `<p id=select>`, `<p class=came>came</p><p id=select>`, 1)
		f.edit(s, map[string]string{"/posts/x/": strings.Replace(after, "<p>운영은 계속된다.</p>", "", 1)})
		w.until(`document.querySelector(".came")`)
		w.want(`window.marked && document.querySelectorAll("main > p").length === 202`)
		w.want(`getSelection().toString() === "select me" && document.querySelector("#d").open`)
	})
	t.Run("a head changes", func(t *testing.T) {
		f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "<title>글</title>", "<title>새 글</title><meta name=a content=b>", 1)})
		w.until(`document.title === "새 글" && document.querySelector("meta[name=a]")`)
		w.want(`window.marked`)
	})
	t.Run("a script changes, and the page is loaded anew", func(t *testing.T) {
		f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "</head>", `<script src="/assets/a.js" defer></script></head>`, 1)})
		w.until(`!window.marked && document.querySelector("script[src='/assets/a.js']")`)
	})
}

func TestBrowserSwapsStyleSheetsWithoutReload(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.until(`getComputedStyle(document.body).color === "rgb(1, 1, 1)"`)
	f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "0000000001", "0000000002", 1)})
	w.until(`getComputedStyle(document.body).color === "rgb(2, 2, 2)" && document.styleSheets.length === 1`)
	w.want(`window.marked`)
	t.Run("one whose name has no digest", func(t *testing.T) {
		f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "</head>", `<link rel=stylesheet href="/plain.css"></head>`, 1)})
		w.until(`getComputedStyle(document.querySelector("#top")).color === "rgb(3, 3, 3)"`)
		f.edit(s, map[string]string{"/plain.css": "#top { color: rgb(4, 4, 4) }"})
		w.until(`getComputedStyle(document.querySelector("#top")).color === "rgb(4, 4, 4)" && document.styleSheets.length === 2`)
		w.want(`window.marked`)
	})
}

func TestBrowserShowsErrorsUntilTheyAreGone(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{Source: func(string) ([]byte, error) { return []byte("a\nb\n\t한글 x\nd\n"), nil }}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.break_("/posts/x/",
		diag.Diagnostic{Severity: diag.Error, File: "posts/<x>.md", Line: 3, Column: 5, Source: "\t한글 x", Message: "<img src=x onerror=alert(1)>", Hint: "repair it"},
		diag.Diagnostic{Severity: diag.Error, File: "posts/y.md", Line: 1, Message: "another"})
	f.tell(s)
	w.until(ui + `.querySelectorAll(".fault").length === 2`)
	w.want(ui + `.querySelector("[role=alert] h2").textContent === "<img src=x onerror=alert(1)>"`)
	w.want(ui + `.querySelectorAll("img").length === 0`)
	w.want(ui + `.querySelector("button.place").textContent === "posts/<x>.md:3:5"`)
	w.want(ui + `.querySelector(".here").textContent.includes("한글 x") && ` + ui + `.querySelectorAll(".line").length >= 2`)
	w.want(`document.querySelector("#edit").textContent === "old words"`)
	w.do(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))`)
	w.want(ui + `.querySelector(".overlay").classList.contains("folded")`)
	f.break_("/posts/x/")
	f.tell(s)
	w.until(ui + `.querySelector(".overlay").hidden`)
	w.want(`window.marked`)

	t.Run("a page that never was good repairs itself", func(t *testing.T) {
		f.break_("/posts/y/", diag.Diagnostic{Severity: diag.Error, File: "posts/y.md", Line: 2, Message: "broken"})
		f.tell(s)
		w.open("/posts/y/")
		w.until(`document.documentElement.dataset.opspress === "broken"`)
		f.break_("/posts/y/")
		f.tell(s)
		w.until(`document.querySelector("main > p")?.textContent === "y"`)
	})
}

func TestBrowserShowsTheAuthorsBar(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.want(ui + `.querySelector("summary").textContent === "draft · 1234 words · 6 min"`)
	w.want(ui + `.querySelector(".snippet .title").textContent === "<img src=x onerror=alert(1)>"`)
	w.want(ui + `.querySelector(".about").textContent.includes("layouts/post.html")`)
	w.do(ui + `.querySelector("summary").click()`)
	w.until(`sessionStorage.getItem("opspress-bar") === "open"`)
	w.open("/posts/y/")
	w.until(`document.querySelector("opspress-dev")?.shadowRoot.querySelector("details")?.open`)
}

func TestBrowserSaysWhereAPageWent(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.tells("/posts/x/", About{State: "missing", Moved: "/posts/y/"})
	was := f.files["/posts/x/"]
	f.edit(s, map[string]string{"/posts/x/": ""})
	w.until(ui + `.querySelector(".notice a")?.getAttribute("href") === "/posts/y/"`)
	w.want(`window.marked && document.querySelector("#edit")`)
	w.do(`location.reload()`)
	w.until(`document.querySelector("h1")?.textContent === "404" && ` + ui + `.querySelector(".notice a")`)
	f.edit(s, map[string]string{"/posts/x/": was})
	w.until(`document.querySelector("#edit")`)
}

func TestBrowserTabsHearOnlyOfTheirOwnPage(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	y := w.tab("/posts/y/").ready(s, "/posts/y/")
	f.edit(s, map[string]string{"/posts/y/": article("", "<p>new y</p>")})
	y.until(`document.querySelector("main > p").textContent === "new y"`)
	y.want(`window.marked`)
	w.want(`window.marked && document.querySelector("#edit").textContent === "old words"`)
}

func TestBrowserCatchesUp(t *testing.T) {
	hide := func(state string) string {
		return fmt.Sprintf(`Object.defineProperty(document, "visibilityState", {value: %q, configurable: true});
			document.dispatchEvent(new Event("visibilitychange"))`, state)
	}
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.do(hide("hidden"))
	w.wait("no stream", func() bool { return len(s.Open()) == 0 })
	f.edit(s, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "old words", "missed words", 1)})
	f.edit(s, map[string]string{"/posts/y/": article("", "<p>later</p>")})
	w.want(`document.querySelector("#edit").textContent === "old words"`)
	w.do(hide("visible"))
	w.until(`document.querySelector("#edit").textContent === "missed words"`)
	w.want(`window.marked`)
}

func TestBrowserFollowsToTheEditedPost(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{Navigate: true}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.change(map[string]string{"/posts/y/": article("", "<p>edited</p>")})
	f.follow(s, "/posts/y/")
	w.until(`location.pathname === "/posts/y/" && document.querySelector("main > p")?.textContent === "edited"`)
}
