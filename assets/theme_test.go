package assets_test

import (
	"bytes"
	"compress/gzip"
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

// entries are the style sheets that pages load: a post the first, others the
// second.
var entries = []string{"css/main.css", "css/overview.css"}

func TestTheStyleSheetBundlesWithoutAWord(t *testing.T) {
	for _, entry := range entries {
		css, ds := asset.CSS(entry, read, "")
		for _, d := range ds {
			t.Errorf("%s: %v %s", entry, d, d.Hint)
		}
		if s := string(css); strings.Contains(s, "@import") || strings.Contains(s, "http:") || strings.Contains(s, "https:") {
			t.Errorf("the bundle of %s loads something more", entry)
		}
		t.Logf("%s: %d bytes", entry, len(css))
	}
}

func TestEveryStyleSheetIsImported(t *testing.T) {
	main := ""
	for _, entry := range entries {
		css, _ := read(entry)
		main += string(css)
	}
	names, err := fs.Glob(assets.FS, "css/*.css")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	for _, n := range names {
		file := strings.TrimPrefix(n, "css/")
		if file != "overview.css" && strings.Count(main, `"./`+file+`"`) != 1 {
			t.Errorf("main.css and overview.css do not import %s once", file)
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

// What searches is loaded when somebody searches, and is small.
func TestTheSearchIsSmall(t *testing.T) {
	js, ds := asset.Module("js/search/index.js", read)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, 6)
	_, _ = z.Write(js)
	z.Close()
	t.Logf("%d bytes, %d compressed", len(js), b.Len())
	if b.Len() > 6<<10 {
		t.Errorf("it has %d bytes, compressed", b.Len())
	}
}
