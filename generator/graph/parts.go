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
	index := map[*term]int{}
	var out []part
	for _, p := range t.posts[lang] {
		for _, c := range p.terms[taxonomy] {
			i, ok := index[c]
			if !ok {
				i = len(out)
				index[c] = i
				out = append(out, part{term: c})
			}
			out[i].posts = append(out[i].posts, p)
		}
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
