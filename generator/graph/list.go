package graph

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// A List is what a page that lists posts shows of the graph.
type List struct {
	Items []Item
	First int    // number of the first item in the whole list, from 1
	All   int    // posts in the whole list
	N     int    // of this page, from 1
	Total int    // pages
	Base  string // path of page 1
	// Term and Parent are set on pages of a term.
	Term, Parent *Term
	Alternates   []Alternate // of page 1; at least two, or none
	Groups       []Group     // archive and year
}

// A Group counts the posts of a year or month.
type Group struct {
	Year, Month int // Year 0: undated; Month 0: the whole year
	Count       int
	URL         string // href of the year's page
}

// A Term is what the page of a term shows of the graph.
type Term struct {
	Ref
	Path        string // "/ops/devops/"
	Files       []string
	Description string
	Relations   []Relation
	HasTags     bool  // an Ops type: its posts have tags
	HasSeries   bool  // an Ops type: its posts are parts of series
	Tags        []Ref // of an Ops type, on its own page
	Series      []Ref // of an Ops type, on its own page and on overviews
	Author      Author
	Feed        bool // it has an Atom feed
	Latest      time.Time
}

// listed gives the posts that a route lists, all pages together.
func (g *Graph) listed(r Route) []*post {
	switch r.Kind {
	case KindHome, KindPosts, KindArchive, KindAtom, KindRSS, KindJSONFeed:
		if t := g.term(r.Taxonomy, r.Term); t != nil {
			return t.posts[r.Lang]
		}
		return g.byLang[r.Lang]
	case KindYear:
		if y := g.archives()[r.Lang].years[r.Year]; y != nil {
			return y.posts
		}
	case KindOpsTag, KindOpsSerie:
		of := g.term(Ops, r.Type)
		for _, c := range g.parts[partsKey{of, r.Taxonomy, r.Lang}] {
			if c.term.id == r.Term {
				return c.posts
			}
		}
	case KindOps, KindTag, KindSerie, KindAuthor:
		if t := g.term(r.Taxonomy, r.Term); t != nil {
			return t.posts[r.Lang]
		}
	}
	return nil
}

func (g *Graph) term(taxonomy, id string) *term {
	if id == "" {
		return nil
	}
	i, ok := slices.BinarySearchFunc(g.terms[taxonomy], id, func(t *term, id string) int { return cmp.Compare(t.id, id) })
	if !ok {
		return nil
	}
	return g.terms[taxonomy][i]
}

// List answers what the page at a route lists.
func (g *Graph) List(r Route) List {
	ps := g.listed(r)
	size := g.opt.Paginate
	l := List{All: len(ps), N: r.N, Total: max(1, (len(ps)+size-1)/size)}
	from := min((r.N-1)*size, len(ps))
	l.First = from + 1
	l.Items = g.items(ps[from:min(from+size, len(ps))])
	l.Base = basePath(r)
	if t := g.term(r.Taxonomy, r.Term); t != nil {
		l.Term = g.termView(t, r.Lang)
		l.Term.Count = len(ps)
		if r.Kind == KindOps && r.N == 1 {
			l.Term.Tags = g.partRefs(t, Tags, r.Lang)
			l.Term.Series = g.partRefs(t, Series, r.Lang)
		}
	}
	if r.Type != "" {
		l.Parent = g.termView(g.term(Ops, r.Type), r.Lang)
	}
	if r.N == 1 {
		l.Alternates = g.listAlternates(r)
	}
	switch r.Kind {
	case KindArchive:
		l.Groups = g.archives()[r.Lang].groups
	case KindYear:
		if y := g.archives()[r.Lang].years[r.Year]; y != nil {
			l.Groups = y.groups
		}
	}
	return l
}

// basePath gives the path of the first page of a route's list.
func basePath(r Route) string {
	if r.N <= 1 {
		return r.Path
	}
	return r.Path[:len(r.Path)-len("page/")-len(strconv.Itoa(r.N))-1]
}

