//go:build browser

package serve

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"opspress/generator/diag"
)

// These tests look at what dev.js does in a browser, over a site in memory.

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
	f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "old words", "new <b>words</b>", 1)})
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
		f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(after, "<p>운영은 계속된다.</p>", "", 1)})
		w.until(`document.querySelector(".came")`)
		w.want(`window.marked && document.querySelectorAll("main > p").length === 202`)
		w.want(`getSelection().toString() === "select me" && document.querySelector("#d").open`)
	})
	t.Run("a head changes", func(t *testing.T) {
		f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "<title>글</title>", "<title>새 글</title><meta name=a content=b>", 1)})
		w.until(`document.title === "새 글" && document.querySelector("meta[name=a]")`)
		w.want(`window.marked`)
	})
	t.Run("a selection in a text that changes behind it", func(t *testing.T) {
		w.do(`getSelection().setBaseAndExtent(document.querySelector("#select").firstChild, 1, document.querySelector("#select").firstChild, 6)`)
		f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "select me", "select me too", 1)})
		w.until(`document.querySelector("#select").textContent === "select me too"`)
		w.want(`getSelection().toString() === "elect"`)
	})
	t.Run("a script changes, and the page is loaded anew", func(t *testing.T) {
		f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "</head>", `<script src="/assets/a.js" defer></script></head>`, 1)})
		w.until(`!window.marked && document.querySelector("script[src='/assets/a.js']")`)
	})
}

// The slow twin of the morph is a page that is loaded anew: whatever changes,
// the window comes to show the same.
func TestBrowserMorphsToWhatALoadWouldShow(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	chance := rand.New(rand.NewPCG(1, 2))
	was := f.files["/posts/x/"]
	for range 150 {
		page := article("", markup(chance, 3))
		if page == was {
			continue
		}
		was = page
		f.edit(s.Server, map[string]string{"/posts/x/": page})
		want, err := json.Marshal(string(withScript([]byte(page))))
		if err != nil {
			t.Fatal(err)
		}
		w.until(fmt.Sprintf(`document.body.isEqualNode(new DOMParser().parseFromString(%s, "text/html").body)`, want))
	}
	w.want(`window.marked`)
}

// markup makes some HTML of few words, so that much of it comes again in the
// next page, at another place.
func markup(chance *rand.Rand, depth int) string {
	var b strings.Builder
	for range chance.IntN(6) {
		n := chance.IntN(4)
		kinds := []string{"word%d ", "<p>text %d</p>\n", "<!-- %d -->", `<img src="/pixel.svg" alt="%d">`, `<svg viewBox="0 0 1 1"><path d="M%d 0"/></svg>`}
		if k := chance.IntN(len(kinds) + 3); k < len(kinds) {
			fmt.Fprintf(&b, kinds[k], n)
		} else if depth > 0 {
			open := []string{"<section>", fmt.Sprintf("<div id=i%d>", n), fmt.Sprintf("<details class=c%d>", n), "<ul>"}[chance.IntN(4)]
			fmt.Fprintf(&b, "%s%s</%s>\n", open, markup(chance, depth-1), strings.FieldsFunc(open, func(r rune) bool { return strings.ContainsRune("<> ", r) })[0])
		}
	}
	return b.String()
}

