package graph

import (
	"fmt"
	"testing"

	"opspress/generator/content"
)

func TestTranslations(t *testing.T) {
	key := func(k string) func(*content.Meta) { return func(m *content.Meta) { m.TranslationKey = k } }
	hidden := func(m *content.Meta) { m.Draft = true }
	for _, c := range []struct {
		name     string
		posts    []content.Meta
		want     string // alternates of the first post
		findings string
	}{
		{"by path", []content.Meta{meta("a.md", ""), meta("a.en.md", ""), meta("x/a.en.md", "")}, "ko:/posts/a/ en:/en/posts/a/ ", ""},
		{"by bundle", []content.Meta{meta("a/index.en.md", ""), meta("a/index.md", "")}, "ko:/posts/a/ en:/en/posts/a/ ", ""},
		{"a bundle and a file", []content.Meta{meta("a/index.en.md", ""), meta("a.md", "")}, "ko:/posts/a/ en:/en/posts/a/ ", ""},
		{"by key", []content.Meta{meta("a.md", "", key("k")), meta("b.en.md", "", key("k"))}, "ko:/posts/a/ en:/en/posts/b/ ", ""},
		{"a key wins over the path", []content.Meta{meta("a.md", "", key("k")), meta("a.en.md", "")}, "", ""},
		{"a key in another normal form", []content.Meta{meta("a.md", "", key("\u00e9")), meta("b.en.md", "", key("e\u0301"))}, "ko:/posts/a/ en:/en/posts/b/ ", ""},
		{"a hidden one", []content.Meta{meta("a.md", ""), meta("a.en.md", "", hidden)}, "", ""},
		{"one language twice", []content.Meta{meta("a.md", "2026-01-02", key("k")), meta("b.md", "2026-01-01", key("k"))}, "",
			"posts/b.md: warning: posts/a.md and posts/b.md are the same post in one language"},
	} {
		g, ds := Build(pointers(c.posts), nil, options())
		p, _ := g.Post(c.posts[0].Path)
		got := ""
		for _, a := range p.Alternates {
			got += fmt.Sprintf("%s:%s ", a.Lang, a.URL)
		}
		if got != c.want || messages(ds) != c.findings {
			t.Errorf("%s: got %s and %q, want %s and %q", c.name, got, messages(ds), c.want, c.findings)
		}
	}
}

// TestLanguagesHaveOnlyWhatExists tells which lists a language has.
func TestLanguagesHaveOnlyWhatExists(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-01-01", ops("devops"), tags("t"), series("s")), meta("a.en.md", "2025-01-01", tags("t")),
	}, []content.Term{termOf("ops/devops.md", "DevOps"), termOf("ops/finops.md", "FinOps"), termOf("ops/finops.en.md", "FinOps")}, options())
	for path, want := range map[string]bool{
		"/en/": true, "/en/posts/": true, "/en/tags/t/": true, "/en/archive/2025/": true, "/en/archive/2026/": false,
		"/en/ops/": true, "/en/ops/finops/": true, "/en/ops/devops/": false, "/en/series/": false, "/en/authors/": false,
		"/authors/": false, "/ops/finops/": true, "/ops/finops/feed.xml": false, "/ops/devops/feed.xml": true, "/en/ops/finops/tags/": false,
	} {
		if _, got := g.Route(path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if none := mustBuild(t, []content.Meta{meta("a.md", "")}, nil, options()); len(none.Languages()) != 1 {
		t.Errorf("got %v, want Korean alone", none.Languages())
	}
}
