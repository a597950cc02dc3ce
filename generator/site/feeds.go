package site

import (
	"time"

	"opspress/generator/feed"
	"opspress/generator/graph"
	"opspress/generator/highlight"
	"opspress/generator/memo"
)

// newest is how many posts a feed holds.
const newest = 20

// feed makes a feed. Those of the whole site and of an Ops type hold full
// posts, those of tags and series summaries.
func (s *Site) feed(c *memo.Ctx, r graph.Route) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	frame, err := s.frame.Get(c, r.Lang)
	if err != nil {
		return nil, err
	}
	items, home, err := s.feedItems(c, r)
	if err != nil {
		return nil, err
	}
	base := set.base()
	f := feed.Feed{
		Title: frame.Title, Subtitle: frame.Description, Lang: r.Lang, Generator: "opspress " + s.opt.Version,
		Home: set.absolute(graph.Href(base, home)), Self: set.absolute(graph.Href(base, r.Path)),
	}
	f.ID = f.Home
	if r.Term != "" {
		t, err := s.named.Get(c, query{Taxonomy: r.Taxonomy, Name: r.Term, Lang: r.Lang})
		if err != nil {
			return nil, err
		}
		f.Title, f.Subtitle = t.Name+" · "+frame.Title, t.Description
	}
	full := r.Term == "" || r.Taxonomy == graph.Ops
	for _, it := range items {
		e, err := s.feedEntry(c, &set, it, full)
		if err != nil {
			return nil, err
		}
		f.Entries = append(f.Entries, e)
	}
	if len(items) == 0 {
		f.Updated = time.Unix(0, 0).UTC() // a feed must say when; nothing has happened yet
	}
	switch r.Kind {
	case graph.KindRSS:
		return feed.RSS(f), nil
	case graph.KindJSONFeed:
		return feed.JSON(f), nil
	}
	return feed.Atom(f), nil
}

// feedItems gives the posts of a feed and the path of the page it belongs to.
func (s *Site) feedItems(c *memo.Ctx, r graph.Route) ([]graph.Item, string, error) {
	list := r
	list.Kind, list.N = graph.KindAtom, newest
	items, err := s.latest.Get(c, list)
	if err != nil {
		return nil, "", err
	}
	home := r.Path[:lastSlash(r.Path)+1]
	return items, home, nil
}

func lastSlash(p string) int {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] == '/' {
			return i
		}
	}
	return -1
}

func (s *Site) runLatest(c *memo.Ctx, r graph.Route) ([]graph.Item, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	return g.Newest(r, r.N), nil
}

func (s *Site) feedEntry(c *memo.Ctx, set *Settings, it graph.Item, full bool) (feed.Entry, error) {
	a, err := s.abstract.Get(c, it.Path)
	if err != nil {
		return feed.Entry{}, err
	}
	by, err := s.byline.Get(c, it.Path)
	if err != nil {
		return feed.Entry{}, err
	}
	e := feed.Entry{
		ID: set.absolute(graph.Href(set.base(), by.ID)), Title: it.Title, URL: set.absolute(it.URL), Lang: it.Lang,
		Published: it.Date, Updated: it.Lastmod, Summary: a.Summary,
	}
	for _, x := range by.Authors {
		e.Authors = append(e.Authors, feed.Person{Name: x.Name})
	}
	for _, t := range append(it.Types[:len(it.Types):len(it.Types)], it.Tags...) {
		e.Categories = append(e.Categories, feed.Category{Term: t.ID, Label: t.Name})
	}
	if !full {
		return e, nil
	}
	w, err := s.whole(c, &it, by.Page, true)
	e.Content = highlight.Unlinked(string(w.body))
	return e, err
}
