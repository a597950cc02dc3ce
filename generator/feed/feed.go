// Package feed writes what machines read about a site: Atom, RSS and JSON
// feeds, the sitemap and robots.txt.
//
// Everything here is a function from values to bytes: equal values give equal
// bytes, and any string gives a well-formed document, because characters that
// XML 1.0 cannot hold are left out. URLs are absolute and come ready from the
// caller, as does the HTML of an entry with the links inside it.
package feed

import "time"

// A Feed is a list of entries with what all of them share.
type Feed struct {
	ID        string // stable for ever: the feed's URL or a tag: URI; empty takes Self
	Title     string
	Subtitle  string
	Lang      string // BCP 47, such as "ko"
	Home      string // absolute URL of the page whose entries these are
	Self      string // absolute URL of this feed
	Generator string // name and version of the program
	Updated   time.Time
	Authors   []Person
	Icon      string // absolute URL of a square picture
	Entries   []Entry
}

// An Entry is one post in a feed.
type Entry struct {
	ID         string // stable for ever: a tag: URI or the URL; empty takes URL
	Title      string
	URL        string
	Lang       string // where it differs from the feed's
	Published  time.Time
	Updated    time.Time // zero takes Published
	Authors    []Person
	Categories []Category
	Summary    string // plain text
	Content    string // HTML with absolute URLs; empty leaves the summary alone
	Image      string // absolute URL
}

// A Person wrote something.
type Person struct{ Name, URL, Email string }

// A Category is a term of an entry: what machines compare and people read.
type Category struct{ Term, Label string }

func (f Feed) id() string { return first(f.ID, f.Self, f.Home) }

func (e Entry) id() string { return first(e.ID, e.URL) }

func (e Entry) updated() time.Time {
	if e.Updated.IsZero() {
		return e.Published
	}
	return e.Updated
}

// updated is the feed's own time, else that of its newest entry.
func (f Feed) updated() time.Time {
	if !f.Updated.IsZero() {
		return f.Updated
	}
	var newest time.Time
	for _, e := range f.Entries {
		if u := e.updated(); u.After(newest) {
			newest = u
		}
	}
	return newest
}

func (c Category) name() string { return first(c.Label, c.Term) }

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
