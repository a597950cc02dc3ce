package site

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"opspress/assets"
	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/layouts"
)

// A look at another time builds the graph of all posts anew only when the time
// of a post has come.
func TestTimeChangesASiteOnlyWhenAPostAppears(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, date := range map[string]string{"a": "2026-05-01", "b": "2026-06-02"} {
		text := "---\ntitle: 글\ndate: " + date + "\n---\n.\n"
		if err := os.WriteFile(filepath.Join(root, "posts", name+".md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := New(Options{Root: root, Layouts: layouts.FS, Assets: assets.FS, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := func(clock time.Time) (g *graph.Graph) {
		t.Helper()
		r, err := s.Revise(context.Background(), clock)
		if err != nil {
			t.Fatal(err)
		}
		err = r.do(func(c *memo.Ctx) (err error) {
			g, err = s.graph.Get(c, none{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	june := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	first := at(june)
	if at(june.Add(time.Hour)) != first {
		t.Error("an hour later the graph is built anew")
	}
	if at(june.Add(48*time.Hour)) == first {
		t.Error("a post has appeared, and the graph is the old one")
	}
}
