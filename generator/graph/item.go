package graph

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"time"
)

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
			plain := make(map[string]Ref, len(t.posts))
			t.latest = make(map[string]time.Time, len(t.posts))
			for lang, ps := range t.posts {
				plain[lang] = g.plainRef(t, lang)
				t.latest[lang] = g.latest(t, ps)
			}
			t.plain = plain
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
	if len(ts) == 0 {
		return nil
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

// An Alternate is a page in one language.
type Alternate struct{ Lang, URL string }

// A Box is a post's place in a series.
type Box struct {
	Ref
	N     int // from 1
	Total int
	Parts []Title // all, or those around it in a series of very many
	First int     // number of the first of Parts
}

// A Post is all that a post's page shows of the graph.
type Post struct {
	Item
	Page       string // path of its page, decoded
	Prev, Next *Title // the older and the newer neighbour
	Boxes      []Box
	Authors    []Author
	Related    []Item
	Alternates []Alternate // itself too; at least two, or none
	Future     bool
	Expired    bool
}

// An Author is a person or a role that writes. Image and URL are as written.
type Author struct {
	Ref
	Role, Description, Image, Site string
	File                           string // of the term file, or ""
}

// Post answers what the page of the post at path shows of others.
func (g *Graph) Post(path string) (Post, bool) {
	p := g.byPath[nfc(path)]
	if p == nil {
		return Post{}, false
	}
	m := p.meta
	out := Post{
		Item: g.item(p), Page: p.path, Alternates: g.alternates(p), Related: g.items(g.related(p)),
		Future:  Visibility(m, Options{Now: g.opt.Now, Drafts: true, Expired: true}) == Future,
		Expired: Visibility(m, Options{Now: g.opt.Now, Drafts: true, Future: true}) == Expired,
	}
	ps := g.byLang[m.Lang]
	if p.rank > 0 {
		t := g.title(ps[p.rank-1])
		out.Next = &t
	}
	if p.rank+1 < len(ps) {
		t := g.title(ps[p.rank+1])
		out.Prev = &t
	}
	for _, s := range p.of(Series) {
		out.Boxes = append(out.Boxes, g.box(s, p))
	}
	out.Authors = g.authors(p)
	return out, true
}

// A Byline is what a feed shows of a post beside its item.
type Byline struct {
	Page    string // path of the post's page, decoded
	ID      string // path that names the post in feeds, whatever its slug is
	Authors []Author
}

// Byline answers what a feed shows of the post at path.
func (g *Graph) Byline(path string) (Byline, bool) {
	p := g.byPath[nfc(path)]
	if p == nil {
		return Byline{}, false
	}
	return Byline{p.path, g.id(p), g.authors(p)}, true
}

// id gives the path that names a post for feed readers. It comes from where the
// file stands, or from the translationKey, and is the path of the page as long
// as nobody chooses another: a new slug, url or permalink must not make readers
// take an old post for a new one.
func (g *Graph) id(p *post) string { return g.prefix(p.meta.Lang) + "/posts/" + p.pairing().key + "/" }

func (g *Graph) authors(p *post) []Author {
	var out []Author
	for _, a := range p.of(Authors) {
		out = append(out, g.author(a, p.meta.Lang))
	}
	return out
}

// mostParts is how many parts of a series the page of each part shows.
const mostParts = 100

func (g *Graph) box(s *term, p *post) Box {
	ps := s.posts[p.meta.Lang]
	shown, from := ps, 0
	if len(ps) > mostParts { // else n posts would show n times n parts
		shown, from = near(ps, p, inSeries)
	}
	b := Box{Ref: g.ref(s, p.meta.Lang), Total: len(ps), First: from + 1}
	for i, q := range shown {
		if q == p {
			b.N = b.First + i
		}
		b.Parts = append(b.Parts, g.title(q))
	}
	return b
}

func (g *Graph) author(t *term, lang string) Author {
	a := Author{Ref: g.plainRef(t, lang)}
	for _, f := range t.files {
		a.Role = cmpOr(a.Role, localized(f.Role, lang))
		a.Description = cmpOr(a.Description, localized(f.Description, lang))
		a.Image = cmpOr(a.Image, f.Image)
		a.Site = cmpOr(a.Site, f.URL)
		a.File = cmpOr(a.File, f.Path)
	}
	return a
}

// localized picks a text in a language, else one for every language, else
// English.
func localized(m map[string]string, lang string) string {
	for _, l := range []string{lang, "", "en"} {
		if s := m[l]; s != "" {
			return s
		}
	}
	return ""
}

// A pairing is what translations of one post share: the key that they name, or
// where their files stand.
type pairing struct {
	named bool
	key   string
}

func (p *post) pairing() pairing {
	if k := p.meta.TranslationKey; k != "" {
		return pairing{true, nfc(k)}
	}
	return pairing{false, p.meta.Key}
}

// pair finds translations: posts of one key, or of one translationKey.
func (g *Graph) pair() {
	first := make(map[pairing]*post, len(g.posts))
	groups := map[pairing][]*post{} // of more than one
	for _, p := range g.posts {
		k := p.pairing()
		switch one, ok := first[k]; {
		case !ok:
			first[k] = p
		case groups[k] == nil:
			groups[k] = []*post{one, p}
		default:
			groups[k] = append(groups[k], p)
		}
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b pairing) int {
		return cmp.Or(btoi(b.named)-btoi(a.named), cmp.Compare(a.key, b.key))
	})
	for _, k := range keys {
		g.translations(groups[k])
	}
}

// translations makes posts that share a pairing the translations of each other.
func (g *Graph) translations(ps []*post) {
	slices.SortStableFunc(ps, func(a, b *post) int {
		return slices.Index(g.opt.Languages, a.meta.Lang) - slices.Index(g.opt.Languages, b.meta.Lang)
	})
	kept := ps[:0:0]
	for _, p := range ps {
		if n := len(kept); n > 0 && kept[n-1].meta.Lang == p.meta.Lang {
			g.report(g.strict(), "translation", p.meta.Path, p.meta.Where["translationkey"],
				kept[n-1].meta.Path+" and "+p.meta.Path+" are the same post in one language", "give them different translationKeys")
			continue
		}
		kept = append(kept, p)
	}
	for _, p := range kept {
		p.group = kept
	}
}

func (g *Graph) alternates(p *post) []Alternate {
	if len(p.group) < 2 {
		return nil
	}
	var out []Alternate
	for _, q := range p.group {
		out = append(out, Alternate{q.meta.Lang, g.Href(q.path)})
	}
	return out
}

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
