package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"opspress/generator/cache"
	"opspress/generator/check"
	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A gatherer takes the facts of files while they are made, from several goroutines.
type gatherer struct {
	store   *cache.Store
	scanner *check.Scanner

	mu       sync.Mutex
	pages    []check.PageAt
	files    []check.File
	feeds    []diag.List
	sitemaps []output.File
	leaks    []diag.Diagnostic // of files that are published as they are
}

const (
	recipePage  = "page-facts" // a page -> check.Page
	largestText = 8 << 20      // bytes of a file that is searched for secrets
)

// take takes the facts of one file.
func (g *gatherer) take(_, _ int, f output.File) error {
	at := site.URL(f.Path)
	ext := strings.ToLower(path.Ext(f.Path))
	file := check.File{Path: at, Source: f.Source, Size: f.Size}
	var page *check.PageAt
	var feed diag.List
	var leaks []diag.Diagnostic
	switch {
	case ext == ".html":
		p, err := g.page(f)
		if err != nil {
			return err
		}
		page = &check.PageAt{Path: at, Source: f.Source, Size: f.Size, Page: p}
	case f.Kind == output.Feed && isFeed(f.Path):
		b, err := f.Bytes()
		if err != nil {
			return err
		}
		feed = check.FeedFacts(f.Path, b)
	case f.Kind == output.Asset && f.Source != "" && f.Size <= largestText:
		b, err := f.Bytes()
		if err != nil {
			return err
		}
		leaks = append(g.scanner.Secrets(f.Source, b), check.Picture(f.Source, b)...)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.files = append(g.files, file)
	if page != nil {
		g.pages = append(g.pages, *page)
	}
	if len(feed) > 0 {
		g.feeds = append(g.feeds, feed)
	}
	g.leaks = append(g.leaks, leaks...)
	if isSitemap(f.Path) {
		g.sitemaps = append(g.sitemaps, f)
	}
	return nil
}

func isFeed(file string) bool {
	return slices.Contains([]string{"feed.xml", "rss.xml", "feed.json"}, path.Base(file))
}

func isSitemap(file string) bool {
	return strings.HasPrefix(file, "sitemap") && strings.HasSuffix(file, ".xml") && !strings.Contains(file, "/")
}

// page gives the facts of a page, which the cache may have by its digest.
func (g *gatherer) page(f output.File) (check.Page, error) {
	if g.store != nil {
		if b, ok := g.store.Get(recipePage, f.Digest); ok {
			if p, ok := site.Unpack[check.Page](b); ok {
				return p, nil
			}
		}
	}
	b, err := f.Bytes()
	if err != nil {
		return check.Page{}, err
	}
	p := check.PageFacts(b)
	if g.store != nil {
		if b, ok := site.Pack(&p); ok {
			g.store.Put(recipePage, f.Digest, b)
		}
	}
	return p, nil
}

// judge puts all facts together and holds them against the rules.
func (c *checking) judge(res site.Result, g *gatherer) (judgement, error) {
	v, err := c.r.Survey()
	if err != nil {
		return judgement{}, err
	}
	s := &check.Site{
		Base: v.Base, Origin: v.Origin, Languages: v.Settings.Languages, Settings: checkSettings(v.Settings),
		Posts: postsOf(v), Pages: g.pages, Files: g.files, Names: v.Files, Templates: v.Templates, Parts: partsOf(v),
		Feeds: g.feeds, Text: c.text(), Built: slices.Clone(res.Diagnostics),
	}
	for _, t := range v.Terms {
		s.Terms = append(s.Terms, t.Path)
	}
	for _, o := range v.Settings.Gone {
		s.Gone = append(s.Gone, o.Path)
	}
	slices.SortFunc(s.Pages, func(a, b check.PageAt) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(s.Files, func(a, b check.File) int { return strings.Compare(a.Path, b.Path) })
	routed(s.Pages, v)
	s.Sources = c.sources(v, s)
	leaked(s, g.leaks)
	if slices.Contains(v.Files, check.LedgerFile) {
		ledger, ds := check.ParseLedger(s.Text(check.LedgerFile))
		s.Ledger, s.Built = ledger, append(s.Built, ds...)
	}
	if slices.ContainsFunc(v.Files, func(f string) bool { return strings.HasPrefix(f, check.LedgerFile+"/") }) {
		s.Built = append(s.Built, diag.Diagnostic{
			Rule: "url-ledger", Severity: diag.Error, File: check.LedgerFile,
			Message: "this is a folder, where the ledger of URLs is a file", Hint: "bring the file back out of git",
		})
	}
	for _, f := range g.sitemaps {
		b, err := f.Bytes()
		if err != nil {
			return judgement{}, err
		}
		s.Feeds = append(s.Feeds, check.SitemapFacts(f.Path, b, listedIn(s)))
	}
	out := judgement{Verdict: s.Verdict(), Pages: len(s.Pages), Links: s.Outside(), Allow: v.Settings.Check.Allow, Lost: s.Lost()}
	if len(out.Lost) > 0 {
		out.Posts = postedOf(s)
	}
	return out, nil
}

// text gives the texts of sources, the last ones asked for at hand.
func (c *checking) text() func(string) []byte {
	type held struct {
		file string
		text []byte
	}
	var recent []held
	return func(file string) []byte {
		for _, h := range recent {
			if h.file == file {
				return h.text
			}
		}
		t := c.r.Text(file)
		if recent = append([]held{{file, t}}, recent...); len(recent) > 100 {
			recent = recent[:100]
		}
		return t
	}
}

// routed tells the pages what they show.
func routed(pages []check.PageAt, v site.Survey) {
	for i := range pages {
		p := &pages[i]
		for _, r := range findRoutes(v, p.Path) {
			p.Kind, p.Number = string(r.Kind), r.N
			p.Layout = "layouts/" + cmp.Or(layout.For(string(r.Kind)), "baseof.html")
		}
	}
}

func findRoutes(v site.Survey, at string) []graph.Route {
	i, ok := slices.BinarySearchFunc(v.Routes, at, func(r graph.Route, p string) int { return strings.Compare(r.Path, p) })
	if !ok {
		return nil
	}
	return v.Routes[i : i+1]
}

// listedIn says which URLs may stand in the sitemap.
func listedIn(s *check.Site) func(string) bool {
	listed := map[string]bool{}
	for i := range s.Pages {
		if p := &s.Pages[i]; !p.NoIndex && p.Refresh == "" {
			listed[p.Path] = true
		}
	}
	for _, f := range s.Files {
		listed[f.Path] = listed[f.Path] || isSitemap(strings.TrimPrefix(f.Path, "/"))
	}
	return func(raw string) bool {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme+"://"+u.Host != s.Origin {
			return false
		}
		return listed[check.Composed(strings.TrimPrefix(u.Path, s.Base))]
	}
}

// leaked puts what was found in files that are published as they are to the other
// facts of their sources.
func leaked(s *check.Site, ds []diag.Diagnostic) {
	ds = diag.Sorted(ds)
	for _, d := range ds {
		i := slices.IndexFunc(s.Sources, func(x check.Source) bool { return x.File == d.File })
		if i >= 0 && d.Rule == "secret" {
			continue // its text has been searched
		}
		if i < 0 {
			s.Sources = append(s.Sources, check.Source{File: d.File})
			i = len(s.Sources) - 1
		}
		s.Sources[i].Findings = append(s.Sources[i].Findings, check.Finding{Diagnostic: d})
	}
}

// sources takes the facts of all source texts.
func (c *checking) sources(v site.Survey, s *check.Site) []check.Source {
	type job struct {
		file  string
		body  int // offset, or -1 for line
		line  int
		prose bool
	}
	var jobs []job
	for i := range v.Posts {
		jobs = append(jobs, job{file: v.Posts[i].Path, body: v.Posts[i].BodyAt, prose: true})
	}
	for i := range v.Terms {
		jobs = append(jobs, job{file: v.Terms[i].Path, body: -1, line: v.Terms[i].BodyLine, prose: true})
	}
	for _, f := range v.Files {
		if !strings.HasPrefix(f, "posts/") && isText(f) {
			jobs = append(jobs, job{file: f})
		}
	}
	out := make([]check.Source, len(jobs))
	parallel(len(jobs), func(i int) {
		j := jobs[i]
		text := c.r.Text(j.file)
		if j.body < 0 {
			j.body = lineStart(text, j.line)
		}
		out[i] = c.scanner.SourceFacts(j.file, text, min(j.body, len(text)), j.prose, s.Settings.InternalHosts)
	})
	slices.SortFunc(out, func(a, b check.Source) int { return strings.Compare(a.File, b.File) })
	hidden := map[string]bool{}
	for i := range s.Posts {
		hidden[s.Posts[i].File] = s.Posts[i].URL == ""
	}
	for i := range out {
		if hidden[out[i].File] { // nobody reads it yet, and the comments in it are for then
			out[i].Findings, out[i].Ignores = nil, nil
		}
	}
	return out
}

func lineStart(text []byte, line int) int {
	at := 0
	for range line - 1 {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	return at
}

// isText says that a source beside the posts is a text that could hold a secret.
func isText(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".html", ".css", ".js", ".mjs", ".json", ".yaml", ".yml", ".toml", ".txt", ".md", ".xml", ".svg", ".csv", ".sh", ".pem", ".key", ".env", ".tf", ".ini", ".conf":
		return true
	}
	return false
}

func checkSettings(set site.Settings) check.Settings {
	c := set.Check
	levels := func(in []site.CheckLevel) (out []check.RuleLevel) {
		for _, l := range in {
			level, _ := check.ParseLevel(l.Level)
			out = append(out, check.RuleLevel{Rule: l.Rule, Level: level, Pos: check.Pos(l.Pos)})
		}
		return out
	}
	s := check.Settings{
		Rules: levels(c.Rules), ThirdParty: c.ThirdParty, InternalHosts: c.InternalHosts, MaxAge: map[string]check.Age{},
		PageWeight: c.PageWeight, Scheduled: c.Scheduled,
	}
	for _, p := range c.Paths {
		s.Paths = append(s.Paths, check.PathLevels{Pattern: p.Pattern, Rules: levels(p.Rules), Pos: check.Pos(p.Pos)})
	}
	for _, o := range set.Objectives {
		of := o.Type
		if of == site.DefaultObjective {
			of = ""
		}
		s.MaxAge[of] = check.Age{Count: o.Count, Unit: o.Unit}
	}
	return s
}

// places gives where the values of keys stand, members of lists as "tags.0".
func places(where content.Places) map[string]check.Pos {
	out := make(map[string]check.Pos, len(where))
	for _, p := range where {
		key := p.Key
		if p.Member > 0 {
			key = fmt.Sprintf("%s.%d", p.Key, p.Member-1)
		}
		out[key] = check.Pos(p.Pos())
	}
	return out
}

func postsOf(v site.Survey) []check.Post {
	spelled := map[string]bool{}
	for _, t := range v.Terms {
		if t.Taxonomy != "tags" {
			continue
		}
		spelled[t.ID] = true
		for _, n := range t.Names {
			spelled[n] = true
		}
		for _, n := range t.Aliases {
			spelled[n] = true
		}
	}
	out := make([]check.Post, 0, len(v.Posts))
	for i := range v.Posts {
		m := &v.Posts[i]
		p := check.Post{
			File: m.Path, URL: m.Page, Key: m.Key, Lang: m.Lang, Title: m.Title, Description: m.Description, Summary: m.Summary,
			Date: m.Date, Lastmod: m.Lastmod, Publish: m.PublishDate, Expiry: m.ExpiryDate, Review: m.ReviewBy,
			Draft: m.Draft, Hidden: m.Hidden, NoIndex: m.NoIndex, Ops: m.Ops, Where: places(m.Where),
		}
		for n, id := range m.TagIDs {
			if id != "" {
				p.Tags = append(p.Tags, check.Spelled{ID: id, Name: m.Tags[n], Known: spelled[m.Tags[n]]})
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b check.Post) int { return strings.Compare(a.File, b.File) })
	return out
}

func partsOf(v site.Survey) (out []check.Part) {
	for i := range v.Posts {
		m := &v.Posts[i]
		if m.Page == "" {
			continue
		}
		for _, s := range m.Series {
			if s != "" {
				out = append(out, check.Part{Series: s, Lang: m.Lang, File: m.Path, Weight: m.Weight, Pos: check.Pos(m.Where.At("weight"))})
			}
		}
	}
	return out
}

// postedOf gives the published posts, for who looks for a page that moved.
func postedOf(s *check.Site) (out []posted) {
	known := map[string]bool{}
	for _, e := range s.Ledger.Entries {
		known[e.Path] = true
	}
	for i := range s.Posts {
		if p := &s.Posts[i]; p.URL != "" {
			out = append(out, posted{p.File, p.URL, !known[p.URL]})
		}
	}
	return out
}