func TestBrowserSwapsStyleSheetsWithoutReload(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.until(`getComputedStyle(document.body).color === "rgb(1, 1, 1)"`)
	f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "0000000001", "0000000002", 1)})
	w.until(`getComputedStyle(document.body).color === "rgb(2, 2, 2)" && document.styleSheets.length === 1`)
	w.want(`window.marked`)
	t.Run("one whose name has no digest", func(t *testing.T) {
		f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "</head>", `<link rel=stylesheet href="/plain.css"></head>`, 1)})
		w.until(`getComputedStyle(document.querySelector("#top")).color === "rgb(3, 3, 3)"`)
		f.edit(s.Server, map[string]string{"/plain.css": "#top { color: rgb(4, 4, 4) }"})
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
	f.tell(s.Server)
	w.until(ui + `.querySelectorAll(".fault").length === 2`)
	w.want(ui + `.querySelector("[role=alert] h2").textContent === "<img src=x onerror=alert(1)>"`)
	w.want(ui + `.querySelectorAll("img").length === 0`)
	w.want(ui + `.querySelector("button.place").textContent === "posts/<x>.md:3:5"`)
	w.want(ui + `.querySelector(".here").textContent.includes("한글 x") && ` + ui + `.querySelectorAll(".line").length >= 2`)
	w.want(`document.querySelector("#edit").textContent === "old words"`)
	w.do(`Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { window.copied = text }}});` + ui + `.querySelector("button.place").click()`)
	w.until(`window.copied === "posts/<x>.md:3:5"`)
	w.do(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))`)
	w.want(ui + `.querySelector(".overlay").classList.contains("folded")`)
	f.break_("/posts/x/")
	f.tell(s.Server)
	w.until(ui + `.querySelector(".overlay").hidden`)
	w.want(`window.marked`)

	t.Run("a page that never was good repairs itself", func(t *testing.T) {
		f.break_("/posts/y/", diag.Diagnostic{Severity: diag.Error, File: "posts/y.md", Line: 2, Message: "broken"})
		f.tell(s.Server)
		w.open("/posts/y/")
		w.until(`document.documentElement.dataset.opspress === "broken"`)
		f.break_("/posts/y/")
		f.tell(s.Server)
		w.until(`document.querySelector("main > p")?.textContent === "y"`)
	})
}

func TestBrowserSaysWhereAPageWent(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.tells("/posts/x/", About{State: "missing", Moved: "/posts/y/"})
	was := f.files["/posts/x/"]
	f.edit(s.Server, map[string]string{"/posts/x/": ""})
	w.until(ui + `.querySelector(".notice a")?.getAttribute("href") === "/posts/y/"`)
	w.want(`window.marked && document.querySelector("#edit")`)
	w.do(`location.reload()`)
	w.until(`document.querySelector("h1")?.textContent === "404" && ` + ui + `.querySelector(".notice a")`)
	f.edit(s.Server, map[string]string{"/posts/x/": was})
	w.until(`document.querySelector("#edit")`)
}

func TestBrowserSaysThatAPageBecameARedirect(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.edit(s.Server, map[string]string{"/posts/x/": `<!doctype html><html lang="ko"><head><meta http-equiv="refresh" content="0; url=/posts/y/"></head><body></body></html>`})
	w.until(ui + `.querySelector(".notice a")?.getAttribute("href") === "/posts/y/"`)
	w.want(`window.marked && document.querySelector("#edit")`)
}

// A server that was started again counts builds anew.
func TestBrowserFindsTheNextServer(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	for i := range 5 {
		f.edit(s.Server, map[string]string{"/posts/y/": article("", fmt.Sprint(i))})
	}
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	w.until(ui + `.querySelector("summary").textContent.includes("no connection")`)
	next := browserSite()
	next.files["/posts/x/"] = strings.Replace(next.files["/posts/x/"], "old words", "words of the next", 1)
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	startAt(t, Options{Site: next, Headers: policy}, n)
	w.until(`document.querySelector("#edit").textContent === "words of the next"`)
	w.until(`!` + ui + `.querySelector("summary").textContent.includes("no connection")`)
}

func TestBrowserTabsHearOnlyOfTheirOwnPage(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	y := w.tab("/posts/y/").ready(s, "/posts/y/")
	f.edit(s.Server, map[string]string{"/posts/y/": article("", "<p>new y</p>")})
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
	f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(f.files["/posts/x/"], "old words", "missed words", 1)})
	f.edit(s.Server, map[string]string{"/posts/y/": article("", "<p>later</p>")})
	w.want(`document.querySelector("#edit").textContent === "old words"`)
	w.do(hide("visible"))
	w.until(`document.querySelector("#edit").textContent === "missed words"`)
	w.want(`window.marked`)
}

// A page that was edited while it was on its way is put right, also where
// browsers may hide the stamp of the answer: on plain HTTP over a network. The
// one under test shows it there, so a script of the page hides it.
func TestBrowserPutsALatePageRight(t *testing.T) {
	for _, name := range []string{"127.0.0.1", overNetwork} {
		t.Run(name, func(t *testing.T) {
			f := browserSite()
			s, w := browse(t, f, Options{Hosts: []string{overNetwork}}, "/posts/y/")
			w.ready(s, "/posts/y/")
			w.url = strings.Replace(w.url, "127.0.0.1", name, 1)
			was := strings.Replace(f.files["/posts/x/"], "<link", `<script src="/hide.js"></script><link`, 1)
			f.change(map[string]string{"/posts/x/": was,
				"/hide.js": `if (!isSecureContext) Object.defineProperty(PerformanceResourceTiming.prototype, "serverTiming", {value: []})`})
			var once sync.Once
			f.mu.Lock()
			f.after = func(url string) {
				if url == "/posts/x/" {
					once.Do(func() {
						f.edit(s.Server, map[string]string{url: strings.Replace(was, "old words", "new words", 1)})
					})
				}
			}
			f.mu.Unlock()
			w.open("/posts/x/")
			w.want(fmt.Sprintf(`isSecureContext === %v`, name != overNetwork))
			w.until(`document.querySelector("#edit").textContent === "new words"`)
			w.ready(s, "/posts/x/")
			f.edit(s.Server, map[string]string{"/posts/x/": strings.Replace(was, "old words", "last words", 1)})
			w.until(`document.querySelector("#edit").textContent === "last words"`)
			w.want(`window.marked`)
			w.want(`document.querySelectorAll("script").length === 2`)
		})
	}
}

func TestBrowserFollowsToTheEditedPost(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{Navigate: true}, "/posts/x/")
	w.ready(s, "/posts/x/")
	f.change(map[string]string{"/posts/y/": article("", "<p>edited</p>")})
	f.follow(s.Server, "/posts/y/")
	w.until(`location.pathname === "/posts/y/" && document.querySelector("main > p")?.textContent === "edited"`)
}
