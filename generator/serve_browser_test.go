//go:build browser

package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opspress/layouts"
)

// These tests look at a site through a browser while its files are edited.

// lengthy is a post that must be scrolled, with words that an edit changes, one of
// the two below what a reader looks at.
func lengthy(title, words string) string {
	rest := strings.Repeat("운영은 계속된다.\n\n", 60)
	return "---\ntitle: " + title + "\ndate: 2026-05-01\nops: [devops]\ntags: [하나]\n---\n" + rest +
		"[둘째](b.md)를 보라.\n\n<details><summary>더</summary>숨은 글</details>\n\n바뀌는 말: " + words + "\n\n" + rest
}

func browserServed(t *testing.T, tune ...func(*ServeOptions)) *served {
	t.Helper()
	root := t.TempDir()
	for p, text := range map[string]string{
		"site.yaml":            "title: 블로그\nbaseURL: https://x.example/blog\n",
		"posts/_ops/devops.md": "---\nname: 데브옵스\n---\n소개 하나.\n",
		"posts/a.md":           lengthy("첫째", "처음"),
		"posts/b.md":           "---\ntitle: 둘째\ndate: 2026-05-02\n---\n본문 둘.\n",
		"posts/c.md":           "---\ntitle: 셋째\ndate: 2026-05-03\n---\n본문 셋.\n",
	} {
		writeFile(t, filepath.Join(root, p), text)
	}
	s := serveFolder(t, root, tune...)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	return s
}

func (s *served) rename(from, to string) {
	s.Helper()
	if err := os.Rename(filepath.Join(s.root, from), filepath.Join(s.root, to)); err != nil {
		s.Fatal(err)
	}
}

func (s *served) remove(p string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.root, p)); err != nil {
		s.Fatal(err)
	}
}

// body gives a condition: the open post's body holds words.
func body(words string) string {
	return fmt.Sprintf(`document.querySelector("[data-post-body]")?.textContent.includes(%q)`, words)
}

func TestBrowserFollowsTheFiles(t *testing.T) {
	s := browserServed(t)
	w := browse(t, s, "/posts/a/")
	w.do(`document.querySelector("details").open = true;
		document.querySelector("[data-post-body] a").focus({preventScroll: true});
		scrollTo({top: 600, behavior: "instant"});
		document.documentElement.dataset.theme = "dark";
		getSelection().selectAllChildren(document.querySelector("[data-post-body] p"))`)
	stays := func() {
		t.Helper()
		w.want(`window.marked`)
		w.want(`document.documentElement.dataset.theme === "dark"`)
		w.want(`getSelection().toString() === "운영은 계속된다."`)
		w.want(`scrollY === 600`)
		w.want(`document.querySelector("details").open`)
		w.want(`document.activeElement.textContent === "둘째"`)
	}

	s.write("posts/a.md", lengthy("첫째", "나중"))
	w.until(body("나중"))
	stays()

	s.write("posts/a.md", lengthy("새 제목", "나중"))
	w.until(`document.querySelector("h1").textContent.trim() === "새 제목" && document.title.includes("새 제목")`)
	stays()

	s.write("assets/css/print.css", "body { outline-color: rgb(1, 2, 3) }\n")
	w.until(`getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)"`)
	stays()
	s.write("assets/css/print.css", "body { outline-color: rgb(4, 5, 6) }\n")
	w.until(`getComputedStyle(document.body).outlineColor === "rgb(4, 5, 6)"`)
	stays()

	theirs, err := layouts.FS.ReadFile("post.html")
	if err != nil {
		t.Fatal(err)
	}
	const ours = "data-post-body "
	if !strings.Contains(string(theirs), ours) {
		t.Fatalf("post.html has no %q", ours)
	}
	s.write("layouts/post.html", strings.Replace(string(theirs), ours, ours+`data-mine="1" `, 1))
	w.until(`document.querySelector("[data-mine]")`)
	stays()

	term := w.tab(t, s, "/ops/devops/")
	s.write("posts/_ops/devops.md", "---\nname: 데브옵스\n---\n소개 둘.\n")
	term.until(`document.querySelector("main").textContent.includes("소개 둘.")`)
	term.want(`window.marked`)
	stays()
}

