package graph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/content"
)

func TestRelated(t *testing.T) {
	for _, c := range []struct {
		name  string
		posts []content.Meta
		want  string // of posts/p.md
	}{
		{"nothing shared", []content.Meta{meta("p.md", "2026-01-01", tags("a")), meta("q.md", "2026-01-01", tags("b"))}, ""},
		{"a rare tag before a common one", []content.Meta{
			meta("p.md", "2026-01-01", tags("rare", "common")),
			meta("c1.md", "2026-01-05", tags("common")), meta("c2.md", "2026-01-04", tags("common")), meta("r.md", "2025-01-01", tags("rare")),
		}, "r c1 c2"},
		{"two shared before one", []content.Meta{
			meta("p.md", "2026-01-01", tags("x", "y")), meta("one.md", "2026-01-05", tags("x")), meta("two.md", "2025-01-05", tags("y", "x")),
		}, "two one"},
		{"types, series and tags count", []content.Meta{
			meta("p.md", "2026-01-01", ops("o"), tags("t"), series("s")),
			meta("o.md", "2025-01-03", ops("o")), meta("t.md", "2025-01-02", tags("t")), meta("s.md", "2025-01-01", series("s")),
		}, "o t s"},
		{"the newer of two equals", []content.Meta{
			meta("p.md", "2026-01-01", tags("x")), meta("old.md", "2024-01-01", tags("x")), meta("new.md", "2026-02-01", tags("x")),
		}, "new old"},
		{"three at most", []content.Meta{
			meta("p.md", "2026-01-01", tags("x")), meta("a.md", "2026-01-01", tags("x")), meta("b.md", "2026-01-01", tags("x")),
			meta("c.md", "2026-01-01", tags("x")), meta("d.md", "2026-01-01", tags("x")),
		}, "a b c"},
		{"of its own language", []content.Meta{meta("p.md", "2026-01-01", tags("x")), meta("p.en.md", "2026-01-01", tags("x"))}, ""},
	} {
		p, _ := mustBuild(t, c.posts, nil, options()).Post("posts/p.md")
		if got := pathsOf(p.Related); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestRelatedSlowTwin compares with a plain count over all posts, which for
// terms of few posts must give the same.
func TestRelatedSlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		g, _ := Build(pointers(ms), ts, o)
		for _, p := range g.posts {
			var want []string
			score := map[*post]float64{}
			all := g.byLang[p.meta.Lang]
			for _, q := range all {
				if q == p {
					continue
				}
				for _, x := range []string{Ops, Series, Tags} {
					for _, s := range p.of(x) {
						if slices.Contains(q.of(x), s) {
							score[q] += math.Log(1 + float64(len(all))/float64(len(s.posts[p.meta.Lang])))
						}
					}
				}
			}
			best := slices.Clone(all)
			slices.SortStableFunc(best, func(a, b *post) int { return cmp.Compare(score[b], score[a]) })
			for _, q := range best {
				if score[q] > 0 && len(want) < relatedPosts {
					want = append(want, q.meta.Path)
				}
			}
			var got []string
			for _, q := range g.related(p) {
				got = append(got, q.meta.Path)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, want %v", p.meta.Path, got, want)
			}
		}
	})
}

// TestRelatedLooksAtFew wants the work for one post not to grow with the site:
// however many posts a term has, two windows of them are looked at, and they
// are those around the post.
func TestRelatedLooksAtFew(t *testing.T) {
	for _, n := range []int{10, 2 * window, 100, 5000} {
		var ms []content.Meta
		for i := range n {
			m := meta(fmt.Sprintf("p%05d.md", i), "", tags("t"), series("s"))
			m.Date = day("2000-01-01").AddDate(0, 0, i)
			m.Weight = 1 + (i*7919)%n // a series has an order of its own
			ms = append(ms, m)
		}
		o := options()
		o.Now = day("2100-01-01")
		g := mustBuild(t, ms, nil, o)
		for _, p := range []*post{g.posts[0], g.posts[n/2], g.posts[n-1]} {
			for _, x := range []string{Tags, Series} {
				ps := p.of(x)[0].posts["ko"]
				got, from := near(ps, p, map[string]func(a, b *post) int{Tags: byRank, Series: inSeries}[x])
				if len(got) != min(n, 2*window) || !slices.Contains(got, p) {
					t.Errorf("%d posts: looks at %d of %s, itself among them: %v", n, len(got), x, slices.Contains(got, p))
				}
				if i := slices.Index(ps, p); ps[from] != got[0] || i-from > 2*window {
					t.Errorf("%d posts: looks far away, from %d on for %d", n, from, i)
				}
				if b := g.box(p.of(Series)[0], p); n > mostParts && (len(b.Parts) != 2*window || b.Total != n || b.Parts[b.N-b.First].Title != p.meta.Title) {
					t.Errorf("%d posts: part %d of %d, with %d from %d on", n, b.N, b.Total, len(b.Parts), b.First)
				}
			}
		}
	}
}
