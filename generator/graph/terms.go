package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opspress/generator/content"
	"opspress/generator/diag"
	"time"
)

// A termKey is what all spellings of a term share within its taxonomy.
type termKey struct{ taxonomy, fold string }

type term struct {
	taxonomy string
	id       string             // slug
	files    []*content.Term    // its term files, default language first
	names    map[string]string  // by language, "" for every language
	spelling string             // in its oldest post, when no file names it
	slugs    map[string]bool    // of other spellings and aliases
	posts    map[string][]*post // by language, in order of the list
	rel      map[string][]*term // relations as declared
	reverse  map[string][]*term // who declares them of this one
	weight   int
	plain    map[string]Ref       // by language, once its posts are known
	alone    map[string][]Ref     // plain, as a list of one
	latest   map[string]time.Time // date of the newest post, likewise

	// While posts are counted and listed, and not once the graph is built.
	count  int
	listed []*post
}

// declare takes the term files in: one term for each id, however many
// languages its introduction stands in.
func (g *Graph) declare(files []content.Term) {
	files = slices.Clone(files)
	rank := func(t *content.Term) int { return slices.Index(g.opt.Languages, t.Lang) }
	slices.SortFunc(files, func(a, b content.Term) int {
		return cmp.Or(cmp.Compare(rank(&a), rank(&b)), cmp.Compare(a.Path, b.Path))
	})
	for i := range files {
		f := &files[i]
		k := termKey{f.Taxonomy, fold(f.ID)}
		t := g.byKey[k]
		if t != nil && slices.ContainsFunc(t.files, func(o *content.Term) bool { return o.Lang == f.Lang }) {
			g.report(diag.Error, "term", f.Path, content.Pos{Line: 1, Column: 1},
				fmt.Sprintf("%s and %s declare the same term", t.files[0].Path, f.Path), "keep one of them")
			continue
		}
		if t == nil {
			t = newTerm(f.Taxonomy, TermSlug(f.ID))
			g.byKey[k] = t
			g.terms[f.Taxonomy] = append(g.terms[f.Taxonomy], t)
		}
		t.files = append(t.files, f)
		for l, n := range f.Names {
			if l == "" && len(t.files) > 1 {
				l = f.Lang // a plain name in the file of a further language is the name in it
			}
			if _, ok := t.names[l]; !ok {
				t.names[l] = n
			}
		}
		t.weight = cmp.Or(t.weight, f.Weight)
	}
	for _, x := range taxonomies {
		slices.SortFunc(g.terms[x], func(a, b *term) int { return cmp.Compare(a.id, b.id) })
		for _, t := range g.terms[x] {
			g.spellings(t)
		}
	}
}

func newTerm(taxonomy, id string) *term {
	return &term{
		taxonomy: taxonomy, id: id, names: map[string]string{}, slugs: map[string]bool{},
		posts: map[string][]*post{}, rel: map[string][]*term{}, reverse: map[string][]*term{},
	}
}

// spellings lets the names and aliases of a declared term stand for it. One
// that already stands for another term is an error that names both.
func (g *Graph) spellings(t *term) {
	for _, f := range t.files {
		for _, l := range sortedKeys(f.Names) {
			where := f.Where.At("name." + l)
			if where == (content.Pos{}) {
				where = f.Where.At("name")
			}
			g.claim(t, f, f.Names[l], where)
		}
		for i, a := range f.Aliases {
			g.claim(t, f, a, f.Where.Member("aliases", i))
		}
	}
}

func (g *Graph) claim(t *term, f *content.Term, name string, pos content.Pos) {
	if strings.TrimSpace(name) == "" {
		return
	}
	k := termKey{t.taxonomy, fold(name)}
	if o := g.byKey[k]; o != nil && o != t {
		g.report(diag.Error, "term", f.Path, pos,
			fmt.Sprintf("%q already stands for %s (%s)", name, o.id, o.files[0].Path),
			"names and aliases are compared without case, spaces and hyphens; each may stand for one term")
		return
	}
	g.byKey[k] = t
}

// assign gives every post its terms. Posts are looked at from the oldest to
// the newest, so that the oldest spelling of an undeclared term names it.
func (g *Graph) assign() {
	declaredOps := len(g.terms[Ops]) > 0
	for _, p := range slices.SortedFunc(slices.Values(g.posts), older) {
		for x, taxonomy := range taxonomies {
			names := p.names(taxonomy)
			ts := make([]*term, 0, len(names))
			for i, name := range names {
				t := g.usual[x][name]
				if t == nil {
					t = g.find(p, taxonomy, i, name, declaredOps)
				}
				if t != nil && !slices.Contains(ts, t) {
					ts = append(ts, t)
				}
			}
			p.terms[x] = ts
		}
	}
	for lang, ps := range g.byLang {
		g.enlist(lang, ps)
	}
	for _, x := range taxonomies {
		slices.SortFunc(g.terms[x], func(a, b *term) int { return cmp.Compare(a.id, b.id) })
	}
	for _, t := range g.terms[Series] {
		for _, ps := range t.posts {
			slices.SortStableFunc(ps, inSeries)
		}
	}
}

