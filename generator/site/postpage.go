package site

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"opspress/generator/card"
	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

// A whole is a post with its body filled, and what filled it.
type whole struct {
	meta   *content.Meta
	doc    rendered
	body   layout.HTML
	filler *filler
}

// whole gives a post for its page, or for a feed, which wants absolute links.
func (s *Site) whole(c *memo.Ctx, it *graph.Item, page string, absolute bool) (w whole, err error) {
	if w.meta, err = s.meta.Get(c, it.Path); err != nil {
		return w, err
	}
	if w.doc, err = s.doc.Get(c, it.Path); err != nil {
		return w, err
	}
	if w.filler, err = s.filler(c, it.Path, w.doc.Line, page, it.Lang, absolute); err != nil {
		return w, err
	}
	w.filler.first = !absolute && w.meta.Cover.Image == ""
	w.body, err = w.filler.body(&w.doc.Doc)
	return w, err
}

// postPage fills in the page of a post and gives the name of its template.
func (s *Site) postPage(c *memo.Ctx, r graph.Route, p *layout.Page, name string) (string, error) {
	at, err := s.at.Get(c, r.Source)
	if err != nil {
		return name, err
	}
	w, err := s.whole(c, &at.Item, at.Page, false)
	if err != nil {
		return name, err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return name, err
	}
	if s.reports(&set) { // while the doc is at hand
		if _, err := s.outbound.Get(c, r.Source); err != nil {
			return name, err
		}
	}
	m := w.meta
	post := &layout.Post{Future: at.Future, Expired: at.Expired, Params: m.Params, Body: w.body}
	if post.Entry, err = s.entry(c, at.Item); err != nil {
		return name, err
	}
	if m.TOC == nil || *m.TOC {
		post.TOC = toc(w.doc.Headings)
	}
	s.around(c, &at, post, w.filler)
	s.pictures(w.filler, post, p, m, &at.Item, &set)
	p.Post, p.Title, p.NoIndex, p.Canonical = post, at.Title, m.NoIndex, w.filler.canonical(m)
	if p.Description = m.Description; p.Description == "" {
		p.Description = cut(post.Summary, maxSummary)
	}
	if !m.NoIndex {
		p.Markdown = set.absolute(graph.Href(set.base(), graph.MarkdownPath(r.Path)))
	}
	p.Alternates = s.alternates(&set, at.Alternates, r.Lang)
	crumb := layout.Link{Title: s.word(c, r.Lang, "title.posts"), URL: p.Site.URLs.Posts}
	if len(post.Types) > 0 {
		crumb = layout.Link{Title: post.Types[0].Name, URL: post.Types[0].URL}
	}
	p.Crumbs = append(p.Crumbs, crumb)
	if m.Layout != "" {
		names, err := s.names.Get(c, none{})
		if err != nil {
			return name, err
		}
		if own, ok := chosen(names, m.Layout); ok {
			name = own
		}
	}
	return name, w.filler.err
}

// around fills in what a post's page shows of other posts and of its authors.
func (s *Site) around(c *memo.Ctx, at *graph.Post, post *layout.Post, f *filler) {
	post.Prev, post.Next = linkView(at.Prev, at.Lang), linkView(at.Next, at.Lang)
	for _, b := range at.Boxes {
		post.Series = append(post.Series, boxView(b, at.Lang))
	}
	for _, a := range at.Authors {
		post.Authors = append(post.Authors, s.author(c, f, a))
	}
	for _, it := range at.Related {
		post.Related = append(post.Related, entryView(it))
	}
}

// word gives an interface string; one that is missing is told by the template
// that shows it.
func (s *Site) word(c *memo.Ctx, lang, key string) string {
	strs, err := s.strings.Get(c, lang)
	if err != nil {
		return ""
	}
	w, _ := strs.T(key)
	return w
}

func boxView(b graph.Box, lang string) layout.SeriesBox {
	v := layout.SeriesBox{Ref: refView(b.Ref), N: b.N, Total: b.Total, First: b.First}
	for i, t := range b.Parts {
		l := *linkView(&t, lang)
		l.Current = b.First+i == b.N
		v.Parts = append(v.Parts, l)
	}
	return v
}

func (s *Site) author(c *memo.Ctx, f *filler, a graph.Author) layout.Author {
	v := layout.Author{Ref: refView(a.Ref), Role: a.Role, Image: a.Image, Site: a.Site, Description: a.Description}
	for _, dest := range []*string{&v.Site, &v.Image} {
		if !markdown.MayLead(*dest) {
			warn(c, diag.Diagnostic{Rule: "link", Severity: f.set.Severity, File: a.File,
				Message: fmt.Sprintf("link %q %s", *dest, leftOut), Hint: schemes})
			*dest = ""
		}
	}
	if v.Image != "" && !isExternal(v.Image) {
		v.Image = ""
		if at := f.published(path.Join("assets/static", a.Image)); at != "" {
			v.Image = f.url(graph.Href(f.set.Base, at))
		} else {
			warn(c, diag.Diagnostic{Rule: "image", Severity: f.set.Severity, File: a.File,
				Message: fmt.Sprintf("image %q is not there", a.Image), Hint: "looked for " + path.Join("assets/static", a.Image)})
		}
	}
	return v
}

// canonical gives the address under which a post first appeared.
func (f *filler) canonical(m *content.Meta) string {
	if markdown.MayLead(m.Canonical) {
		return m.Canonical
	}
	f.complain(m.Where.At("canonical"), "link", fmt.Sprintf("canonical %q %s", m.Canonical, leftOut), schemes)
	return ""
}

// complain keeps a finding at a place of the front matter.
func (f *filler) complain(at content.Pos, rule, message, hint string) {
	warn(f.c, diag.Diagnostic{Rule: rule, Severity: f.set.Severity, File: f.file, Line: max(1, at.Line), Column: at.Column,
		Message: message, Hint: hint})
}

// pictures finds the cover and the picture for shared links: the cover, else
// the first of images, else the card, else the first of the body.
func (s *Site) pictures(f *filler, post *layout.Post, p *layout.Page, m *content.Meta, it *graph.Item, set *Settings) {
	share := func(pic layout.Picture) {
		if p.Image != nil {
			return
		}
		if pic.URL = set.permanent(pic.URL); isExternal(pic.URL) {
			pic.Alt = cmp.Or(pic.Alt, it.Title)
			p.Image = &pic
		}
	}
	if cover := m.Cover.Image; cover != "" {
		pic, why, hint := f.picture(cover)
		if why != "" {
			f.complain(cmp.Or(m.Where.At("cover.image"), m.Where.At("cover")), "image", fmt.Sprintf("cover %q %s", cover, why), hint)
		} else {
			pic.Alt = m.Cover.Alt
			post.Cover = &pic
			share(f.shareable(pic, cover))
		}
	}
	for n, i := range m.Images {
		pic, why, hint := f.picture(i)
		if why != "" {
			at := cmp.Or(m.Where.Member("images", n), m.Where.At("images"))
			f.complain(at, "image", fmt.Sprintf("image %q %s", i, why), hint)
		} else {
			share(f.shareable(pic, i))
		}
	}
	if wantsCard(m) {
		f.fail(s.shared(f.c, p, f.at, func(a *artist) card.Card { return a.post(it) }))
	}
	if p.Image == nil {
		a, err := s.abstract.Get(f.c, f.file)
		f.fail(err)
		if a.Image != "" && !strings.HasSuffix(strings.ToLower(a.Image), ".svg") {
			if pic, why, _ := f.picture(a.Image); why == "" {
				share(f.shareable(pic, a.Image))
			}
		}
	}
}
