package site_test

import (
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"

	"opspress/generator/site"
)

// editsPerSeed is how many random edits TestWarmEqualsClean makes for each of
// its seeds; more for a long run: go test -run Warm -edits 1000.
var editsPerSeed = flag.Int("edits", 60, "random edits for each seed of TestWarmEqualsClean")

// TestWarmEqualsClean is the first law of the project: after any edits, a store
// that remembers everything gives the files and findings, byte for byte, of one
// that is empty; and marking upward from what changed gives what verifying
// everything gives.
func TestWarmEqualsClean(t *testing.T) {
	for seed := range int64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := newEditor(t, seed)
			marked := e.open(nil)
			walked := e.open(func(o *site.Options) { o.FullWalk = true })
			for step := range *editsPerSeed {
				if step > 0 {
					e.edit()
				}
				want := describe(e.clean())
				if got := describe(e.build(marked)); got != want {
					t.Fatalf("seed %d, step %d (%s): the warm build differs from the clean one\n%s", seed, step, e.last, difference(got, want))
				}
				if got := describe(e.build(walked)); got != want {
					t.Fatalf("seed %d, step %d (%s): the full walk differs from the clean build\n%s", seed, step, e.last, difference(got, want))
				}
			}
		})
	}
}

// An editor edits a site at random, the way writers, designers and time do.
type editor struct {
	*kit
	r    *rand.Rand
	last string // what the last edit was

	photos [9]string // by orientation
}

func newEditor(t *testing.T, seed int64) *editor {
	e := &editor{r: rand.New(rand.NewSource(seed))}
	e.kit = newKit(t, nil)
	e.settings()
	for i := range 4 {
		e.post(i)
	}
	e.term("ops", "devops")
	e.term("ops", "finops")
	return e
}

func (e *editor) pick(of ...string) string { return of[e.r.Intn(len(of))] }

func (e *editor) one(n int) bool { return e.r.Intn(n) == 0 }

// name gives the file of one of a few posts: plain, English, bundles, dated.
func (e *editor) name(i int) string {
	return [...]string{
		"posts/a.md", "posts/a.en.md", "posts/b/index.md", "posts/b/index.en.md", "posts/2026-03-01-c.md",
		"posts/deep/d.markdown", "posts/e.md", "posts/한글.md",
	}[i%8]
}

func (e *editor) post(i int) {
	front := "---\n"
	if !e.one(6) {
		front += "title: " + e.pick("하나", "둘", "Three", `"a: b"`) + "\n"
	}
	if !e.one(6) {
		front += "date: " + e.pick("2026-05-01", "2026-05-02", "2026-05-31T23:00:00Z", "2026-06-02", "2026-06-05", "nonsense") + "\n"
	}
	if e.one(4) {
		front += "expiryDate: " + e.pick("2026-06-01T00:00:01Z", "2026-06-03", "2026-07-01") + "\n"
	}
	if e.one(8) {
		front += "draft: true\n"
	}
	if e.one(2) {
		front += "ops: [" + e.pick("devops", "DevOps", "데브옵스", "finops", "nosuch") + "]\n"
	}
	if e.one(2) {
		front += "tags: " + e.pick("[CI/CD, Go]", "ci-cd", "cicd", "go, 한글") + "\n"
	}
	if e.one(2) {
		front += "series: [" + e.pick("첫 연재", "two") + "]\nweight: " + e.pick("1", "2", "3") + "\n"
	}
	if e.one(6) {
		front += e.pick("slug: other\n", "url: /x/y/\n", "aliases: [/old/, older]\n", "aliases: [/posts/a/]\n", "unknown: 1\n", "layout: special\n", "toc: false\n", "cover: pic.png\n", "lastmod: 2026-05-20\n", "authors: [me]\n", "noindex: true\n")
	}
	if e.one(15) {
		front += e.pick("tags: {a: b}\n", "title: twice\ntitle: again\n", "  broken: [\n")
	}
	if !e.one(20) {
		front += "---\n"
	}
	e.write(e.name(i), front+e.body())
}

func (e *editor) body() string {
	text := ""
	for range 1 + e.r.Intn(4) {
		text += e.pick(
			"# 제목이 되는 줄\n\n", "## 부분\n\n", "글 [하나](a.md) 글.\n\n", "글 [둘](b/index.md#부분) 글.\n\n", "![그림](pic.png)\n\n", "![사진](photo.jpg)\n\n", "![사진](b/photo.jpg)\n\n",
			"[없다](nowhere.md)\n\n", "{{< posts limit=\"3\" >}}\n\n", "{{< posts ops=\"devops\" >}}\n\n", "{{< ops \"devops\" >}}\n\n",
			"{{< special >}}\n\n", "{{< nosuch >}}\n\n", "<!--more-->\n\n", "```go\nfunc main() {}\n```\n\n", "> [!NOTE]\n> 참고\n\n",
			"<iframe src=\"x\"></iframe>\n\n", "각주[^1]\n\n[^1]: 여기\n\n", "[뿌리](/tags/)\n\n", fmt.Sprintf("문장 %d.\n\n", e.r.Intn(1000)),
		)
	}
	return text
}

