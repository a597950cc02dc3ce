package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"opspress/generator"
)

// TestReadersUnderstandTheFeeds reads every feed of a site with a library that
// is not ours.
func TestReadersUnderstandTheFeeds(t *testing.T) {
	out := build(t, everything())
	for _, c := range []struct {
		file, kind, home string
		full             bool
		titles           string
	}{
		{"feed.xml", "atom", "/blog/", true, "주소를 고른 글|한글 이름|꾸러미|둘째 & <글> \"따옴표\"|First ko"},
		{"rss.xml", "rss", "/blog/", true, "주소를 고른 글|한글 이름|꾸러미|둘째 & <글> \"따옴표\"|First ko"},
		{"feed.json", "json", "/blog/", true, "주소를 고른 글|한글 이름|꾸러미|둘째 & <글> \"따옴표\"|First ko"},
		{"en/feed.xml", "atom", "/blog/en/", true, "A bundle|First en"},
		{"ops/devops/feed.xml", "atom", "/blog/ops/devops/", true, "꾸러미|둘째 & <글> \"따옴표\"|First ko"},
		{"en/ops/finops/feed.xml", "atom", "/blog/en/ops/finops/", true, "First en"},
		{"tags/go/feed.xml", "atom", "/blog/tags/go/", false, "꾸러미|둘째 & <글> \"따옴표\""},
		{"series/guide/feed.xml", "atom", "/blog/series/guide/", false, "둘째 & <글> \"따옴표\"|First ko"},
	} {
		f := readFeed(t, filepath.Join(out, c.file))
		var titles []string
		for _, it := range f.Items {
			titles = append(titles, it.Title)
			if (it.Content != "") != c.full {
				t.Errorf("%s: %s: content %q, want full: %v", c.file, it.Title, it.Content, c.full)
			}
			for _, l := range relative(t, it.Content) {
				t.Errorf("%s: %s: %q is not absolute", c.file, it.Title, l)
			}
			if !strings.HasPrefix(it.Link, "https://everything.example/blog/") {
				t.Errorf("%s: link %q", c.file, it.Link)
			}
			if it.PublishedParsed == nil {
				t.Errorf("%s: %s has no time", c.file, it.Title)
			}
		}
		if got := strings.Join(titles, "|"); got != c.titles {
			t.Errorf("%s holds %s, want %s", c.file, got, c.titles)
		}
		if f.FeedType != c.kind || f.Link != "https://everything.example"+c.home {
			t.Errorf("%s: %s of %s, want %s of %s", c.file, f.FeedType, f.Link, c.kind, c.home)
		}
	}
}

// TestFeedsHoldWhatShortcodesWrite looks for what only templates know.
func TestFeedsHoldWhatShortcodesWrite(t *testing.T) {
	out := build(t, everything())
	for _, it := range readFeed(t, filepath.Join(out, "feed.xml")).Items {
		if !strings.HasPrefix(it.Title, "둘째") {
			continue
		}
		for _, want := range []string{
			`src="https://everything.example/blog/logo.svg"`, `href="https://everything.example/blog/ops/finops/"`,
			`href="https://everything.example/blog/posts/first/"`, `<aside class="box">`, "func", "<sub>2</sub>",
		} {
			if !strings.Contains(it.Content, want) {
				t.Errorf("no %s in\n%s", want, it.Content)
			}
		}
	}
}

