package graph

import "slices"

// Findable gives the source paths of the posts of a language that search may
// find, in order of publication, the oldest first. Drafts and what is not
// public now are never among them, even in a build that shows them.
func (g *Graph) Findable(lang string) []string {
	var out []string
	for _, p := range slices.Backward(g.byLang[lang]) {
		if p.meta.Search && !p.meta.NoIndex && Visibility(p.meta, Options{Now: g.opt.Now}) == 0 {
			out = append(out, p.meta.Path)
		}
	}
	return out
}

// A Naming is an Ops type with everything that it is called, its id last.
type Naming struct {
	ID    string
	Names []string
}

// Namings gives all Ops types in order of id.
func (g *Graph) Namings() []Naming {
	var out []Naming
	for _, t := range g.terms[Ops] {
		n := Naming{ID: t.id}
		add := func(name string) {
			if name != "" && !slices.Contains(n.Names, name) {
				n.Names = append(n.Names, name)
			}
		}
		for _, l := range sortedKeys(t.names) {
			add(t.names[l])
		}
		for _, f := range t.files {
			for _, a := range f.Aliases {
				add(a)
			}
		}
		add(t.spelling)
		add(t.id)
		out = append(out, n)
	}
	return out
}
