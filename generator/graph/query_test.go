package graph

import (
	"fmt"
	"testing"

	"opspress/generator/content"
)

func TestQuery(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-01-01", ops("devops"), tags("Go"), series("s"), weight(2)),
		meta("b.md", "2026-01-02", ops("devops"), series("s"), weight(1)),
		meta("c.md", "2026-01-03", tags("Go")),
		meta("a.en.md", "2026-01-01", ops("devops")),
	}, []content.Term{termOf("ops/devops.md", "데브옵스"), termOf("ops/finops.md", "핀옵스")}, options())
	for _, c := range []struct {
		taxonomy, name, lang string
		n                    int
		want, err            string
	}{
		{"", "", "ko", 2, "c b", ""},
		{Ops, "데브 옵스", "ko", 5, "b a", ""},
		{Ops, "devops", "en", 5, "a.en", ""},
		{Ops, "finops", "ko", 5, "", ""},
		{Tags, "go", "ko", 1, "c", ""},
		{Tags, "go", "en", 5, "", ""},
		{Series, "s", "ko", 5, "b a", ""},
		{Ops, "devops", "ko", 0, "", ""},
		{Ops, "devops", "ko", -1, "", ""},
		{Ops, "devop", "ko", 5, "", `there is no Ops type "devop"; did you mean "devops"?`},
		{"kinds", "x", "ko", 5, "", `there is no taxonomy "kinds": use ops, tags, series or authors`},
	} {
		its, err := g.Query(c.taxonomy, c.name, c.lang, c.n)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if pathsOf(its) != c.want || got != c.err {
			t.Errorf("%s %s: got %s, %s; want %s, %s", c.taxonomy, c.name, pathsOf(its), got, c.want, c.err)
		}
	}
}

func TestFile(t *testing.T) {
	o := options()
	broken := meta("broken.md", "")
	o.Base, o.Broken = "/b", []*content.Meta{&broken}
	g := mustBuild(t, []content.Meta{
		meta("가.md", "2026-01-01"), meta("draft.md", "", func(m *content.Meta) { m.Draft = true }), meta("x/a.md", "2026-01-01"),
	}, nil, o)
	for path, want := range map[string]string{
		"posts/가.md": "{/b/posts/%EA%B0%80/ } true", "posts/\u1100\u1161.md": "{/b/posts/%EA%B0%80/ } true",
		"posts/draft.md": "{ a draft} true", "posts/broken.md": "{ broken} true", "posts/a.md": "{ } false",
	} {
		to, ok := g.File(path)
		if got := fmt.Sprint(to, ok); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	if near := g.Near("posts/a.md"); fmt.Sprint(near) != "[posts/x/a.md]" {
		t.Errorf("near: %v", near)
	}
}

func TestArchiveGroups(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-02-01"), meta("b.md", "2026-02-03"), meta("c.md", "2026-01-03"), meta("d.md", "2024-01-01"), meta("e.md", ""),
	}, nil, options())
	for path, want := range map[string]string{
		"/archive/":      "2026-0:3 2026-2:2 2026-1:1 2024-0:1 2024-1:1 0-0:1 ",
		"/archive/2026/": "2026-0:3 2026-2:2 2026-1:1 ",
	} {
		r, _ := g.Route(path)
		got := ""
		for _, x := range g.List(r).Groups {
			got += fmt.Sprintf("%d-%d:%d ", x.Year, x.Month, x.Count)
			if (x.Year != 0 && x.Month == 0) != (x.URL != "") {
				t.Errorf("%d-%d leads to %q", x.Year, x.Month, x.URL)
			}
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
