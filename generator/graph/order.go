package graph

import "cmp"

// newer orders posts as lists show them: newest first, undated last, then by
// path.
func newer(a, b *post) int {
	return cmp.Or(
		b.meta.Date.Compare(a.meta.Date),
		cmp.Compare(a.meta.Path, b.meta.Path),
	)
}

// byRank orders posts of one language as lists show them, once that is known.
func byRank(a, b *post) int { return cmp.Compare(a.rank, b.rank) }

// older orders posts from the oldest on; undated ones come last here too.
func older(a, b *post) int {
	return cmp.Or(
		btoi(a.meta.Date.IsZero())-btoi(b.meta.Date.IsZero()),
		a.meta.Date.Compare(b.meta.Date),
		cmp.Compare(a.meta.Path, b.meta.Path),
	)
}

// inSeries orders the parts of a series: by weight, those without one last,
// then oldest first.
func inSeries(a, b *post) int {
	w := func(p *post) int {
		if p.meta.Weight == 0 {
			return int(^uint(0) >> 1)
		}
		return p.meta.Weight
	}
	return cmp.Or(cmp.Compare(w(a), w(b)), older(a, b))
}

// byWeight orders terms of a menu: by weight, those without one last, then by
// id.
func byWeight(a, b *term) int {
	w := func(t *term) int {
		if t.weight == 0 {
			return int(^uint(0) >> 1)
		}
		return t.weight
	}
	return cmp.Or(cmp.Compare(w(a), w(b)), cmp.Compare(a.id, b.id))
}