func (e *editor) term(taxonomy, id string) {
	text := "---\nname: {ko: " + e.pick("데브옵스", "핀옵스", "이름") + ", en: " + e.pick("DevOps", "FinOps", "Name") + "}\n"
	if e.one(2) {
		text += "aliases: [" + e.pick("Dev Ops", "머니", "go") + "]\n"
	}
	if e.one(3) {
		text += e.pick("related: [finops]\n", "broader: devops\n", "broader: finops\n", "combines: [nosuch]\n", "weight: 3\n", "color: '#123456'\n", "description: 설명\n", "oops: 1\n")
	}
	if e.one(12) {
		text += "name: again\n"
	}
	e.write("posts/_"+taxonomy+"/"+id+e.pick("", "", ".en")+".md", text+"---\n"+e.body())
}

func (e *editor) settings() {
	text := e.pick("", "baseURL: https://x.example/blog\n", "baseURL: https://x.example\n") +
		e.pick("", "strict: true\n", "paginate: 2\n", "languages: [en, ko]\n", "taxonomies: {tags: declared}\n", "title: 블로그\n", "timeZone: UTC\n",
			"permalinks: {posts: /:year/:slug/}\n", "feeds: [atom]\n", "menu: [{title: 태그, url: /tags/}]\n", "nosuch: 1\n", "report: true\ncheck: {objectives: {devops: 1% older than 1 day, none: 2% older than 2 weeks}}\n", "markdown: {html: escape}\n", "markdown: {shortcodes: false}\n", "accent: '#336699'\n", "cards: true\n", "cards: true\ndescription: 설명\n")
	e.write("site.yaml", text)
}

func (e *editor) layout() {
	name := e.pick("post.html", "list.html", "partials/entry.html", "special.html", "shortcodes/special.html", "strings.yaml")
	if e.one(3) {
		e.remove("layouts/" + name)
		e.last = "remove layouts/" + name
		return
	}
	text := e.pick("{{define \"main\"}}<p>{{.Heading}}</p>{{end}}", "<b>mine</b>", "{{.NoSuchField}}", "{{broken", "{{template \"partials/nosuch.html\" .}}")
	if name == "strings.yaml" {
		text = e.pick("ko: {toc: 목차}\n", "ko: [\n", "en: {toc: On this page}\n")
	}
	e.write("layouts/"+name, text)
	e.last = "write layouts/" + name + " " + text
}

// photo gives one of few photographs, which are made once.
func (e *editor) photo(orientation int) string {
	if e.photos[orientation] == "" {
		e.photos[orientation] = photo(e.t, 620, 6*orientation, orientation, 0)
	}
	return e.photos[orientation]
}

func (e *editor) asset() {
	name := e.pick("assets/static/robots.txt", "assets/static/pic.png", "assets/css/prose.css", "posts/b/pic.png", "posts/pic.png", "posts/b/notes.txt",
		"posts/photo.jpg", "posts/b/photo.jpg", "assets/static/drawing.svg", "assets/fonts/more.ttf")
	if e.one(3) {
		e.remove(name)
		e.last = "remove " + name
		return
	}
	switch {
	case strings.HasSuffix(name, ".jpg"):
		whole := e.photo(1 + e.r.Intn(8))
		e.write(name, e.pick(whole, whole, whole[:len(whole)/2], "text"))
		e.last = "write " + name
		return
	case strings.HasSuffix(name, ".svg"):
		e.write(name, e.pick("<svg width='2' height='3'/>", "<svg><script/></svg>", "text"))
		e.last = "write " + name
		return
	}
	e.write(name, e.pick("p{color:red}", "p{", "GIF89a\x02\x00\x03\x00", "text"))
	e.last = "write " + name
}

// edit makes one edit.
func (e *editor) edit() {
	i := e.r.Intn(8)
	switch e.r.Intn(12) {
	case 0, 1, 2, 3:
		e.post(i)
		e.last = "write " + e.name(i)
	case 4:
		e.remove(e.name(i))
		e.last = "remove " + e.name(i)
	case 5:
		j := e.r.Intn(8)
		e.write(e.name(j), "")
		os.Remove(e.path(e.name(j)))
		os.Rename(e.path(e.name(i)), e.path(e.name(j)))
		e.last = "rename " + e.name(i) + " to " + e.name(j)
	case 6, 7:
		x, id := e.pick("ops", "tags", "series", "authors"), e.pick("devops", "finops", "go", "me")
		if e.one(3) {
			e.remove("posts/_" + x + "/" + id + ".md")
			e.last = "remove term " + x + "/" + id
			return
		}
		e.term(x, id)
		e.last = "write term " + x + "/" + id
	case 8:
		e.layout()
	case 9:
		e.settings()
		e.last = "settings"
	case 10:
		e.clock = e.clock.Add(time.Duration(e.r.Intn(5)-1) * 24 * time.Hour)
		e.last = "clock " + e.clock.String()
	case 11:
		e.asset()
	}
}
