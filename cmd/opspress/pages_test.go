package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"opspress/generator"
)

// TestOurBlogIsWhole builds our own blog and holds every page against what
// holds for any page of any site.
func TestOurBlogIsWhole(t *testing.T) {
	for base, baseURL := range map[string]string{"": "", "/a/b": "https://blog.example/a/b/"} {
		out := build(t, generator.SiteOptions{Root: "../..", BaseURL: baseURL, Cache: generator.CacheOff})
		if wrongs := audit(t, out, base); len(wrongs) > 0 {
			t.Errorf("below %q: %d findings:\n%s", base, len(wrongs), strings.Join(wrongs[:min(40, len(wrongs))], "\n"))
		}
	}
}

// TestEveryKindOfContentIsWhole does the same with a site that uses all that
// posts and settings can hold, below a path.
func TestEveryKindOfContentIsWhole(t *testing.T) {
	out := build(t, everything())
	if wrongs := audit(t, out, "/blog"); len(wrongs) > 0 {
		t.Errorf("%d findings:\n%s", len(wrongs), strings.Join(wrongs, "\n"))
	}
}

// TestAuditFinds plants one fault for each thing that audit looks for.
func TestAuditFinds(t *testing.T) {
	const whole = `<!doctype html><html lang="ko"><head><title>x</title></head><body><h1 id="a">x</h1><a href="/blog/">x</a><img src="a.png" alt=""></body></html>`
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{` lang="ko"`, "", "no language"},
		{"<title>x</title>", "<title> </title>", "no title"},
		{"<h1 id=\"a\">x</h1>", "", "0 headings of the first level"},
		{"<h1 id=\"a\">x</h1>", "<h1>x</h1><h1>y</h1>", "2 headings of the first level"},
		{"</body>", `<p id="a"></p></body>`, `id "a" twice`},
		{"</body>", "<script>1</script></body>", "inline script"},
		{"</body>", `<script type="application/ld+json">{"a": 1}</script></body>`, ""},
		{"</body>", `<script type="application/ld+json">{"a": </script></body>`, "inline script"},
		{"</body>", "<style>p{}</style></body>", "inline style"},
		{"</body>", `<p style="color:red"></p></body>`, "attribute style"},
		{"</body>", `<p onclick="x()"></p></body>`, "attribute onclick"},
		{"</body>", `<a href="javascript:x()">x</a></body>`, "a link that runs"},
		{` alt=""`, "", "a picture without alt"},
		{`href="/blog/"`, `href="/"`, "/ leaves the site's path"},
		{`href="/blog/"`, `href="/blog/b/"`, "/blog/b/ leads to no file"},
		{`href="/blog/"`, `href="#b"`, "#b leads to no place"},
		{`href="/blog/"`, `href="../blog/#b"`, "../blog/#b leads to no place"},
		{`a.png`, `b.png`, "b.png leads to no file"},
		{"</body>", "<div><p>x</div></body>", "</div> closes <p>"},
		{"</body>", "<p>x<ul></ul></p></body>", "<ul> in a paragraph"},
		{"</body>", "<div></body>", "</body> closes <div>"},
		{"</body>", `<a href="/blog/">x<a href="/blog/">y</a></a></body>`, "<a> in <a>"},
	} {
		dir := t.TempDir()
		page := strings.Replace(whole, c.old, c.new, 1)
		for name, text := range map[string]string{"index.html": page, "a.png": "x"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got := audit(t, dir, "/blog")
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%q for %q: got %q, want %q", c.new, c.old, got, c.want)
		}
	}
}

