package deploy

import (
	"errors"
	"strings"
	"testing"

	"opspress/generator/diag"
	"opspress/generator/output"
)

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		c    Config
		base string
		want Target
	}{
		{Config{URL: "s3://b?region=r"}, "", Target{Kind: Bucket, Index: Website, Bucket: "b", Region: "r", Keep: 10}},
		{Config{URL: "s3://b?region=r", Index: "function", Keep: 3}, "/blog", Target{Kind: Bucket, Index: Function, Bucket: "b", Region: "r", Base: "/blog", Prefix: "blog/", Keep: 3}},
		{Config{URL: "s3://b?prefix=&endpoint=https://e.example/"}, "/blog", Target{Kind: Bucket, Index: Website, Bucket: "b", Endpoint: "https://e.example", Base: "/blog", Keep: 10}},
		{Config{URL: "s3://b?prefix=a/b/&lock=weak&private=p", Index: "keys"}, "", Target{Kind: Bucket, Index: Keys, Bucket: "b", Prefix: "a/b/", Private: "p", Weak: true, Keep: 10}},
		{Config{URL: "dir:///srv/www"}, "", Target{Kind: Folder, Dir: "/srv/www", Keep: 10}},
		{Config{URL: "dir:../srv?twins=gzip,br"}, "", Target{Kind: Folder, Dir: "../srv", Twins: []string{"gzip", "br"}, Keep: 10}},
		{Config{URL: "export:dist?host=netlify"}, "", Target{Kind: Export, Dir: "dist", Host: "netlify", Keep: 10}},
		{Config{URL: "s3://b?region=r", Public: "https://x.example/blog/", Purge: "cloudfront:E2"}, "/blog", Target{Kind: Bucket, Index: Website, Bucket: "b", Region: "r", Base: "/blog", Prefix: "blog/", Public: "https://x.example/blog", Purge: Purge{"cloudfront", "E2"}, Keep: 10}},
	} {
		c.want.CNAME = "x.example"
		got, err := Parse(c.c, c.base, "x.example")
		if err != nil || !equalTargets(got, c.want) {
			t.Errorf("%+v: %+v, %v", c.c, got, err)
		}
	}
}

func equalTargets(a, b Target) bool {
	twins := strings.Join(a.Twins, ",") == strings.Join(b.Twins, ",")
	a.Twins, b.Twins = nil, nil
	return twins && a.Name == b.Name && a.Kind == b.Kind && a.Base == b.Base && a.Public == b.Public && a.Keep == b.Keep && a.Purge == b.Purge &&
		a.Index == b.Index && a.Bucket == b.Bucket && a.Prefix == b.Prefix && a.Region == b.Region && a.Endpoint == b.Endpoint &&
		a.Private == b.Private && a.Weak == b.Weak && a.Dir == b.Dir && a.Host == b.Host && a.CNAME == b.CNAME
}

