package site

import (
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
)

// A Listed is one post of the sources, visible or not.
type Listed struct {
	Path  string    `json:"path"`
	Title string    `json:"title"`
	Lang  string    `json:"lang"`
	Date  time.Time `json:"date,omitzero"`
	URL   string    `json:"url,omitempty"` // of a visible post
	// States are those of draft, future, expired, stale that hold.
	States  []string  `json:"states,omitempty"`
	Publish time.Time `json:"publishDate,omitzero"`
	Expiry  time.Time `json:"expiryDate,omitzero"`
	Review  time.Time `json:"reviewBy,omitzero"`
}

// Inventory is all posts of the sources and the next moment at which the site
// changes by itself.
type Inventory struct {
	Posts       []Listed // in order of path
	Next        time.Time
	Diagnostics diag.List
}

// Inventory lists all posts, whatever is built.
func (r *Revision) Inventory() (Inventory, error) {
	var inv Inventory
	err := r.do(func(c *memo.Ctx) error {
		now, err := r.site.world.now.Get(c, none{})
		if err != nil {
			return err
		}
		g, err := r.site.graph.Get(c, none{})
		if err != nil {
			return err
		}
		f, err := r.site.front.Get(c, none{})
		if err != nil {
			return err
		}
		for _, m := range f.Posts {
			inv.Posts = append(inv.Posts, listed(g, m, now))
		}
		inv.Next = graph.NextChange(f.Posts, now)
		return nil
	})
	if err != nil {
		return inv, err
	}
	inv.Diagnostics = r.diagnostics(nil)
	return inv, nil
}

func listed(g *graph.Graph, m *content.Meta, now time.Time) Listed {
	l := Listed{Path: m.Path, Title: m.Title, Lang: m.Lang, Date: m.Date, Publish: m.PublishDate, Expiry: m.ExpiryDate, Review: m.ReviewBy}
	if t, ok := g.File(m.Path); ok {
		l.URL = t.URL
	}
	for _, s := range []struct {
		name string
		only graph.Options
	}{
		{"draft", graph.Options{Future: true, Expired: true}},
		{"future", graph.Options{Drafts: true, Expired: true}},
		{"expired", graph.Options{Drafts: true, Future: true}},
	} {
		s.only.Now = now
		if graph.Visibility(m, s.only) != 0 {
			l.States = append(l.States, s.name)
		}
	}
	if !m.ReviewBy.IsZero() && !m.ReviewBy.After(now) {
		l.States = append(l.States, "stale")
	}
	return l
}

// Frame is what a new post has to fit in, and what stands around a report.
type Frame struct {
	Languages []string
	Zone      *time.Location
	Types     []string // ids of the declared Ops types
	Title     Text
	Origin    string // scheme and host of baseURL, or ""
	Home      string // href of the home page of the default language
}

// Frame gives languages, time zone and Ops types of the site.
func (r *Revision) Frame() (Frame, error) {
	var f Frame
	err := r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		if err != nil {
			return err
		}
		f.Languages, f.Zone = set.Languages, set.zone()
		f.Title, f.Origin, f.Home = set.Title, set.origin(), graph.Href(set.base(), "/")
		tree, err := r.site.world.tree.Get(c, "posts")
		for _, p := range tree.Files {
			if tax, ok := content.IsTerm(p); ok && tax == graph.Ops {
				f.Types = append(f.Types, graph.TermSlug(content.ParseFileName(p, set.Languages).Name))
			}
		}
		f.Types = sortedUnique(f.Types)
		return err
	})
	return f, err
}
