package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"opspress/generator/output"
)

var update = flag.Bool("update", false, "write the goldens anew")

// manifest makes a site of paths and texts.
func manifest(t testing.TB, files map[string]string) output.Manifest {
	t.Helper()
	var fs []output.File
	for p, s := range files {
		fs = append(fs, output.New(p, output.Leaf, "", []byte(s)))
	}
	m, err := output.NewManifest(fs)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func compare(t testing.TB, old, new map[string]string) Diff {
	t.Helper()
	d, err := Compare(manifest(t, old), manifest(t, new))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// post is the page of a post as a theme may write it.
func post(title, body string) string {
	return `<!doctype html><html lang="ko"><head><title>` + title + ` · Site</title><link rel="stylesheet" href="/assets/main.0123456789.css"></head>` +
		`<body data-kind="post"><header>menu</header><main><h1>` + title + `</h1><div data-post-body>` + body + `</div><aside>related</aside></main></body></html>`
}

func redirect(to string) string {
	return `<!doctype html><html><head><title>Moved</title><meta http-equiv="refresh" content="0; url=` + to + `"></head><body><a href="` + to + `">x</a></body></html>`
}

// TestGoldens compares the sites of testdata/*.txtar, whose files are old/...
// and new/..., in every format.
func TestGoldens(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sides := map[string]map[string]string{"old": {}, "new": {}}
			for _, f := range a.Files {
				side, path, _ := strings.Cut(f.Name, "/")
				sides[side][path] = string(f.Data)
			}
			d := compare(t, sides["old"], sides["new"])
			for _, format := range []struct {
				ext   string
				write func(io.Writer) error
			}{
				{".txt", func(w io.Writer) error { return WriteHuman(w, &d) }},
				{".md", func(w io.Writer) error { return WriteMarkdown(w, &d) }},
				{".json", func(w io.Writer) error {
					e := json.NewEncoder(w)
					e.SetIndent("", "  ")
					return e.Encode(d)
				}},
			} {
				var got bytes.Buffer
				if err := format.write(&got); err != nil {
					t.Fatal(err)
				}
				golden := strings.TrimSuffix(name, ".txtar") + format.ext
				if *update {
					if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if d := diff.Diff(golden, want, "got", got.Bytes()); d != nil {
					t.Error(string(d))
				}
			}
		})
	}
}

