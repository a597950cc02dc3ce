package feed

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A SitemapURL is one page for search engines.
type SitemapURL struct {
	Loc     string    // absolute
	LastMod time.Time // zero is left out
	// Alternates are the page in every language it exists in, this one too,
	// the default language first. With fewer than two none is written.
	Alternates []Alternate
}

// An Alternate is a page in a language.
type Alternate struct{ Lang, URL string }

// A NamedFile is a document and the name it must have at the site's root.
type NamedFile struct {
	Name  string
	Bytes []byte
}

// The limits of one sitemap file, by sitemaps.org.
const (
	maxSitemapURLs  = 50_000
	maxSitemapBytes = 50 << 20
)

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Sitemaps writes the sitemap of all pages as sitemap.xml. Where that would
// pass the limits of one file, sitemap.xml is an index of sitemap-1.xml and so
// on. root is the absolute URL of the site's root, with a slash at its end.
func Sitemaps(root string, urls []SitemapURL) []NamedFile {
	return sitemaps(root, urls, maxSitemapURLs, maxSitemapBytes)
}

// Sitemap writes all pages as one file, ordered by URL, whatever its size.
func Sitemap(urls []SitemapURL) []byte {
	m := newSitemap()
	for _, u := range byLoc(urls) {
		m.sitemapURL(u)
	}
	m.close("urlset")
	return m.Bytes()
}

func sitemaps(root string, urls []SitemapURL, maxURLs, maxBytes int) []NamedFile {
	const tail = len("</urlset>\n")
	var files []NamedFile
	var newest []time.Time // for each of files
	m, count, latest := newSitemap(), 0, time.Time{}
	flush := func() {
		m.close("urlset")
		files = append(files, NamedFile{fmt.Sprintf("sitemap-%d.xml", len(files)+1), m.Bytes()})
		newest = append(newest, latest)
		m, count, latest = newSitemap(), 0, time.Time{}
	}
	for _, u := range byLoc(urls) {
		one := markup{depth: 1}
		one.sitemapURL(u)
		if count > 0 && (count == maxURLs || m.Len()+one.Len()+tail > maxBytes) {
			flush()
		}
		m.Write(one.Bytes())
		count++
		if u.LastMod.After(latest) {
			latest = u.LastMod
		}
	}
	flush()
	if len(files) == 1 {
		return []NamedFile{{"sitemap.xml", files[0].Bytes}}
	}
	return append([]NamedFile{{"sitemap.xml", sitemapIndex(root, files, newest)}}, files...)
}

func sitemapIndex(root string, parts []NamedFile, newest []time.Time) []byte {
	m := newMarkup()
	m.open("sitemapindex", attr{"xmlns", sitemapSpace})
	for i, p := range parts {
		m.open("sitemap")
		m.element("loc", root+p.Name)
		m.lastmod(newest[i])
		m.close("sitemap")
	}
	m.close("sitemapindex")
	return m.Bytes()
}

func byLoc(urls []SitemapURL) []SitemapURL {
	urls = slices.Clone(urls)
	slices.SortStableFunc(urls, func(a, b SitemapURL) int { return cmp.Compare(a.Loc, b.Loc) })
	return urls
}

func newSitemap() *markup {
	m := newMarkup()
	m.open("urlset", attr{"xmlns", sitemapSpace}, attr{"xmlns:xhtml", "http://www.w3.org/1999/xhtml"})
	return m
}

func (m *markup) sitemapURL(u SitemapURL) {
	m.open("url")
	m.element("loc", u.Loc)
	m.lastmod(u.LastMod)
	if len(u.Alternates) > 1 {
		for _, a := range u.Alternates {
			m.alternate(a)
		}
		m.alternate(Alternate{"x-default", u.Alternates[0].URL})
	}
	m.close("url")
}

func (m *markup) alternate(a Alternate) {
	m.void("xhtml:link", attr{"rel", "alternate"}, attr{"hreflang", a.Lang}, attr{"href", a.URL})
}

func (m *markup) lastmod(t time.Time) {
	if !t.IsZero() {
		m.element("lastmod", atomTime(t))
	}
}
