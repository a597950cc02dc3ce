package graph

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Query gives the newest n posts of a term in a language, by any of the term's
// spellings; the posts of a series come in its order. taxonomy is "ops",
// "tags", "series", "authors" or "" for all posts. A term that nobody knows is
// an error with a suggestion; one without posts in the language gives none.
func (g *Graph) Query(taxonomy, name, lang string, n int) ([]Item, error) {
	ps := g.byLang[lang]
	if taxonomy != "" {
		t, err := g.named(taxonomy, name)
		if err != nil {
			return nil, err
		}
		ps = t.posts[lang]
	}
	return g.items(ps[:min(max(n, 0), len(ps))]), nil
}

// Term gives a term by any of its spellings.
func (g *Graph) Term(taxonomy, name, lang string) (Term, error) {
	t, err := g.named(taxonomy, name)
	if err != nil {
		return Term{}, err
	}
	return *g.termView(t, lang), nil
}

func (g *Graph) named(taxonomy, name string) (*term, error) {
	if !slices.Contains(taxonomies[:], taxonomy) {
		return nil, fmt.Errorf("there is no taxonomy %q: use ops, tags, series or authors", taxonomy)
	}
	t := g.byKey[termKey{taxonomy, fold(name)}]
	if t == nil {
		return nil, NoTerm{taxonomy, name, g.meant(taxonomy, name), taxonomy == Ops && g.declaresOps()}
	}
	return t, nil
}

// declaresOps says whether the site names its Ops types, so that there are no
// others.
func (g *Graph) declaresOps() bool {
	return slices.ContainsFunc(g.terms[Ops], func(t *term) bool { return len(t.files) > 0 })
}

// A NoTerm is the answer to a question about a term that nobody knows.
type NoTerm struct {
	Taxonomy, Name string
	Hint           string // the nearest declared term, or all of them
	// Wrong says that it is a mistake whatever the settings: the site declares
	// what there is. Else the term may still come with its first post, or have
	// gone with its last.
	Wrong bool
}

func (e NoTerm) Error() string {
	text := fmt.Sprintf("there is no %s %q", singular[e.Taxonomy], e.Name)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// Running gives the series of a language whose newest part is newest, at most
// n of them.
func (g *Graph) Running(lang string, n int) []Term {
	var out []Term
	for _, t := range g.terms[Series] {
		if len(t.posts[lang]) > 0 {
			out = append(out, *g.termView(t, lang))
		}
	}
	slices.SortStableFunc(out, func(a, b Term) int {
		return cmp.Or(b.Latest.Compare(a.Latest), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(n, len(out))]
}

// Languages gives the languages that have pages: the default one, and those
// with posts.
func (g *Graph) Languages() []string { return g.languages() }

// Overviews gives the hrefs of the overview pages of a language by kind; those
// that do not exist are absent.
func (g *Graph) Overviews(lang string) map[PageKind]string {
	out := map[PageKind]string{}
	for kind, rest := range map[PageKind]string{
		KindHome: "/", KindPosts: "/posts/", KindOpsMap: "/ops/", KindTags: "/tags/",
		KindSeries: "/series/", KindAuthors: "/authors/", KindArchive: "/archive/",
		KindReport: "/report/", KindSearch: "/search/", KindIndex: "/search/index.json",
	} {
		if r, ok := g.Route(g.prefix(lang) + rest); ok && r.Kind == kind {
			out[kind] = g.Href(r.Path)
		}
	}
	return out
}

// Visible gives the source paths of all visible posts, in order of lists.
func (g *Graph) Visible() []Item { return g.items(g.posts) }

// HomePath gives the path of a language's home page.
func (g *Graph) HomePath(lang string) string { return g.prefix(lang) + "/" }

// Bundles gives, for the folder of every bundle (NFC, from the site's root),
// the path of the page that its files stand beside: that of its first visible
// language, or "" when all its posts are hidden.
func (g *Graph) Bundles() map[string]string {
	out := map[string]string{}
	for dir := range g.unseen {
		out[dir] = ""
	}
	for _, l := range slices.Backward(g.opt.Languages) {
		for _, p := range g.byLang[l] {
			if p.meta.Bundle {
				out[path.Dir(nfc(p.meta.Path))] = beside(p.path)
			}
		}
	}
	return out
}

// beside gives the folder that a page stands in.
func beside(p string) string {
	if strings.HasSuffix(p, "/") {
		return p
	}
	return path.Dir(p) + "/"
}

// PageOf gives the path of the page of a post's file, or "" when it has none.
func (g *Graph) PageOf(file string) string {
	if p := g.byPath[nfc(file)]; p != nil {
		return p.path
	}
	return ""
}

// TermID gives the slug of the term that a name means, or "" when none does.
func (g *Graph) TermID(taxonomy, name string) string {
	t, err := g.named(taxonomy, name)
	if err != nil {
		return ""
	}
	return t.id
}
