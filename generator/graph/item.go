package graph

import "time"

// A Ref names a term and leads to its page.
type Ref struct {
	Taxonomy, ID string
	Name         string // in the language of the page
	Other        string // in another language, when it differs
	URL          string // href; empty when the term has no page in the language
	Color        string
	Count        int // posts in the language, or in the Ops type
}

// An Item is a post as other pages show it, as far as front matter tells.
type Item struct {
	Path  string // of the source file
	Title string
	URL   string // href
	Lang  string
	Date  time.Time
	// Lastmod is zero when it says nothing beyond Date.
	Lastmod time.Time
	Types   []Ref
	Tags    []Ref
	Draft   bool
}

func (g *Graph) ref(t *term, lang string) Ref {
	r := Ref{Taxonomy: t.taxonomy, ID: t.id, Name: t.name(lang), Other: t.other(lang, g.opt.Languages), Count: len(t.posts[lang])}
	if p := g.termPath(t, lang); p != "" {
		r.URL = g.Href(p)
	}
	for _, f := range t.files {
		if f.Color != "" {
			r.Color = f.Color
			break
		}
	}
	return r
}

func (g *Graph) refs(ts []*term, lang string) []Ref {
	out := make([]Ref, len(ts))
	for i, t := range ts {
		out[i] = g.ref(t, lang)
	}
	return out
}

// plainRef is a ref without a count: what a post shows of its terms must not
// change when another post of the term comes.
func (g *Graph) plainRef(t *term, lang string) Ref {
	if r, ok := t.plain[lang]; ok {
		return r
	}
	r := g.ref(t, lang)
	r.Count = 0
	return r
}

// name makes the plain refs of all terms in the languages of their posts, once,
// and dates their newest posts.
func (g *Graph) name() {
	for _, x := range taxonomies {
		for _, t := range g.terms[x] {
			plain, alone := make(map[string]Ref, len(t.posts)), make(map[string][]Ref, len(t.posts))
			t.latest = make(map[string]time.Time, len(t.posts))
			for lang, ps := range t.posts {
				plain[lang] = g.plainRef(t, lang)
				alone[lang] = []Ref{plain[lang]}
				t.latest[lang] = g.latest(t, ps)
			}
			t.plain, t.alone = plain, alone
		}
	}
}

// latest gives the date of a term's newest post: the first of its list, and
// in a series one of any place.
func (g *Graph) latest(t *term, ps []*post) time.Time {
	if t.taxonomy != Series && len(ps) > 0 {
		return ps[0].meta.Date
	}
	g.looked(len(ps))
	var newest time.Time
	for _, p := range ps {
		if p.meta.Date.After(newest) {
			newest = p.meta.Date
		}
	}
	return newest
}

// item gives a post as lists show it. It is made when it is asked for first:
// most stand in many lists, and share what they hold, but the page of a post
// that somebody looks at needs only a few of them.
func (g *Graph) item(p *post) Item {
	if it := p.item.Load(); it != nil {
		return *it
	}
	m := p.meta
	it := &Item{
		Path: m.Path, Title: m.Title, URL: g.Href(p.path), Lang: m.Lang, Date: m.Date, Draft: m.Draft,
		Types: g.plainRefs(p.of(Ops), m.Lang), Tags: g.plainRefs(p.of(Tags), m.Lang),
	}
	if m.Lastmod.After(m.Date) {
		it.Lastmod = m.Lastmod
	}
	p.item.Store(it)
	return *it
}

func (g *Graph) plainRefs(ts []*term, lang string) []Ref {
	switch len(ts) {
	case 0:
		return nil
	case 1: // most posts have one Ops type: all of a type share the list
		if one, ok := ts[0].alone[lang]; ok {
			return one
		}
	}
	out := make([]Ref, len(ts))
	for i, t := range ts {
		out[i] = g.plainRef(t, lang)
	}
	return out
}

func (g *Graph) items(ps []*post) []Item {
	g.looked(len(ps))
	out := make([]Item, len(ps))
	for i, p := range ps {
		out[i] = g.item(p)
	}
	return out
}

// Item gives the post that a file makes as lists show it.
func (g *Graph) Item(path string) (Item, bool) {
	p := g.byPath[nfc(path)]
	if p == nil {
		return Item{}, false
	}
	return g.item(p), true
}

// A Title is a post reduced to what leads to it.
type Title struct{ Title, URL, Lang string }

func (g *Graph) title(p *post) Title { return Title{p.meta.Title, g.Href(p.path), p.meta.Lang} }