// enlist gives every term its posts of a language, newest first, as lists are.
func (g *Graph) enlist(lang string, ps []*post) {
	each := func(do func(p *post, t *term)) {
		for _, p := range ps {
			for _, ts := range p.terms {
				for _, t := range ts {
					do(p, t)
				}
			}
		}
	}
	each(func(_ *post, t *term) { t.count++ })
	each(func(p *post, t *term) {
		if t.listed == nil {
			t.listed = make([]*post, 0, t.count)
		}
		if t.listed = append(t.listed, p); len(t.listed) == t.count {
			t.posts[lang], t.listed, t.count = t.listed, nil, 0
		}
	})
}

func (p *post) names(taxonomy string) []string {
	switch taxonomy {
	case Ops:
		return p.meta.Ops
	case Tags:
		return p.meta.Tags
	case Series:
		return p.meta.Series
	}
	return p.meta.Authors
}

// find gives the term that a post names, making one where any may be named.
func (g *Graph) find(p *post, taxonomy string, i int, name string, declaredOps bool) *term {
	if strings.TrimSpace(name) == "" {
		return nil
	}
	slug := g.spelling(name).slug
	k := termKey{taxonomy, g.spelling(name).fold}
	t := g.byKey[k]
	if t != nil && slug == t.id && (len(t.files) > 0 || !g.opt.Declared[taxonomy]) {
		g.usual[place(taxonomy)][name] = t // as nearly always, and always for this name
		return t
	}
	pos := p.meta.Where.Member(taxonomy, i)
	switch {
	case t != nil && len(t.files) > 0:
	case taxonomy == Ops && declaredOps:
		g.report(diag.Error, "undeclared-ops", p.meta.Path, pos,
			fmt.Sprintf("Ops type %q is not declared in posts/_ops/", name), g.meant(taxonomy, name))
		return nil
	case g.opt.Declared[taxonomy]:
		g.report(g.strict(), "undeclared-"+taxonomy, p.meta.Path, pos,
			fmt.Sprintf("%s %q is not declared in posts/_%s/", singular[taxonomy], name, taxonomy), g.meant(taxonomy, name))
	}
	switch {
	case len(slug) > maxSegment:
		g.report(diag.Error, "url", p.meta.Path, pos,
			fmt.Sprintf("%s %q makes a segment longer than %d bytes", singular[taxonomy], shorten(name), maxSegment), "a shorter name")
		return nil
	case t != nil && slug != t.id:
		t.slugs[slug] = true
	case t == nil:
		t = newTerm(taxonomy, slug)
		t.spelling = nfc(strings.TrimSpace(name))
		g.byKey[k] = t
		g.terms[taxonomy] = append(g.terms[taxonomy], t)
	}
	return t
}

// A spelling is what a name makes.
type spelling struct{ slug, fold string }

// spelling computes the slug of a name once while the graph is built: the same
// few names stand in thousands of posts.
func (g *Graph) spelling(name string) spelling {
	s, ok := g.spelled[name]
	if !ok {
		s = spelling{TermSlug(name), fold(name)}
		g.spelled[name] = s
	}
	return s
}

var singular = map[string]string{Ops: "Ops type", Tags: "tag", Series: "series", Authors: "author"}

// meant suggests the declared term nearest to name.
func (g *Graph) meant(taxonomy, name string) string {
	var names []string
	for _, t := range g.terms[taxonomy] {
		if len(t.files) == 0 {
			continue
		}
		names = append(names, t.id)
		for _, l := range sortedKeys(t.names) {
			names = append(names, t.names[l])
		}
	}
	if h := diag.DidYouMean(name, names); h != "" {
		return h
	}
	var ids []string
	for _, t := range g.terms[taxonomy] {
		if len(t.files) > 0 {
			ids = append(ids, t.id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	const most = 12
	if len(ids) > most {
		ids = append(ids[:most], "…")
	}
	return "declared are " + strings.Join(ids, ", ")
}

// name gives the name of a term in a language.
func (t *term) name(lang string) string {
	for _, l := range []string{lang, "", "en"} {
		if n := t.names[l]; n != "" {
			return n
		}
	}
	if t.spelling != "" {
		return t.spelling
	}
	for _, l := range sortedKeys(t.names) {
		return t.names[l]
	}
	return t.id
}

// other gives the name in another language when it differs, or "".
func (t *term) other(lang string, languages []string) string {
	for _, l := range languages {
		if n := t.names[l]; l != lang && n != "" && n != t.name(lang) {
			return n
		}
	}
	return ""
}

// in reports whether the term has a page in a language: it has posts there, or
// an introduction, or is declared and the language is the default one.
func (g *Graph) in(t *term, lang string) bool {
	if len(t.posts[lang]) > 0 {
		return true
	}
	return slices.ContainsFunc(t.files, func(f *content.Term) bool {
		return f.Lang == lang && (t.taxonomy == Ops || strings.TrimSpace(f.Body) != "")
	}) && g.languageExists(lang)
}

func (g *Graph) languageExists(lang string) bool { return slices.Contains(g.languages(), lang) }

// termPath gives the path of a term's page, or "" when it has none.
func (g *Graph) termPath(t *term, lang string) string {
	if t == nil || !g.in(t, lang) {
		return ""
	}
	return g.prefix(lang) + "/" + t.taxonomy + "/" + t.id + "/"
}

func sortedKeys[V any](m map[string]V) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}
