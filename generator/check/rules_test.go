package check

import (
	"strings"
	"testing"
	"time"

	"opspress/generator/diag"
)

// siteOf is a small site: pages by path, of HTML.
func siteOf(pages map[string]string) *Site {
	s := &Site{Origin: "https://ops.example.com", Languages: []string{"ko", "en"}, Text: func(string) []byte { return nil }}
	for _, at := range sortedKeys(pages) {
		b := []byte(pages[at])
		s.Pages = append(s.Pages, PageAt{Path: at, Kind: "post", Layout: "layouts/post.html", Source: "posts" + strings.TrimSuffix(at, "/") + ".md", Size: int64(len(b)), Page: PageFacts(b)})
		s.Files = append(s.Files, File{Path: at, Size: int64(len(b))})
	}
	return s
}

func rulesOf(fs []Finding) map[string]int {
	out := map[string]int{}
	for _, f := range fs {
		out[f.Rule]++
	}
	return out
}

const head = `<!doctype html><html lang="ko"><head><title>t</title></head><body><div data-post-body>`

func TestALinkToAnOldAddress(t *testing.T) {
	old := `<!doctype html><html><head><title>o</title><meta http-equiv="refresh" content="0; url=https://ops.example.com/new/"></head><body></body></html>`
	got := rulesOf(Run(siteOf(map[string]string{"/a/": head + `<a href="/old/">x</a><a href="/new/">y</a></div></body></html>`, "/old/": old, "/new/": head + "</div></body></html>"})))
	if got["link-redirect"] != 1 || got["redirect-chain"] != 0 || got["link"] != 0 {
		t.Errorf("got %v", got)
	}
}

func TestLinksAreResolvedAsBrowsersDo(t *testing.T) {
	j := &judgement{Site: &Site{Base: "/blog", Origin: "https://ops.example.com"}, links: map[string]target{}}
	at := &PageAt{Path: "/posts/a/"}
	for href, want := range map[string]target{
		"/blog/x/": {path: "/x/"}, "/blog": {path: "/"}, "/x/": {path: "/x/"}, "../b/": {path: "/posts/b/"}, "b.png": {path: "/posts/a/b.png"},
		"#x": {path: "/posts/a/", fragment: "x"}, "": {path: "/posts/a/"}, "?q=1": {path: "/posts/a/"}, "./": {path: "/posts/a/"}, "..": {path: "/posts/"},
		"https://ops.example.com/blog/x/#y": {path: "/x/", fragment: "y"}, "https://OPS.example.com/blog/": {path: "/"},
		"http://other.dev/x": {host: "other.dev", insecure: true}, "//other.dev/x": {host: "other.dev"}, "mailto:a@b.dev": {}, "tel:+82": {},
		"/blog/%EA%B0%80/": {path: "/가/"}, "/blog/\u1100\u1161/": {path: "/가/"}, "data:text/plain,x": {}, "http://[": {},
	} {
		if got := j.resolve(at, href); got != want {
			t.Errorf("%q: got %+v, want %+v", href, got, want)
		}
	}
}

