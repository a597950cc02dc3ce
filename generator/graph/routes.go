package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"opspress/generator/content"
)

// PageKind tells what a page shows. The values are those of layout.Page.Kind.
type PageKind string

// The kinds of pages and of the files that are made beside them.
const (
	KindHome      PageKind = "home"
	KindPosts     PageKind = "posts"
	KindPost      PageKind = "post"
	KindOpsMap    PageKind = "ops-map"
	KindOps       PageKind = "ops"
	KindOpsTags   PageKind = "ops-tags"
	KindOpsTag    PageKind = "ops-tag"
	KindOpsSeries PageKind = "ops-series"
	KindOpsSerie  PageKind = "ops-serie"
	KindTags      PageKind = "tags"
	KindTag       PageKind = "tag"
	KindSeries    PageKind = "series"
	KindSerie     PageKind = "serie"
	KindAuthors   PageKind = "authors"
	KindAuthor    PageKind = "author"
	KindArchive   PageKind = "archive"
	KindYear      PageKind = "year"
	KindSearch    PageKind = "search"
	KindNotFound  PageKind = "404"
	KindRedirect  PageKind = "redirect"
	KindReport    PageKind = "report"
	KindGone      PageKind = "gone"

	KindAtom      PageKind = "atom"
	KindRSS       PageKind = "rss"
	KindJSONFeed  PageKind = "jsonfeed"
	KindMarkdown  PageKind = "markdown" // a post as Markdown, beside its page
	KindLLMs      PageKind = "llms"
	KindSitemap   PageKind = "sitemap"
	KindIndex     PageKind = "search-index"
	KindRobots    PageKind = "robots"
	KindRedirects PageKind = "_redirects"
	KindHeaders   PageKind = "_headers"
)

// A Route is one URL of the site and what it shows. It is comparable.
type Route struct {
	Path     string // decoded: "/posts/x/", "/feed.xml"
	Kind     PageKind
	Lang     string
	Taxonomy string // of Term
	Term     string // slug of the term the page is about
	Type     string // slug of the Ops type above it
	Year     int
	N        int    // page of a list, from 1
	Source   string // the file it is made from, or ""
	Target   string // of a redirect: href
	Pos      content.Pos
	Auto     bool // a redirect that gives way to any other page
}

// What describes the route for messages.
func (r Route) What() string {
	switch {
	case r.Kind == KindMarkdown:
		return "the Markdown of " + r.Source
	case r.Source != "" && r.Kind == KindRedirect:
		return "an alias in " + r.Source
	case r.Kind == KindGone:
		return "gone: in " + r.Source
	case r.Source != "":
		return r.Source
	case r.Term != "":
		return fmt.Sprintf("the page of %s %s", singular[r.Taxonomy], r.Term)
	}
	return fmt.Sprintf("opspress's own page (%s)", r.Kind)
}

// Routes gives every route of the graph, in order of path; when several claim
// one path they follow each other (Clashes reports them). The caller must not
// change them.
func (g *Graph) Routes() []Route { return g.routes }

// Route finds the route at a path, that of a post's Markdown too, which is none
// of Routes.
func (g *Graph) Route(path string) (Route, bool) {
	if page, ok := strings.CutSuffix(path, ".md"); ok {
		if r, ok := g.Route(strings.TrimSuffix(page, "index")); ok {
			return g.Markdown(r)
		}
	}
	i, ok := slices.BinarySearchFunc(g.routes, path, func(r Route, p string) int { return cmp.Compare(r.Path, p) })
	if !ok {
		return Route{}, false
	}
	return g.routes[i], true
}

// route makes all routes.
func (g *Graph) route() {
	g.routes = make([]Route, 0, 3*len(g.posts)) // of a blog with many tags; it grows if need be
	for _, p := range g.posts {
		g.put(Route{Path: p.path, Kind: KindPost, Lang: p.meta.Lang, Source: p.meta.Path, Pos: firstPos(p.meta.Where, "url", "slug")})
	}
	for _, p := range g.posts {
		g.aliases(p)
	}
	g.gone()
	for _, l := range g.languages() {
		g.lists(l)
	}
	g.put(Route{Path: "/404.html", Kind: KindNotFound, Lang: g.opt.Languages[0]})
	g.put(Route{Path: "/robots.txt", Kind: KindRobots})
	g.put(Route{Path: "/_redirects", Kind: KindRedirects})
	g.put(Route{Path: "/_headers", Kind: KindHeaders})
	if g.opt.Absolute {
		g.put(Route{Path: "/sitemap.xml", Kind: KindSitemap})
		g.put(Route{Path: "/llms.txt", Kind: KindLLMs, Lang: g.opt.Languages[0]})
	}
	g.sortRoutes()
	g.yield()
}

