package graph

import (
	"path"
	"slices"
)

// Target says where a link to a post's file leads.
type Target struct {
	URL    string // href
	Hidden Hidden // the file is a post that is not part of the site
}

// File finds the post that a file makes: path is from the site's root and may
// be in any normal form.
func (g *Graph) File(path string) (Target, bool) {
	path = nfc(path)
	if p := g.byPath[path]; p != nil {
		return Target{URL: g.Href(p.path)}, true
	}
	if h := g.hidden[path]; h != 0 {
		return Target{Hidden: h}, true
	}
	return Target{}, false
}

// Near suggests the post's file that a writer who asked for path most likely
// meant: one of the same name in another folder or language.
func (g *Graph) Near(p string) []string {
	return slices.Clone(g.byName()[path.Base(nfc(p))])
}
