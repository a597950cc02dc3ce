package feed

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func pages(n int) []SitemapURL {
	var us []SitemapURL
	for i := range n {
		us = append(us, SitemapURL{Loc: fmt.Sprintf("https://blog.example/posts/%06d/", i), LastMod: time.Date(2026, 1, 1, 0, 0, i, 0, seoul)})
	}
	return us
}

func TestSitemap(t *testing.T) {
	golden(t, "sitemap.xml", Sitemap([]SitemapURL{
		{Loc: "https://blog.example/posts/x/", LastMod: time.Date(2026, 3, 1, 9, 0, 0, 0, seoul), Alternates: []Alternate{
			{"ko", "https://blog.example/posts/x/"}, {"en", "https://blog.example/en/posts/x/"}}},
		{Loc: "https://blog.example/a?b=1&c=2", Alternates: []Alternate{{"ko", "https://blog.example/a?b=1&c=2"}}},
		{Loc: "https://blog.example/"},
	}))
}

func TestASmallSiteHasOneSitemap(t *testing.T) {
	for _, n := range []int{0, 1, 100} {
		files := Sitemaps("https://blog.example/", pages(n))
		if len(files) != 1 || files[0].Name != "sitemap.xml" || string(files[0].Bytes) != string(Sitemap(pages(n))) {
			t.Errorf("%d pages: %d files, the first %s", n, len(files), files[0].Name)
		}
	}
}

func TestALargeSitemapIsSplit(t *testing.T) {
	one := len(Sitemap(pages(1))) - len(Sitemap(nil))
	head := len(Sitemap(nil))
	for _, c := range []struct {
		name               string
		n, maxURLs, maxLen int
		parts              []int
	}{
		{"by count", 7, 3, 1 << 20, []int{3, 3, 1}},
		{"exactly full", 6, 3, 1 << 20, []int{3, 3}},
		{"by size", 5, 100, head + 2*one, []int{2, 2, 1}},
		{"one more byte would be too many", 5, 100, head + 2*one - 1, []int{1, 1, 1, 1, 1}},
		{"a page larger than a file may be stands alone", 2, 100, 10, []int{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := sitemaps("https://blog.example/", pages(c.n), c.maxURLs, c.maxLen)
			if len(files) != len(c.parts)+1 || files[0].Name != "sitemap.xml" {
				t.Fatalf("%d files", len(files))
			}
			index, err := texts(files[0].Bytes)
			if err != nil {
				t.Fatal(err)
			}
			var locs, all []string
			for i, f := range files[1:] {
				got, err := texts(f.Bytes)
				if err != nil {
					t.Fatal(err)
				}
				part := got["urlset/url/loc"]
				if len(part) != c.parts[i] || f.Name != fmt.Sprintf("sitemap-%d.xml", i+1) {
					t.Errorf("%s has %d pages, want %d", f.Name, len(part), c.parts[i])
				}
				if len(f.Bytes) > max(c.maxLen, head+one) {
					t.Errorf("%s has %d bytes", f.Name, len(f.Bytes))
				}
				mods := got["urlset/url/lastmod"]
				if newest := index["sitemapindex/sitemap/lastmod"][i]; newest != mods[len(mods)-1] {
					t.Errorf("the index says %s of %s", newest, f.Name)
				}
				all = append(all, part...)
				locs = append(locs, "https://blog.example/"+f.Name)
			}
			if got := index["sitemapindex/sitemap/loc"]; !slices.Equal(got, locs) {
				t.Errorf("the index names %v", got)
			}
			if want, _ := texts(Sitemap(pages(c.n))); !slices.Equal(all, want["urlset/url/loc"]) {
				t.Errorf("the parts hold %v", all)
			}
		})
	}
}

func TestTheOrderOfPagesDoesNotMatter(t *testing.T) {
	us := pages(50)
	want := string(Sitemap(us))
	slices.Reverse(us)
	if string(Sitemap(us)) != want || us[0].Loc < us[1].Loc {
		t.Error("the order matters, or Sitemap changed the list it was given")
	}
}

func TestRobots(t *testing.T) {
	for _, c := range []struct {
		sitemap  string
		disallow []string
		want     string
	}{
		{"https://blog.example/sitemap.xml", nil, "User-agent: *\nAllow: /\n\nSitemap: https://blog.example/sitemap.xml\n"},
		{"", []string{"/search/", "/x\nDisallow: /"}, "User-agent: *\nDisallow: /search/\nDisallow: /xDisallow: /\nAllow: /\n"},
	} {
		if got := string(Robots(c.sitemap, c.disallow...)); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
	if n := strings.Count(string(Robots("https://h/\r\nUser-agent: x")), "\n"); n != 4 {
		t.Errorf("a line end in the URL makes %d lines", n)
	}
}