func TestBrowserShowsWhatIsBroken(t *testing.T) {
	s := browserServed(t)
	w := browse(t, s, "/posts/a/")
	s.write("posts/a.md", "---\ntitle: 첫째\ntags: {\n---\n고장\n")
	w.until(`!` + ui + `.querySelector(".overlay").hidden`)
	w.want(ui + `.querySelector(".overlay .place").textContent.startsWith("posts/a.md:")`)
	w.want(ui + `.querySelectorAll(".overlay .source .here").length === 1`)
	w.want(body("처음"))

	t.Run("everything that is wrong is shown, and other pages go on", func(t *testing.T) {
		s.write("layouts/partials/footer.html", "{{.NoSuchThing}}")
		w.until(ui + `.querySelector(".overlay").textContent.includes("layouts/partials/footer.html:1")`)
		s.remove("layouts/partials/footer.html")
		w.until(`!` + ui + `.querySelector(".overlay").textContent.includes("footer.html")`)
		other := w.tab(t, s, "/posts/b/")
		s.write("posts/b.md", "---\ntitle: 둘째\ndate: 2026-05-02\n---\n본문 넷.\n")
		other.until(body("본문 넷."))
	})

	s.write("posts/a.md", lengthy("첫째", "고친 말"))
	w.until(body("고친 말") + ` && ` + ui + `.querySelector(".overlay").hidden`)
	w.want(`window.marked`)
}

func TestBrowserWaitsForAFirstBuildThatIsBroken(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "site.yaml"), "title: 블로그\nbaseURL: https://x.example\npaginat: 3\n")
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: {\n---\n본문 하나.\n")
	s := serveFolder(t, root)
	w := browse(t, s, "/posts/a/")
	w.until(ui + `.querySelectorAll(".overlay .fault").length === 2`)
	s.write("site.yaml", "title: 블로그\nbaseURL: https://x.example\npaginate: 3\n")
	w.until(ui + `.querySelectorAll(".overlay .fault").length === 1`)
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n본문 하나.\n")
	w.until(body("본문 하나.") + ` && ` + ui + `.querySelector(".overlay").hidden`)
}

// A page that could not be made since the server began says so, shows what is
// wrong elsewhere in the overlay, and becomes the page when it is repaired.
func TestBrowserShowsAPageThatCannotBeMade(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "site.yaml"), "title: 블로그\nbaseURL: https://x.example/blog\nstrict: true\n")
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: [\n---\n[길](nowhere.md)\n")
	writeFile(t, filepath.Join(root, "posts/b.md"), "---\ntitle: 둘째\ndate: 2026-05-02\n---\n본문 둘.\n")
	s := serveFolder(t, root)
	w := browse(t, s, "/posts/a/")
	w.want(`document.querySelector("h1").textContent === "This page cannot be made" && document.querySelectorAll("main .fault").length === 2`)
	w.until(ui + `.querySelector(".state").textContent === "broken"`)
	w.want(ui + `.querySelector(".overlay").hidden`)

	s.write("posts/b.md", "---\ntitle: 둘째\ndate: 2026-05-02\nweight: heavy\n---\n본문 둘.\n")
	w.until(`!` + ui + `?.querySelector(".overlay").hidden && ` + ui + `.querySelector(".overlay").classList.contains("folded")`)
	w.want(ui + `.querySelectorAll(".overlay .fault").length === 3`)

	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n[길](nowhere.md)\n")
	w.until(body("길"))
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n고친 글.\n")
	s.write("posts/b.md", "---\ntitle: 둘째\ndate: 2026-05-02\n---\n본문 둘.\n")
	w.until(body("고친 글.") + ` && ` + ui + `.querySelector(".overlay").hidden && ` + ui + `.querySelector(".state").textContent === "published"`)
}

// Two tabs on one page both take up an edit; a third one stays as it is.
func TestBrowserTellsEveryTab(t *testing.T) {
	s := browserServed(t)
	one := browse(t, s, "/posts/b/")
	two, other := one.tab(t, s, "/posts/b/"), one.tab(t, s, "/posts/c/")
	s.write("posts/b.md", "---\ntitle: 둘째\ndate: 2026-05-02\n---\n새 본문.\n")
	one.until(body("새 본문."))
	two.until(body("새 본문."))
	for _, w := range []window{one, two, other} {
		w.want(`window.marked`)
	}
	other.want(body("본문 셋."))
}

