package graph

import (
	"strings"
	"testing"

	"opspress/generator/content"
)

func TestPostPaths(t *testing.T) {
	for _, c := range []struct {
		file      string
		m         func(*content.Meta)
		permalink string
		want      string
	}{
		{"A-b.md", nil, "", "/posts/a-b/"},
		{"a.en.md", nil, "", "/en/posts/a/"},
		{"2026-03-01-a.md", nil, "", "/posts/a/"},
		{"2026-03-01-a/index.en.md", nil, "", "/en/posts/a/"},
		{"deep/er/a.md", nil, "", "/posts/a/"},
		{"가나.md", nil, "", "/posts/가나/"},
		{"🎉.md", nil, "", "/posts/🎉/"},
		{"#.md", nil, "", "/posts/sharp/"},
		{"a.md", func(m *content.Meta) { m.Slug = "As-Is/Below" }, "", "/posts/As-Is/Below/"},
		{"a.md", func(m *content.Meta) { m.Slug = "file.html" }, "", "/posts/file.html"},
		{"a.md", func(m *content.Meta) { m.Slug = "trailing/" }, "", "/posts/trailing/"},
		{"a.md", func(m *content.Meta) { m.Slug = "%EA%B0%80-b" }, "", "/posts/가-b/"},
		{"a.md", func(m *content.Meta) { m.URL = "/2019/%ea%b0%80%20b/" }, "", "/2019/가 b/"},
		{"a.en.md", func(m *content.Meta) { m.URL = "/about" }, "", "/about/"},
		{"a.en.md", func(m *content.Meta) { m.URL = "en/about.html" }, "", "/en/about.html"},
		{"a.md", func(m *content.Meta) { m.URL = "/assetsx/" }, "", "/assetsx/"},
		{"a.md", nil, "/:year/:month/:day/:slug/", "/2026/01/02/a/"},
		{"news/local/a.md", nil, "/:section/:slug/", "/news/a/"},
		{"a.md", nil, "/:section/:slug/", "/a/"},
		{"a.en.md", nil, "/:year-:slug/", "/en/2026-a/"},
		{"a.md", nil, "/:slug.html", "/a.html"},
		{"a.md", func(m *content.Meta) { m.Slug = ":year" }, "/:year/:slug/", "!slug \":year\" has a colon"},
		{"a.md", func(m *content.Meta) { m.Slug = "assets" }, "/:slug/", "!slug \"/assets/\" begins with /assets/, which is reserved"},
		{"con.md", nil, "", "!file name \"con\" has the segment \"con\", which Windows reserves for a device"},
		{"2.md", func(m *content.Meta) { m.Slug = "2" }, "/page/:slug/", "!slug \"/page/2/\" has a segment \"page\" before a number, which is kept for the pages of a list"},
	} {
		o := options()
		if c.permalink != "" {
			o.Permalink = c.permalink
		}
		change := c.m
		if change == nil {
			change = func(*content.Meta) {}
		}
		m := meta(c.file, "2026-01-02", change)
		g, ds := Build([]*content.Meta{&m}, nil, o)
		got := ""
		for _, r := range g.Routes() {
			if r.Kind == KindPost {
				got = r.Path
			}
		}
		if len(ds) > 0 {
			got = "!" + ds[0].Message
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.file, got, c.want)
		}
	}
}

func TestWrongPaths(t *testing.T) {
	for p, want := range map[string]string{
		"a": "", "/a/b/": "", "가": "", "a b": "", "a%20b": "", ".well-known/x": "", "assets": "", "page/x": "", "page": "", "console": "",
		"..": "leaves", "a/../b": "leaves", ".": "leaves", "%2e%2e": "leaves", "%252E%252e": "leaves", "%2e./x": "leaves",
		"a%2f..%2fb": "leaves", `a\b`: "backslash", "%5c": "backslash", "a\x00": "NUL", "%00": "NUL", "a\nb": "control", "c:": "colon",
		"http://x/y": "another host", "//x/y": "another host", "a?b": "query", "a#b": "query", "%zz": "percent", "a//b": "empty",
		"a.": "ends in a dot", "a /b": "ends in a dot or space", "nul": "Windows", "NUL.txt": "Windows", "lpt9/x": "Windows",
		"/assets": "reserved", "/Assets/x": "reserved", "/_opspress/dev.js": "reserved", "/.opspress.json": "reserved", "page/12": "page", "x/page/2/y": "page",
		"\xff": "UTF-8", strings.Repeat("a", 255): "", strings.Repeat("a", 256): "longer than 255", strings.Repeat("가", 86): "longer than 255",
	} {
		if got := wrong(p); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q", p, got, want)
		}
	}
}

func TestAliasPaths(t *testing.T) {
	m := meta("a.en.md", "2026-01-02", func(m *content.Meta) {
		m.Aliases = []string{"/old", "/old/", "beside", "deep/er.html", "/en/posts/a/", "/en/posts/a", "e\u0301", "/\u00e9"}
	})
	g := mustBuild(t, []content.Meta{m}, nil, options())
	var got []string
	for _, r := range g.Routes() {
		if r.Kind == KindRedirect {
			got = append(got, r.Path)
			if r.Target != "/en/posts/a/" {
				t.Errorf("%s leads to %s", r.Path, r.Target)
			}
		}
	}
	if s := strings.Join(got, " "); s != "/en/posts/beside/ /en/posts/deep/er.html /en/posts/é/ /old/ /é/" {
		t.Errorf("got %s", s)
	}
}

func TestHref(t *testing.T) {
	for _, c := range [][3]string{
		{"", "/posts/글/", "/posts/%EA%B8%80/"}, {"/blog", "/", "/blog/"}, {"/블 로그", "/a", "/%EB%B8%94%20%EB%A1%9C%EA%B7%B8/a"}, {"", "/a%20b/", "/a%2520b/"},
	} {
		if got := Href(c[0], c[1]); got != c[2] {
			t.Errorf("%s below %s: got %s, want %s", c[1], c[0], got, c[2])
		}
	}
}
