package site

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// Why tells what a file of the site was made from. Lists are sorted.
type Why struct {
	URL         string   `json:"url"`                 // site path: "/posts/x/"
	Permalink   string   `json:"permalink,omitempty"` // absolute, where there is a baseURL
	File        string   `json:"file"`                // in the output folder
	Kind        string   `json:"kind"`
	Source      string   `json:"source,omitempty"` // the file that it shows
	Sources     []string `json:"sources"`          // all files that it was made from, templates left out
	Templates   []string `json:"templates"`        // from layouts/ on
	Projections []string `json:"projections"`      // the questions to the graph of all posts
}

// An UnknownURLError says that the site has nothing at a URL.
type UnknownURLError struct{ URL, Hint string }

func (e *UnknownURLError) Error() string { return "the site has nothing at " + e.URL }

// Why makes the file at a URL, or at a path of the site with or without the path
// of baseURL, and tells what was read on the way. Its error is ErrBroken when the
// page cannot be made, which the findings tell, or an *UnknownURLError.
func (r *Revision) Why(ctx context.Context, raw string) (Why, diag.List, error) {
	var set Settings
	var all []outline
	err := r.do(func(c *memo.Ctx) (err error) {
		if set, err = r.site.settings.Get(c, none{}); err != nil {
			return err
		}
		all, err = r.site.outlines.Get(c, none{})
		return err
	})
	if err != nil {
		return Why{}, nil, err
	}
	o, err := findOutline(raw, &set, all)
	if err != nil {
		return Why{}, r.Findings(), err
	}
	w := Why{URL: o.Path, File: o.file(), Kind: o.Kind.String(), Source: o.Source,
		Sources: []string{}, Templates: []string{}, Projections: []string{}}
	if o.Kind != output.Control {
		w.Permalink = set.permanent(graph.Href(set.base(), o.Path))
	}
	if _, _, err := r.file(o); err != nil {
		if ctx.Err() != nil {
			return Why{}, nil, ctx.Err()
		}
		return w, r.Findings(), ErrBroken
	}
	if o.Blob {
		w.Sources = append(w.Sources, o.Source)
		return w, nil, nil
	}
	r.tell(&w, r.site.page.Node(o.Path))
	return w, nil, nil
}

// ErrBroken says that a page cannot be made.
var ErrBroken = errors.New("the page has errors")

// findOutline finds what stands at a URL as people write it.
func findOutline(raw string, set *Settings, all []outline) (outline, error) {
	p, hint := pathOf(raw, set)
	if hint != "" {
		return outline{}, &UnknownURLError{raw, hint}
	}
	tries := []string{p}
	if base := set.base(); base != "" {
		if rest, ok := strings.CutPrefix(p, base); ok && strings.HasPrefix(rest, "/") {
			tries = []string{rest, p}
		} else if p == base {
			tries = []string{"/"}
		}
	}
	paths := make([]string, len(all))
	for i, o := range all {
		paths[i] = o.Path
	}
	for _, t := range tries {
		for _, way := range []string{t, t + "/", strings.TrimSuffix(t, "index.html"), strings.TrimSuffix(t, "/")} {
			if i := slices.Index(paths, way); i >= 0 {
				return all[i], nil
			}
		}
	}
	return outline{}, &UnknownURLError{raw, diag.DidYouMean(tries[0], paths)}
}

// pathOf takes the path out of what may be a whole URL; hint says why it is none
// of this site's.
func pathOf(raw string, set *Settings) (p, hint string) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", "that is no URL"
	}
	if u.Host != "" {
		if origin := u.Scheme + "://" + u.Host; set.BaseURL == "" {
			return "", "the site has no baseURL; give a path, such as /posts/"
		} else if origin != set.origin() {
			return "", "the site is at " + set.BaseURL
		}
	}
	p = nfc(u.Path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return p, ""
}

// tell walks the reads of a page. What has asked the graph is a projection; the
// graph has read all posts, so behind it nothing is named.
func (r *Revision) tell(w *Why, page memo.Node) {
	seen := map[memo.Node]bool{}
	var visit func(n memo.Node)
	visit = func(n memo.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if file, ok := n.Key().(string); ok && (n.Task() == "File" || n.Task() == "Picture" || n.Task() == "Blob") {
			if rest, ok := strings.CutPrefix(file, "layouts/"); ok {
				w.Templates = append(w.Templates, rest)
			} else {
				w.Sources = append(w.Sources, file)
			}
			return
		}
		for _, m := range r.site.store.Why(n).Reads {
			if asksAll(m) {
				w.Projections = append(w.Projections, question(n))
				continue
			}
			visit(m)
		}
	}
	visit(page)
	for _, l := range []*[]string{&w.Sources, &w.Templates, &w.Projections} {
		*l = sortedUnique(*l)
	}
}

// asksAll says that a task has read all posts or all files.
func asksAll(n memo.Node) bool {
	return slices.Contains([]string{"Graph", "Extras", "FrontMatter"}, n.Task())
}

// question names a projection.
func question(n memo.Node) string {
	switch k := n.Key().(type) {
	case none:
		return n.Task()
	case string:
		return n.Task() + " " + k
	case graph.Route:
		if n.Task() == "Recent" {
			return fmt.Sprintf("%s %d of %s", n.Task(), k.N, k.Path)
		}
		return n.Task() + " " + k.Path
	case query:
		return n.Task() + " " + words(k.Taxonomy, k.Name, k.Lang, itoa(k.N))
	case termsOf:
		return n.Task() + " " + words(k.Taxonomy, k.Type, k.Lang)
	}
	return n.String()
}

// words joins those that say something.
func words(ws ...string) string {
	return strings.Join(slices.DeleteFunc(ws, func(w string) bool { return w == "" || w == "0" }), " ")
}
