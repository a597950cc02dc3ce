package diagram

import "slices"

// A Kin is an Ops type as its family sees it: its id, and the ids of the types
// to which it says that it relates. Ids of types that are not in the family are
// passed over.
type Kin struct {
	ID                                       string
	Broader, Combines, Related, ConfusedWith []string
}

// A Place is where a type stands in its family.
type Place struct {
	Turn   float64 // on the loop, in turns clockwise from the top: 0 <= Turn < 1
	Depth  int     // how many types it is narrower than, one within the other
	Parts  int     // how many types it combines, 0 or 2 and more
	Parent bool    // others are narrower than it
}

// Order gives the types in the order in which they stand on the loop: as they
// are given, but each followed by those that are narrower than it.
func Order(kin []Kin) []Kin {
	by := index(kin)
	var out []Kin
	done := make([]bool, len(kin))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		out = append(out, kin[i])
		for j, k := range kin {
			if p := parent(by, k); p == i {
				visit(j)
			}
		}
	}
	for i, k := range kin {
		if parent(by, k) < 0 {
			visit(i)
		}
	}
	for i := range kin { // those in a circle of broader types, which is an error elsewhere
		visit(i)
	}
	return out
}

// Places gives the place of each type by its id.
func Places(kin []Kin) map[string]Place {
	kin = Order(kin)
	by := index(kin)
	out := make(map[string]Place, len(kin))
	for i, k := range kin {
		p := Place{Turn: float64(i) / float64(len(kin)), Depth: depth(by, kin, i)}
		if n := len(known(by, k.Combines)); n > 1 {
			p.Parts = n
		}
		p.Parent = slices.ContainsFunc(kin, func(o Kin) bool { return slices.Contains(o.Broader, k.ID) && o.ID != k.ID })
		out[k.ID] = p
	}
	return out
}

func index(kin []Kin) map[string]int {
	by := make(map[string]int, len(kin))
	for i, k := range kin {
		by[k.ID] = i
	}
	return by
}

// known gives the ids that are in the family, each once.
func known(by map[string]int, ids []string) []string {
	var out []string
	for _, id := range ids {
		if _, ok := by[id]; ok && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// parent gives the first type that a type is narrower than, or -1.
func parent(by map[string]int, k Kin) int {
	for _, id := range k.Broader {
		if i, ok := by[id]; ok && id != k.ID {
			return i
		}
	}
	return -1
}

// depth counts the types above one, and stops where they go in a circle.
func depth(by map[string]int, kin []Kin, i int) int {
	n := 0
	for n < len(kin) {
		p := parent(by, kin[i])
		if p < 0 {
			break
		}
		i, n = p, n+1
	}
	return n
}
