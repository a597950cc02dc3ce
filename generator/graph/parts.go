package graph

import (
	"cmp"
	"slices"
)

// A part is the posts of a term that are of one Ops type.
type part struct {
	term  *term
	posts []*post
}

// A partsKey names the tags or series of an Ops type in a language.
type partsKey struct {
	of             *term
	taxonomy, lang string
}

// within gives the tags or series of an Ops type, those with most posts first,
// then by slug.
func (g *Graph) within(t *term, taxonomy, lang string) []part {
	var out []part
	for _, p := range t.posts[lang] {
		for _, c := range p.of(taxonomy) {
			if c.count++; c.count == 1 {
				out = append(out, part{term: c})
			}
		}
	}
	for _, c := range out {
		c.term.listed = make([]*post, 0, c.term.count)
	}
	for _, p := range t.posts[lang] {
		for _, c := range p.of(taxonomy) {
			c.listed = append(c.listed, p)
		}
	}
	for i := range out {
		c := out[i].term
		out[i].posts, c.listed, c.count = c.listed, nil, 0
	}
	if taxonomy == Series {
		for _, c := range out {
			slices.SortStableFunc(c.posts, inSeries)
		}
	}
	slices.SortFunc(out, func(a, b part) int {
		return cmp.Or(cmp.Compare(len(b.posts), len(a.posts)), cmp.Compare(a.term.id, b.term.id))
	})
	return out
}
