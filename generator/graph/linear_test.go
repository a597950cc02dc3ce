package graph

import (
	"fmt"
	"sync/atomic"
	"testing"

	"opspress/generator/content"
)

// TestAnswersStayLinear counts the posts that are looked at for all questions
// that a site asks of n posts. Ten times the posts may cost little more than
// ten times as much.
func TestAnswersStayLinear(t *testing.T) {
	small, large := looksAt(t, 300), looksAt(t, 3000)
	if large > 12*small {
		t.Errorf("300 posts: %d looks, 3000 posts: %d", small, large)
	}
}

// looksAt asks what all pages of a site of n posts ask. It has types, tags and
// series of few posts and of all of them, over thirty years.
func looksAt(t *testing.T, n int) int64 {
	var ms []content.Meta
	for i := range n {
		m := meta(fmt.Sprintf("p%05d.md", i), "", ops("all", fmt.Sprint("o", i%5)), tags("all", fmt.Sprint("t", i%50)), series("all", fmt.Sprint("s", i/8)))
		m.Date = day("1990-01-01").AddDate(0, 0, i*10000/n)
		m.Weight = 1 + (i*7919)%n
		ms = append(ms, m)
	}
	g, _ := Build(pointers(ms), nil, options())
	g.looks = new(atomic.Int64)
	for _, r := range g.Routes() {
		switch r.Kind {
		case KindPost:
			if _, ok := g.Post(r.Source); !ok {
				t.Fatal(r.Source)
			}
		case KindAtom, KindRSS, KindJSONFeed:
			g.Newest(r, 20)
		default:
			g.List(r)
		}
	}
	for _, x := range taxonomies {
		g.Terms(x, "ko", "")
		g.Query(x, "all", "ko", 5)
	}
	g.Running("ko", 4)
	return g.looks.Load()
}
