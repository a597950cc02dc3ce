package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// options are those of a site with nothing set but a baseURL.
func options() Options {
	return Options{
		Languages: []string{"ko", "en"}, Absolute: true, Permalink: "/posts/:slug/", Paginate: 20,
		Feeds: []string{"atom", "rss", "json"}, Now: day("2026-06-01"),
	}
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// post makes a post of a file as content would: "a.en.md", dated unless date is
// empty.
func meta(file, date string, change ...func(*content.Meta)) content.Meta {
	n := content.ParseFileName("posts/"+file, []string{"ko", "en"})
	m := content.Meta{
		Path: "posts/" + file, Key: n.Key, Bundle: n.Bundle, Lang: n.Lang, Name: n.Name,
		Title: n.Name, Search: true,
	}
	if date != "" {
		m.Date = day(date)
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func ops(names ...string) func(*content.Meta)    { return func(m *content.Meta) { m.Ops = names } }
func tags(names ...string) func(*content.Meta)   { return func(m *content.Meta) { m.Tags = names } }
func series(names ...string) func(*content.Meta) { return func(m *content.Meta) { m.Series = names } }
func weight(w int) func(*content.Meta)           { return func(m *content.Meta) { m.Weight = w } }

// termOf makes a term of a file: "ops/devops.md".
func termOf(file, name string, change ...func(*content.Term)) content.Term {
	taxonomy, rest, _ := strings.Cut(file, "/")
	n := content.ParseFileName("posts/_"+file, []string{"ko", "en"})
	_ = rest
	t := content.Term{
		Path: "posts/_" + file, Taxonomy: taxonomy, ID: n.Name, Lang: n.Lang, Names: map[string]string{"": name},
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

// pointers gives the posts as Build wants them.
func pointers(ms []content.Meta) []*content.Meta {
	var out []*content.Meta
	for i := range ms {
		out = append(out, &ms[i])
	}
	return out
}

// mustBuild builds a graph that must be without findings.
func mustBuild(t testing.TB, ms []content.Meta, ts []content.Term, o Options) *Graph {
	t.Helper()
	g, ds := Build(pointers(ms), ts, o)
	for _, d := range ds {
		t.Errorf("%s", d.Error())
	}
	return g
}

// messages gives what is found, sorted, a line each.
func messages(ds []diag.Diagnostic) string {
	var out []string
	for _, d := range ds {
		out = append(out, fmt.Sprintf("%s: %s: %s", d.File, d.Severity, d.Message))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// pathsOf gives the sources of items, without folder and extension.
func pathsOf(its []Item) string {
	var out []string
	for _, it := range its {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(it.Path, "posts/"), ".md"))
	}
	return strings.Join(out, " ")
}

// list gives the posts of the list at a path.
func list(t testing.TB, g *Graph, path string) string {
	t.Helper()
	r, ok := g.Route(path)
	if !ok {
		t.Fatalf("no %s", path)
	}
	return pathsOf(g.List(r).Items)
}