// termView is what any page shows of a term. It is small, because every page
// of a list holds one.
func (g *Graph) termView(t *term, lang string) *Term {
	v := &Term{Ref: g.ref(t, lang), Path: g.termPath(t, lang), Relations: g.relations(t, lang), Latest: t.latest[lang]}
	for _, f := range t.files {
		if f.Lang == lang {
			v.Files = append(v.Files, f.Path)
		}
		v.Description = cmpOr(v.Description, localized(f.Description, lang))
	}
	if t.taxonomy == Authors {
		v.Author = g.author(t, lang)
	}
	v.Feed = g.opt.Absolute && t.taxonomy != Authors && len(t.posts[lang]) > 0 && slices.Contains(g.opt.Feeds, "atom")
	v.HasTags = len(g.parts[partsKey{t, Tags, lang}]) > 0
	v.HasSeries = len(g.parts[partsKey{t, Series, lang}]) > 0
	return v
}

// partRefs are the tags or series of an Ops type; they lead to their pages
// below the type.
func (g *Graph) partRefs(t *term, taxonomy, lang string) []Ref {
	var out []Ref
	for _, c := range g.parts[partsKey{t, taxonomy, lang}] {
		r := g.ref(c.term, lang)
		r.Count = len(c.posts)
		r.URL = g.Href(g.termPath(t, lang) + taxonomy + "/" + c.term.id + "/")
		out = append(out, r)
	}
	return out
}

// Terms answers what an overview shows: all terms of a taxonomy in a language.
// Ops types come by weight, others with most posts first; typ restricts tags
// and series to those of an Ops type.
func (g *Graph) Terms(taxonomy, lang, typ string) []Term {
	var out []Term
	if typ != "" {
		of := g.term(Ops, typ)
		for _, c := range g.parts[partsKey{of, taxonomy, lang}] {
			v := g.termView(c.term, lang)
			v.Count = len(c.posts)
			v.URL = g.Href(g.termPath(of, lang) + taxonomy + "/" + c.term.id + "/")
			out = append(out, *v)
		}
		return out
	}
	ts := make([]*term, 0, len(g.terms[taxonomy]))
	for _, t := range g.terms[taxonomy] {
		if g.in(t, lang) {
			ts = append(ts, t)
		}
	}
	if taxonomy == Ops {
		slices.SortFunc(ts, byWeight)
	} else {
		slices.SortStableFunc(ts, func(a, b *term) int { return len(b.posts[lang]) - len(a.posts[lang]) })
	}
	for _, t := range ts {
		v := g.termView(t, lang)
		v.Series = g.partRefs(t, Series, lang)
		out = append(out, *v)
	}
	return out
}

// Types gives the Ops types of a language by weight, for menus.
func (g *Graph) Types(lang string) []Ref {
	var ts []*term
	for _, t := range g.terms[Ops] {
		if g.in(t, lang) {
			ts = append(ts, t)
		}
	}
	slices.SortFunc(ts, byWeight)
	return g.refs(ts, lang)
}

// listAlternates gives the languages in which the list of a route exists.
func (g *Graph) listAlternates(r Route) []Alternate {
	rest := r.Path[len(g.prefix(r.Lang)):]
	var out []Alternate
	for _, l := range g.languages() {
		if o, ok := g.Route(g.prefix(l) + rest); ok && o.Kind == r.Kind && o.Lang == l {
			out = append(out, Alternate{l, g.Href(o.Path)})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// Newest gives the newest n posts of a route's list: what its feed holds.
func (g *Graph) Newest(r Route, n int) []Item {
	ps := g.listed(r)
	if r.Taxonomy == Series { // whose list is in the order of its parts
		g.looked(len(ps))
		ps = slices.Clone(ps)
		slices.SortFunc(ps, newer)
	}
	out := make([]Item, 0, n)
	for _, p := range ps {
		if len(out) == n {
			break
		}
		if !p.meta.Date.IsZero() { // an undated post is in no feed
			out = append(out, g.item(p))
		}
	}
	return out
}