// What holds on this machine holds behind a proxy with a name of its own.
func TestBrowserBehindAProxy(t *testing.T) {
	s := browserServed(t)
	p := behindProxy(t, s, false)
	there := *s
	there.url = p.proxy.URL + "/blog/"
	w := browse(t, &there, "/posts/a/")
	w.do(`scrollTo({top: 600, behavior: "instant"})`)
	s.write("posts/a.md", lengthy("첫째", "나중"))
	w.until(body("나중"))
	w.want(`window.marked && scrollY === 600`)
	w.do(`document.querySelector("[data-post-body] a").click()`)
	w.until(`location.origin === "` + p.proxy.URL + `" && location.pathname === "/blog/posts/b/" && ` + hears)
	s.rename("posts/b.md", "posts/bb.md")
	w.until(ui + `.querySelector(".notice a")?.href === "` + p.proxy.URL + `/blog/posts/bb/"`)
}

func TestBrowserSaysWhereAFileWent(t *testing.T) {
	s := browserServed(t)
	w := browse(t, s, "/posts/b/")
	s.rename("posts/b.md", "posts/bb.md")
	w.until(ui + `.querySelector(".notice a")?.getAttribute("href") === "/blog/posts/bb/"`)
	w.want(`window.marked && ` + body("본문 둘."))
	w.do(ui + `.querySelector(".notice a").click()`)
	w.until(`location.pathname === "/blog/posts/bb/" && ` + hears)

	s.write("posts/bb.md", "---\ntitle: 둘째\ndate: 2026-05-02\nslug: moved\naliases: [/posts/bb/]\n---\n본문 둘.\n")
	w.until(ui + `.querySelector(".notice a")?.getAttribute("href").endsWith("/posts/moved/")`)

	c := w.tab(t, s, "/posts/c/")
	s.remove("posts/c.md")
	c.until(ui + `.querySelector(".notice").textContent !== ""`)
	c.want(`window.marked && ` + body("본문 셋."))
	s.write("posts/c.md", "---\ntitle: 셋째\ndate: 2026-05-03\n---\n본문 또 셋.\n")
	c.until(body("본문 또 셋.") + ` && ` + ui + `.querySelector(".notice").textContent === ""`)
}

func TestBrowserShowsTheLastOfManyEdits(t *testing.T) {
	s := browserServed(t)
	w := browse(t, s, "/posts/a/")
	b := w.tab(t, s, "/posts/b/")
	for i := range 20 {
		s.write("posts/a.md", lengthy("첫째", fmt.Sprintf("말 %d.", i)))
	}
	w.until(body("말 19."))
	w.want(`window.marked`)
	b.want(`window.marked && ` + body("본문 둘."))

	t.Run("a tab that slept catches up", func(t *testing.T) {
		hide := func(state string) string {
			return fmt.Sprintf(`Object.defineProperty(document, "visibilityState", {value: %q, configurable: true});
				document.dispatchEvent(new Event("visibilitychange"))`, state)
		}
		w.do(hide("hidden"))
		for i := range 3 {
			s.write("posts/a.md", lengthy("첫째", fmt.Sprintf("밤 %d.", i)))
			s.eventually("/posts/a/", fmt.Sprintf("밤 %d.", i))
			s.write("posts/b.md", fmt.Sprintf("---\ntitle: 둘째\ndate: 2026-05-02\n---\n다른 글 %d.\n", i))
			b.until(body(fmt.Sprintf("다른 글 %d.", i)))
		}
		w.want(body("말 19."))
		w.do(hide("visible"))
		w.until(body("밤 2."))
		w.want(`window.marked`)
	})
}

func TestBrowserFollowsToTheEditedFile(t *testing.T) {
	s := browserServed(t, func(o *ServeOptions) { o.Navigate = true })
	w := browse(t, s, "/posts/a/")
	s.write("posts/c.md", "---\ntitle: 셋째\ndate: 2026-05-03\n---\n새 본문.\n")
	w.until(`location.pathname === "/blog/posts/c/" && ` + body("새 본문."))
}
