package site_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opspress/assets"
	"opspress/generator/site"
	"opspress/layouts"
)

// A kit is a site in a folder of its own, with a clock that a test moves.
type kit struct {
	t     testing.TB
	root  string
	clock time.Time
}

func newKit(t testing.TB, files map[string]string) *kit {
	k := &kit{t: t, root: t.TempDir(), clock: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	for p, text := range files {
		k.write(p, text)
	}
	return k
}

func (k *kit) path(p string) string { return filepath.Join(k.root, filepath.FromSlash(p)) }

func (k *kit) write(p, text string) {
	k.t.Helper()
	if err := os.MkdirAll(filepath.Dir(k.path(p)), 0o755); err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(k.path(p), []byte(text), 0o644); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) remove(p string) { os.RemoveAll(k.path(p)) }

// open opens the folder as a site that remembers.
func (k *kit) open(change func(*site.Options)) *site.Site {
	k.t.Helper()
	o := site.Options{Root: k.root, Layouts: layouts.FS, Assets: assets.FS, Version: "test", Reporter: tell()}
	if change != nil {
		change(&o)
	}
	s, err := site.New(o)
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { s.Close() })
	return s
}

// build takes a look and makes every file.
func (k *kit) build(s *site.Site) site.Result {
	k.t.Helper()
	r, err := s.Revise(context.Background(), k.clock)
	if err != nil {
		k.t.Fatal(err)
	}
	res, err := r.Build(context.Background(), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	return res
}

// clean builds with an empty store.
func (k *kit) clean() site.Result {
	k.t.Helper()
	s := k.open(func(o *site.Options) { o.Once = true })
	defer s.Close()
	return k.build(s)
}

// describe tells all of a result as text, one line for each file and finding.
func describe(r site.Result) string {
	var b strings.Builder
	for _, f := range r.Manifest.Files() {
		fmt.Fprintf(&b, "%s %s %q %d %s\n", f.Path, f.Kind, f.Source, f.Size, f.Digest.Short())
	}
	for _, d := range r.Diagnostics {
		fmt.Fprintf(&b, "%s: %s: %s [%s] %q %q\n", d.Place(), d.Severity, d.Message, d.Rule, d.Hint, d.Source)
	}
	return b.String()
}

// difference gives the lines that one text has and the other has not.
func difference(got, want string) string {
	count := map[string]int{}
	for l := range strings.SplitSeq(got, "\n") {
		count[l]++
	}
	for l := range strings.SplitSeq(want, "\n") {
		count[l]--
	}
	var b strings.Builder
	for l, n := range count {
		switch {
		case n > 0:
			b.WriteString("  got  " + l + "\n")
		case n < 0:
			b.WriteString("  want " + l + "\n")
		}
	}
	return b.String()
}
