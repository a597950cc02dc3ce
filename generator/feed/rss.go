package feed

import (
	"path"
	"strings"
	"time"
)

// RSS writes the feed as RSS 2.0 with the modules that readers know: full text
// in content:encoded, authors in dc:creator, pictures in media:content.
func RSS(f Feed) []byte {
	m := newMarkup()
	m.open("rss", attr{"version", "2.0"},
		attr{"xmlns:atom", "http://www.w3.org/2005/Atom"},
		attr{"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
		attr{"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
		attr{"xmlns:media", "http://search.yahoo.com/mrss/"})
	m.open("channel")
	m.element("title", f.Title)
	m.element("link", f.Home)
	m.element("description", first(f.Subtitle, f.Title))
	m.leaf("language", f.Lang)
	if u := f.updated(); !u.IsZero() {
		m.element("lastBuildDate", rssTime(u))
	}
	m.leaf("generator", f.Generator)
	if f.Self != "" {
		m.void("atom:link", attr{"rel", "self"}, attr{"type", "application/rss+xml"}, attr{"href", f.Self})
	}
	if f.Icon != "" {
		m.open("image")
		m.element("url", f.Icon)
		m.element("title", f.Title)
		m.element("link", f.Home)
		m.close("image")
	}
	for _, e := range f.Entries {
		m.rssItem(f, e)
	}
	m.close("channel")
	m.close("rss")
	return m.Bytes()
}

func (m *markup) rssItem(f Feed, e Entry) {
	m.open("item")
	m.element("title", e.Title)
	m.leaf("link", e.URL)
	permalink := "false"
	if e.id() == e.URL {
		permalink = "true"
	}
	m.leaf("guid", e.id(), attr{"isPermaLink", permalink})
	if !e.Published.IsZero() {
		m.element("pubDate", rssTime(e.Published))
	}
	authors := e.Authors
	if len(authors) == 0 {
		authors = f.Authors
	}
	for _, p := range authors {
		m.leaf("dc:creator", p.Name)
	}
	if e.Lang != "" && e.Lang != f.Lang {
		m.element("dc:language", e.Lang)
	}
	for _, c := range e.Categories {
		m.leaf("category", c.name())
	}
	m.leaf("description", e.Summary)
	m.leaf("content:encoded", e.Content)
	if e.Image != "" {
		m.void("media:content", attr{"url", e.Image}, attr{"type", imageType(e.Image)}, attr{"medium", "image"})
	}
	m.close("item")
}

// rssTime keeps the zone of the site (RFC 822 with a year of four digits).
func rssTime(t time.Time) string { return t.Format(time.RFC1123Z) }

// imageType gives the media type that the name of a picture promises, or "".
func imageType(url string) string {
	url, _, _ = strings.Cut(url, "?")
	switch strings.ToLower(path.Ext(url)) {
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".svg":
		return "image/svg+xml"
	}
	return ""
}
