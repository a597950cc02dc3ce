package graph

import (
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
	var room [usualShares]share
	shared := room[:0]
	for _, x := range [...]string{Ops, Series, Tags} {
		for _, t := range p.of(x) {
			ps := t.posts[lang]
			weight := math.Log(1 + float64(len(g.byLang[lang]))/float64(len(ps)))
			order := byRank
			if x == Series {
				order = inSeries
			}
			around, _ := near(ps, p, order)
			g.looked(len(around))
			for _, q := range around {
				if q != p {
					shared = append(shared, share{q, weight})
				}
			}
		}
	}
	return best(shared)
}

// usualShares is how many shares are gathered without memory of their own.
const usualShares = 512

// A share is one term that a post has in common with another.
type share struct {
	post   *post
	weight float64
}

// best gives the posts with the highest sums of shares.
func best(shared []share) []*post {
	// By post, and in the order in which they came, since the sum of
	// floating-point numbers depends on it. Numbers are sorted faster than shares.
	var room [usualShares]uint64
	order := room[:0]
	for i, s := range shared {
		order = append(order, uint64(s.post.rank)<<32|uint64(i))
	}
	slices.Sort(order)
	var top [relatedPosts + 1]share
	n := 0
	for i := 0; i < len(order); {
		sum := share{post: shared[uint32(order[i])].post}
		for ; i < len(order) && shared[uint32(order[i])].post == sum.post; i++ {
			sum.weight += shared[uint32(order[i])].weight
		}
		at := n
		for ; at > 0 && top[at-1].weight < sum.weight; at-- {
			top[at] = top[at-1]
		}
		top[at] = sum
		n = min(n+1, relatedPosts)
	}
	out := make([]*post, n)
	for i := range out {
		out[i] = top[i].post
	}
	return out
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