const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>u</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>%s</feed>`

func TestFeedFacts(t *testing.T) {
	entry := `<entry><id>1</id><title>t</title><updated>2026-01-01T00:00:00Z</updated><link href="https://x.dev/"/></entry>`
	rss := `<rss version="2.0"><channel><title>t</title><link>https://x.dev/</link><description>d</description><item><title>t</title><link>%</link><pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate></item></channel></rss>`
	for _, c := range []struct{ file, text, want string }{
		{"feed.xml", strings.Replace(atom, "%s", entry, 1), ""},
		{"feed.xml", strings.Replace(atom, "%s", entry+entry, 1), "two entries have the id 1"},
		{"feed.xml", strings.Replace(atom, "%s", strings.Replace(entry, "https://x.dev/", "/x/", 1), 1), "not absolute"},
		{"feed.xml", strings.Replace(atom, "%s", strings.Replace(entry, "<title>t</title>", "", 1), 1), "no title"},
		{"feed.xml", strings.Replace(atom, "%s", strings.Replace(entry, "2026-01-01T00:00:00Z", "yesterday", 1), 1), "no date"},
		{"feed.xml", strings.Replace(atom, "<id>u</id>", "", 1), "wants id"},
		{"feed.xml", "<feed><a></feed>", "no XML"},
		{"feed.xml", "<html></html>", "is no feed"},
		{"rss.xml", strings.Replace(rss, "%", "https://x.dev/1", 1), ""},
		{"rss.xml", strings.Replace(rss, "%", "/1", 1), "not absolute"},
		{"rss.xml", "<rss><channel></channel></rss>", "channel wants"},
		{"feed.json", `{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "content_html": "x"}]}`, ""},
		{"feed.json", `{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "content_html": "x"}, {"id": "1", "content_html": "x"}]}`, "no id of its own"},
		{"feed.json", `{"title": "t"}`, "wants version"},
		{"feed.json", `{`, "no JSON"},
	} {
		ds := FeedFacts(c.file, []byte(c.text))
		if c.want == "" && len(ds) > 0 || c.want != "" && (len(ds) == 0 || !strings.Contains(ds.Error(), c.want) || ds[0].Rule != "feed-invalid") {
			t.Errorf("%s %s: want %q, got %v", c.file, c.text, c.want, ds)
		}
	}
}

func TestSitemapFacts(t *testing.T) {
	exists := func(u string) bool { return u == "https://x.dev/" }
	good := `<urlset><url><loc>https://x.dev/</loc></url></urlset>`
	if ds := SitemapFacts("sitemap.xml", []byte(good), exists); len(ds) > 0 {
		t.Error(ds)
	}
	for text, want := range map[string]string{
		strings.Replace(good, "x.dev/", "x.dev/none/", 1): "no page is", strings.Replace(good, "</loc>", "", 1): "no XML",
		"<urlset>" + strings.Repeat("<url><loc>https://x.dev/</loc></url>", 50001) + "</urlset>": "50,000 are allowed",
	} {
		if ds := SitemapFacts("sitemap.xml", []byte(text), exists); len(ds) == 0 || !strings.Contains(ds.Error(), want) {
			t.Errorf("want %q, got %v", want, ds)
		}
	}
}

func TestLevelsAreThoseOfTheSettings(t *testing.T) {
	find := func(rule, file string) Finding {
		return Finding{Diagnostic: diag.Diagnostic{Rule: rule, Severity: severityOf(rule), File: file, Line: 3, Message: "m"}}
	}
	v := Verdict{
		Findings: []Finding{find("orphan", "posts/a.md"), find("link", "posts/old/b.md"), find("link", "posts/c.md"), find("external-unsure", "posts/a.md")},
		Rules:    []RuleLevel{{Rule: "orphan", Level: Error}},
		Paths:    []PathLevels{{Pattern: "posts/old/**", Rules: []RuleLevel{{Rule: "link", Level: Warning}}}, {Pattern: "posts/c.md", Rules: []RuleLevel{{Rule: "link", Level: Off}}}},
	}
	var got []string
	for _, d := range v.Judge(time.Time{}) {
		got = append(got, d.File+" "+d.Rule+" "+d.Severity.String())
	}
	if want := "posts/a.md orphan error, posts/old/b.md link warning"; strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
	stops := find("link", "posts/c.md")
	stops.Stops = true
	v.Findings = []Finding{stops}
	if len(v.Judge(time.Time{})) != 1 {
		t.Error("what stops the build is silenced")
	}
}

