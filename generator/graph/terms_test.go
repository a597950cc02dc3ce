package graph

import (
	"strings"
	"testing"

	"opspress/generator/content"
)

// TestSpellings tells which posts are of one tag, and where it stands.
func TestSpellings(t *testing.T) {
	for _, c := range []struct {
		name  string
		posts []content.Meta
		terms []content.Term
		id    string // of the tag
		named string
		from  string // what leads there
	}{
		{
			"the oldest post names it", []content.Meta{
				meta("a.md", "2026-01-03", tags("cicd")), meta("b.md", "2026-01-01", tags("CI/CD")), meta("c.md", "2026-01-02", tags("ci cd")),
			}, nil, "ci-cd", "CI/CD", "cicd",
		},
		{
			"an undated post does not", []content.Meta{
				meta("a.md", "2026-01-03", tags("cicd")), meta("b.md", "", tags("CI/CD")), meta("c.md", "2026-01-04", tags("cicd")),
			}, nil, "cicd", "cicd", "ci-cd",
		},
		{
			"of one day, the first by path", []content.Meta{
				meta("b.md", "2026-01-03", tags("cicd")), meta("a.md", "2026-01-03", tags("CI/CD")), meta("c.md", "2026-01-03", tags("cicd")),
			}, nil, "ci-cd", "CI/CD", "cicd",
		},
		{
			"a term file does before any post", []content.Meta{
				meta("a.md", "2026-01-01", tags("CI/CD")), meta("b.md", "2026-01-01", tags("파이프라인")), meta("c.md", "2026-01-01", tags("Pipe Line")),
			}, []content.Term{termOf("tags/cicd.md", "배포 자동화", func(t *content.Term) { t.Aliases = []string{"파이프라인", "pipeline"} })},
			"cicd", "배포 자동화", "ci-cd pipe-line 파이프라인",
		},
	} {
		g := mustBuild(t, c.posts, c.terms, options())
		ts := g.Terms(Tags, "ko", "")
		if len(ts) != 1 || ts[0].ID != c.id || ts[0].Name != c.named || ts[0].Count != 3 {
			t.Errorf("%s: got %+v", c.name, ts)
			continue
		}
		var from []string
		for _, r := range g.Routes() {
			if r.Kind == KindRedirect {
				if r.Target != g.Href("/tags/"+c.id+"/") {
					t.Errorf("%s: %s leads to %s", c.name, r.Path, r.Target)
				}
				from = append(from, strings.Trim(strings.TrimPrefix(r.Path, "/tags"), "/"))
			}
		}
		if got := strings.Join(from, " "); got != c.from {
			t.Errorf("%s: from %q, want %q", c.name, got, c.from)
		}
	}
}

