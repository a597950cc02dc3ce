// Package graph knows everything about all posts that can be known from their
// front matter alone: order, terms, series, neighbours, translations, related
// posts, and the URL of every page.
//
// Build makes one Graph from all posts and terms. Nobody depends on a Graph as
// a whole: site puts small questions to it (the posts of a list, what a post's
// page shows of other posts), and the answers are plain values that can be
// compared, so that a page is made again only when its answers change.
package graph

import (
	"path"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// Options is what the graph depends on beside posts and terms.
type Options struct {
	Languages []string // the first is the default and has no URL prefix
	Base      string   // path of baseURL without a slash at the end: "" or "/blog"
	Absolute  bool     // there is a baseURL: feeds and sitemap exist
	Permalink string   // of posts: "/posts/:slug/"
	Paginate  int      // posts a page
	Feeds     []string // of "atom", "rss", "json"
	Declared  map[string]bool
	Strict    bool
	Report    bool   // there are pages at /report/
	Gone      []Gone // pages that were taken away for good

	Now                     time.Time
	Drafts, Future, Expired bool // build these too

	// Broken are posts whose front matter has errors, as far as it can be read.
	// Links to them are not reported as well.
	Broken []*content.Meta
}

// The taxonomies, in the order in which a page names them.
const (
	Ops     = "ops"
	Tags    = "tags"
	Series  = "series"
	Authors = "authors"
)

var taxonomies = [...]string{Ops, Tags, Series, Authors}

// place is where a taxonomy stands in taxonomies.
func place(taxonomy string) int {
	switch taxonomy {
	case Ops:
		return 0
	case Tags:
		return 1
	case Series:
		return 2
	}
	return 3
}

// A Graph holds all visible posts and their relations. It never changes.
type Graph struct {
	opt     Options
	posts   []*post                    // of all languages, in order of lists
	byPath  map[string]*post           // by NFC path
	byName  func() map[string][]string // NFC paths by file name
	byLang  map[string][]*post         // in order of lists
	hidden  map[string]Hidden          // by NFC path
	unread  map[string]string          // where a broken post would stand -> its file
	unseen  map[string]bool            // folders of bundles with hidden posts
	terms   map[string][]*term         // by taxonomy, in order of slug
	byKey   map[termKey]*term
	parts   map[partsKey][]part
	spelled map[string]spelling               // by name; nothing is added once the graph is built
	usual   [len(taxonomies)]map[string]*term // what a name nearly always means; likewise
	routes  []Route
	diags   []diag.Diagnostic

	archives func() map[string]archive
	looks    *atomic.Int64 // how many posts answers looked at; nil but in tests
}

// looked counts n posts that an answer looks at.
func (g *Graph) looked(n int) {
	if g.looks != nil {
		g.looks.Add(int64(n))
	}
}

// Hidden says why a post is not part of the site.
type Hidden uint8

const (
	Draft Hidden = iota + 1
	Future
	Expired
	Broken // its file has errors of its own
)

func (h Hidden) String() string {
	return [...]string{"", "a draft", "not published yet", "expired", "broken"}[h]
}

type post struct {
	meta  *content.Meta
	path  string // of the page, decoded: "/posts/x/"
	rank  int    // place in the order of its language
	terms [len(taxonomies)][]*term
	item  atomic.Pointer[Item]
	group []*post // translations, itself among them, in order of languages; nil when there are no others
}

// Build makes the graph of posts and terms. The diagnostics are those that
// need more than one file to see.
func Build(posts []*content.Meta, terms []content.Term, o Options) (*Graph, []diag.Diagnostic) {
	g := &Graph{
		opt:    o,
		byPath: make(map[string]*post, len(posts)),
		byLang: make(map[string][]*post),
		hidden: make(map[string]Hidden),
		unread: make(map[string]string),
		unseen: make(map[string]bool),
		terms:  make(map[string][]*term),
		byKey:  make(map[termKey]*term),
		parts:  make(map[partsKey][]part),
	}
	g.spelled = make(map[string]spelling)
	for x := range g.usual {
		g.usual[x] = make(map[string]*term)
	}
	g.byName = sync.OnceValue(g.names)
	g.archives = sync.OnceValue(g.archivesOf)
	g.declare(terms)
	for _, m := range o.Broken {
		g.missing(m, g.postPath(m))
	}
	for _, m := range posts {
		g.add(m)
	}
	g.order()
	g.assign()
	g.relate()
	g.name()
	g.pair()
	g.route()
	return g, g.diags
}

// missing takes note of a post that errors keep out of the site, and of the
// path that it would have: p, or else what the file's name makes.
func (g *Graph) missing(m *content.Meta, p string) {
	file := nfc(m.Path)
	g.hidden[file] = Broken
	if m.Bundle {
		g.unseen[path.Dir(file)] = true
	}
	if p == "" && (m.Slug != "" || m.URL != "") {
		named := *m
		named.Slug, named.URL = "", ""
		p = g.postPath(&named)
	}
	if p != "" && g.unread[p] == "" {
		g.unread[p] = m.Path
	}
}

// Unread gives the posts that errors of their front matter keep out of the
// site: for the path where each would stand, its file.
func (g *Graph) Unread() map[string]string { return g.unread }

// add takes a post in, unless it is hidden.
func (g *Graph) add(m *content.Meta) {
	if h := Visibility(m, g.opt); h != 0 {
		g.hidden[nfc(m.Path)] = h
		if m.Bundle {
			g.unseen[path.Dir(nfc(m.Path))] = true
		}
		return
	}
	p := &post{meta: m, path: g.postPath(m)}
	if p.path == "" {
		g.missing(m, "")
		return
	}
	file := nfc(m.Path)
	g.byPath[file] = p
	g.posts = append(g.posts, p)
}

// names gives the files of all posts by their names, for suggestions.
func (g *Graph) names() map[string][]string {
	out := make(map[string][]string, len(g.byPath))
	for _, file := range sortedKeys(g.byPath) {
		out[path.Base(file)] = append(out[path.Base(file)], file)
	}
	return out
}

// of gives the terms of a post in a taxonomy, in the order of its front matter.
func (p *post) of(taxonomy string) []*term { return p.terms[place(taxonomy)] }

// Visibility says why a post is hidden, or 0.
func Visibility(m *content.Meta, o Options) Hidden {
	from := m.PublishDate
	if from.IsZero() {
		from = m.Date
	}
	switch {
	case m.Draft && !o.Drafts:
		return Draft
	case from.After(o.Now) && !o.Future:
		return Future
	case !m.ExpiryDate.IsZero() && !m.ExpiryDate.After(o.Now) && !o.Expired:
		return Expired
	}
	return 0
}

// NextChange gives the first moment after now at which a post of ms appears or
// expires, or the zero time.
func NextChange(ms []*content.Meta, now time.Time) time.Time {
	_, next := changes(ms, now)
	return next
}

// LastChange gives the last moment until now, or at it, at which a post of ms
// appeared or expired, or the zero time. What Build makes of ms is the same at
// both moments.
func LastChange(ms []*content.Meta, now time.Time) time.Time {
	last, _ := changes(ms, now)
	return last
}

// Changes gives all moments at which a post of ms appears or expires, in no
// order: LastChange is the last of them until now.
func Changes(ms []*content.Meta) []time.Time {
	var out []time.Time
	for _, m := range ms {
		for _, t := range moments(m) {
			if !t.IsZero() {
				out = append(out, t)
			}
		}
	}
	return out
}

// moments gives when a post appears and when it expires.
func moments(m *content.Meta) [2]time.Time {
	from := m.PublishDate
	if from.IsZero() {
		from = m.Date
	}
	return [...]time.Time{from, m.ExpiryDate}
}

func changes(ms []*content.Meta, now time.Time) (last, next time.Time) {
	for _, m := range ms {
		for _, t := range moments(m) {
			switch after := t.After(now); {
			case after && (next.IsZero() || t.Before(next)):
				next = t
			case !after && t.After(last):
				last = t
			}
		}
	}
	return last, next
}

func (g *Graph) order() {
	slices.SortFunc(g.posts, newer)
	for _, p := range g.posts {
		ps := g.byLang[p.meta.Lang]
		p.rank = len(ps)
		g.byLang[p.meta.Lang] = append(ps, p)
	}
}

// languages gives the languages that have posts, and always the default one.
func (g *Graph) languages() []string {
	var ls []string
	for i, l := range g.opt.Languages {
		if i == 0 || len(g.byLang[l]) > 0 {
			ls = append(ls, l)
		}
	}
	return ls
}

// report adds a diagnostic about a place of a post's or term's front matter.
func (g *Graph) report(s diag.Severity, rule, file string, pos content.Pos, message, hint string) {
	g.diags = append(g.diags, diag.Diagnostic{
		Rule: rule, Severity: s, File: file, Line: pos.Line, Column: pos.Column, Message: message, Hint: hint,
	})
}

// strict is the severity of what strict turns from a warning into an error.
func (g *Graph) strict() diag.Severity {
	if g.opt.Strict {
		return diag.Error
	}
	return diag.Warning
}