func TestPatternsOfPaths(t *testing.T) {
	for _, c := range []struct {
		pattern, file string
		want          bool
	}{
		{"posts/a.md", "posts/a.md", true}, {"posts/*.md", "posts/a.md", true}, {"posts/*.md", "posts/x/a.md", false}, {"posts/**", "posts/x/y/a.md", true},
		{"posts/", "posts/x/a.md", true}, {"**/index.md", "posts/x/index.md", true}, {"posts/**/index.md", "posts/x/y/index.md", true}, {"posts/**/index.md", "posts/index.md", true},
		{"posts/**/index.md", "other/x/index.md", false}, {"**", "anything/at/all", true}, {"posts/old/**", "posts/older/a.md", false}, {"layouts/*", "posts/a.md", false}, {"posts/[", "posts/[", false},
	} {
		if got := match(c.pattern, c.file); got != c.want {
			t.Errorf("%s, %s: %v", c.pattern, c.file, got)
		}
	}
}

func TestCommentsSilenceABlock(t *testing.T) {
	text := "---\ntitle: x\n---\n<!-- opspress-ignore orphan: first -->\n\none\ntwo\n\nthree <!-- opspress-ignore link: here -->\n\n<!-- opspress-ignore code-syntax: code -->\n```yaml\na\n\nb\n```\nafter\n"
	s := NewScanner().SourceFacts("posts/a.md", []byte(text), strings.Index(text, "<!--"), true, nil)
	if len(s.Ignores) != 3 {
		t.Fatalf("%+v", s.Ignores)
	}
	if g := s.Ignores[0]; !g.Whole || g.From != 4 || g.To != 7 || g.Why != "first" {
		t.Errorf("before a paragraph: %+v", g)
	}
	if g := s.Ignores[1]; g.Whole || g.From != 9 || g.To != 9 {
		t.Errorf("at the end of a line: %+v", g)
	}
	if g := s.Ignores[2]; g.From != 11 || g.To != 16 {
		t.Errorf("before code: %+v", g)
	}
	for _, shown := range []string{"write `<!-- opspress-ignore csp: why -->`", "# opspress-ignore csp: why", "write `{{/* opspress-ignore csp: why */}}`"} {
		if s := NewScanner().SourceFacts("posts/a.md", []byte(shown+"\n"), 0, true, nil); len(s.Ignores) > 0 {
			t.Errorf("%s silences: %+v", shown, s.Ignores)
		}
	}
	for text, want := range map[string]int{
		"a\n\n    %s\n\nb\n": 0, "\t%s\n\nb\n": 0, "# h\n    %s\n": 0, "a\n\n    x\n\n    %s\nb\n": 0, "- a\n\nb\n\n    %s\n": 0, "```\n%s\n```\n": 0, "~~~~\n~~~\n%s\n~~~~\n": 0,
		"- a\n\n    %s\n    b\n": 1, "1. a\n   b\n\n\t%s\n": 1, "[^1]: a\n\n    %s\n": 1, "a\n    %s\n": 1, "   %s\nb\n": 1,
	} {
		text := strings.ReplaceAll(text, "%s", "<!-- opspress-ignore csp: why -->")
		if s := NewScanner().SourceFacts("posts/a.md", []byte(text), 0, true, nil); len(s.Ignores) != want {
			t.Errorf("%q: %d comments, want %d", text, len(s.Ignores), want)
		}
	}
	for _, form := range []string{"{{/* opspress-ignore csp: why */}}", "# opspress-ignore csp: why", "/* opspress-ignore csp: why */", "<!-- opspress-ignore csp : why -->"} {
		s := NewScanner().SourceFacts("layouts/a.html", []byte(form+"\nx\n"), 0, false, nil)
		if len(s.Ignores) != 1 || s.Ignores[0].Rule != "csp" || s.Ignores[0].Why != "why" {
			t.Errorf("%s: %+v", form, s.Ignores)
		}
	}
}

