package feed

import (
	"bytes"
	"encoding/json"
	"time"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Home        string       `json:"home_page_url,omitempty"`
	Self        string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Language    string       `json:"language,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type jsonItem struct {
	ID          string       `json:"id"`
	URL         string       `json:"url,omitempty"`
	Title       string       `json:"title,omitempty"`
	ContentHTML string       `json:"content_html,omitempty"`
	ContentText *string      `json:"content_text,omitempty"`
	Summary     string       `json:"summary,omitempty"`
	Image       string       `json:"image,omitempty"`
	Published   string       `json:"date_published,omitempty"`
	Modified    string       `json:"date_modified,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Language    string       `json:"language,omitempty"`
}

// JSON writes the feed as JSON Feed 1.1.
func JSON(f Feed) []byte {
	doc := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1",
		Title:   f.Title, Home: f.Home, Self: f.Self, Description: f.Subtitle, Icon: f.Icon,
		Authors: jsonAuthors(f.Authors), Language: f.Lang, Items: []jsonItem{},
	}
	for _, e := range f.Entries {
		doc.Items = append(doc.Items, newJSONItem(e))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		panic(err) // strings and lists of strings always encode
	}
	return b.Bytes()
}

func newJSONItem(e Entry) jsonItem {
	it := jsonItem{
		ID: e.id(), URL: e.URL, Title: e.Title, ContentHTML: e.Content, Summary: e.Summary, Image: e.Image,
		Published: jsonTime(e.Published), Modified: jsonTime(e.updated()),
		Authors: jsonAuthors(e.Authors), Language: e.Lang,
	}
	if e.Content == "" {
		// The format asks for a content; without one the summary is it.
		it.ContentText, it.Summary = &e.Summary, ""
	}
	for _, c := range e.Categories {
		if n := c.name(); n != "" {
			it.Tags = append(it.Tags, n)
		}
	}
	return it
}

// jsonAuthors leaves out authors without a name or URL, which the format forbids.
func jsonAuthors(ps []Person) []jsonAuthor {
	var out []jsonAuthor
	for _, p := range ps {
		if p.Name != "" || p.URL != "" {
			out = append(out, jsonAuthor{p.Name, p.URL})
		}
	}
	return out
}

func jsonTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return atomTime(t)
}
