package graph

import (
	"fmt"
	"slices"
	"strings"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// relations as term files declare them.
var relationKeys = [...]string{"broader", "combines", "related", "confusedwith"}

// relate resolves what Ops types say of each other. A type that does not exist
// and a cycle of broader types are errors.
func (g *Graph) relate() {
	for _, t := range g.terms[Ops] {
		for _, f := range t.files {
			for key, names := range declared(f) {
				for i, n := range names {
					g.relation(t, f, relationKeys[key], i, n)
				}
			}
		}
	}
	for _, t := range g.terms[Ops] {
		for _, k := range relationKeys {
			slices.SortFunc(t.rel[k], byWeight)
			slices.SortFunc(t.reverse[k], byWeight)
		}
	}
	g.broaderCycles()
}

// declared gives the relations of a term file in the order of relationKeys.
func declared(f *content.Term) [len(relationKeys)][]string {
	return [...][]string{f.Broader, f.Combines, f.Related, f.ConfusedWith}
}

func (g *Graph) relation(t *term, f *content.Term, key string, i int, name string) {
	pos := f.Where.Member(key, i)
	o := g.byKey[termKey{Ops, fold(name)}]
	switch {
	case o == nil || len(o.files) == 0:
		g.report(diag.Error, "relation", f.Path, pos, fmt.Sprintf("%s: there is no Ops type %q", key, name), g.meant(Ops, name))
	case o == t:
		g.report(diag.Error, "relation", f.Path, pos, fmt.Sprintf("%s: %s relates to itself", key, t.id), "take it out")
	case !slices.Contains(t.rel[key], o):
		t.rel[key] = append(t.rel[key], o)
		o.reverse[key] = append(o.reverse[key], t)
	}
}

// broaderCycles reports each cycle once, at its member with the least id.
func (g *Graph) broaderCycles() {
	const white, grey, black = 0, 1, 2
	state := map[*term]int{}
	var path []*term
	var visit func(t *term)
	visit = func(t *term) {
		state[t] = grey
		path = append(path, t)
		for _, o := range t.rel["broader"] {
			switch state[o] {
			case white:
				visit(o)
			case grey:
				g.cycle(path[slices.Index(path, o):])
			}
		}
		path = path[:len(path)-1]
		state[t] = black
	}
	for _, t := range g.terms[Ops] {
		if state[t] == white {
			visit(t)
		}
	}
}

func (g *Graph) cycle(ts []*term) {
	var ids []string
	for _, t := range ts {
		ids = append(ids, t.id)
	}
	ids = append(ids, ids[0])
	f := ts[0].files[0]
	pos := f.Where.Member("broader", 0)
	if pos == (content.Pos{}) {
		pos = f.Where.At("broader")
	}
	g.report(diag.Error, "relation", f.Path, pos,
		"broader goes in a circle: "+strings.Join(ids, " → "), "one of them is not broader than the next; take that line out")
}

// A Relation is one way in which an Ops type relates to others.
type Relation struct {
	Kind  string // broader, narrower, combines, part-of, related, confused-with
	Terms []Ref
}

// relations gives the relations of a type, both ways, in a fixed order.
func (g *Graph) relations(t *term, lang string) []Relation {
	both := func(key string) []*term {
		ts := slices.Clone(t.rel[key])
		for _, o := range t.reverse[key] {
			if !slices.Contains(ts, o) {
				ts = append(ts, o)
			}
		}
		slices.SortFunc(ts, byWeight)
		return ts
	}
	var out []Relation
	for _, r := range []struct {
		kind  string
		terms []*term
	}{
		{"combines", t.rel["combines"]},
		{"part-of", t.reverse["combines"]},
		{"broader", t.rel["broader"]},
		{"narrower", t.reverse["broader"]},
		{"related", both("related")},
		{"confused-with", both("confusedwith")},
	} {
		if len(r.terms) > 0 {
			out = append(out, Relation{r.kind, g.refs(r.terms, lang)})
		}
	}
	return out
}
