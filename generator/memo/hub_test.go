package memo

import (
	"fmt"
	"testing"
)

// What is marked after an edit does not grow with what stands above a hub,
// whether the hub stays as it was or becomes another.
func TestMarksEndAtAHub(t *testing.T) {
	marked := func(n int, text string) int {
		files := map[string]string{"layouts/post": "p"}
		for i := range n {
			files[fmt.Sprintf("posts/%04d", i)] = "T\ngo\nposts/0000\nx"
		}
		files["posts/0000"] = "T\ngo\n\nx"
		const textAndMeta = 0b11000
		s := newToy(files, Options{}).hub(textAndMeta)
		s.build()
		files["posts/0000"] = text
		got, want := s.build(), newToy(files, Options{}).build()
		if !got.equal(want) {
			t.Errorf("%d posts: got %v, want %v", n, got, want)
		}
		return s.Stats().Marked
	}
	for name, text := range map[string]string{"a body edit": "T\ngo\n\ny", "a title edit": "U\ngo\n\nx", "a tag edit": "T\nrust\n\nx"} {
		if few, many := marked(3, text), marked(40, text); few != many {
			t.Errorf("%s marks %d entries among 3 posts and %d among 40", name, few, many)
		}
	}
}

// A hub above a hub that has changed is asked before what stands above it.
func TestAHubAboveAHub(t *testing.T) {
	w := newWeb(map[string]string{"a": "b", "b": "c", "c": ""}, Options{})
	w.word.Hub = true
	keys := []string{"a"}
	w.read(background(w.Store), keys, false)
	w.reads["c"] = "d"
	w.reads["d"] = ""
	if got := w.read(background(w.Store, w.line.Node("c")), keys, false); got["a"] != "a(b(c(d))) <nil>" {
		t.Errorf("got %q", got)
	}
	w.reads["d"] = "e"
	if got := w.read(background(w.Store, w.line.Node("d")), keys, false); got["a"] != "a(b(c(d(e)))) <nil>" {
		t.Errorf("got %q", got)
	}
}
