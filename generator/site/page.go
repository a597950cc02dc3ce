package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"opspress/generator/feed"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
	"opspress/generator/output"
)

func itoa(n int) string { return strconv.Itoa(n) }

// errBroken is the error of a page that cannot be made for a reason that has
// been reported.
var errBroken = errors.New("the page has errors")

// A page is the bytes at a site path, digested once.
type page struct {
	bytes  []byte
	digest output.Digest
}

func (p page) open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.bytes)), nil }

func (s *Site) runPage(c *memo.Ctx, path string) (page, error) {
	b, err := s.bytes(c, path)
	if err != nil {
		return page{}, err
	}
	return page{b, output.Sum(b)}, nil
}

// bytes makes what stands at a site path.
func (s *Site) bytes(c *memo.Ctx, path string) ([]byte, error) {
	r, err := s.route.Get(c, path)
	if err != nil {
		return nil, err
	}
	if !r.OK {
		return s.runOther(c, path)
	}
	switch r.Kind {
	case graph.KindAtom, graph.KindRSS, graph.KindJSONFeed:
		return s.feed(c, r.Route)
	case graph.KindMarkdown:
		return s.markdownTwin(c, r.Route)
	case graph.KindLLMs:
		return s.llms(c, r.Route)
	case graph.KindSitemap:
		return s.runOther(c, path)
	case graph.KindRobots:
		return s.robots(c)
	case graph.KindIndex:
		return s.index(c, r.Lang)
	case graph.KindHeaders:
		return s.headers(c)
	case graph.KindRedirects:
		return s.redirects(c)
	case graph.KindReport:
		return s.report(c, r.Route)
	}
	p, name, err := s.view(c, r.Route)
	if err != nil {
		return nil, err
	}
	return s.execute(c, p, name, r.Route)
}

// runOther makes what is no route of the graph: style sheet, scripts, what is
// dear, sitemap, the files of the search index.
func (s *Site) runOther(c *memo.Ctx, path string) ([]byte, error) {
	if l, ok, err := s.locate(c, path); err != nil || ok {
		if err != nil {
			return nil, err
		}
		return s.searchFile(c, l)
	}
	for _, t := range s.bundles() {
		b, err := t.Get(c, none{})
		if err != nil {
			return nil, err
		}
		if b.Path == path {
			return b.Bytes, nil
		}
	}
	if set, err := s.settings.Get(c, none{}); err != nil {
		return nil, err
	} else if s.reports(&set) && s.reportStyle().Path == path {
		return s.opt.Reporter.Style, nil
	}
	r, ok, err := s.dear(c, path)
	if err != nil {
		return nil, err
	}
	if ok {
		return s.dearBytes(r)
	}
	fs, err := s.sitemap.Get(c, none{})
	if err != nil {
		return nil, err
	}
	for _, f := range fs {
		if "/"+f.Name == path {
			return f.Bytes, nil
		}
	}
	return nil, fmt.Errorf("the site has no %s", path)
}

// execute renders a page with its template. An error in the template is
// reported with the page that was being made.
func (s *Site) execute(c *memo.Ctx, p *layout.Page, name string, r graph.Route) ([]byte, error) {
	l, err := s.layout.Get(c, name)
	if err != nil {
		return nil, err
	}
	if l.Layout == nil {
		return nil, errBroken
	}
	strs, err := s.strings.Get(c, p.Lang)
	if err != nil {
		return nil, err
	}
	b, err := l.Execute(p, strs)
	if err == nil {
		return b, nil
	}
	d, real := found(err)
	if !real {
		return nil, err
	}
	of := r.Source
	if of == "" {
		of = r.Path
	}
	d.Message += rendering + of + ")"
	warn(c, d)
	return nil, errBroken
}