// build builds a site into a folder of the test's own.
func build(t *testing.T, o generator.SiteOptions) string {
	t.Helper()
	out := t.TempDir()
	o.Cache = generator.CacheOff // it would stand among the sources
	sum, err := generator.Build(context.Background(), generator.BuildOptions{SiteOptions: o, Out: out})
	for _, d := range sum.Diagnostics {
		t.Errorf("%s: %s (%s)", d.Place(), d.Message, d.Hint)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A leaf is a page as far as others care: the places that links can lead to.
type leaf struct {
	ids   map[string]bool
	links []string
}

// audit gives what is wrong with the pages below dir, whose site begins at the
// path base.
func audit(t *testing.T, dir, base string) []string {
	t.Helper()
	files := map[string]*leaf{}
	var wrongs []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		name := "/" + filepath.ToSlash(rel)
		files[name] = nil
		if path.Ext(name) != ".html" {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		root, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			return err
		}
		a := auditor{page: leaf{ids: map[string]bool{}}}
		a.nest(text)
		a.walk(root)
		a.end()
		for _, w := range a.wrongs {
			wrongs = append(wrongs, name+": "+w)
		}
		files[name] = &a.page
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		if f == nil {
			continue
		}
		for _, l := range f.links {
			if why := follow(files, base, name, l); why != "" {
				wrongs = append(wrongs, name+": "+l+" "+why)
			}
		}
	}
	slices.Sort(wrongs)
	return wrongs
}

// follow says why a link of the page at name leads nowhere, or "".
func follow(files map[string]*leaf, base, name, link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return "is no URL"
	}
	if u.Scheme != "" || u.Host != "" {
		if u.Scheme == "javascript" {
			return "is a link that runs"
		}
		return ""
	}
	at := &url.URL{Path: base + strings.TrimSuffix(name, "index.html")}
	to := at.ResolveReference(u)
	rest, inside := strings.CutPrefix(to.Path, base+"/")
	if !inside {
		return "leaves the site's path"
	}
	file := "/" + rest
	if strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	page, ok := files[file]
	switch {
	case !ok:
		return "leads to no file"
	case u.Fragment != "" && (page == nil || !page.ids[u.Fragment]):
		return "leads to no place"
	}
	return ""
}

// An auditor looks at one page.
type auditor struct {
	page     leaf
	wrongs   []string
	titles   int
	h1       int
	lang     bool
	redirect bool // a page that only sends on has no heading
}

func (a *auditor) wrong(format string, args ...any) {
	a.wrongs = append(a.wrongs, fmt.Sprintf(format, args...))
}

func (a *auditor) end() {
	if !a.lang {
		a.wrong("no language")
	}
	if a.titles != 1 {
		a.wrong("no title, or more than one")
	}
	if a.h1 != 1 && !a.redirect {
		a.wrong("%d headings of the first level", a.h1)
	}
}

func (a *auditor) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		a.element(n)
	}
	for c := range n.ChildNodes() {
		a.walk(c)
	}
}

func (a *auditor) element(n *html.Node) {
	has := map[string]string{}
	for _, at := range n.Attr {
		has[at.Key] = at.Val
		switch {
		case at.Key == "style" || strings.HasPrefix(at.Key, "on"):
			a.wrong("<%s> has the attribute %s", n.Data, at.Key)
		case at.Key == "id":
			if a.page.ids[at.Val] {
				a.wrong("id %q twice", at.Val)
			}
			a.page.ids[at.Val] = true
		case at.Key == "href" || at.Key == "src" || at.Key == "poster":
			a.page.links = append(a.page.links, at.Val)
		}
	}
	switch n.Data {
	case "html":
		a.lang = has["lang"] != ""
	case "title":
		if n.Parent.Data == "head" && n.FirstChild != nil && strings.TrimSpace(n.FirstChild.Data) != "" {
			a.titles++
		}
	case "h1":
		a.h1++
	case "script":
		data := has["type"] == "application/ld+json" && n.FirstChild != nil && json.Valid([]byte(n.FirstChild.Data))
		if has["src"] == "" && !data {
			a.wrong("inline script")
		}
	case "style":
		a.wrong("inline style")
	case "meta":
		a.redirect = a.redirect || has["http-equiv"] == "refresh"
	case "img":
		if _, ok := has["alt"]; !ok {
			a.wrong("a picture without alt")
		}
	}
}