func TestBaseline(t *testing.T) {
	d := func(line int, source string) diag.Diagnostic {
		return diag.Diagnostic{Rule: "link", File: "posts/a.md", Line: line, Source: source, Message: `link "x" leads nowhere`}
	}
	b, err := ReadBaseline(WriteBaseline(diag.List{d(3, "[x](x)"), d(9, "[x](x)"), d(20, "other [x](x)")}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBaseline(append([]byte("\ufeff"), WriteBaseline(nil)...)); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
	fresh, accepted, mended := b.New(diag.List{d(5, "[x](x)"), d(11, "  [x](x)"), d(12, "[x](x)")})
	if len(fresh) != 1 || accepted != 2 || mended != 1 {
		t.Errorf("after lines moved: %v %d %d", fresh, accepted, mended)
	}
	for text, want := range map[string]string{
		`{"opspressBaseline": 2, "findings": []}`: "version 2", "{": "no baseline", `{"findings": []}`: "no baseline", `[]`: "no baseline",
		`{"opspressBaseline": 1, "findings": [{"rule": "link"}]}`: "entry 1 is damaged",
	} {
		if _, err := ReadBaseline([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestLedger(t *testing.T) {
	l, ds := ParseLedger([]byte("# head\r\n/b/\r\n/a/\n\n/\u1100\u1161/\n"))
	if len(ds) > 0 || len(l.Entries) != 3 || l.Entries[2].Path != "/가/" || l.Entries[0].Line != 2 {
		t.Errorf("%+v %v", l, ds)
	}
	if twice, ds := ParseLedger([]byte("\ufeff/a/\r\n/a/\r\n/\uac00/\n/\u1100\u1161/\n")); len(ds) > 0 || len(twice.Entries) != 2 || twice.Entries[0] != (Entry{"/a/", 1}) {
		t.Errorf("a mark, and URLs twice: %+v %v", twice, ds)
	}
	text, added := l.Record([]string{"/c/", "/a/"})
	if again, ds := ParseLedger(text); added != 1 || len(ds) > 0 || len(again.Entries) != 4 || again.Entries[0].Path != "/a/" {
		t.Errorf("%s %d %v", text, added, ds)
	}
	for src, want := range map[string]string{
		"/a/\n<<<<<<< HEAD\n/b/\n=======\n/c/\n>>>>>>> x\n": "merge conflict", "/a/\nposts/b/\n": "begins with /", "/a/\x00\n": "damaged", "/a\xff/\n": "damaged",
	} {
		if _, ds := ParseLedger([]byte(src)); len(ds) == 0 || !strings.Contains(ds[0].Message, want) || ds[0].Line == 0 {
			t.Errorf("%q: %v", src, ds)
		}
	}
}

func TestHostsIn(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          int
	}{
		{"*.corp.example", "db.corp.example", 1}, {"*.corp.example", "x.db.corp.example:5432", 1}, {"*.corp.example", "corp.example", 0}, {"*.corp.example", "db.corp.example.org", 0},
		{"*.corp.example", "DB.Corp.Example.", 1}, {"db1", "db1 and db1.", 2}, {"db1", "db10 xdb1 db1.example", 0}, {"10.0.0.0/8", "10.1.2.3 110.1.2.3 10.1.2.3/24 1.10.2.3", 1}, {"10.0.0.0/8", "http://10.1.2.3/x, v10.1.2.3", 1},
	} {
		if got := len(hostsIn([]byte(c.text), c.pattern)); got != c.want {
			t.Errorf("%s in %q: %d, want %d", c.pattern, c.text, got, c.want)
		}
	}
}

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		pattern, url string
		want         bool
	}{
		{"a.dev", "https://a.dev/x", true}, {"a.dev", "https://b.a.dev/", false}, {"*.a.dev", "https://b.a.dev/", true}, {"https://a.dev/x/*", "https://a.dev/x/y", true},
		{"https://a.dev/x", "https://a.dev/xy", true}, {"https://a.dev/*/z", "https://a.dev/y/z", true}, {"https://a.dev/x", "https://a.dev/y", false},
	} {
		if got := Allowed([]string{c.pattern}, c.url); got != c.want {
			t.Errorf("%s, %s: %v", c.pattern, c.url, got)
		}
	}
}

func TestNothingToJudge(t *testing.T) {
	s := &Site{Text: func(string) []byte { return nil }}
	if v := s.Verdict(); len(v.Judge(time.Time{})) > 0 {
		t.Errorf("%v", v)
	}
}
