package generator

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"opspress/generator/cache"
	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A liar passes everything on to a cache, but for one word.
type liar struct {
	*cache.Store
	mu                sync.Mutex
	recipe, old, word string
	lies              int
}

func (l *liar) Put(recipe string, input output.Digest, value []byte) {
	if recipe == l.recipe && bytes.Contains(value, []byte(l.old)) {
		l.mu.Lock()
		l.lies++
		l.mu.Unlock()
		value = bytes.ReplaceAll(value, []byte(l.old), []byte(l.word))
	}
	l.Store.Put(recipe, input, value)
}

// lied fills the cache of a site with a lie.
func lied(t *testing.T, o SiteOptions, recipe, old, word string) {
	t.Helper()
	store := o.openCache()
	defer store.Close()
	l := &liar{Store: store, recipe: recipe, old: old, word: word}
	so := o.site()
	so.Once, so.Cache = true, l
	s, err := site.New(so)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Revise(context.Background(), o.clock())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Build(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if l.lies == 0 {
		t.Fatalf("no %s holds %q", recipe, old)
	}
}

func twoPosts(t *testing.T) BuildOptions {
	t.Helper()
	root := t.TempDir()
	for p, text := range map[string]string{
		"site.yaml":  "baseURL: https://x.example\n",
		"posts/a.md": "---\ntitle: A\ndate: 2026-05-01\n---\nFirst paragraph.\n\nsomething true\n",
		"posts/b.md": "---\ntitle: B\ndate: 2026-05-02\n---\n[a](a.md)\n",
	} {
		full := filepath.Join(root, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	clock := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	return BuildOptions{SiteOptions: SiteOptions{Root: root, Clock: clock}, Out: "public", Verify: true}
}

// verdict builds with --verify and gives the findings of it.
func verdict(t *testing.T, o BuildOptions) (diag.List, error) {
	t.Helper()
	sum, err := Build(context.Background(), o)
	var ds diag.List
	for _, d := range sum.Diagnostics {
		if d.Rule == "verify" {
			ds = append(ds, d)
		}
	}
	return ds, err
}

func TestVerifyNamesTheTaskThatMadeADifference(t *testing.T) {
	o := twoPosts(t)
	lied(t, o.SiteOptions, "doc", "something true", "something else")
	if err := os.WriteFile(filepath.Join(o.Root, "posts/b.md"), []byte("---\ntitle: B2\ndate: 2026-05-02\n---\nb\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ds, err := verdict(t, o)
	if !errors.Is(err, ErrContent) || len(ds) != 1 || !strings.HasSuffix(ds[0].Message, "; the task Doc posts/a.md made it") {
		t.Errorf("found %v, %v", ds, err)
	}
	if _, err := os.Stat(filepath.Join(o.Root, "public", "index.html")); err == nil {
		t.Error("it was published")
	}
}

func TestVerifyNamesTheRecordOfTheWholeSite(t *testing.T) {
	o := twoPosts(t)
	// A lie about a file would be found when it is staged, and the site made anew.
	if err := os.WriteFile(filepath.Join(o.Root, "posts/b.md"), []byte("---\ntitle: B\ndate: 2026-05-02\n---\n[c](gone.md)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	lied(t, o.SiteOptions, "site", "gone.md", "lost.md")
	ds, err := verdict(t, o)
	if !errors.Is(err, ErrContent) || len(ds) != 1 || !strings.HasSuffix(ds[0].Message, "; the cache's record of the whole site made it") {
		t.Errorf("found %v, %v", ds, err)
	}
}

func TestVerifyFindsNothingInASoundSite(t *testing.T) {
	o := twoPosts(t)
	for range 2 {
		if ds, err := verdict(t, o); err != nil || len(ds) > 0 {
			t.Errorf("found %v, %v", ds, err)
		}
	}
	o.Cache = CacheOff
	if ds, err := verdict(t, o); err != nil || len(ds) > 0 {
		t.Errorf("without a cache: found %v, %v", ds, err)
	}
}

func TestVerifyReadsWhatStandsThere(t *testing.T) {
	o := twoPosts(t)
	if _, err := verdict(t, o); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(o.Root, "public/posts/a/index.html")
	info, err := os.Stat(page)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, bytes.Replace(b, []byte("something true"), []byte("something else"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(page, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	ds, err := verdict(t, o)
	if !errors.Is(err, ErrContent) || len(ds) != 1 || ds[0].File != "public/posts/a/index.html" {
		t.Errorf("found %v, %v", ds, err)
	}
	if err := os.Remove(page); err != nil {
		t.Fatal(err)
	}
	if ds, err := verdict(t, o); err != nil || len(ds) > 0 {
		t.Errorf("after it was removed: found %v, %v", ds, err)
	}
}
