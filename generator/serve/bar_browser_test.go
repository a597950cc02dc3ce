//go:build browser

package serve

import (
	"strings"
	"testing"

	"opspress/generator/diag"
)

func TestBrowserShowsTheAuthorsBar(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.want(ui + `.querySelector("summary").textContent === "draft · 1,234 words · 6 min"`)
	w.want(ui + `.querySelector(".snippet .title").textContent === "<img src=x onerror=alert(1)>"`)
	w.want(ui + `.querySelector(".about").textContent.includes("layouts/post.html")`)
	w.do(ui + `.querySelector("summary").click()`)
	w.until(`sessionStorage.getItem("opspress-bar") === "open"`)
	w.open("/posts/y/")
	w.until(`document.querySelector("opspress-dev")?.shadowRoot.querySelector("details")?.open`)
}

// The bar takes the keyboard: it is reached with Tab, opens and folds with
// Enter, and what is in it can be reached once it is open.
func TestBrowserBarTakesTheKeyboard(t *testing.T) {
	f := browserSite()
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	const focused = ui + `.activeElement`
	reach := func(what string) {
		t.Helper()
		for range 20 {
			w.key("\t")
			if yes, _ := w.holds(focused + `?.matches("` + what + `")`); yes {
				return
			}
		}
		t.Fatalf("Tab does not lead to %s\n%s", what, w.html())
	}
	reach(".bar > summary")
	w.key("\r")
	w.until(ui + `.querySelector(".bar").open`)
	reach(".about button.place")
	w.want(focused + `.textContent === "posts/x.md"`)
	w.do(ui + `.querySelector(".bar > summary").focus()`)
	w.key("\r")
	w.until(`!` + ui + `.querySelector(".bar").open && sessionStorage.getItem("opspress-bar") === "folded"`)

	f.break_("/posts/x/", diag.Diagnostic{Severity: diag.Error, File: "posts/x.md", Line: 1, Message: "broken"})
	f.tell(s.Server)
	w.until(`!` + ui + `.querySelector(".overlay").hidden`)
	reach(".overlay .fold")
	w.key("\r")
	w.until(ui + `.querySelector(".overlay").classList.contains("folded")`)
	w.want(focused + `.matches(".fold")`)
}

// What the page is made from is sorted, and long lists are folded.
func TestBrowserSortsWhatAPageIsMadeFrom(t *testing.T) {
	f := browserSite()
	f.about["/posts/x/"] = About{State: "published", Words: 1, Characters: 2, Minutes: 1, Sources: []string{
		"assets/css/a.css", "assets/css/b.css", "assets/css/c.css", "assets/css/d.css", "posts/x.md", "site.yaml", "assets/js/a.js", "posts/x.png"},
		Templates: []string{"layouts/post.html", "layouts/strings.yaml"}}
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.want(ui + `.querySelector("summary").textContent === "published · 1 word · 1 min"`)
	w.want(ui + `.querySelector("dl").innerText.replace(/\s+/g, " ").trim() === ""`) // folded: nothing is shown
	w.do(ui + `.querySelector("summary").click()`)
	w.until(ui + `.querySelector("dl").innerText.replace(/\s+/g, " ").trim() ===
		"Sources posts/x.md posts/x.png Settings site.yaml layouts/strings.yaml Templates layouts/post.html Style sheet 4 files Script assets/js/a.js"`)
	w.want(ui + `.querySelectorAll("dd details li").length === 4`)
}

// The bar stands beside the page, not on it: at the end of the page there is
// room for it.
func TestBrowserBarHidesNothing(t *testing.T) {
	f := browserSite()
	f.files["/posts/x/"] = strings.Replace(f.files["/posts/x/"], "</main>", `</main><footer>end</footer>`, 1)
	s, w := browse(t, f, Options{}, "/posts/x/")
	w.ready(s, "/posts/x/")
	w.do(`scrollTo({top: 1e6, behavior: "instant"})`)
	w.until(`document.querySelector("footer").getBoundingClientRect().bottom <= ` + ui + `.querySelector(".bar").getBoundingClientRect().top`)
	w.do(`document.querySelector("opspress-dev").hidden = true`)
	w.want(`getComputedStyle(document.querySelector("opspress-dev")).display === "none"`)
}