// sortRoutes puts the routes in order of path, automatic ones behind others,
// and else in the order in which they came. Places are sorted rather than
// routes, which are large.
func (g *Graph) sortRoutes() {
	order := make([]int32, len(g.routes))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &g.routes[i], &g.routes[j]
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return cmp.Or(btoi(a.Auto)-btoi(b.Auto), cmp.Compare(i, j))
	})
	sorted := make([]Route, len(order))
	for to, from := range order {
		sorted[to] = g.routes[from]
	}
	g.routes = sorted
}

// yield drops the automatic redirects whose file another route wants.
func (g *Graph) yield() {
	wanted := map[string]bool{} // whether another route wants the file of an automatic one
	for i := range g.routes {
		if r := &g.routes[i]; r.Auto {
			wanted[foldPath(File(r.Path))] = false
		}
	}
	if len(wanted) == 0 {
		return
	}
	for i := range g.routes {
		if r := &g.routes[i]; !r.Auto {
			k := foldPath(File(r.Path))
			if _, asked := wanted[k]; asked {
				wanted[k] = true
			}
		}
	}
	g.routes = slices.DeleteFunc(g.routes, func(r Route) bool { return r.Auto && wanted[foldPath(File(r.Path))] })
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func firstPos(where content.Places, keys ...string) content.Pos {
	for _, k := range keys {
		if p := where.At(k); p != (content.Pos{}) {
			return p
		}
	}
	return content.Pos{}
}

func (g *Graph) put(r Route) {
	if r.N == 0 {
		r.N = 1
	}
	g.routes = append(g.routes, r)
}

// aliases adds the redirects that a post asks for. One that leads to itself is
// left out, and one that stands there twice (with and without its slash, as
// other tools want it) counts once.
func (g *Graph) aliases(p *post) {
	seen := []string{p.path}
	for i := range p.meta.Aliases {
		if a := g.aliasPath(p, i); a != "" && !slices.Contains(seen, a) {
			seen = append(seen, a)
			g.put(Route{Path: a, Kind: KindRedirect, Lang: p.meta.Lang, Source: p.meta.Path, Target: g.Href(p.path),
				Pos: p.meta.Where.Member("aliases", i)})
		}
	}
}

// Markdown gives the route of the Markdown that stands beside the page of a
// post. A post that search engines are asked to leave alone has none. It is made
// when it is asked for: one for every post would double what is held of each.
func (g *Graph) Markdown(r Route) (Route, bool) {
	p := g.byPath[nfc(r.Source)]
	if r.Kind != KindPost || p == nil || p.meta.NoIndex {
		return Route{}, false
	}
	r.Path, r.Kind, r.Pos = MarkdownPath(r.Path), KindMarkdown, content.Pos{}
	return r, true
}

// MarkdownPath gives the path of a post's Markdown beside its page, as
// llmstxt.org proposes: "/posts/x/index.md", "/x.html.md".
func MarkdownPath(page string) string {
	if strings.HasSuffix(page, "/") {
		return page + "index.md"
	}
	return page + ".md"
}

// lists adds every list of a language.
func (g *Graph) lists(l string) {
	pre := g.prefix(l)
	g.pages(Route{Path: pre + "/", Kind: KindHome, Lang: l}, len(g.byLang[l]))
	g.pages(Route{Path: pre + "/posts/", Kind: KindPosts, Lang: l}, len(g.byLang[l]))
	g.feeds(Route{Path: pre + "/", Lang: l}, true)
	if g.opt.Report {
		g.put(Route{Path: pre + "/report/", Kind: KindReport, Lang: l})
	}
	g.archive(l)
	g.put(Route{Path: pre + "/search/", Kind: KindSearch, Lang: l})
	g.put(Route{Path: pre + "/search/index.json", Kind: KindIndex, Lang: l})
	for _, x := range taxonomies {
		var ts []*term
		for _, t := range g.terms[x] {
			if g.in(t, l) {
				ts = append(ts, t)
			}
		}
		if len(ts) > 0 || x == Ops && pre == "" {
			g.put(Route{Path: pre + "/" + x + "/", Kind: overview[x], Lang: l})
		}
		for _, t := range ts {
			g.termRoutes(t, l)
		}
	}
}

var overview = map[string]PageKind{Ops: KindOpsMap, Tags: KindTags, Series: KindSeries, Authors: KindAuthors}
var single = map[string]PageKind{Ops: KindOps, Tags: KindTag, Series: KindSerie, Authors: KindAuthor}

// pages adds the pages of a list of n posts.
func (g *Graph) pages(r Route, n int) {
	base := r.Path
	for i := 1; i == 1 || (i-1)*g.opt.Paginate < n; i++ {
		r.N, r.Path = i, PagePath(base, i)
		g.put(r)
	}
}

// PagePath gives the path of page n of a list.
func PagePath(base string, n int) string {
	if n <= 1 {
		return base
	}
	return base + "page/" + strconv.Itoa(n) + "/"
}

// feeds adds the feeds of a list.
func (g *Graph) feeds(r Route, all bool) {
	if !g.opt.Absolute {
		return
	}
	for _, f := range []struct {
		name, file string
		kind       PageKind
		always     bool
	}{{"atom", "feed.xml", KindAtom, true}, {"rss", "rss.xml", KindRSS, false}, {"json", "feed.json", KindJSONFeed, false}} {
		if (all || f.always) && slices.Contains(g.opt.Feeds, f.name) {
			r := r
			r.Path, r.Kind = r.Path+f.file, f.kind
			g.put(r)
		}
	}
}

func (g *Graph) archive(l string) {
	base := g.prefix(l) + "/archive/"
	g.pages(Route{Path: base, Kind: KindArchive, Lang: l}, len(g.byLang[l]))
	years := map[int]int{}
	for _, p := range g.byLang[l] {
		if !p.meta.Date.IsZero() {
			years[p.meta.Date.Year()]++
		}
	}
	for y, n := range years {
		g.pages(Route{Path: fmt.Sprintf("%s%04d/", base, y), Kind: KindYear, Lang: l, Year: y}, n)
	}
}

// termRoutes adds the pages of a term, its feed and its redirects.
func (g *Graph) termRoutes(t *term, l string) {
	base := g.termPath(t, l)
	r := Route{Path: base, Kind: single[t.taxonomy], Lang: l, Taxonomy: t.taxonomy, Term: t.id}
	g.pages(r, len(t.posts[l]))
	if t.taxonomy != Authors && len(t.posts[l]) > 0 {
		g.feeds(r, false)
	}
	for _, s := range sortedKeys(t.slugs) {
		g.put(Route{Path: strings.TrimSuffix(base, t.id+"/") + s + "/", Kind: KindRedirect, Lang: l, Taxonomy: t.taxonomy, Term: t.id,
			Target: g.Href(base), Auto: true})
	}
	if t.taxonomy != Ops {
		return
	}
	for _, x := range [...]string{Tags, Series} {
		of := g.within(t, x, l)
		if len(of) == 0 {
			continue
		}
		g.parts[partsKey{t, x, l}] = of
		kind, each := KindOpsTags, KindOpsTag
		if x == Series {
			kind, each = KindOpsSeries, KindOpsSerie
		}
		g.put(Route{Path: base + x + "/", Kind: kind, Lang: l, Taxonomy: x, Type: t.id})
		for _, c := range of {
			sub := Route{Path: base + x + "/" + c.term.id + "/", Kind: each, Lang: l, Taxonomy: x, Term: c.term.id, Type: t.id}
			g.pages(sub, len(c.posts))
			for _, s := range sortedKeys(c.term.slugs) {
				g.put(Route{Path: base + x + "/" + s + "/", Kind: KindRedirect, Lang: l, Taxonomy: x, Term: c.term.id, Type: t.id,
					Target: g.Href(sub.Path), Auto: true})
			}
		}
	}
}
