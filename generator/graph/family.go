package graph

import "slices"

// A Kin is an Ops type and what it declares of others, by their ids.
type Kin struct {
	ID                                       string
	Broader, Combines, Related, ConfusedWith []string
}

// Family gives every Ops type by weight, whatever languages it has pages in.
func (g *Graph) Family() []Kin {
	ts := slices.SortedFunc(slices.Values(g.terms[Ops]), byWeight)
	out := make([]Kin, 0, len(ts))
	for _, t := range ts {
		ids := func(key string) []string {
			var out []string
			for _, o := range t.rel[key] {
				out = append(out, o.id)
			}
			return out
		}
		out = append(out, Kin{t.id, ids("broader"), ids("combines"), ids("related"), ids("confusedwith")})
	}
	return out
}
