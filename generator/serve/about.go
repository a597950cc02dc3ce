package serve

import (
	"net/http"
	"net/url"
	"strings"

	"opspress/generator/diag"
)

// About is what the author's bar tells of one URL. Every field may be empty.
type About struct {
	// State is that of the post: "published", "draft", "scheduled", "expired";
	// "missing" for a URL that the site does not have; "" for a list or a file.
	State string
	When  string // the day of a scheduled or expired post, as it is shown

	Words      int // between spaces: in Korean 어절
	Characters int // without white space: in Korean 글자
	Minutes    int // of reading

	Title       string
	Description string
	Image       string // a URL of the site, or an address elsewhere
	Permalink   string // the address in production, as search results show it

	Sources   []string // files the page is made from, from the site's root
	Templates []string
	Cause     string // why it was rebuilt last, in words
	Moved     string // the URL where a vanished one went, or ""

	Warnings []diag.Diagnostic
}

// aboutJSON is About as dev.js reads it.
type aboutJSON struct {
	URL         string   `json:"url"`
	State       string   `json:"state"`
	When        string   `json:"when"`
	Words       int      `json:"words"`
	Characters  int      `json:"characters"`
	Minutes     int      `json:"minutes"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Image       string   `json:"image"`
	Permalink   string   `json:"permalink"`
	Sources     []string `json:"sources"`
	Templates   []string `json:"templates"`
	Cause       string   `json:"cause"`
	Moved       string   `json:"moved"`
	Warnings    []fault  `json:"warnings"`
}

// serveAbout answers about?url=, where url is a path from the host's root as
// the address bar has it, decoded.
func (s *Server) serveAbout(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get("url")
	site, ok := s.sitePath(asked)
	if !ok {
		http.Error(w, "about?url= wants a path of this site", http.StatusBadRequest)
		return
	}
	a := s.o.Site.About(r.Context(), site)
	moved := ""
	if a.Moved != "" {
		moved = s.href(a.Moved)
	}
	writeJSON(w, r, aboutJSON{
		URL: s.base() + site, State: a.State, When: a.When, Words: a.Words, Characters: a.Characters, Minutes: a.Minutes,
		Title: a.Title, Description: a.Description, Image: s.imageHref(a.Image), Permalink: a.Permalink,
		Sources: listed(a.Sources), Templates: listed(a.Templates), Cause: a.Cause, Moved: moved,
		Warnings: faultsOf(a.Warnings, nil),
	})
}

// listed gives what JSON writes as a list even when it is empty.
func listed(s []string) []string { return append([]string{}, s...) }

// imageHref gives the address of a picture for the preview of a shared link.
// Only http(s) is let through: it becomes the src of an image.
func (s *Server) imageHref(image string) string {
	if strings.HasPrefix(image, "/") && !strings.HasPrefix(image, "//") {
		return s.href(image)
	}
	if u, err := url.Parse(image); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		return image
	}
	return ""
}

// href gives the address of a URL of the site, from the host's root.
func (s *Server) href(site string) string {
	u := url.URL{Path: s.base() + site}
	return u.EscapedPath()
}

// sitePath takes the base off a path from the host's root.
func (s *Server) sitePath(path string) (site string, ok bool) {
	site, ok = strings.CutPrefix(path, s.base())
	return site, ok && strings.HasPrefix(site, "/")
}
