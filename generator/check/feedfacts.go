package check

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"opspress/generator/diag"
)

// FeedFacts holds a feed against its specification: RFC 4287 for Atom, RSS 2.0,
// JSON Feed 1.1. What it finds belongs to the file in the finished site.
func FeedFacts(file string, b []byte) diag.List {
	var wrong []string
	switch {
	case strings.HasSuffix(file, ".json"):
		wrong = jsonFeed(b)
	default:
		wrong = xmlFeed(b)
	}
	return feedFindings("feed-invalid", file, wrong)
}

func feedFindings(rule, file string, wrong []string) (ds diag.List) {
	for i, w := range wrong {
		if i == 10 {
			break
		}
		ds = append(ds, diag.Diagnostic{Rule: rule, Severity: severityOf(rule), File: file, Message: w, Hint: "feed readers refuse it; please report it, unless a template of your own made it"})
	}
	return ds
}

// An xmlEntry is an entry of Atom or an item of RSS.
type xmlEntry struct {
	ID      string `xml:"id"`
	GUID    string `xml:"guid"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	PubDate string `xml:"pubDate"`
	Links   []struct {
		Href string `xml:"href,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
}

func xmlFeed(b []byte) (wrong []string) {
	var root struct {
		XMLName xml.Name
		ID      string     `xml:"id"`
		Title   string     `xml:"title"`
		Updated string     `xml:"updated"`
		Entries []xmlEntry `xml:"entry"`
		Channel *struct {
			Title       string     `xml:"title"`
			Description *string    `xml:"description"`
			Items       []xmlEntry `xml:"item"`
		} `xml:"channel"`
	}
	if err := xml.Unmarshal(b, &root); err != nil {
		return []string{"the feed is no XML: " + err.Error()}
	}
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	switch root.XMLName.Local {
	case "feed":
		if root.ID == "" || root.Title == "" || !isRFC3339(root.Updated) {
			say("the feed wants id, title and updated (RFC 4287, 4.1.1)")
		}
		entries(root.Entries, true, say)
	case "rss":
		if root.Channel == nil || root.Channel.Title == "" || root.Channel.Description == nil {
			say("the channel wants title, link and description (RSS 2.0)")
			break
		}
		entries(root.Channel.Items, false, say)
	default:
		say("<%s> is no feed", root.XMLName.Local)
	}
	return wrong
}

func entries(es []xmlEntry, atom bool, say func(string, ...any)) {
	seen := map[string]bool{}
	for i, e := range es {
		id, date := e.GUID, e.PubDate == "" || isRFC1123(e.PubDate)
		if atom {
			id, date = e.ID, isRFC3339(e.Updated)
		}
		switch {
		case e.Title == "":
			say("entry %d has no title", i+1)
		case id == "" && atom:
			say("entry %d has no id", i+1)
		case id != "" && seen[id]:
			say("two entries have the id %s", id)
		case !date:
			say("entry %d has no date that can be read", i+1)
		case len(e.Links) == 0:
			say("entry %d leads nowhere", i+1)
		}
		seen[id] = true
		for _, l := range e.Links {
			if u, err := url.Parse(l.Href + l.Text); err != nil || u.Scheme == "" {
				say("entry %d: the link %q is not absolute", i+1, l.Href+l.Text)
			}
		}
	}
}

func isRFC3339(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

func isRFC1123(s string) bool {
	_, err := time.Parse(time.RFC1123Z, s)
	_, gmt := time.Parse(time.RFC1123, s)
	return err == nil || gmt == nil
}

func jsonFeed(b []byte) (wrong []string) {
	var feed struct {
		Version, Title string
		Items          []struct {
			ID, URL   string
			Published string `json:"date_published"`
			HTML      string `json:"content_html"`
			Text      string `json:"content_text"`
		}
	}
	if err := json.Unmarshal(b, &feed); err != nil {
		return []string{"the feed is no JSON: " + err.Error()}
	}
	if !strings.HasPrefix(feed.Version, "https://jsonfeed.org/version/") || feed.Title == "" {
		wrong = append(wrong, "the feed wants version and title (JSON Feed 1.1)")
	}
	seen := map[string]bool{}
	for i, it := range feed.Items {
		switch {
		case it.ID == "" || seen[it.ID]:
			wrong = append(wrong, fmt.Sprintf("item %d has no id of its own", i+1))
		case it.Published != "" && !isRFC3339(it.Published):
			wrong = append(wrong, fmt.Sprintf("item %d has no date that can be read", i+1))
		case it.HTML == "" && it.Text == "":
			wrong = append(wrong, fmt.Sprintf("item %d has neither content_html nor content_text", i+1))
		}
		seen[it.ID] = true
	}
	return wrong
}

// SitemapFacts holds a sitemap against sitemaps.org: well-formed, at most 50,000
// URLs and 50 MB, every URL absolute and, as exists says, one of the site.
func SitemapFacts(file string, b []byte, exists func(url string) bool) diag.List {
	var wrong []string
	if len(b) > 50<<20 {
		wrong = append(wrong, "the sitemap is larger than 50 MB")
	}
	n := 0
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			wrong = append(wrong, "the sitemap is no XML: "+err.Error())
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "loc" {
			continue
		}
		var loc string
		if err := d.DecodeElement(&loc, &e); err != nil {
			wrong = append(wrong, "the sitemap is no XML: "+err.Error())
			break
		}
		if n++; !exists(strings.TrimSpace(loc)) {
			wrong = append(wrong, fmt.Sprintf("the sitemap has %s, where no page is that wants to be found", loc))
		}
	}
	if n > 50000 {
		wrong = append(wrong, fmt.Sprintf("the sitemap has %d URLs; 50,000 are allowed", n))
	}
	return feedFindings("sitemap-invalid", file, wrong)
}
