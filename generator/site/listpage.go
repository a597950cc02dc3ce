package site

import (
	"fmt"
	"slices"
	"time"

	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
)

// listPage fills in a page that lists posts or terms.
func (s *Site) listPage(c *memo.Ctx, r graph.Route, p *layout.Page) error {
	l, err := s.list.Get(c, r)
	if err != nil {
		return err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return err
	}
	p.Alternates = s.alternates(&set, l.Alternates, r.Lang)
	p.Pager = pager(set.base(), l, set.Paginate)
	if p.Posts, err = s.entries(c, l.Items); err != nil {
		return err
	}
	if r.Kind == graph.KindSerie || r.Kind == graph.KindOpsSerie {
		for i := range p.Posts {
			p.Posts[i].Part = l.First + i
		}
	}
	if err := s.about(c, r, p, &l, &set); err != nil {
		return err
	}
	if err := s.sharedList(c, r, p, l.Term); err != nil {
		return err
	}
	switch r.Kind {
	case graph.KindHome:
		return s.homePage(c, r, p)
	case graph.KindOpsMap:
		return s.mapPage(c, r, p)
	case graph.KindOps:
		return s.typePage(c, r, p, &l)
	case graph.KindTags, graph.KindSeries, graph.KindAuthors, graph.KindOpsTags, graph.KindOpsSeries:
		p.Terms, err = s.termViews(c, termsOf{overviewOf(r), r.Lang, r.Type})
		return err
	case graph.KindArchive, graph.KindYear:
		s.archivePage(c, r, p, &l)
	}
	return nil
}

// overviewOf gives the taxonomy whose terms an overview shows.
func overviewOf(r graph.Route) string {
	switch r.Kind {
	case graph.KindTags, graph.KindOpsTags:
		return graph.Tags
	case graph.KindSeries, graph.KindOpsSeries:
		return graph.Series
	}
	return graph.Authors
}

// about fills in the term that a page is about, the Ops type above it, its
// feed and its crumbs.
func (s *Site) about(c *memo.Ctx, r graph.Route, p *layout.Page, l *graph.List, set *Settings) error {
	if l.Parent != nil {
		p.Parent = termView(l.Parent)
		p.Crumbs = append(p.Crumbs,
			layout.Link{Title: s.word(c, r.Lang, "title.ops-map"), URL: p.Site.URLs.Ops},
			layout.Link{Title: p.Parent.Name, URL: p.Parent.URL})
	}
	if l.Term == nil {
		return nil
	}
	t := termView(l.Term)
	t.Latest = layout.NewDate(l.Term.Latest, r.Lang)
	p.Term, p.Title, p.Description = t, t.Name, t.Description
	if r.Type == "" {
		key, url := "title.tags", p.Site.URLs.Tags
		switch r.Taxonomy {
		case graph.Ops:
			key, url = "title.ops-map", p.Site.URLs.Ops
		case graph.Series:
			key, url = "title.series", p.Site.URLs.Series
		case graph.Authors:
			key, url = "title.authors", p.Site.URLs.Authors
		}
		p.Crumbs = append(p.Crumbs, layout.Link{Title: s.word(c, r.Lang, key), URL: url})
	}
	if t.Feed != "" {
		p.Feeds = append([]layout.FeedLink{{Title: t.Name + " · " + p.Site.Title, Type: "application/atom+xml", URL: t.Feed}}, p.Feeds...)
	}
	if r.N > 1 {
		return nil
	}
	for _, file := range l.Term.Files {
		w, err := s.term.Get(c, file)
		if err != nil {
			return err
		}
		d, err := s.termDoc.Get(c, file)
		if err != nil {
			return err
		}
		f, err := s.filler(c, file, w.Term.BodyLine, r.Path, r.Lang, false)
		if err != nil {
			return err
		}
		f.first = true
		if t.Body, err = f.body(&d.Doc); err != nil {
			return err
		}
	}
	return nil
}

// offered is how many posts a page that was not found offers instead.
const offered = 5

// notFoundPage offers the newest posts to a reader who found nothing.
func (s *Site) notFoundPage(c *memo.Ctx, r graph.Route, p *layout.Page) error {
	p.NoIndex = true
	items, err := s.query.Get(c, query{Lang: r.Lang, N: offered})
	if err != nil {
		return err
	}
	p.Posts, err = s.entries(c, items)
	return err
}

