package site

import (
	"slices"
	"strings"

	"opspress/generator/markdown"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// About is what an author wants to know of a page while writing it.
type About struct {
	Source      string // the post's or term's file, or ""
	Title       string
	Description string
	Image       string   // of a shared link
	Permalink   string   // in production, "" without a baseURL
	Date        string   // of a post, as pages show it
	States      []string // draft, future, expired
	Words       markdown.Words
	Minutes     int
	Sources     []string // files that the page was made from, templates left out
	Templates   []string
	Cause       string // why it was made anew last, or ""
}

// About tells about the page at a path.
func (r *Revision) About(path string) (About, error) {
	var a About
	err := r.do(func(c *memo.Ctx) error {
		route, err := r.site.route.Get(c, path)
		if err != nil {
			return err
		}
		if k := kindOfRoute(route.Kind); !route.OK || k != output.Leaf && k != output.List {
			return ErrNoPage
		}
		a.Source = route.Source
		p, _, err := r.site.view(c, route.Route)
		if err != nil {
			return err
		}
		a.Title, a.Description = p.Title, p.Description
		if p.Image != nil {
			a.Image = p.Image.URL
		}
		set, err := r.site.settings.Get(c, none{})
		if err != nil {
			return err
		}
		a.Permalink = set.production(p.URL)
		if p.Post == nil {
			return nil
		}
		a.Date = p.Post.Date.Text
		for _, s := range []struct {
			name string
			is   bool
		}{{"draft", p.Post.Draft}, {"future", p.Post.Future}, {"expired", p.Post.Expired}} {
			if s.is {
				a.States = append(a.States, s.name)
			}
		}
		abs, err := r.site.abstract.Get(c, route.Source)
		a.Words, a.Minutes = abs.Words, minutes(abs.Words)
		return err
	})
	if err != nil {
		return a, err
	}
	a.Sources, a.Templates = r.madeFrom(path)
	a.Cause = r.cause(path)
	return a, nil
}

// madeFrom gives the files that a page read, itself or through others. What it
// knows of other posts it has through the graph, which has read all of them:
// those are not named.
func (r *Revision) madeFrom(path string) (sources, templates []string) {
	seen := map[memo.Node]bool{}
	var visit func(n memo.Node)
	visit = func(n memo.Node) {
		if seen[n] || n.Task() == "Graph" || n.Task() == "Extras" {
			return
		}
		seen[n] = true
		if file, ok := n.Key().(string); ok && (n.Task() == "File" || n.Task() == "Picture") {
			if rest, ok := strings.CutPrefix(file, "layouts/"); ok {
				templates = append(templates, rest)
			} else {
				sources = append(sources, file)
			}
			return
		}
		for _, m := range r.site.store.Why(n).Reads {
			visit(m)
		}
	}
	visit(r.site.page.Node(path))
	slices.Sort(sources)
	slices.Sort(templates)
	return sources, templates
}

// changedSource says in words what changed in the world.
func changedSource(n memo.Node) string {
	name, _ := n.Key().(string)
	switch n.Task() {
	case "File", "Blob", "Picture":
		return name + " has changed"
	case "Dir":
		return "files have come to " + name + "/ or gone from it"
	case "Clock":
		return "time has passed"
	}
	return n.String()
}

// cause follows the first changed read down to what the world changed.
func (r *Revision) cause(path string) string {
	n := r.site.page.Node(path)
	for range 64 {
		st := r.site.store.Why(n)
		switch st.Reason {
		case memo.Read:
			n = st.Cause
			continue
		case memo.Named, memo.First:
			if n == r.site.page.Node(path) {
				return ""
			}
			return changedSource(n)
		}
		return ""
	}
	return ""
}
