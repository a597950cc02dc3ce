package publish

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/diag"
)

// Whatever sites follow each other, and whatever strangers do between builds:
// a build leaves the site and the strangers' files, or refuses and leaves
// everything, and it refuses only when a stranger's file is in the way.
func TestAnySequenceOfSites(t *testing.T) {
	base := quickDir(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		w := world{t: rt, dir: filepath.Join(base, fmt.Sprint(run)), foreign: tree{}}
		for range rapid.IntRange(1, 6).Draw(rt, "builds") {
			for range rapid.IntRange(0, 3).Draw(rt, "acts of strangers") {
				w.stranger()
			}
			w.build(rapid.Bool().Draw(rt, "clean"))
		}
		os.RemoveAll(w.dir)
	})
}

// A world is the model: what opspress published last, and what strangers wrote.
type world struct {
	t         *rapid.T
	dir       string
	published tree
	foreign   tree
}

var (
	anyPath  = rapid.StringMatching(`[abc](/[abc]){0,3}`)
	anyBytes = rapid.SampledFrom([]string{"", "one", "two", "three"})
)

// site draws a site in which no path needs another as its folder.
func (w *world) site() tree {
	files := tree{}
	for _, p := range rapid.SliceOfN(anyPath, 0, 8).Draw(w.t, "site") {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(q string) bool { return clash(p, q) }) {
			files[p] = anyBytes.Draw(w.t, p)
		}
	}
	return files
}

// clash says whether one of two paths is a folder on the way to the other.
func clash(p, q string) bool { return strings.HasPrefix(p, q+"/") || strings.HasPrefix(q, p+"/") }

func (w *world) stranger() {
	p := anyPath.Draw(w.t, "at")
	full := filepath.Join(w.dir, p)
	fi, err := os.Lstat(full)
	switch act := rapid.SampledFrom([]string{"write", "delete", "touch"}).Draw(w.t, "act"); {
	case act == "write" && err != nil:
		if os.MkdirAll(filepath.Dir(full), 0o755) != nil {
			return // a file is in the way of the stranger
		}
		b := w.write(p)
		if _, ours := w.published[p]; !ours {
			w.foreign[p] = b
		}
	case act == "write" && !fi.IsDir():
		b := w.write(p)
		if _, theirs := w.foreign[p]; theirs {
			w.foreign[p] = b
		}
	case act == "delete" && err == nil && !fi.IsDir():
		os.Remove(full)
		delete(w.foreign, p)
	case act == "touch" && err == nil && !fi.IsDir():
		touch(w.t, w.dir, p)
	}
}

func (w *world) write(p string) string {
	b := anyBytes.Draw(w.t, "bytes")
	edit(w.t, w.dir, p, b)
	return b
}

func (w *world) build(clean bool) {
	files := w.site()
	var inTheWay []string // strangers' files that a build must not pass over
	for p, b := range w.foreign {
		for q, want := range files {
			switch {
			case p == q && b != want && !clean,
				strings.HasPrefix(q, p+"/") && !clean,
				strings.HasPrefix(p, q+"/"):
				inTheWay = append(inTheWay, p)
			}
		}
	}
	before := w.read()
	_, err := publishTo(Options{Dir: w.dir, Clean: clean}, site(w.t, files), nil)
	if len(inTheWay) > 0 {
		if !errors.As(err, new(diag.Diagnostic)) && !errors.As(err, new(diag.List)) {
			w.t.Fatalf("%v in the way, and the build says %v", inTheWay, err)
		}
		if after := w.read(); !maps.Equal(before, after) {
			w.t.Fatalf("the refused build made %v of %v", after, before)
		}
		return
	}
	if err != nil {
		w.t.Fatalf("nothing in the way, and the build says %v", err)
	}
	maps.DeleteFunc(w.foreign, func(p, _ string) bool {
		_, ours := files[p] // equal, or replaced by --clean
		return ours || slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(q string) bool { return strings.HasPrefix(q, p+"/") })
	})
	w.published = files
	if got, want := w.read(), plus(files, w.foreign); !maps.Equal(got, want) {
		w.t.Fatalf("the folder holds %v, want %v", got, want)
	}
}

func (w *world) read() tree {
	got := tree{}
	if _, err := os.Lstat(w.dir); err == nil {
		got = read(w.t, w.dir)
	}
	return got
}