func (s *Site) homePage(c *memo.Ctx, r graph.Route, p *layout.Page) (err error) {
	if p.Terms, err = s.termViews(c, termsOf{graph.Ops, r.Lang, ""}); err != nil {
		return err
	}
	p.Series, err = s.termViews(c, termsOf{running, r.Lang, ""})
	return err
}

// termViews gives the views of terms, for a page to add to: every page of the
// home list shows the same ones, which name each series of each type.
func (s *Site) termViews(c *memo.Ctx, q termsOf) ([]layout.Term, error) {
	vs, err := s.shown.Get(c, q)
	return slices.Clone(vs), err
}

func (s *Site) runTermViews(c *memo.Ctx, q termsOf) ([]layout.Term, error) {
	ts, err := s.terms.Get(c, q)
	if err != nil {
		return nil, err
	}
	var out []layout.Term
	for i := range ts {
		v := termView(&ts[i])
		v.Latest = layout.NewDate(ts[i].Latest, q.Lang)
		out = append(out, *v)
	}
	return out, nil
}

// onMap is how many posts the map of types shows of each.
const onMap = 3

func (s *Site) mapPage(c *memo.Ctx, r graph.Route, p *layout.Page) (err error) {
	if p.Terms, err = s.termViews(c, termsOf{graph.Ops, r.Lang, ""}); err != nil {
		return err
	}
	for i := range p.Terms {
		items, err := s.query.Get(c, query{graph.Ops, p.Terms[i].ID, r.Lang, onMap})
		if err != nil {
			return err
		}
		if p.Terms[i].Posts, err = s.entries(c, items); err != nil {
			return err
		}
	}
	p.Maps, err = s.maps(c, p.Terms)
	return err
}

func (s *Site) typePage(c *memo.Ctx, r graph.Route, p *layout.Page, l *graph.List) (err error) {
	if r.N > 1 {
		return nil
	}
	p.Tags = refViews(l.Term.Tags)
	p.Series, err = s.termViews(c, termsOf{graph.Series, r.Lang, r.Term})
	return err
}

// archivePage groups the posts of one page of the archive by year and month.
// The counts are those of the whole archive.
func (s *Site) archivePage(c *memo.Ctx, r graph.Route, p *layout.Page, l *graph.List) {
	if r.Kind == graph.KindYear {
		p.Title = layout.YearText(r.Year, r.Lang)
		p.Crumbs = append(p.Crumbs, layout.Link{Title: s.word(c, r.Lang, "title.archive"), URL: p.Site.URLs.Archive})
	}
	if r.Kind == graph.KindArchive && r.N <= 1 {
		p.Plot = plotView(l.Groups, r.Lang)
	}
	posts := map[string][]layout.Entry{}
	for i, it := range l.Items {
		id := groupID(it.Date.Year(), int(it.Date.Month()))
		if it.Date.IsZero() {
			id = groupID(0, 0)
		}
		posts[id] = append(posts[id], p.Posts[i])
	}
	for _, g := range l.Groups {
		v := layout.Group{ID: groupID(g.Year, g.Month), URL: g.URL, Count: g.Count}
		v.Posts = posts[v.ID]
		switch {
		case g.Month != 0:
			v.Title = layout.MonthText(g.Year, time.Month(g.Month), r.Lang)
			if last := len(p.Groups) - 1; len(v.Posts) > 0 {
				p.Groups[last].Sub = append(p.Groups[last].Sub, v)
			}
			continue
		case g.Year == 0:
			v.Title = s.word(c, r.Lang, "title.undated")
		default:
			v.Title = layout.YearText(g.Year, r.Lang)
		}
		p.Groups = append(p.Groups, v)
		p.Years = append(p.Years, layout.Group{ID: v.ID, Title: v.Title, URL: v.URL, Count: v.Count})
	}
	p.Groups = slices.DeleteFunc(p.Groups, func(g layout.Group) bool { return len(g.Posts)+len(g.Sub) == 0 })
	if r.Kind == graph.KindYear {
		p.Years = nil
		if len(p.Groups) == 1 {
			p.Groups = p.Groups[0].Sub
		}
	}
}

// groupID names a year ("2026"), a month ("2026-03"), or what has no date.
func groupID(year, month int) string {
	switch {
	case year == 0:
		return "undated"
	case month == 0:
		return fmt.Sprintf("%04d", year)
	}
	return fmt.Sprintf("%04d-%02d", year, month)
}
