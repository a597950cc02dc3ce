package highlight_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"opspress/generator/highlight"

	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"

	"pgregory.net/rapid"
)

var tag = regexp.MustCompile(`</?(?:span|a)\b[^>]*>`)

// text is what a reader sees of HTML made of spans alone.
func text(s string) string { return html.UnescapeString(tag.ReplaceAllString(s, "")) }

func TestRender(t *testing.T) {
	h := highlight.New()
	for _, c := range []struct {
		name, lang, code string
		options          highlight.Options
		want             string
	}{
		{"keys and values have classes", "yaml", "a: 1\n", highlight.Options{},
			`<span class="nt">a</span><span class="p">:</span> <span class="m">1</span>` + "\n"},
		{"a file extension names a language", "yml", "a: b", highlight.Options{},
			`<span class="nt">a</span><span class="p">:</span> <span class="l">b</span>`},
		{"an unknown language is plain text", "no-such", "<b> & \"c\"", highlight.Options{},
			`&lt;b&gt; &amp; &quot;c&quot;`},
		{"no language is plain text", "", "if x", highlight.Options{}, `if x`},
		{"an empty block is empty", "go", "", highlight.Options{LineNumbers: true}, ``},
		{"numbers are attributes", "", "가\n나\n", highlight.Options{LineNumbers: true, FirstLine: 9},
			`<span class="ln" data-line="9"></span>가` + "\n" + `<span class="ln" data-line="10"></span>나` + "\n"},
		{"numbers may be links", "", "가\n나", highlight.Options{LineNumbers: true, FirstLine: 9, Links: "hl-2-"},
			`<a class="ln" id="hl-2-9" href="#hl-2-9" data-line="9" aria-label="9" tabindex="-1"></a>가` + "\n" +
				`<a class="ln" id="hl-2-10" href="#hl-2-10" data-line="10" aria-label="10" tabindex="-1"></a>나`},
		{"no numbers, no links", "", "가", highlight.Options{Links: "hl-2-"}, `가`},
		{"a marked line has its number too", "", "가", highlight.Options{LineNumbers: true, Marked: [][2]int{{1, 1}}},
			`<span class="line hl"><span class="ln" data-line="1"></span>가</span>`},
		{"only marked lines are wrapped", "", "a\nb\nc", highlight.Options{Marked: [][2]int{{2, 2}}},
			"a\n" + `<span class="line hl">b` + "\n" + `</span>c`},
		{"a token over two lines is cut", "go", "/*\n*/", highlight.Options{Marked: [][2]int{{1, 2}}},
			`<span class="line hl"><span class="cm">/*` + "\n" + `</span></span><span class="line hl"><span class="cm">*/</span></span>`},
		{"a mark past the end is nothing", "", "a", highlight.Options{Marked: [][2]int{{5, 9}}}, `a`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := h.Render(c.lang, c.code, c.options); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSupport(t *testing.T) {
	h := highlight.New()
	for lang, want := range map[string]highlight.Support{
		"go": highlight.Supported, "Go": highlight.Supported, "yml": highlight.Supported, "Dockerfile": highlight.Supported,
		"": highlight.Supported, "text": highlight.Supported, "Output": highlight.Supported, "mermaid": highlight.Supported,
		"elisp": highlight.Uncoloured, "rst": highlight.Uncoloured,
		"zzz": highlight.Unknown, strings.Repeat("go", 100): highlight.Unknown,
	} {
		if got := h.Support(lang); got != want {
			t.Errorf("Support(%q) = %v, want %v", lang, got, want)
		}
	}
}

func TestLanguagesAreSupported(t *testing.T) {
	h := highlight.New()
	all := h.Languages()
	if len(all) < 500 || !slices.IsSorted(all) || !slices.Contains(all, "terraform") {
		t.Fatalf("got %d: %q", len(all), all)
	}
	for _, lang := range all {
		if h.Support(lang) == highlight.Unknown {
			t.Errorf("%s is unknown", lang)
		}
	}
}

// The ids are those that chroma's own formatter gives lines that can be linked.
func TestLinksAreThoseOfChroma(t *testing.T) {
	code := "a: 1\nb: 2\nc: 3\n"
	var b strings.Builder
	f := chromahtml.New(chromahtml.WithClasses(true), chromahtml.WithLineNumbers(true),
		chromahtml.WithLinkableLineNumbers(true, "hl-3-"), chromahtml.BaseLineNumber(8))
	it, err := lexers.Get("yaml").Tokenise(nil, code)
	if err == nil {
		err = f.Format(&b, styles.Fallback, it)
	}
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`(?:id|href)="[^"]*"`)
	got := link.FindAllString(highlight.New().Render("yaml", code, highlight.Options{LineNumbers: true, FirstLine: 8, Links: "hl-3-"}), -1)
	if want := link.FindAllString(b.String(), -1); len(want) != 6 || !slices.Equal(got, want) {
		t.Errorf("got %q, chroma has %q", got, want)
	}
}

func TestUnlinkedTakesNumbersAway(t *testing.T) {
	h := highlight.New()
	o := highlight.Options{Marked: [][2]int{{2, 2}}}
	want := h.Render("yaml", "a: 1\nb: <a class=\"ln\" id=\"x\n", o)
	o.LineNumbers, o.Links = true, "hl-1-"
	linked := h.Render("yaml", "a: 1\nb: <a class=\"ln\" id=\"x\n", o)
	if got := highlight.Unlinked(linked); got != want || linked == want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	const open = `x<a class="ln" id="y`
	if got := highlight.Unlinked(open); got != open {
		t.Errorf("got %q", got)
	}
}

// The text of the HTML is the code, whatever the code is and however broken.
func TestRenderKeepsEveryCharacter(t *testing.T) {
	h := highlight.New()
	languages := []string{"go", "yaml", "bash", "python", "json", "sql", "html", "markdown", "diff", "toml", "hcl", "docker", "jsx", "php", "console", "x"}
	piece := rapid.SampledFrom([]string{"a", "가나", " ", "\n", "\t", "\"", "'", "`", "{{", "}}", "<", ">", "&", "/*", "*/", "//", "#", "$(", ")", "---", "\\", ":", "- ", "=", "\u00a0", "😀", "if", "func", "\x00"})
	rapid.Check(t, func(t *rapid.T) {
		code := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "code"), "")
		lang := rapid.SampledFrom(languages).Draw(t, "lang")
		o := highlight.Options{LineNumbers: rapid.Bool().Draw(t, "numbers")}
		if rapid.Bool().Draw(t, "mark") {
			o.Marked = [][2]int{{2, 3}}
			o.Links = "l"
		}
		want := strings.ReplaceAll(code, "\x00", "\uFFFD")
		if got := text(h.Render(lang, code, o)); got != want {
			t.Fatalf("%s: got %q, want %q", lang, got, want)
		}
	})
}

