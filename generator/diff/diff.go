// Package diff tells what changed for a reader between two finished sites.
//
// Compare takes two manifests and looks at what a page says, not at its bytes:
// its title and description, where it claims to stand (canonical), where it
// sends to, the words of its text, the ids of its headings, which links from
// elsewhere may name, and what a first view weighs. What only looks different
// is left out: the digest in the name of a style sheet, attributes and classes,
// the menu around every page, the neighbours below a post.
//
// A page that is there no more has moved when its old URL redirects, or when
// a new page has its text; otherwise its URL is lost, which a blog that is
// operated does not want, so it is said first.
//
// Files with equal digests are never opened, and of the others only what the
// result shows is kept, so two sites of any size can be compared.
package diff

import "opspress/generator/output"

// How a page changed.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
	Moved   = "moved"
	Gone    = "gone" // the page says that it is gone for good
)

// How a moved page is known.
const (
	ByRedirect = "redirect" // the old URL sends to the new one
	ByText     = "text"     // the new page has the text of the old one; its old URL is lost
	ByTitle    = "title"    // the new page has the title of the old one, and another text; likewise
)

// A Diff is what changed between two sites. Slices are sorted by URL or path.
type Diff struct {
	Total     Total      `json:"total"`
	Lost      []string   `json:"lost"`      // URLs of pages and redirects that lead nowhere now
	Pages     []Page     `json:"pages"`     // those that changed for a reader
	Redirects []Redirect `json:"redirects"` // beside those of pages that moved
	Files     []File     `json:"files"`     // what is no page: assets, feeds, files of bundles
	Around    *Around    `json:"around,omitempty"`
}

// Empty says that nothing changed for a reader.
func (d *Diff) Empty() bool {
	return len(d.Pages)+len(d.Redirects)+len(d.Files)+len(d.Lost) == 0 && d.Around == nil
}

// Total counts.
type Total struct {
	Pages   Sizes `json:"pages"` // HTML files, pages that redirect among them
	Bytes   Sizes `json:"bytes"` // of all files
	Added   int   `json:"added"`
	Removed int   `json:"removed"`
	Changed int   `json:"changed"`
	Moved   int   `json:"moved"`
	Same    int   `json:"same"`   // pages that say what they said
	Markup  int   `json:"markup"` // of these, those whose bytes differ
	Words   Words `json:"words"`  // of posts and other pages of their own; lists repeat them
}

// Sizes are a number before and after.
type Sizes struct {
	Old int64 `json:"old"`
	New int64 `json:"new"`
}

// Words are how many came and went.
type Words struct {
	In  int `json:"in"`
	Out int `json:"out"`
}

// A Page is one page that changed for a reader.
type Page struct {
	URL     string   `json:"url"` // from the root of the folder
	Change  string   `json:"change"`
	From    string   `json:"from,omitempty"` // where a moved page was
	By      string   `json:"by,omitempty"`   // how that is known
	List    bool     `json:"list,omitempty"` // it shows what other pages say
	Title   string   `json:"title"`
	Fields  []Field  `json:"fields,omitempty"` // title, description, canonical, robots, language
	Anchors []Anchor `json:"anchorsLost,omitempty"`
	Links   *Links   `json:"links,omitempty"`
	Words   Words    `json:"words"`
	Excerpt []string `json:"excerpt,omitempty"` // lines of a unified diff of the text: " ", "-", "+", and "…" for what is left out
	Bytes   Sizes    `json:"bytes"`             // of the HTML
	Weight  Sizes    `json:"weight"`            // of HTML, styles and scripts, each gzipped: a first view
}

// A Field is one thing that the head of a page says.
type Field struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// An Anchor is a heading id that is there no more: links that name it lead to
// the top of the page now.
type Anchor struct {
	ID   string `json:"id"`
	Text string `json:"text"`          // of the heading
	Now  string `json:"now,omitempty"` // the id that the heading of the same text has now
}

// Links are destinations in the text of a page that came and went.
type Links struct {
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
}

// A Redirect is one that came, went or leads elsewhere.
type Redirect struct {
	URL string `json:"url"`
	Old string `json:"old,omitempty"` // where it led
	New string `json:"new,omitempty"` // where it leads
}

// A File is one that is no page. An asset whose name holds its digest is shown
// by its name without it.
type File struct {
	Path   string `json:"path"`
	Change string `json:"change"`
	Bytes  Sizes  `json:"bytes"`
}

// Around is what changed around the text of pages: header, footer, menu.
type Around struct {
	Pages   int      `json:"pages"` // how many have this change or another one around them
	URL     string   `json:"url"`   // the first of them
	Excerpt []string `json:"excerpt"`
}

// Compare tells what changed from old to new. The error is that of reading.
func Compare(old, new output.Manifest) (Diff, error) {
	c := &comparer{old: newSide(old), new: newSide(new)}
	return c.compare()
}
