package graph

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
