package assets_test

import (
	"io/fs"
	"strings"
	"testing"

	"opspress/assets"
	"opspress/generator/asset"
)

func read(name string) ([]byte, bool) {
	b, err := fs.ReadFile(assets.FS, name)
	return b, err == nil
}

func TestTheStyleSheetBundlesWithoutAWord(t *testing.T) {
	css, ds := asset.CSS("css/main.css", read, "")
	for _, d := range ds {
		t.Errorf("%v %s", d, d.Hint)
	}
	if s := string(css); strings.Contains(s, "@import") || strings.Contains(s, "http:") || strings.Contains(s, "https:") {
		t.Error("the bundle loads something more")
	}
	t.Logf("%d bytes", len(css))
}

func TestEveryStyleSheetIsImported(t *testing.T) {
	main, _ := read("css/main.css")
	names, err := fs.Glob(assets.FS, "css/*.css")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	for _, n := range names {
		file := strings.TrimPrefix(n, "css/")
		if file != "main.css" && !strings.Contains(string(main), `"./`+file+`"`) {
			t.Errorf("main.css does not import %s", file)
		}
	}
}

func TestTheIconHasASize(t *testing.T) {
	b, _ := read("static/favicon.svg")
	if w, h, ok := asset.ImageSize(b); !ok || w != h {
		t.Errorf("%d by %d", w, h)
	}
}

// The text of the page breaks anywhere, so that no long word widens it. A cell
// must not: its column could then shrink to the width of one letter.
func TestCellsBreakBetweenWords(t *testing.T) {
	css, _ := read("css/table.css")
	for _, rule := range strings.SplitAfter(string(css), "}") {
		selectors, body, _ := strings.Cut(rule, "{")
		for s := range strings.SplitSeq(selectors, ",\n") {
			if strings.TrimSpace(s) == ".prose :is(th, td)" && strings.Contains(body, "overflow-wrap: break-word") {
				return
			}
		}
	}
	t.Error("cells take overflow-wrap: anywhere from the page")
}
