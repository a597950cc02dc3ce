package markdown_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"opspress/generator/markdown"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// goldmarkDir is where the module of goldmark lies: its tests hold the examples
// of CommonMark.
func goldmarkDir(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

var headingID = regexp.MustCompile(`(<h[1-6]) id="[^"]*"`)

// plain is what Plain gives, without the ids that the examples do not have.
func plain(src string) string {
	return headingID.ReplaceAllString(string(markdown.Plain([]byte(src))), "$1")
}

// gfmDiffers are the examples of CommonMark that GFM reads otherwise.
// They are the same five with goldmark's own extension.GFM.
var gfmDiffers = map[int]string{
	226: "goldmark's autolinks look at every space, and so some stay before a hard line break",
	608: "an address is a link in GFM without <>",
	611: "an address is a link in GFM without <>",
	612: "an e-mail address is a link in GFM without <>",
	635: "goldmark's autolinks look at every space, and so some stay before a hard line break",
}

type example struct {
	Markdown, HTML string
	Example        int
}

// commonMark are the examples of CommonMark.
func commonMark(t *testing.T) []example {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(goldmarkDir(t), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []example
	if err := json.Unmarshal(b, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 650 {
		t.Fatalf("only %d examples", len(examples))
	}
	return examples
}

func TestPlainPassesCommonMark(t *testing.T) {
	for _, e := range commonMark(t) {
		got := plain(e.Markdown)
		if reason, ok := gfmDiffers[e.Example]; ok {
			if got == e.HTML {
				t.Errorf("example %d passes, but is listed: %s", e.Example, reason)
			}
			continue
		}
		if got != e.HTML {
			t.Errorf("example %d\n%s\ngot  %q\nwant %q", e.Example, e.Markdown, got, e.HTML)
		}
	}
}

// gfm is goldmark with its own extensions, as Plain would be without ours.
func gfm() func(string) string {
	m := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithRendererOptions(html.WithXHTML(), html.WithUnsafe()),
	)
	return func(src string) string {
		var b strings.Builder
		if err := m.Convert([]byte(src), &b); err != nil {
			panic(err)
		}
		return b.String()
	}
}

// The five are goldmark's own, not of our making.
func TestGoldmarkDiffersInTheSameFive(t *testing.T) {
	theirs := gfm()
	for _, e := range commonMark(t) {
		_, listed := gfmDiffers[e.Example]
		if differs := theirs(e.Markdown) != e.HTML; differs != listed {
			t.Errorf("example %d: goldmark differs: %v, listed: %v", e.Example, differs, listed)
		}
	}
}
