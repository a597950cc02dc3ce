package markdown_test

import (
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"opspress/generator/markdown"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// inlines and blocks are drawn together to make plain Markdown, that of a
// writer who uses every construct. %s stands for what is in it.
var (
	inlines = []string{
		"%s", "**%s**", "*%s*", "~~%s~~", "`%s`", "[%s](b.md)", "[%s](https://x.y \"z\")", "%s[^n]", "![%s](a.png)",
		"<kbd>%s</kbd>", "%s~%s", "**%s(Ops)**은", "%s  \n%s", "<u>**%s**</u>", "{{< x >}}%s", "%s<br>%s",
	}
	blocks = []string{
		"%s", "## %s", "# %s", "> %s", "> [!NOTE] %s\n> %s", "- %s\n- %s", "1. %s\n   - %s", "- [ ] %s", "| %s |\n|---|\n| %s |",
		"%s\n: %s", "<details>\n<summary>%s</summary>\n\n%s\n\n</details>", "```go title=\"%s\"\n%s\n```", "    %s", "%s\n---",
		"![a](b.png \"%s\")", "{{%% a %%}}\n%s\n{{%% /a %%}}", "<div class=\"x\">%s\n\n%s", "<!--more-->", "<p align=center>%s",
	}
	texts = []string{"운영", "DevOps", "사이트 신뢰성", "2026년", "SLO와 SLI", "漢字", "가(나)", "a_b c*d", "x < y & z", "\"인용\"", "30%", "don't", "e.g."}
)

// body draws a body of some blocks.
func drawBody(t *rapid.T) string {
	text := func() string { return rapid.SampledFrom(texts).Draw(t, "text") }
	put := func(form string, f func() string) string {
		for strings.Contains(form, "%s") {
			form = strings.Replace(form, "%s", f(), 1)
		}
		return strings.ReplaceAll(form, "%%", "%")
	}
	inline := func() string {
		form := rapid.SampledFrom(inlines).Draw(t, "inline")
		return put(form, text)
	}
	var b strings.Builder
	for range rapid.IntRange(1, 8).Draw(t, "blocks") {
		b.WriteString(put(rapid.SampledFrom(blocks).Draw(t, "block"), inline))
		b.WriteString("\n\n")
	}
	return b.String() + "[^n]: 주석\n"
}

// markup are the words of a body that are no text of the reader's.
var markup = regexp.MustCompile("(?i)\\{\\{[<%].*?[>%]\\}\\}|\\[\\^n\\]|</?[a-z][^>]*>|\\]\\([^)]*\\)|\\[!NOTE\\]|```go title=|\\[ \\]|<!--more-->|(?m)^1\\.")

// Every word that a reader should see is in the page, and in order.
func TestNoWordIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawBody(t)
		d := render(src)
		page := everything(&d.Fragment)
		for _, w := range word.FindAllString(markup.ReplaceAllString(src, " "), -1) {
			if !strings.Contains(page, w) {
				t.Fatalf("%q is lost:\n%s\n\n%s", w, src, d.HTML)
			}
		}
	})
}

// everything is the text of a page with what its attributes say.
func everything(f *markdown.Fragment) string {
	var b, attributes strings.Builder
	z := html.NewTokenizer(strings.NewReader(filled(f)))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		if t.Type == html.TextToken {
			b.WriteString(t.Data)
		}
		for _, a := range t.Attr {
			attributes.WriteString(a.Val + " ")
		}
	}
	return b.String() + " " + attributes.String()
}

// What must hold for any Doc.
func checkDoc(t interface{ Fatalf(string, ...any) }, src string, d *markdown.Doc) {
	checkFragment(t, src, &d.Fragment)
	if d.More < -1 || d.More > len(d.HTML) {
		t.Fatalf("More is %d of %d: %q", d.More, len(d.HTML), src)
	}
	for _, n := range d.Notes {
		if n.Line < 1 || n.Column < 1 || n.Rule == "" || strings.Contains(n.Message, "\n") {
			t.Fatalf("note %+v: %q", n, src)
		}
	}
	seen := map[string]bool{}
	for _, h := range d.Headings {
		if h.ID == "" || seen[h.ID] || h.Level < 1 || h.Level > 6 {
			t.Fatalf("heading %+v: %q", h, src)
		}
		seen[h.ID] = true
	}
	if !utf8.ValidString(d.HTML) || !utf8.ValidString(d.Text) || strings.ContainsRune(d.HTML, '\x1a') {
		t.Fatalf("%q gives %q", src, d.HTML)
	}
}