func TestTargetsThatAreWrong(t *testing.T) {
	for url, want := range map[string]string{
		"":                                    "url is no URL",
		"https://bucket":                      `url begins with "https:"`,
		"s3://":                               "url names no bucket",
		"s3://b/folder":                       "url has a path",
		"s3://b?regin=x":                      `url has "regin"`,
		"s3://b?prefix=../x":                  "is no folder",
		"s3://b?lock=strong":                  `lock is "strong"`,
		"s3://b?endpoint=e.example":           "endpoint is no URL",
		"s3://u:hunter2@b":                    "url holds a user or password",
		"s3://b?endpoint=https://u:hunter2@e": "endpoint holds a user or password",
		"dir:":                                "url names no folder",
		"dir:x?twins=zip":                     `twins has "zip"`,
		"export:x":                            `host is ""`,
		"export:x?host=geocities":             `host is "geocities"`,
	} {
		_, err := Parse(Config{Name: "web", URL: url}, "", "x.example")
		var d diag.Diagnostic
		if !errors.As(err, &d) || !strings.Contains(d.Message, "deploy.web: ") || !strings.Contains(d.Message, want) || strings.Contains(d.Message+d.Hint, "hunter2") {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
	for _, c := range []Config{{URL: "s3://b", Index: "wrbsite"}, {URL: "dir:x", Index: "website"}, {URL: "s3://b", Purge: "akamai:1"}, {URL: "s3://b", Purge: "cloudfront"}} {
		if _, err := Parse(c, "", ""); err == nil {
			t.Errorf("%+v was understood", c)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		t                Target
		path, url, where string
	}{
		{Target{Public: "https://x.example"}, "posts/글/index.html", "/posts/%EA%B8%80/", "https://x.example/posts/%EA%B8%80/"},
		{Target{Public: "https://x.example"}, "index.html", "/", "https://x.example/"},
		{Target{Public: "https://x.example/b", Base: "/b"}, "feed.xml", "/b/feed.xml", "https://x.example/b/feed.xml"},
		{Target{Public: "https://x.example/b", Base: "/b"}, "not-index.html", "/b/not-index.html", "https://x.example/b/not-index.html"},
	} {
		if got := c.t.url(c.path); got != c.url {
			t.Errorf("%s: %s, want %s", c.path, got, c.url)
		}
		if got := c.t.address(c.path); got != c.where {
			t.Errorf("%s: %s, want %s", c.path, got, c.where)
		}
	}
}

// Every limit that a host documents is an error, just beyond it and not at it.
func TestLimitsOfHosts(t *testing.T) {
	sized := func(name string, n int64) output.File { return output.File{Path: name, Kind: output.Asset, Size: n} }
	many := func(n int, format string) (out []output.File) {
		for i := range n {
			out = append(out, sized(strings.ReplaceAll(format, "#", string(rune('a'+i%26))+strings.Repeat("x", i/26%200)+strings.Repeat("y", i/5200)), 1))
		}
		return out
	}
	text := func(name, text string) output.File { return output.New(name, output.Control, "", []byte(text)) }
	for _, c := range []struct {
		name, host string
		files      []output.File
		want       string // "" when it is within
	}{
		{"files", "cloudflare-pages", many(20_000, "d/#"), ""},
		{"a file too many", "cloudflare-pages", many(20_001, "d/#"), "has 20001 files"},
		{"a file", "cloudflare-pages", []output.File{sized("film.mp4", 25<<20)}, ""},
		{"a large file", "cloudflare-pages", []output.File{sized("film.mp4", 25<<20+1)}, "film.mp4 has 26214401 bytes"},
		{"redirects", "cloudflare-pages", []output.File{text("_redirects", strings.Repeat("/a /b 301\n", 2000))}, ""},
		{"a redirect too many", "cloudflare-pages", []output.File{text("_redirects", strings.Repeat("/a /b 301\n", 2001))}, "has 2001 redirects"},
		{"a long redirect", "cloudflare-pages", []output.File{text("_redirects", "/"+strings.Repeat("a", 1000)+" /b 301\n")}, "line 1 of _redirects has 1008 characters"},
		{"a long header", "cloudflare-pages", []output.File{text("_headers", "/*\n  A: "+strings.Repeat("a", 2000)+"\n")}, "line 2 of _headers has 2005 characters"},
		{"rules", "cloudflare-pages", []output.File{text("_headers", strings.Repeat("/a\n  A: b\n", 101))}, "_headers has 101 rules"},
		{"a full folder", "netlify", many(54_000, "d/#"), ""},
		{"too full a folder", "netlify", many(54_001, "d/#"), "the folder d holds 54001 files"},
		{"a large site", "github-pages", large(11, 99<<20), "the site has 1141899264 bytes"},
		{"a large file of git's", "github-pages", []output.File{sized("film.mp4", 101<<20)}, "film.mp4 has 105906176 bytes"},
	} {
		m, err := output.NewManifest(c.files)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		_, ds, err := Exported(Target{Host: c.host}, m)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "" && len(ds) > 0 || c.want != "" && (len(ds) != 1 || !strings.Contains(ds[0].Message, c.want) || ds[0].Hint == "") {
			t.Errorf("%s: %v, want %q", c.name, ds, c.want)
		}
	}
}

func large(n int, size int64) (out []output.File) {
	for i := range n {
		out = append(out, output.File{Path: string(rune('a'+i)) + ".mp4", Kind: output.Asset, Size: size})
	}
	return out
}

func TestFilesForHosts(t *testing.T) {
	site := plus(siteA, tree{"_redirects": "/a /b 301\n"})
	has := func(host, cname, path string) bool {
		m, ds, err := Exported(Target{Host: host, CNAME: cname}, site.manifest(t))
		if err != nil || len(ds) > 0 {
			t.Fatal(ds, err)
		}
		_, ok := m.Find(path)
		return ok
	}
	for _, c := range []struct {
		host, cname, path string
		want              bool
	}{
		{"netlify", "x.example", "_headers", true}, {"netlify", "x.example", "_redirects", true}, {"netlify", "x.example", ".nojekyll", false},
		{"cloudflare-pages", "x.example", "_headers", true}, {"cloudflare-pages", "x.example", "CNAME", false},
		{"github-pages", "x.example", "_headers", false}, {"github-pages", "x.example", "_redirects", false},
		{"github-pages", "x.example", ".nojekyll", true}, {"github-pages", "x.example", "CNAME", true},
		{"github-pages", "me.github.io", "CNAME", false}, {"github-pages", "x.example", "posts/x/index.html", true},
	} {
		if got := has(c.host, c.cname, c.path); got != c.want {
			t.Errorf("%s for %s has %s: %v", c.host, c.cname, c.path, got)
		}
	}
}
