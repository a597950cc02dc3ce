package graph

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"opspress/generator/content"
)

func TestClashes(t *testing.T) {
	alias := func(as ...string) func(*content.Meta) { return func(m *content.Meta) { m.Aliases = as } }
	slug := func(s string) func(*content.Meta) { return func(m *content.Meta) { m.Slug = s } }
	url := func(s string) func(*content.Meta) { return func(m *content.Meta) { m.URL = s } }
	for _, c := range []struct {
		name  string
		posts []content.Meta
		want  string
	}{
		{"none", []content.Meta{meta("a.md", ""), meta("a.en.md", ""), meta("b.md", "", alias("/c/"))}, ""},
		{"two posts", []content.Meta{meta("a.md", ""), meta("x/a.md", "")}, "posts/x/a.md: error: posts/x/a.md and posts/a.md: both make /posts/a/"},
		{"three posts", []content.Meta{meta("a.md", ""), meta("x/a.md", ""), meta("y/a.md", "")},
			"posts/x/a.md: error: posts/x/a.md and posts/a.md: both make /posts/a/\nposts/y/a.md: error: posts/y/a.md and posts/a.md: both make /posts/a/"},
		{"two aliases", []content.Meta{meta("a.md", "", alias("/x")), meta("b.md", "", alias("/x/"))},
			"posts/b.md: error: an alias in posts/b.md and an alias in posts/a.md: both make /x/"},
		{"a post and a list", []content.Meta{meta("a.md", "", url("/tags/"), tags("t"))},
			"posts/a.md: error: posts/a.md and opspress's own page (tags): both make /tags/"},
		{"a post and a type", []content.Meta{meta("a.md", "", url("/ops/x/"), ops("x"))},
			"posts/a.md: error: posts/a.md and the page of Ops type x: both make /ops/x/"},
		{"case", []content.Meta{meta("a.md", "", slug("X")), meta("b.md", "", slug("x"))},
			"posts/b.md: error: posts/b.md and posts/a.md: /posts/x/ and /posts/X/ are one file where names are compared without case or normal form"},
		{"a page and the Markdown of a post", []content.Meta{meta("a.md", ""), meta("b.md", "", url("/posts/a/index.md/"))},
			"posts/b.md: error: posts/b.md and the Markdown of posts/a.md: posts/a/index.md would have to be a file and a folder"},
		{"a file and a folder", []content.Meta{meta("a.md", "", url("/x.html")), meta("b.md", "", url("/x.html/y/z/"))},
			"posts/b.md: error: posts/b.md and posts/a.md: x.html would have to be a file and a folder"},
		{"an automatic redirect gives way", []content.Meta{
			meta("a.md", "2026-01-01", tags("CI/CD")), meta("b.md", "2026-01-02", tags("cicd"), url("/tags/cicd/")),
		}, ""},
	} {
		g := mustBuild(t, c.posts, nil, options())
		if got := messages(Clashes(append(g.Claims(), g.Beside(g.Claims())...))); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestClashesSlowTwin compares every file with every other one.
func TestClashesSlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.SampledFrom([]string{"a", "A", "b", "가", norm.NFD.String("가"), "é", "E\u0301", "index.html"})
		files := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(segment, 1, 3).Draw(t, "segments"), "/")
		}), 0, 6).Draw(t, "files")
		var claims []Claim
		bad := map[string]bool{}
		for i, f := range files {
			claims = append(claims, Claim{File: f, What: string(rune('0' + i)), Source: string(rune('0' + i))})
			for _, g := range files[:i] {
				x, y := foldPath(f), foldPath(g)
				if x == y || strings.HasPrefix(x, y+"/") || strings.HasPrefix(y, x+"/") {
					bad[f+" "+g] = true
				}
			}
		}
		if found := Clashes(claims); (len(found) > 0) != (len(bad) > 0) {
			t.Fatalf("found %v, want %v", found, bad)
		}
	})
}