// TestFeedsHoldTheNewestTwenty builds more posts than a feed holds, some of
// them undated.
func TestFeedsHoldTheNewestTwenty(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "baseURL: https://x.example\n")
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 25 {
		d := day.AddDate(0, 0, i).Format(time.DateOnly)
		write("posts/"+d+"-a.md", "---\ntitle: "+d+"\nslug: p-"+d+"\ntags: t\n---\nx\n")
	}
	write("posts/undated.md", "---\ntitle: undated\ntags: t\n---\nx\n")
	out := build(t, generator.SiteOptions{Root: root, Clock: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	for _, name := range []string{"feed.xml", "rss.xml", "feed.json", "tags/t/feed.xml"} {
		items := readFeed(t, filepath.Join(out, name)).Items
		if len(items) != 20 || items[0].Title != "2024-01-25" || items[19].Title != "2024-01-06" {
			t.Errorf("%s: %d posts, from %s", name, len(items), items[0].Title)
		}
	}
}

// TestSitemapIsValid reads the sitemap as sitemaps.org/protocol.html and Google's
// page on localised versions describe it.
func TestSitemapIsValid(t *testing.T) {
	out := build(t, everything())
	b, err := os.ReadFile(filepath.Join(out, "sitemap.xml"))
	if err != nil {
		t.Fatal(err)
	}
	type link struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	}
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
			Links   []link `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(b, &set); err != nil {
		t.Fatal(err)
	}
	links := map[string][]link{}
	for _, u := range set.URLs {
		if _, twice := links[u.Loc]; twice {
			t.Errorf("%s twice", u.Loc)
		}
		links[u.Loc] = u.Links
		if _, err := time.Parse(time.RFC3339, u.LastMod); u.LastMod != "" && err != nil {
			t.Errorf("%s: lastmod %s", u.Loc, u.LastMod)
		}
	}
	const at = "https://everything.example/blog"
	for _, want := range []string{"/", "/en/", "/posts/first/", "/en/posts/first/", "/posts/second/", "/ops/secops/", "/en/ops/devops/tags/csharp/", "/tags/%ED%95%9C%EA%B8%80-%ED%83%9C%EA%B7%B8/"} {
		if _, ok := links[at+want]; !ok {
			t.Errorf("no %s", want)
		}
	}
	for _, no := range []string{"/about/us.html", "/posts/%ED%95%9C%EA%B8%80-%EC%9D%B4%EB%A6%84/", "/posts/page/2/", "/tags/cicd/", "/404.html", "/feed.xml"} {
		if _, ok := links[at+no]; ok {
			t.Errorf("%s is there", no)
		}
	}
	for loc, ls := range links { // each translation names all others, and itself
		langs := map[string]string{}
		for _, l := range ls {
			langs[l.Lang] = l.Href
			if other, ok := links[l.Href]; !ok || len(other) != len(ls) {
				t.Errorf("%s names %s, which does not name it", loc, l.Href)
			}
		}
		if len(ls) > 0 && (langs["x-default"] == "" || langs["x-default"] != langs["ko"] || loc != langs["ko"] && loc != langs["en"]) {
			t.Errorf("%s: %v", loc, langs)
		}
	}
}

// TestJSONFeedNamesItsVersion holds the JSON feed against jsonfeed.org/version/1.1.
func TestJSONFeedNamesItsVersion(t *testing.T) {
	out := build(t, everything())
	b, err := os.ReadFile(filepath.Join(out, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Version, Title, Language string
		FeedURL                  string `json:"feed_url"`
		Items                    []struct{ ID, URL string }
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	if f.Version != "https://jsonfeed.org/version/1.1" || f.Title != "모든 것" || f.Language != "ko" || f.FeedURL != "https://everything.example/blog/feed.json" {
		t.Errorf("%+v", f)
	}
	for _, it := range f.Items {
		if it.ID == "" || it.URL == "" {
			t.Errorf("%+v", it)
		}
	}
}

func everything() generator.SiteOptions {
	return generator.SiteOptions{Root: "testdata/everything", Clock: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
}

func readFeed(t *testing.T, name string) *gofeed.Feed {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	feed, err := gofeed.NewParser().Parse(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return feed
}

// relative gives the destinations of markup that a feed reader, which stands on
// no page, could not follow. Places of the entry itself are fine.
func relative(t *testing.T, markup string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if (a.Key == "href" || a.Key == "src" || a.Key == "srcset" || a.Key == "poster") && !strings.Contains(a.Val, ":") && !strings.HasPrefix(a.Val, "#") {
				out = append(out, a.Val)
			}
		}
	}
	return out
}