// What only looks different is no difference.
func TestNoiseIsLeftOut(t *testing.T) {
	style := strings.Repeat("0123456789", 1)
	old := map[string]string{
		"posts/a/index.html":            post("A", "<p>One. Two.</p>"),
		"assets/main." + style + ".css": "p{}",
	}
	for name, new := range map[string]map[string]string{
		"attributes and white space": {"posts/a/index.html": strings.Replace(post("A", "<p class=x>One.\n  Two.</p>"), "<main>", "<main id=m>", 1)},
		"a generator's stamp":        {"posts/a/index.html": strings.Replace(post("A", "<p>One. Two.</p>"), "<head>", `<head><meta name="generator" content="opspress 2">`, 1)},
		"the name of a style sheet":  {"posts/a/index.html": strings.Replace(post("A", "<p>One. Two.</p>"), style, "abcdef0123", 1), "assets/main.abcdef0123.css": "p{}"},
		"a script in a page":         {"posts/a/index.html": post("A", "<p>One. Two.</p><script>x()</script>")},
	} {
		t.Run(name, func(t *testing.T) {
			if new["assets/main.abcdef0123.css"] == "" {
				new["assets/main."+style+".css"] = "p{}"
			}
			d := compare(t, old, new)
			if !d.Empty() || d.Total.Markup != 1 {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestAPageThatIsGoneHasMovedOrIsLost(t *testing.T) {
	a := post("A", "<p>The text of A.</p>")
	for name, c := range map[string]struct {
		old, new map[string]string
		moved    string // "FROM TO BY"
		lost     string
	}{
		"by its redirect": {
			map[string]string{"a/index.html": a},
			map[string]string{"a/index.html": redirect("/b/"), "b/index.html": post("B", "<p>Another text.</p>")},
			"/a/ /b/ redirect", "",
		},
		"by a redirect with the path of a base URL": {
			map[string]string{"a/index.html": a, "index.html": `<link rel=canonical href="https://x.example/blog/"><main>home`},
			map[string]string{"a/index.html": redirect("https://x.example/blog/b/"), "b/index.html": a, "index.html": `<link rel=canonical href="https://x.example/blog/"><main>home`},
			"/a/ /b/ redirect", "",
		},
		"by its text":  {map[string]string{"a/index.html": a}, map[string]string{"b/index.html": post("B", "<p>The text of A.</p>")}, "/a/ /b/ text", "/a/"},
		"by its title": {map[string]string{"a/index.html": a}, map[string]string{"b/index.html": post("A", "<p>Something else.</p>")}, "/a/ /b/ title", "/a/"},
		"not when two have the text": {
			map[string]string{"a/index.html": a},
			map[string]string{"b/index.html": post("B", "<p>The text of A.</p>"), "c/index.html": post("C", "<p>The text of A.</p>")}, "", "/a/",
		},
		"not when nothing is like it":  {map[string]string{"a/index.html": a}, map[string]string{"b/index.html": post("B", "<p>B</p>")}, "", "/a/"},
		"a redirect that went is lost": {map[string]string{"a/index.html": redirect("/b/"), "b/index.html": a}, map[string]string{"b/index.html": a}, "", "/a/"},
		"a further page of a list is promised to nobody": {
			map[string]string{"posts/page/2/index.html": "<main>x", "index.html": "x"}, map[string]string{"index.html": "x"}, "", "",
		},
		"a page that says it is gone is not lost": {
			map[string]string{"a/index.html": a}, map[string]string{"a/index.html": `<body data-kind="gone"><main>gone`}, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := compare(t, c.old, c.new)
			var moved []string
			for _, p := range d.Pages {
				if p.Change == Moved {
					moved = append(moved, p.From+" "+p.URL+" "+p.By)
				}
			}
			if got := strings.Join(moved, ", "); got != c.moved {
				t.Errorf("moved %q, want %q", got, c.moved)
			}
			if got := strings.Join(d.Lost, ", "); got != c.lost {
				t.Errorf("lost %q, want %q", got, c.lost)
			}
		})
	}
}

func TestLinksThatFollowAPageAreNoChange(t *testing.T) {
	d := compare(t,
		map[string]string{"a/index.html": post("A", "<p>A.</p>"), "c/index.html": post("C", `<p>See <a href="/a/">A</a>.</p>`)},
		map[string]string{"b/index.html": post("A", "<p>A.</p>"), "a/index.html": redirect("/b/"), "c/index.html": post("C", `<p>See <a href="/b/">A</a>.</p>`)})
	if len(d.Pages) != 1 || d.Pages[0].Change != Moved {
		t.Errorf("%+v", d.Pages)
	}
}

func TestAWordIsFoundInALongLine(t *testing.T) {
	long := strings.Repeat("가나다 ", 200)
	lines, w := compareText([]string{long + "앞" + long}, []string{long + "뒤" + long})
	if len(lines) != 2 || !strings.Contains(lines[0], "앞") || !strings.Contains(lines[1], "뒤") || w != (Words{1, 1}) {
		t.Errorf("%q %v", lines, w)
	}
	for _, l := range lines {
		if n := len([]rune(l)); n > mostRunes+3 {
			t.Errorf("a line of %d letters", n)
		}
	}
}

// What a page says can neither steer a terminal nor leave its place in the
// comment.
func TestHostileTextStaysText(t *testing.T) {
	evil := "</summary></details>\n\n# Heading @everyone ![x](http://x.example/) | `` ``` \x1b[31m red & <b>bold</b>"
	d := compare(t,
		map[string]string{"a/index.html": post("A", "<p>One.</p>"), "@x|`y/index.html": post("Y", "<p>Y</p>")},
		map[string]string{"a/index.html": post(strings.ReplaceAll(evil, "<", "&lt;"), "<pre>```\n</pre><p>Two."), "</code>@x/index.html": post("Z", "<p>Z</p>")})
	var md, text bytes.Buffer
	if err := errors.Join(WriteMarkdown(&md, &d), WriteHuman(&text, &d)); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(text.String(), 0x1b) {
		t.Errorf("a control character on the terminal:\n%q", text.String())
	}
	in := false // a fence
	for l := range strings.SplitSeq(md.String(), "\n") {
		if strings.HasPrefix(l, "````") {
			in = !in
		}
		if in || strings.Contains(l, "`") {
			continue
		}
		if strings.Contains(l, "@everyone") || strings.Contains(l, "<b>") || strings.HasPrefix(l, "# ") || strings.Contains(l, "</summary></details>") {
			t.Errorf("not text: %s", l)
		}
	}
	if strings.Contains(md.String(), "<code>@x</code>") || strings.Contains(md.String(), "<code></code>@x") {
		t.Error("a path ended its element")
	}
}

func TestACommentIsNeverTooLong(t *testing.T) {
	old, new := map[string]string{}, map[string]string{}
	for i := range 3000 {
		p := fmt.Sprintf("posts/%04d/index.html", i)
		old[p] = post("A post", fmt.Sprintf("<h2 id=h%d>H</h2><p>Words %d of a text.</p>", i, i))
		new[p] = post("A post 😀", fmt.Sprintf("<p>Other words %d of a text.</p>", i))
		old[fmt.Sprintf("gone/%d/index.html", i)] = post("Gone", fmt.Sprint(i))
		new[fmt.Sprintf("f/%d.txt", i)] = "x"
	}
	d := compare(t, old, new)
	var b bytes.Buffer
	if err := WriteMarkdown(&b, &d); err != nil {
		t.Fatal(err)
	}
	if n := len(utf16.Encode([]rune(b.String()))); n > 65_536 {
		t.Errorf("%d characters", n)
	}
	for _, want := range []string{"6000 pages", "and 2980 more", "has all of it"} {
		if want == "6000 pages" {
			want = "3000 pages removed, 3000 pages changed"
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("the comment does not say %q", want)
		}
	}
	if open, closed := strings.Count(b.String(), "<details>"), strings.Count(b.String(), "</details>"); open != closed {
		t.Errorf("%d details begin, %d end", open, closed)
	}
}

// A site does not differ from itself, two runs say the same, and whatever a
// page holds, comparing ends.
func TestCompareAlwaysHolds(t *testing.T) {
	piece := rapid.SampledFrom([]string{"<p>", "</p>", "<main>", "</main>", "<pre>", "</pre>", "<h2 id=x>", "</h2>", "<h3>", "<svg><title>t</title>", "</svg>",
		"<div data-post-body>", "</div>", "<a href=/b/>", "</a>", "<br/>", "<title>", "</title>", "word. ", "낱말 ", "\n", "&lt;", "<script>", "</script>", "<!--", "-->", "<"})
	page := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "") })
	site := rapid.Custom(func(t *rapid.T) map[string]string {
		return rapid.MapOfN(rapid.SampledFrom([]string{"index.html", "a/index.html", "b/index.html", "c/index.html", "x.txt"}), page, 0, 5).Draw(t, "site")
	})
	rapid.Check(t, func(r *rapid.T) {
		old, new := site.Draw(r, "old"), site.Draw(r, "new")
		if d := compare(t, old, old); !d.Empty() {
			r.Fatalf("a site differs from itself: %+v", d)
		}
		one, two := compare(t, old, new), compare(t, old, new)
		if !reflect.DeepEqual(one, two) {
			r.Fatalf("two runs differ:\n%+v\n%+v", one, two)
		}
		if err := errors.Join(WriteHuman(io.Discard, &one), WriteMarkdown(io.Discard, &one)); err != nil {
			r.Fatal(err)
		}
	})
}

func TestAnUnreadableFileIsAnError(t *testing.T) {
	broken := errors.New("broken disk")
	f := output.New("a/index.html", output.Leaf, "", []byte("x"))
	f.Open = func() (io.ReadCloser, error) { return nil, broken }
	m, err := output.NewManifest([]output.File{f})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compare(m, manifest(t, nil)); !errors.Is(err, broken) || !strings.Contains(err.Error(), "a/index.html") {
		t.Errorf("error %v", err)
	}
}
