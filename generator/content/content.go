// Package content turns the bytes of one source file into a post or a term.
//
// It knows front matter (YAML, TOML, JSON), dates as real blogs write them,
// languages in file names, and where in the file everything stands. It knows
// nothing of other files: what needs two posts is decided in graph.
//
// A file goes this way. Its bytes become text (text.go: no byte order mark, LF
// line ends; all positions count in this text, and are those of the file). The
// front matter is cut out (split.go) and read by one of three readers (yaml.go,
// toml.go, json.go) into the same tree of values with places (value.go). One
// decoder (decode.go) takes the tree into the fields of a Post or a Term, by
// the tables of keys (post_keys.go, term_keys.go), from which the manual is made
// too. Rewrite goes the other way: it sets one key and leaves every other byte.
package content

import (
	"time"
)

// Options is what parsing depends on beside the bytes.
type Options struct {
	Zone      *time.Location    // for dates without a zone
	Languages []string          // the first is the default
	Strict    bool              // unknown keys and impossible dates are errors
	Aliases   map[string]string // further front-matter keys of posts, lower case -> one of ours
}

// A Pos is a place in a file: line and column from 1, column in code points.
type Pos struct{ Line, Column int }

// A Post is one source file of a post.
type Post struct {
	Meta Meta
	Body string // as written, CRLF and CR turned into LF
	// BodyLine is the line of the file on which Body begins, from 1.
	BodyLine int
	// BodyAt is the place of Body in the text that the file is: see Body.
	BodyAt int
}

// Meta is what the front matter and the file's name say of a post.
type Meta struct {
	Path   string // of the file, from the site's root, as on disk: "posts/a.en.md"
	Key    string // Path without "posts/", language, extension and "/index", NFC: "a"; translations share it
	Bundle bool   // the file is an index.md, the folder around it belongs to the post
	Lang   string

	Title       string
	Date        time.Time // zero: undated
	Lastmod     time.Time
	PublishDate time.Time
	ExpiryDate  time.Time
	ReviewBy    time.Time
	Draft       bool

	Slug    string // as written in front matter, else ""
	Name    string // file or folder name without date and extension, NFC
	URL     string // as written
	Aliases []string

	Ops     []string // as written; graph finds the terms
	Tags    []string
	Series  []string
	Authors []string
	Weight  int // order in the series; 0 is none

	Description string
	Summary     string
	Cover       Image
	Images      []string
	TOC         *bool // nil: not said
	NoIndex     bool
	Search      bool // true unless front matter says false
	Canonical   string
	Layout      string

	TranslationKey string
	Params         map[string]any // `params`, and keys that nobody knows

	// Unknown are the keys that are none of ours, in order of the file. When
	// strict, Parse has reported each; else that is left to the caller.
	Unknown []Unknown

	// Where holds the place of each key's value. What the file does not say has
	// none.
	Where Places
}

// An Image is a picture and what it shows, in words.
type Image struct{ Image, Alt string }

// An Unknown is a front-matter key that opspress does not know.
type Unknown struct {
	Key string // as written; "cover.caption" for a member of cover
	Pos Pos
}

// A Term is one source file of a term: posts/_ops/devops.md and the like.
type Term struct {
	Path     string
	Taxonomy string // "ops", "series", "tags", "authors"
	ID       string // the file's name without language and extension, NFC
	Lang     string // the language of the body

	Names       map[string]string // by language; "" is the name for every language
	Aliases     []string
	Description map[string]string // by language; "" is for every language
	Weight      int

	// Ops types only: ids or names of other types, as written.
	Broader      []string
	Combines     []string
	Related      []string
	ConfusedWith []string
	Color        string

	// Authors only.
	URL   string
	Image string
	Role  map[string]string

	Params map[string]any

	Body     string
	BodyLine int
	Unknown  []Unknown // as in Meta
	Where    Places    // as in Meta; "name.ko" for a name in a language
}
