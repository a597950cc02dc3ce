package graph

import (
	"cmp"
	"math"
	"slices"
)

const (
	relatedPosts = 3
	// window bounds how many posts of each term are looked at, those nearest in
	// the order of the term, so that the work does not grow with the square of
	// the number of posts.
	window = 24
)

// related gives the posts of the same language that share the most with p:
// every shared type, series and tag counts, a rare one more than a common one
// (the logarithm of all posts over those of the term). Ties go to the newer
// post.
func (g *Graph) related(p *post) []*post {
	lang := p.meta.Lang
	score := map[*post]float64{}
	for _, x := range [...]string{Ops, Series, Tags} {
		for _, t := range p.of(x) {
			ps := t.posts[lang]
			weight := math.Log(1 + float64(len(g.byLang[lang]))/float64(len(ps)))
			order := byRank
			if x == Series {
				order = inSeries
			}
			around, _ := near(ps, p, order)
			for _, q := range around {
				score[q] += weight
			}
		}
	}
	delete(score, p)
	out := make([]*post, 0, len(score))
	for q := range score {
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b *post) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a.rank, b.rank))
	})
	return out[:min(relatedPosts, len(out))]
}

// near gives the posts of a term around p, at most two windows of them, and the
// index of the first. The list is searched by halves, in its order.
func near(ps []*post, p *post, order func(a, b *post) int) (around []*post, from int) {
	if len(ps) <= 2*window {
		return ps, 0
	}
	i, _ := slices.BinarySearchFunc(ps, p, order)
	from = max(0, min(i-window, len(ps)-2*window))
	return ps[from : from+2*window], from
}
