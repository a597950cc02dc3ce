package site

import (
	"time"

	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

// The functions of this file turn answers of the graph into what templates see.

func refView(r graph.Ref) layout.Ref {
	return layout.Ref{Taxonomy: r.Taxonomy, ID: r.ID, Name: r.Name, Other: r.Other, URL: r.URL, Count: r.Count, Color: r.Color}
}

func refViews(rs []graph.Ref) []layout.Ref {
	if len(rs) == 0 {
		return nil
	}
	out := make([]layout.Ref, len(rs))
	for i, r := range rs {
		out[i] = refView(r)
	}
	return out
}

// termView is the view of a term without its introduction.
func termView(t *graph.Term) *layout.Term {
	if t == nil {
		return nil
	}
	v := &layout.Term{
		Ref: refView(t.Ref), Description: t.Description, Series: refViews(t.Series),
		Role: t.Author.Role, Image: t.Author.Image, Site: t.Author.Site,
	}
	if !markdown.MayLead(v.Site) { // which the pages of the author's posts tell
		v.Site = ""
	}
	for _, r := range t.Relations {
		v.Relations = append(v.Relations, layout.Relation{Kind: r.Kind, Terms: refViews(r.Terms)})
	}
	if t.Feed && t.URL != "" {
		v.Feed = t.URL + "feed.xml"
	}
	if t.Taxonomy == graph.Ops && t.URL != "" {
		if t.HasTags {
			v.TagsURL = t.URL + "tags/"
		}
		if t.HasSeries {
			v.SeriesURL = t.URL + "series/"
		}
	}
	return v
}

func linkView(t *graph.Title, lang string) *layout.Link {
	if t == nil {
		return nil
	}
	return &layout.Link{Title: t.Title, URL: t.URL, Lang: other(t.Lang, lang)}
}

// other gives a language where it differs from that of the page.
func other(lang, page string) string {
	if lang == page {
		return ""
	}
	return lang
}

// entry gives a post as lists show it.
func (s *Site) entry(c *memo.Ctx, it graph.Item) (layout.Entry, error) {
	a, err := s.abstract.Get(c, it.Path)
	if err != nil {
		return layout.Entry{}, err
	}
	e := entryView(it)
	e.Summary, e.Minutes = a.Summary, minutes(a.Words)
	return e, nil
}

func entryView(it graph.Item) layout.Entry {
	return layout.Entry{
		Title: it.Title, URL: it.URL, Lang: it.Lang, Draft: it.Draft,
		Date: layout.NewDate(it.Date, it.Lang), Updated: updated(it),
		Types: refViews(it.Types), Tags: refViews(it.Tags),
	}
}

// updated gives the day of the last change when it is not the day of the post.
func updated(it graph.Item) layout.Date {
	if it.Lastmod.IsZero() || sameDay(it.Date, it.Lastmod) {
		return layout.Date{}
	}
	return layout.NewDate(it.Lastmod, it.Lang)
}

func sameDay(a, b time.Time) bool {
	return a.Format(time.DateOnly) == b.In(a.Location()).Format(time.DateOnly)
}

func (s *Site) entries(c *memo.Ctx, its []graph.Item) ([]layout.Entry, error) {
	out := make([]layout.Entry, 0, len(its))
	for _, it := range its {
		e, err := s.entry(c, it)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// toc gives the table of contents: headings of the second level, with those of
// the third below them. Fewer than two make none.
func toc(hs []markdown.Heading) []layout.Heading {
	var out []layout.Heading
	for _, h := range hs {
		v := layout.Heading{ID: h.ID, Text: h.Text, Level: h.Level}
		switch {
		case h.Level == 2:
			out = append(out, v)
		case h.Level == 3 && len(out) > 0:
			last := &out[len(out)-1]
			last.Sub = append(last.Sub, v)
		case h.Level == 3:
			out = append(out, v)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// near is how many pages on each side of the current one a pager names.
const near = 2

// pager gives the place of a page in its list; nil when there is one page.
func pager(base string, l graph.List, paginate int) *layout.Pager {
	if l.Total < 2 {
		return nil
	}
	at := func(n int) string { return graph.Href(base, graph.PagePath(l.Base, n)) }
	p := &layout.Pager{N: l.N, Total: l.Total, First: at(1), Last: at(l.Total), PostsInAll: l.All,
		FirstOnPage: l.First, PostsOnEveryPage: paginate}
	if l.N > 1 {
		p.Prev = at(l.N - 1)
	}
	if l.N < l.Total {
		p.Next = at(l.N + 1)
	}
	name := func(n int) {
		p.Pages = append(p.Pages, layout.Link{Title: itoa(n), URL: at(n), Current: n == l.N})
	}
	from, to := max(1, l.N-near), min(l.Total, l.N+near)
	if from > 1 {
		name(1)
	}
	for n := from; n <= to; n++ {
		name(n)
	}
	if to < l.Total {
		name(l.Total)
	}
	return p
}