// view gives a page what its template shows, and the name of the template.
func (s *Site) view(c *memo.Ctx, r graph.Route) (*layout.Page, string, error) {
	p, err := s.common(c, r)
	if err != nil {
		return nil, "", err
	}
	name := layout.For(string(r.Kind))
	switch r.Kind {
	case graph.KindPost:
		name, err = s.postPage(c, r, p, name)
	case graph.KindRedirect:
		err = s.redirectPage(c, r, p)
	case graph.KindNotFound, graph.KindGone:
		err = s.notFoundPage(c, r, p)
	case graph.KindSearch:
		err = s.searchPage(c, r, p)
	default:
		err = s.listPage(c, r, p)
	}
	if err != nil {
		return nil, "", err
	}
	if p.Canonical == "" && !p.NoIndex {
		p.Canonical = p.Permalink
	}
	return p, name, s.linked(c, r, p)
}

// common gives what every page has.
func (s *Site) common(c *memo.Ctx, r graph.Route) (*layout.Page, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	frame, err := s.frame.Get(c, r.Lang)
	if err != nil {
		return nil, err
	}
	style, err := s.sheet(r.Kind).Get(c, none{})
	if err != nil {
		return nil, err
	}
	script, err := s.script.Get(c, none{})
	if err != nil {
		return nil, err
	}
	href := graph.Href(set.base(), r.Path)
	p := &layout.Page{
		Kind: string(r.Kind), Lang: r.Lang, Site: &frame, URL: href, Permalink: set.permanent(href),
		Description: frame.Description,
	}
	if style.Path != "" {
		p.Stylesheets = []string{graph.Href(set.base(), style.Path)}
	}
	if script.Path != "" {
		p.Scripts = []string{graph.Href(set.base(), script.Path)}
	}
	if frame.Feed != "" {
		p.Feeds = []layout.FeedLink{{Title: frame.Title, Type: frame.FeedType, URL: frame.Feed}}
	}
	if r.Kind != graph.KindHome {
		p.Crumbs = []layout.Link{{Title: frame.Title, URL: frame.Home}}
		p.Description = ""
	}
	return p, nil
}

func (s *Site) alternates(set *Settings, as []graph.Alternate, lang string) []layout.Alternate {
	var out []layout.Alternate
	for _, a := range as {
		out = append(out, layout.Alternate{
			Lang: a.Lang, Name: languageName(a.Lang), URL: a.URL, Permalink: set.permanent(a.URL), Current: a.Lang == lang,
		})
	}
	return out
}

// languageName gives a language's name for itself.
func languageName(lang string) string {
	switch lang {
	case "ko":
		return "한국어"
	case "en":
		return "English"
	case "ja":
		return "日本語"
	case "zh":
		return "中文"
	}
	return lang
}

func (s *Site) redirectPage(c *memo.Ctx, r graph.Route, p *layout.Page) error {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return err
	}
	p.NoIndex = true
	p.Target = set.absolute(r.Target)
	p.Canonical = set.permanent(r.Target)
	strs, err := s.strings.Get(c, p.Lang)
	if err != nil {
		return err
	}
	p.Title, err = strs.T("title.redirect")
	return err
}

// runSitemap writes the sitemap of all pages that want to be found.
func (s *Site) runSitemap(c *memo.Ctx, _ none) ([]feed.NamedFile, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil || set.BaseURL == "" {
		return nil, err
	}
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	var urls []feed.SitemapURL
	for _, u := range g.Sitemap() {
		su := feed.SitemapURL{Loc: set.absolute(u.URL), LastMod: u.LastMod}
		for _, a := range u.Alternates {
			su.Alternates = append(su.Alternates, feed.Alternate{Lang: a.Lang, URL: set.absolute(a.URL)})
		}
		urls = append(urls, su)
	}
	return feed.Sitemaps(set.absolute(graph.Href(set.base(), "/")), urls), nil
}

func (s *Site) robots(c *memo.Ctx) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	return feed.Robots(set.permanent(graph.Href(set.base(), "/sitemap.xml"))), nil
}
