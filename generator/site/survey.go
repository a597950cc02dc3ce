package site

import (
	"maps"
	"slices"

	"opspress/generator/content"
	"opspress/generator/graph"
	"opspress/generator/memo"
)

// A Survey is what is known of a site beside its finished files: what its sources
// say, and which source each page is made from.
type Survey struct {
	Settings  Settings
	Base      string // path of baseURL without a slash at the end
	Origin    string // its scheme and host, or ""
	Posts     []Surveyed
	Terms     []content.Term
	Routes    []graph.Route
	Files     []string // all source files of the site, in order, as on disk
	Templates []string // files under layouts/, those of the binary too
}

// A Surveyed is a post of the sources, visible or not.
type Surveyed struct {
	*content.Meta
	Page   string // site path, "" of a hidden post
	Hidden string // why it is hidden, or ""
	BodyAt int    // where the body begins in the text
	Ops    []string
	TagIDs []string // of Tags, in their order
	Series []string
	Key    string // translations share it
}

// Survey tells what is known of the site. It asks for nothing that a build has
// not made.
func (r *Revision) Survey() (Survey, error) {
	var v Survey
	err := r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		if err != nil {
			return err
		}
		v.Settings, v.Base, v.Origin = set, set.base(), set.origin()
		g, err := r.site.graph.Get(c, none{})
		if err != nil {
			return err
		}
		f, err := r.site.front.Get(c, none{})
		if err != nil {
			return err
		}
		v.Routes, v.Terms = g.Routes(), f.Terms
		for _, m := range f.Posts {
			p, err := r.site.post.Get(c, m.Path)
			if err != nil {
				return err
			}
			v.Posts = append(v.Posts, surveyed(g, m, p.BodyAt))
		}
		names, err := r.site.names.Get(c, none{})
		for _, n := range names {
			v.Templates = append(v.Templates, "layouts/"+n)
		}
		return err
	})
	v.Files = slices.Sorted(maps.Keys(r.site.world.look.files))
	return v, err
}

func surveyed(g *graph.Graph, m *content.Meta, bodyAt int) Surveyed {
	s := Surveyed{Meta: m, BodyAt: bodyAt, Page: g.PageOf(m.Path), Key: m.TranslationKey}
	if t, ok := g.File(m.Path); ok && t.Hidden != 0 {
		s.Hidden = t.Hidden.String()
	}
	if s.Key == "" {
		s.Key = m.Key
	}
	ids := func(taxonomy string, names []string) (out []string) {
		for _, n := range names {
			out = append(out, g.TermID(taxonomy, n))
		}
		return out
	}
	s.Ops, s.TagIDs, s.Series = ids(graph.Ops, m.Ops), ids(graph.Tags, m.Tags), ids(graph.Series, m.Series)
	return s
}

// Text gives the text of a source file, or of a template that comes with the
// binary: with "\n" at the ends of lines and without a byte order mark. It is nil
// when there is none.
func (r *Revision) Text(path string) []byte {
	t, err := r.site.world.readFile(nil, path)
	if err != nil || !t.Exists {
		return nil
	}
	return []byte(content.Body(t.Bytes, 0))
}

// Gone gives the paths of pages that the settings declare gone.
func (r *Revision) Gone() (gone []string, err error) {
	err = r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		for _, g := range set.Gone {
			gone = append(gone, g.Path)
		}
		return err
	})
	return gone, err
}
