package serve

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGoodKeepsWhatWasAskedForLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newGood(100)
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			url := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "url")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				g.drop(url)
				if _, ok := g.find(url); ok {
					t.Fatalf("%s is dropped and still there", url)
				}
			case 1:
				g.find(url)
			default:
				n := rapid.IntRange(0, 60).Draw(t, "bytes")
				g.keep(url, page{bytes: make([]byte, n)})
				if _, ok := g.find(url); ok != (n <= 50) {
					t.Fatalf("%d bytes: kept %v", n, ok)
				}
			}
			var size int64
			for _, e := range g.at {
				size += int64(len(e.Value.(goodEntry).page.bytes))
			}
			if size != g.size || size > g.limit || g.order.Len() != len(g.at) {
				t.Fatalf("size %d is said to be %d, of %d", size, g.size, g.limit)
			}
		}
	})
	g := newGood(100)
	for _, url := range []string{"a", "b"} {
		g.keep(url, page{bytes: make([]byte, 40)})
	}
	g.find("a")
	g.keep("c", page{bytes: make([]byte, 40)})
	if _, ok := g.find("b"); ok {
		t.Error("b was asked for least recently and is still there")
	}
	if _, ok := g.find("a"); !ok {
		t.Error("a was asked for and is gone")
	}
}