func TestTermFindings(t *testing.T) {
	declared := termOf("ops/devops.md", "DevOps", func(t *content.Term) { t.Aliases = []string{"데브옵스"} })
	for _, c := range []struct {
		name  string
		posts []content.Meta
		terms []content.Term
		o     func(*Options)
		want  string
	}{
		{"any type without declared ones", []content.Meta{meta("a.md", "", ops("x"))}, nil, nil, ""},
		{"a declared type by its alias", []content.Meta{meta("a.md", "", ops("데브 옵스"))}, []content.Term{declared}, nil, ""},
		{"an undeclared type", []content.Meta{meta("a.md", "", ops("devop"))}, []content.Term{declared}, nil,
			`posts/a.md: error: Ops type "devop" is not declared in posts/_ops/`},
		{"an undeclared type of a draft", []content.Meta{meta("a.md", "", ops("devop"), func(m *content.Meta) { m.Draft = true })}, []content.Term{declared}, nil, ""},
		{"an undeclared tag", []content.Meta{meta("a.md", "", tags("x"))}, nil, func(o *Options) { o.Declared = map[string]bool{Tags: true} },
			`posts/a.md: warning: tag "x" is not declared in posts/_tags/`},
		{"an undeclared tag, once for each post", []content.Meta{meta("a.md", "", tags("x")), meta("b.md", "2026-01-01", tags("x"))}, nil, func(o *Options) { o.Declared = map[string]bool{Tags: true} },
			`posts/a.md: warning: tag "x" is not declared in posts/_tags/` + "\n" + `posts/b.md: warning: tag "x" is not declared in posts/_tags/`},
		{"an undeclared series when strict", []content.Meta{meta("a.md", "", series("x"))}, nil, func(o *Options) { o.Declared, o.Strict = map[string]bool{Series: true}, true },
			`posts/a.md: error: series "x" is not declared in posts/_series/`},
		{"two files of one type", nil, []content.Term{declared, termOf("ops/dev-ops.md", "X")}, nil,
			`posts/_ops/devops.md: error: posts/_ops/dev-ops.md and posts/_ops/devops.md declare the same term`},
		{"an alias of two types", nil, []content.Term{declared, termOf("ops/other.md", "데브-옵스")}, nil,
			`posts/_ops/other.md: error: "데브-옵스" already stands for devops (posts/_ops/devops.md)`},
		{"one alias in two taxonomies", nil, []content.Term{declared, termOf("tags/other.md", "데브옵스")}, nil, ""},
		{"the same alias in both languages", nil, []content.Term{declared, termOf("ops/devops.en.md", "DevOps", func(t *content.Term) { t.Aliases = []string{"데브옵스"} })}, nil, ""},
		{"a name that no folder can have", []content.Meta{meta("a.md", "", tags(strings.Repeat("가", 86)))}, nil, nil,
			`posts/a.md: error: tag "` + strings.Repeat("가", 80) + `…" makes a segment longer than 255 bytes`},
	} {
		o := options()
		if c.o != nil {
			c.o(&o)
		}
		_, ds := Build(pointers(c.posts), c.terms, o)
		if got := messages(ds); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-01-01", ops("devops", "finops"), tags("go")), meta("a.en.md", "2026-01-01", ops("devops"), tags("go")),
	}, []content.Term{
		termOf("ops/devops.md", "", func(t *content.Term) { t.Names = map[string]string{"ko": "데브옵스", "en": "DevOps"} }),
		termOf("ops/finops.md", "핀옵스"),
		termOf("ops/finops.en.md", "FinOps"),
		termOf("tags/go.md", "Go"),
	}, options())
	for _, c := range []struct{ taxonomy, name, lang, want, other string }{
		{Ops, "devops", "ko", "데브옵스", "DevOps"},
		{Ops, "DEV OPS", "en", "DevOps", "데브옵스"},
		{Ops, "핀옵스", "en", "FinOps", ""},
		{Ops, "finops", "ko", "핀옵스", "FinOps"},
		{Tags, "GO", "en", "Go", ""},
	} {
		got, err := g.Term(c.taxonomy, c.name, c.lang)
		if err != nil || got.Name != c.want || got.Other != c.other {
			t.Errorf("%s in %s: got %q (%q), %v; want %q (%q)", c.name, c.lang, got.Name, got.Other, err, c.want, c.other)
		}
	}
}

// TestTypeParts tells the tags and series of an Ops type: those of its posts,
// with most posts first.
func TestTypeParts(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-01-01", ops("devops"), tags("b", "a"), series("s")),
		meta("b.md", "2026-01-02", ops("devops", "finops"), tags("b"), series("s")),
		meta("c.md", "2026-01-03", ops("finops"), tags("b", "c")),
	}, nil, options())
	for _, c := range []struct{ path, want string }{
		{"/ops/devops/tags/b/", "b a"}, {"/ops/devops/tags/a/", "a"}, {"/ops/finops/tags/b/", "c b"},
		{"/ops/devops/series/s/", "a b"}, {"/ops/finops/series/s/", "b"}, {"/tags/b/", "c b a"},
	} {
		if got := list(t, g, c.path); got != c.want {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
	if _, ok := g.Route("/ops/devops/tags/c/"); ok {
		t.Error("devops has no post of tag c, and a page for it")
	}
	var got []string
	for _, r := range g.Terms(Tags, "ko", "devops") {
		got = append(got, r.ID, r.URL)
	}
	if s := strings.Join(got, " "); s != "b /ops/devops/tags/b/ a /ops/devops/tags/a/" {
		t.Errorf("got %s", s)
	}
}
