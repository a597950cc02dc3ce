package generator

import (
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What the first view of a page may cost: bytes of HTML, styles and scripts as
// gzip sends them, and requests beside those for pictures.
const (
	budgetBytes    = 20 << 10
	budgetRequests = 3
)

// TestBudget holds every page of our own blog to what a reader on a phone waits
// for.
func TestBudget(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := Build(context.Background(), BuildOptions{SiteOptions: SiteOptions{Root: "..", Cache: CacheOff, Future: true}, Out: dir}); err != nil {
		t.Fatal(err)
	}
	weigh := weigher{dir: dir, gz: map[string]int{}}
	pages, heaviest, where := 0, 0, ""
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".html" {
			return err
		}
		pages++
		name, _ := filepath.Rel(dir, p)
		if n := weigh.page(t, filepath.ToSlash(name)); n > heaviest {
			heaviest, where = n, name
		}
		return nil
	})
	if err != nil || pages < 100 {
		t.Fatalf("%d pages, %v", pages, err)
	}
	t.Logf("%d pages; the heaviest is %s with %d bytes", pages, where, heaviest)
}

// A weigher knows how many bytes each file of a site is, compressed.
type weigher struct {
	dir string
	gz  map[string]int
}

func (w weigher) file(t *testing.T, name string) int {
	t.Helper()
	if n, ok := w.gz[name]; ok {
		return n
	}
	b, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	z.Close()
	w.gz[name] = out.Len()
	return out.Len()
}

// page weighs a page with what it loads, and complains of what it must not.
func (w weigher) page(t *testing.T, name string) int {
	t.Helper()
	f, err := os.Open(filepath.Join(w.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := html.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	sum, requests := w.file(t, name), 1
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		src, loads := loaded(n)
		switch {
		case n.Data == "img" && (attr(n, "width") == "" || attr(n, "height") == ""):
			t.Errorf("%s: the picture %s has no size, so the page jumps", name, attr(n, "src"))
		case !loads:
			continue
		case strings.Contains(src, "//"):
			t.Errorf("%s asks another host: %s", name, src)
			continue
		case n.Data == "img":
			continue
		}
		if loads && n.Data != "img" {
			sum += w.file(t, strings.TrimPrefix(src, "/"))
			requests++
		}
	}
	if sum > budgetBytes || requests > budgetRequests {
		t.Errorf("%s costs %d bytes in %d requests; %d in %d are allowed", name, sum, requests, budgetBytes, budgetRequests)
	}
	return sum
}

// loaded gives what a browser loads for an element before anybody asks.
func loaded(n *html.Node) (src string, ok bool) {
	switch n.Data {
	case "script":
		return attr(n, "src"), attr(n, "src") != ""
	case "link":
		rel := attr(n, "rel")
		return attr(n, "href"), rel == "stylesheet" || rel == "preload" || rel == "modulepreload"
	case "img", "iframe", "video", "audio", "source":
		return attr(n, "src"), attr(n, "src") != ""
	}
	return "", false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
