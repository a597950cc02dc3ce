package site

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
)

// settingsFile is where the settings of a blog stand.
const settingsFile = "site.yaml"

// Settings is site.yaml. Its zero value is no good: see defaults.
type Settings struct {
	Title, Description Text
	BaseURL            string // without a slash at the end; empty when there is none
	Languages          []string
	TimeZone           string
	Strict             bool
	Paginate           int
	Permalink          string
	Aliases            map[string]string // of front-matter keys, lower case
	HTML               markdown.HTMLMode
	Shortcodes         bool
	Declared           map[string]bool // taxonomies whose terms must be declared
	Feeds              []string
	Menu, Social       []NamedURL
	Footer             Text
	Accent, Logo       string
	Contact            *Contact
	Cards              bool   // a picture is drawn for shared links
	Google, Naver      string // proofs of ownership
	Comments           *layout.Comments
	Analytics          *layout.Analytics
	Report             bool        // publish /report/
	Objectives         []Objective // in order of type
	Destinations       []Destination
	Check              Check
	Gone               []Gone // in order of the file

	published string // origin of the baseURL that a server's own has replaced
	broken    bool   // site.yaml has errors: these are not what it means
}

// A Text is a text in each language; "" stands for every language.
type Text map[string]string

// In gives the text in a language.
func (t Text) In(lang string) string {
	for _, l := range []string{lang, "", "en"} {
		if s, ok := t[l]; ok {
			return s
		}
	}
	return ""
}

// A NamedURL is a line of a menu.
type NamedURL struct {
	Title Text
	URL   string
}

// A Contact is the invitation at the end of posts.
type Contact struct {
	Title, Text, Label Text
	URL                string
}

func defaults() Settings {
	return Settings{
		Title:     Text{"": "opspress"},
		Languages: []string{"ko", "en"}, TimeZone: "Asia/Seoul", Paginate: 20,
		Permalink: "/posts/:slug/", Shortcodes: true,
		Aliases: map[string]string{}, Declared: map[string]bool{},
		Feeds: []string{"atom", "rss", "json"},
		Check: Check{PageWeight: defaultPageWeight},
	}
}

// zone gives the site's time zone; the name has been checked.
func (s *Settings) zone() *time.Location {
	z, err := loadZone(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return z
}

// Zone gives the time zone of the site in a folder, as far as its settings can
// be read.
func Zone(root string) *time.Location {
	set := defaults()
	if src, err := os.ReadFile(filepath.Join(root, settingsFile)); err == nil {
		set, _ = readSettings(src)
	}
	return set.zone()
}

// base gives the path of baseURL, without a slash at the end.
func (s *Settings) base() string {
	u, err := url.Parse(s.BaseURL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// origin gives scheme and host of baseURL, or "".
func (s *Settings) origin() string {
	u, err := url.Parse(s.BaseURL)
	if err != nil || s.BaseURL == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// absolute makes a URL of this site absolute, where there is a baseURL.
func (s *Settings) absolute(href string) string {
	if s.BaseURL == "" || !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
		return href
	}
	return s.origin() + href
}

// permanent is absolute, but empty without a baseURL.
func (s *Settings) permanent(href string) string {
	if s.BaseURL == "" || href == "" {
		return ""
	}
	return s.absolute(href)
}

// production gives the address that a URL of this site has where it is
// published, or "" when nobody knows.
func (s *Settings) production(href string) string {
	if s.published == "" {
		return ""
	}
	return s.published + href
}

func (s *Settings) content() content.Options {
	return content.Options{Zone: s.zone(), Languages: s.Languages, Strict: s.Strict, Aliases: s.Aliases}
}

func (s *Settings) markdown() markdown.Settings {
	return markdown.Settings{HTML: s.HTML, Shortcodes: s.Shortcodes}
}

func (s *Settings) graph(o *Options, now time.Time) graph.Options {
	return graph.Options{
		Languages: s.Languages, Base: s.base(), Absolute: s.BaseURL != "", Permalink: s.Permalink,
		Paginate: s.Paginate, Feeds: s.Feeds, Gone: s.gone(), Declared: s.Declared, Strict: s.Strict,
		Report: s.Report && o.Reporter != nil,
		Now:    now, Drafts: o.Drafts, Future: o.Future, Expired: o.Expired,
	}
}

func (s *Settings) gone() []graph.Gone {
	var out []graph.Gone
	for _, g := range s.Gone {
		out = append(out, graph.Gone{Path: g.Path, File: settingsFile, Pos: g.Pos})
	}
	return out
}

// severity is what a finding weighs that only strict makes an error.
func (s *Settings) severity() diag.Severity {
	if s.Strict {
		return diag.Error
	}
	return diag.Warning
}

func (c *Contact) view(lang string) *layout.Contact {
	if c == nil {
		return nil
	}
	return &layout.Contact{Title: c.Title.In(lang), Text: c.Text.In(lang), Label: c.Label.In(lang), URL: c.URL}
}

// CheckBaseURL says what is wrong with a base URL; an empty one is right.
func CheckBaseURL(raw string) error {
	if raw == "" {
		return nil
	}
	if _, wrong := checkBase(raw); wrong != "" {
		return fmt.Errorf("base URL %q %s", raw, wrong)
	}
	return nil
}

// checkBase cleans a baseURL, or says what is wrong with it.
func checkBase(raw string) (clean, wrong string) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return "", "is no URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return "", "must begin with https:// or http://"
	case u.Host == "":
		return "", "names no host"
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", "may hold a scheme, a host and a path, nothing else"
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return "", "leaves its folder with .."
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u.String(), ""
}
