package site

import (
	"fmt"
	"path"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
)

// The tasks of this file put one question each to the graph.

// routed is a route that may not exist.
type routed struct {
	graph.Route
	OK bool
}

func (s *Site) runRoute(c *memo.Ctx, path string) (routed, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return routed{}, err
	}
	r, ok := g.Route(path)
	return routed{r, ok}, nil
}

func (s *Site) runAt(c *memo.Ctx, path string) (graph.Post, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return graph.Post{}, err
	}
	p, ok := g.Post(path)
	if !ok {
		return p, fmt.Errorf("%s is no post of the site", path)
	}
	return p, nil
}

func (s *Site) runByline(c *memo.Ctx, path string) (graph.Byline, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return graph.Byline{}, err
	}
	b, ok := g.Byline(path)
	if !ok {
		return b, fmt.Errorf("%s is no post of the site", path)
	}
	return b, nil
}

func (s *Site) runList(c *memo.Ctx, r graph.Route) (graph.List, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return graph.List{}, err
	}
	return g.List(r), nil
}

// termsOf asks for all terms of a taxonomy, or for those of an Ops type.
type termsOf struct{ Taxonomy, Lang, Type string }

// running is the taxonomy that asks for the running series.
const running = "running series"

// runningSeries is how many of them a page shows.
const runningSeries = 4

func (s *Site) runTerms(c *memo.Ctx, q termsOf) ([]graph.Term, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	if q.Taxonomy == running {
		return g.Running(q.Lang, runningSeries), nil
	}
	return g.Terms(q.Taxonomy, q.Lang, q.Type), nil
}

// A query asks for the newest N posts of a term, or for the term.
type query struct {
	Taxonomy, Name, Lang string
	N                    int
}

func (s *Site) runQuery(c *memo.Ctx, q query) ([]graph.Item, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	return g.Query(q.Taxonomy, q.Name, q.Lang, q.N)
}

func (s *Site) runNamed(c *memo.Ctx, q query) (graph.Term, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return graph.Term{}, err
	}
	return g.Term(q.Taxonomy, q.Name, q.Lang)
}

// A target is where a link to a file leads.
type target struct {
	graph.Target
	OK   bool
	Near []string // files of the same name, when it leads nowhere
}

func (s *Site) runLinks(c *memo.Ctx, path string) (target, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return target{}, err
	}
	t, ok := g.File(path)
	if ok {
		return target{Target: t, OK: true}, nil
	}
	return target{Near: g.Near(path)}, nil
}

// mapOf is what the frame of every page of a language shows of the graph.
type mapOf struct {
	URLs      map[graph.PageKind]string
	Types     []graph.Ref
	Languages []string // that have pages
	Feed      string   // of those that the settings choose, the first in the order Atom, RSS, JSON
	FeedType  string
	Paths     map[graph.PageKind]string
}

func (s *Site) runMap(c *memo.Ctx, lang string) (mapOf, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return mapOf{}, err
	}
	m := mapOf{URLs: g.Overviews(lang), Types: g.Types(lang), Languages: g.Languages()}
	for i := range m.Types {
		m.Types[i].Count = 0 // a count on every page would make every page depend on every post
	}
	for _, f := range []struct {
		name, mediaType string
		kind            graph.PageKind
	}{
		{"feed.xml", "application/atom+xml", graph.KindAtom},
		{"rss.xml", "application/rss+xml", graph.KindRSS},
		{"feed.json", "application/feed+json", graph.KindJSONFeed},
	} {
		if r, ok := g.Route(g.HomePath(lang) + f.name); ok && r.Kind == f.kind {
			m.Feed, m.FeedType = g.Href(r.Path), f.mediaType
			break
		}
	}
	return m, nil
}

// extras are the files that are published as they are: where to, and from
// which source.
type extras struct {
	Files []extraFile
	at    map[string]string // source, NFC -> site path
	paths map[string]bool   // site paths
}

type extraFile struct{ Path, Source string }

// media are the files that a folder of posts publishes beside its Markdown
// when it is no bundle. Other files there stay private.
var media = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true, ".ico": true,
	".mp4": true, ".webm": true, ".mov": true, ".mp3": true, ".ogg": true, ".wav": true, ".pdf": true,
}

