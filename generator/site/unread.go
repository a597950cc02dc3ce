package site

import (
	"cmp"
	"maps"
	"slices"

	"opspress/generator/diag"
	"opspress/generator/memo"
)

// A post whose front matter has errors is no part of the graph and has no
// page. What else is wrong with it is told all the same, so that a writer sees
// everything at once; and where its page would stand is known, as far as the
// front matter or else the file's name tells it.

// runFaults looks for what is wrong with the body of such a post: it is filled
// as on its page, and thrown away.
func (s *Site) runFaults(c *memo.Ctx, file string) (none, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return none{}, err
	}
	p, err := s.post.Get(c, file)
	if err != nil {
		return none{}, err
	}
	d, err := s.doc.Get(c, file)
	if err != nil {
		return none{}, err
	}
	at := ""
	for path, f := range g.Unread() {
		if f == file {
			at = path
		}
	}
	f, err := s.filler(c, file, p.BodyLine, at, p.Meta.Lang, false)
	if err != nil {
		return none{}, err
	}
	_, err = f.body(&d.Doc)
	return none{}, told(c, []string{file}, []error{err})
}

// unreadFaults asks for the faults of every post that cannot be read.
func (s *Site) unreadFaults(c *memo.Ctx) error {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return err
	}
	_, errs := s.faults.All(c, slices.Sorted(maps.Values(g.Unread())))
	return cmp.Or(errs...)
}

// Unread gives the posts whose front matter has errors: for the site path
// where each would stand, its file.
func (r *Revision) Unread() (map[string]string, error) {
	var unread map[string]string
	err := r.do(func(c *memo.Ctx) error {
		g, err := r.site.graph.Get(c, none{})
		if err == nil {
			unread = g.Unread()
		}
		return err
	})
	return unread, err
}

// Faults gives everything that is wrong with a post whose front matter has
// errors.
func (r *Revision) Faults(file string) (diag.List, error) {
	err := r.do(func(c *memo.Ctx) error {
		_, err := r.site.faults.Get(c, file)
		return err
	})
	return slices.DeleteFunc(r.diagnostics(nil), func(d diag.Diagnostic) bool { return d.File != file }), err
}