func checkFragment(t interface{ Fatalf(string, ...any) }, src string, f *markdown.Fragment) {
	last := 0
	for _, h := range f.Holes {
		if h.Offset < last || h.Offset > len(f.HTML) || h.Line < 1 || h.Column < 1 {
			t.Fatalf("hole %+v after %d: %q", h, last, src)
		}
		last = h.Offset
		if h.Kind == markdown.Shortcode && h.Call == nil {
			t.Fatalf("a shortcode without a call: %q", src)
		}
		if h.Call != nil && h.Call.Inner != nil {
			checkFragment(t, src, h.Call.Inner)
		}
	}
}

func TestAnyDocIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawBody(t)
		d := render(src)
		checkDoc(t, src, &d)
		if again := render(src); !reflect.DeepEqual(d, again) {
			t.Fatalf("two Docs of %q differ", src)
		}
		if bad := harm(page(&d.Fragment)); bad != "" {
			t.Fatalf("%q gives %s", src, bad)
		}
	})
}

// English is read as goldmark reads it: our emphasis and strikes change nothing.
func TestEnglishIsLeftAlone(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "b c", "*", "**", "***", "_", "~~", "~", " ", "(", ")", ".", "\"", "1", "`", "\n", "[x](y)"})
	theirs := gfm()
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 1, 20).Draw(t, "src"), "")
		if strings.Contains(src, "~") && rangeSign.MatchString(src) {
			return
		}
		if got, want := plain(src), theirs(src); got != want {
			t.Fatalf("%q\ngot  %s\nwant %s", src, got, want)
		}
	})
}

var rangeSign = regexp.MustCompile(`[0-9]~|(^|\s)~[0-9]`)

func TestManyGoroutinesShareARenderer(t *testing.T) {
	r := markdown.New(markdown.Settings{Shortcodes: true}, code)
	src := "# 가\n\n{{% a %}}\n**운영(Ops)**은[^1]\n{{% /a %}}\n\n```go\nx := 1\n```\n\n[^1]: 나\n"
	want := r.Render(src, "ko", markdown.Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := r.Render(src, "ko", markdown.Options{}); !reflect.DeepEqual(got, want) {
					t.Error("a Doc differs")
				}
			}
		})
	}
	wg.Wait()
}

// The ends of lines, a missing last newline and broken UTF-8 are no matter.
func TestShapesOfInput(t *testing.T) {
	want := render("# 가\n\n- 나\n  다\n\n```text\na\nb\n```\n")
	for _, eol := range []string{"\r\n", "\r"} {
		got := render(strings.ReplaceAll("# 가\n\n- 나\n  다\n\n```text\na\nb\n```\n", "\n", eol))
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q", eol, got.HTML)
		}
	}
	for src, want := range map[string]string{
		"":           "",
		"\n\n":       "",
		"가":          "<p>가</p>\n",
		"a\xffb":     "<p>a\uFFFDb</p>\n",
		"a\x00b":     "<p>a\uFFFDb</p>\n",
		"\uFEFF글":    "<p>\uFEFF글</p>\n",
		"`a\x00b`":   "<p><code>a\uFFFDb</code></p>\n",
		"[a](b\x00)": "<p><a href=\"⟨b�⟩\">a</a></p>\n",
	} {
		d := render(src)
		if got := filled(&d.Fragment); got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, form := range forms {
		f.Add(strings.ReplaceAll(form, "P", "{{< x \"y\" >}}*가*"))
	}
	for _, b := range blocks {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, s := range []markdown.Settings{{Shortcodes: true}, {HTML: markdown.Escape}, {HTML: markdown.Allow, Shortcodes: true}} {
			d := markdown.New(s, code).Render(src, "ko", markdown.Options{LeadTitle: true})
			checkDoc(t, src, &d)
			if bad := harm(page(&d.Fragment)); bad != "" && s.HTML != markdown.Allow {
				t.Fatalf("%q gives %s", src, bad)
			}
		}
		markdown.Plain([]byte(src))
	})
}