// These two never come back from chroma itself.
func TestLexerThatStandsStillGivesPlainText(t *testing.T) {
	h := highlight.New()
	for lang, code := range map[string]string{
		"jsonata": "(\n\\",
		"jungle":  "project.manifest = <manifest.x{{ml",
	} {
		if got := text(h.Render(lang, code, highlight.Options{})); got != code {
			t.Errorf("%s: got %q", lang, got)
		}
	}
}

func TestHugeBlockIsPlain(t *testing.T) {
	code := strings.Repeat("a: 1\n", highlight.MaxBytes/5+1)
	if got := highlight.New().Render("yaml", code, highlight.Options{}); got != code {
		t.Errorf("a block of %d bytes was highlighted", len(code))
	}
}

func TestManyGoroutines(t *testing.T) {
	h := highlight.New()
	want := highlight.New().Render("go", "func f() {}", highlight.Options{})
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			h.Support(fmt.Sprint("none", i%4))
			if got := h.Render("go", "func f() {}", highlight.Options{}); got != want {
				t.Errorf("got %q", got)
			}
		})
	}
	wg.Wait()
}

func TestCSSClassesNamesWhatIsWritten(t *testing.T) {
	h := highlight.New()
	known := highlight.CSSClasses()
	if !slices.IsSorted(known) || !slices.Contains(known, "k") || !slices.Contains(known, "hl") || !slices.Contains(known, "err") {
		t.Fatalf("got %v", known)
	}
	classes := regexp.MustCompile(`class="([^"]*)"`)
	for lang, code := range map[string]string{
		"go":     "package p // c\nimport \"x\"\nvar s = `a` + 'b' + 0x1f",
		"python": "@d\ndef f(self): return f\"{x}\" if None else 1.0",
		"diff":   "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
		"bash":   "#!/bin/sh\nfor i in $(ls); do echo \"$i\"; done",
		"json":   `{"a": [1, true, null, "\n"]}`,
	} {
		for _, m := range classes.FindAllStringSubmatch(h.Render(lang, code, highlight.Options{Marked: [][2]int{{1, 1}}}), -1) {
			for _, c := range strings.Fields(m[1]) {
				if !slices.Contains(known, c) {
					t.Errorf("%s: class %q is not in CSSClasses", lang, c)
				}
			}
		}
	}
}