// private are files that no bundle publishes, whatever they are called for.
var private = map[string]bool{
	".pem": true, ".key": true, ".p12": true, ".pfx": true, ".jks": true, ".sqlite": true, ".db": true,
	".bak": true, ".orig": true, ".swp": true, ".swo": true, ".tmp": true, ".psd": true,
}

func (s *Site) runExtras(c *memo.Ctx, _ none) (extras, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return extras{}, err
	}
	posts, err := s.world.tree.Get(c, "posts")
	if err != nil {
		return extras{}, err
	}
	assets, err := s.world.tree.Get(c, "assets")
	if err != nil {
		return extras{}, err
	}
	e := extras{at: map[string]string{}, paths: map[string]bool{}}
	add := func(source, at string) {
		e.Files = append(e.Files, extraFile{at, source})
		e.at[nfc(source)], e.paths[at] = at, true
	}
	bundles := g.Bundles()
	for _, f := range posts.Files {
		ext := strings.ToLower(path.Ext(f))
		if isMarkdown(f) || private[ext] || underscored(f) {
			continue
		}
		if dir, base, ok := bundleOf(f, bundles); ok {
			if base != "" {
				add(f, base+nfc(f[len(dir)+1:]))
			}
		} else if media[ext] {
			add(f, "/"+nfc(f))
		}
	}
	for _, f := range assets.Files {
		if rest, ok := strings.CutPrefix(f, "assets/static/"); ok {
			add(f, "/"+nfc(rest))
		}
	}
	return e, nil
}

// bundleOf finds the bundle that a file belongs to: the nearest folder above it
// that is one. base is "" for a bundle whose posts are all hidden.
func bundleOf(file string, bundles map[string]string) (dir, base string, ok bool) {
	for dir = path.Dir(file); dir != "." && dir != "posts"; dir = path.Dir(dir) {
		if base, ok = bundles[nfc(dir)]; ok {
			return dir, base, true
		}
	}
	return "", "", false
}

// underscored says whether a folder or file below posts/ is set aside by its
// name.
func underscored(p string) bool {
	for s := range strings.SplitSeq(p, "/") {
		if strings.HasPrefix(s, "_") {
			return true
		}
	}
	return false
}

func (s *Site) runExtra(c *memo.Ctx, path string) (string, error) {
	e, err := s.extras.Get(c, none{})
	if err != nil {
		return "", err
	}
	return e.at[nfc(path)], nil
}

// runKnown says whether the site has something at a path, decoded and without
// the path of baseURL.
func (s *Site) runKnown(c *memo.Ctx, p string) (bool, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return false, err
	}
	for _, try := range []string{p, p + "/", strings.TrimSuffix(p, "index.html")} {
		if _, ok := g.Route(try); ok {
			return true, nil
		}
	}
	e, err := s.extras.Get(c, none{})
	if err != nil {
		return false, err
	}
	return e.paths[p], nil
}

func (s *Site) runClashes(c *memo.Ctx, _ none) (none, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return none{}, err
	}
	e, err := s.extras.Get(c, none{})
	if err != nil {
		return none{}, err
	}
	assets, err := s.world.tree.Get(c, "assets")
	if err != nil {
		return none{}, err
	}
	layouts, err := s.world.tree.Get(c, "layouts")
	if err != nil {
		return none{}, err
	}
	for _, w := range append(assets.Wrongs, layouts.Wrongs...) {
		warn(c, diag.Diagnostic{Rule: "file", Severity: diag.Error, File: w[0], Message: w[1]})
	}
	for _, f := range e.Files {
		if first, _, _ := strings.Cut(f.Path[1:], "/"); first == "assets" || first == "_opspress" {
			warn(c, diag.Diagnostic{Rule: "url", Severity: diag.Error, File: f.Source,
				Message: fmt.Sprintf("would be published at %s, and /%s/ is reserved", f.Path, first), Hint: "choose another folder"})
		}
	}
	claims := g.Claims()
	for _, f := range e.Files {
		claims = append(claims, graph.Claim{File: graph.File(f.Path), What: f.Source, Source: f.Source})
	}
	claims = append(claims, g.Beside(claims)...)
	warn(c, graph.Clashes(claims)...)
	return none{}, nil
}
