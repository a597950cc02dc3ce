package site

import (
	"fmt"

	"opspress/generator/feed"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
)

// linked tells machines what a page is, in JSON-LD. It wants whole addresses,
// so a site without a baseURL says nothing, and neither does a page that search
// engines are asked to leave alone.
func (s *Site) linked(c *memo.Ctx, r graph.Route, p *layout.Page) error {
	if p.Permalink == "" || p.NoIndex || r.Kind == graph.KindNotFound || r.Kind == graph.KindRedirect {
		return nil
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return err
	}
	l := linker{&set, p}
	var things []any
	switch {
	case p.Post != nil:
		a, err := s.abstract.Get(c, r.Source)
		if err != nil {
			return err
		}
		things = append(things, l.posting(a.Words.Eojeol))
	case r.N > 1:
	case r.Kind == graph.KindHome:
		things = append(things, l.blog())
	case r.Kind == graph.KindOpsMap:
		things = append(things, l.termSet(s.word(c, r.Lang, "title.ops-map")))
	case r.Kind == graph.KindOps:
		things = append(things, l.term(s.word(c, r.Lang, "title.ops-map")))
	case r.Kind == graph.KindSerie:
		things = append(things, l.series())
	case r.Kind == graph.KindAuthor:
		things = append(things, l.profile())
	}
	if len(p.Crumbs) > 0 {
		title := p.Title
		if title == "" {
			title = s.word(c, r.Lang, "title."+p.Kind)
		}
		things = append(things, l.crumbs(title))
	}
	if b := feed.Linked(things...); b != nil {
		p.Linked = layout.Data("application/ld+json", b)
	}
	return nil
}

// A linker describes one page.
type linker struct {
	set *Settings
	*layout.Page
}

func (l *linker) at(href string) string { return l.set.permanent(href) }

func (l *linker) publisher() feed.Agent {
	a := feed.Agent{Type: "Organization", Name: l.Site.Title, URL: l.at(l.Site.Home)}
	if logo := l.Site.Logo; logo != nil {
		a.Logo = l.at(logo.URL)
	}
	return a
}

func (l *linker) blog() feed.Blog {
	b := feed.NewBlog(l.Permalink, l.Site.Title)
	b.Description, b.Lang, b.Publisher = l.Site.Description, l.Lang, l.publisher()
	if u := l.Site.URLs.Search; u != "" {
		b.Search = feed.NewSearch(l.at(u))
	}
	return b
}

func (l *linker) posting(words int) feed.Posting {
	post := l.Post
	publisher := l.publisher()
	out := feed.Posting{
		Type: "BlogPosting", ID: l.Permalink, URL: l.Permalink, Page: l.Canonical, Headline: l.Title, Description: l.Description,
		Lang: l.Lang, Published: post.Date.Machine, Modified: post.Updated.Machine, Words: words, Publisher: &publisher,
	}
	if post.Minutes > 0 {
		out.Time = fmt.Sprintf("PT%dM", post.Minutes)
	}
	if l.Image != nil {
		out.Image = feed.NewIllustration(l.Image.URL, l.Image.Width, l.Image.Height)
	}
	for _, a := range post.Authors {
		out.Authors = append(out.Authors, feed.Agent{Type: "Person", Name: a.Name, URL: l.at(a.URL)})
	}
	if len(post.Authors) == 0 {
		out.Authors = []feed.Agent{{Type: "Organization", Name: l.Site.Title, URL: l.at(l.Site.Home)}}
	}
	for _, t := range post.Tags {
		out.Keywords = append(out.Keywords, t.Name)
	}
	for _, t := range post.Types {
		if t.URL != "" {
			out.About = append(out.About, feed.Node{Type: "DefinedTerm", ID: l.at(t.URL), Name: t.Name})
		}
	}
	out.IsPartOf = []feed.Node{{Type: "Blog", ID: l.at(l.Site.Home), Name: l.Site.Title}}
	for _, b := range post.Series {
		if b.URL != "" {
			out.IsPartOf = append(out.IsPartOf, feed.Node{Type: "CreativeWorkSeries", ID: l.at(b.URL), Name: b.Name})
			out.Position = b.N
		}
	}
	if len(post.Series) > 1 {
		out.Position = 0 // which of them would it be?
	}
	for _, a := range l.Alternates {
		if !a.Current {
			out.Translations = append(out.Translations, feed.Node{Type: "BlogPosting", ID: a.Permalink})
		}
	}
	return out
}

func (l *linker) crumbs(title string) feed.Breadcrumbs {
	var steps []feed.Crumb
	for _, c := range l.Crumbs {
		steps = append(steps, feed.Crumb{Name: c.Title, Item: l.at(c.URL)})
	}
	return feed.NewBreadcrumbs(append(steps, feed.Crumb{Name: title, Item: l.Permalink}))
}

func (l *linker) term(set string) feed.DefinedTerm {
	t := feed.DefinedTerm{
		Type: "DefinedTerm", ID: l.Permalink, URL: l.Permalink, Name: l.Term.Name, Other: l.Term.Other,
		Description: l.Term.Description, Lang: l.Lang,
	}
	if u := l.Site.URLs.Ops; u != "" {
		t.Set = &feed.Node{Type: "DefinedTermSet", ID: l.at(u), Name: set}
	}
	return t
}

func (l *linker) termSet(name string) feed.DefinedTerm {
	t := feed.DefinedTerm{Type: "DefinedTermSet", ID: l.Permalink, URL: l.Permalink, Name: name, Lang: l.Lang}
	for _, x := range l.Terms {
		if x.URL != "" {
			t.Terms = append(t.Terms, feed.Node{Type: "DefinedTerm", ID: l.at(x.URL), Name: x.Name})
		}
	}
	return t
}

func (l *linker) series() feed.WorkSeries {
	w := feed.WorkSeries{
		Type: "CreativeWorkSeries", ID: l.Permalink, URL: l.Permalink, Name: l.Term.Name, Description: l.Term.Description, Lang: l.Lang,
	}
	for _, e := range l.Posts {
		w.Parts = append(w.Parts, feed.Posting{
			Type: "BlogPosting", ID: l.at(e.URL), URL: l.at(e.URL), Headline: e.Title, Lang: e.Lang, Published: e.Date.Machine, Position: e.Part,
		})
	}
	return w
}

func (l *linker) profile() feed.Profile {
	a := feed.Agent{Type: "Person", ID: l.Permalink, Name: l.Term.Name, URL: l.Permalink, Description: l.Term.Description, JobTitle: l.Term.Role}
	if isExternal(l.Term.Site) {
		a.SameAs = []string{l.Term.Site}
	}
	return feed.Profile{Type: "ProfilePage", ID: l.Permalink, URL: l.Permalink, Of: a}
}
