package memo

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// edit changes one thing of a toy's files.
func edit(t *rapid.T, files map[string]string) {
	post := rapid.SampledFrom([]string{"posts/0", "posts/1", "posts/2", "posts/3", "posts/4", "posts/5"})
	layout := rapid.SampledFrom([]string{"layouts/post", "layouts/go", "layouts/rust"})
	switch rapid.IntRange(0, 9).Draw(t, "edit") {
	case 0:
		delete(files, post.Draw(t, "gone"))
	case 1:
		delete(files, layout.Draw(t, "gone"))
	case 2:
		files[layout.Draw(t, "layout")] = rapid.SampledFrom([]string{"p", "P", "q"}).Draw(t, "text")
	case 3: // rename
		from := post.Draw(t, "from")
		if b, ok := files[from]; ok {
			delete(files, from)
			files[post.Draw(t, "to")] = b
		}
	default:
		files[post.Draw(t, "post")] = fmt.Sprintf("%s\n%s\n%s\n%s",
			rapid.SampledFrom([]string{"A", "B", "C", "!"}).Draw(t, "title"),
			rapid.SampledFrom([]string{"go", "rust", "zig"}).Draw(t, "tag"),
			rapid.OneOf(rapid.Just(""), post).Draw(t, "takes"),
			rapid.SampledFrom([]string{"x", "y", "x?"}).Draw(t, "body"))
	}
}

// drawFiles gives a site of a few posts.
func drawFiles(t *rapid.T) map[string]string {
	files := map[string]string{"layouts/post": "p"}
	for range rapid.IntRange(0, 6).Draw(t, "posts") {
		edit(t, files)
	}
	return files
}

func drawOptions(t *rapid.T) Options {
	return Options{
		Workers: rapid.IntRange(1, 4).Draw(t, "workers"),
		Light:   rapid.SampledFrom([]int{-1, 1, 3, 100}).Draw(t, "light"),
	}
}

// TestWarmEqualsClean is the invariant: after any edits the warm store, the
// warm store with hubs, the warm store that walks everything, and an empty one give the same values,
// errors and warnings, and hold the same entries.
func TestWarmEqualsClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t)
		o := drawOptions(t)
		marked := newToy(files, o).hub(rapid.IntRange(0, 1<<10-1).Draw(t, "hubs"))
		plain := newToy(files, o)
		o.FullWalk = true
		walked := newToy(files, o)
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			for range rapid.IntRange(0, 3).Draw(t, "edits") {
				edit(t, files)
			}
			switch rapid.IntRange(0, 5).Draw(t, "before") {
			case 0:
				n := rapid.Int64Range(1, 30).Draw(t, "runs")
				marked.breakOff(n)
				plain.breakOff(n)
				walked.breakOff(n)
				edit(t, files)
			case 1:
				marked.glance("posts/1")
				plain.glance("posts/1")
				walked.glance("posts/1")
				edit(t, files)
			}
			o := drawOptions(t)
			once := newToy(files, Options{Workers: o.Workers, Light: o.Light, NoReads: true}).build()
			clean := newToy(files, o)
			want := clean.build()
			if !once.equal(want) {
				t.Fatalf("one-shot:\n%v\nclean:\n%v\nfiles %q", once, want, files)
			}
			for name, s := range map[string]*toy{"marked": plain, "marked up to hubs": marked, "full walk": walked} {
				if got := s.build(); !got.equal(want) {
					t.Fatalf("%s:\n%v\nclean:\n%v\nfiles %q", name, got, want, files)
				}
				if got, want := entries(s.Store), entries(clean.Store); !maps.Equal(got, want) {
					t.Fatalf("%s holds %v, clean %v", name, got, want)
				}
			}
		}
	})
}

func entries(s *Store) map[string]bool {
	out := map[string]bool{}
	for tb := range s.each {
		tb.each(func(n *node) { out[n.unit.named().String()] = true })
	}
	return out
}
