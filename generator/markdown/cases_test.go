package markdown_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opspress/generator/markdown"
)

var update = flag.Bool("update", false, "write what is got into testdata")

// A testCase stands in a file of testdata as
//
//	=== what it shows {words}
//	input
//	=>
//	want
//
// The words in braces set what differs from the usual.
type testCase struct {
	name, options, input, want string
}

// has tells whether a case names a word in its braces.
func (c testCase) has(word string) bool {
	for _, w := range strings.Fields(c.options) {
		if w == word {
			return true
		}
	}
	return false
}

// readCases reads a file. What stands before the first case is a comment.
func readCases(t *testing.T, file string) (comment string, cs []testCase) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split("\n"+string(b), "\n=== ")
	for _, p := range parts[1:] {
		head, rest, _ := strings.Cut(p, "\n")
		name, options, _ := strings.Cut(strings.TrimSuffix(head, "}"), " {")
		input, want, ok := strings.Cut("\n"+rest, "\n=>\n")
		if !ok {
			t.Fatalf("%s: %s: no => line", file, name)
		}
		cs = append(cs, testCase{name, options, strings.TrimPrefix(input, "\n") + "\n", strings.TrimSuffix(want, "\n") + "\n"})
	}
	return parts[0], cs
}

// runCases compares what f gives for every case of a file with what it wants.
func runCases(t *testing.T, file string, f func(testCase) string) {
	t.Helper()
	comment, cs := readCases(t, file)
	var b strings.Builder
	b.WriteString(strings.TrimSpace(comment))
	for _, c := range cs {
		got := f(c)
		head := c.name
		if c.options != "" {
			head += " {" + c.options + "}"
		}
		fmt.Fprintf(&b, "\n\n=== %s\n%s=>\n%s", head, c.input, strings.TrimSuffix(got, "\n"))
		if !*update && got != c.want {
			t.Errorf("%s: %s\n%s\ngot  %s\nwant %s", filepath.Base(file), c.name, c.input, got, c.want)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPlainPassesGFM(t *testing.T) {
	runCases(t, "testdata/gfm.txt", func(c testCase) string {
		return strings.ReplaceAll(plain(c.input), " />", ">")
	})
}

func TestPlain(t *testing.T) {
	runCases(t, "testdata/plain.txt", func(c testCase) string {
		return string(markdown.Plain([]byte(c.input)))
	})
}

// Each file of testdata/body is about one construct. Notes stand below the HTML.
func TestBody(t *testing.T) {
	files, err := filepath.Glob("testdata/body/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			runCases(t, file, body)
		})
	}
}

func body(c testCase) string {
	s := markdown.Settings{Shortcodes: !c.has("no-shortcodes")}
	switch {
	case c.has("allow"):
		s.HTML = markdown.Allow
	case c.has("escape"):
		s.HTML = markdown.Escape
	}
	lang := "ko"
	if c.has("en") {
		lang = "en"
	}
	d := markdown.New(s, code).Render(c.input, lang, markdown.Options{LeadTitle: c.has("lead")})
	out := filled(&d.Fragment)
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	if c.has("lead") {
		out += fmt.Sprintf("title: %s\n", d.Title)
	}
	if c.has("text") {
		out += fmt.Sprintf("text: %q\nsummary: %q\nwords: %+v\n", d.Text, d.Summary, d.Words)
	}
	if c.has("more") {
		out += fmt.Sprintf("before more: %q\n", d.HTML[:max(d.More, 0)])
	}
	if c.has("holes") {
		for _, h := range d.Holes {
			out += fmt.Sprintf("hole %d:%d %s\n", h.Line, h.Column, dest(&h))
		}
	}
	if c.has("ids") {
		out += fmt.Sprintf("ids: %q\nanchors: %v\nheadings: %+v\n", d.IDs, d.Anchors, d.Headings)
	}
	for _, n := range d.Notes {
		out += fmt.Sprintf("! %d:%d %s: %s\n", n.Line, n.Column, n.Rule, n.Message)
	}
	return out
}
