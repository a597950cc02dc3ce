// Package search turns documents into a static index that a browser reads in
// small pieces, and answers queries as that browser does.
//
// A Document is what can be found of a post. Its share is the set of its grams
// (gram.go), each with a class that says where it stands: in the title, a
// heading, a tag or the body. Korean is cut into pairs of syllables and Latin
// letters into threes, so that index and query need no dictionary, always
// agree, and a query finds every document that holds it as a substring.
//
// Shares of at most SegmentSize documents, in order of publication, make
// a Segment (segment.go). Its postings are spread over shards, small files, by
// a hash of the gram, so that a query reads one of them for each gram. One
// edited document changes the files of its segment and no other. The Index, the
// one file whose name never changes, names the segments and the spellings of
// the Ops types.
//
// The text of each document is a file of its own (text.go), named by its
// digest; tables of a segment hold these names. A reader fetches the texts of
// the few best results: there the words of the query are looked for literally
// before a result is shown, and the excerpt is cut.
//
// A query (query.go, find.go) exists twice: here, for tests and measurement, and
// in assets/js/search, for readers. A test runs both over one index.
package search

// SegmentSize is how many documents a segment has at most.
const SegmentSize = 1024

// Small is up to how many documents an index is not sharded, if it is not large
// for other reasons: one segment, one shard.
const Small = 300

// A Document is what can be found of a post. Its texts are plain.
type Document struct {
	URL         string // href of the page
	Title       string
	Date        string // as readers see it, or ""
	Description string
	Types       []string // ids of its Ops types
	Tags        []string // names of tags and Ops types, in every language
	Headings    []string // which stand in Text, too
	Text        string   // the body; code blocks are no part of it
}

// A Type is an Ops type: all its spellings find it.
type Type struct {
	ID        string
	Spellings []string // names and aliases; the first is the name to show
}

// A Class says where a gram stands in a document. Greater is more telling.
type Class uint8

const (
	Body    Class = iota // in the body or the description
	Often                // there at least oftenFrom times
	Tag                  // in a tag or Ops type
	Heading              // in a heading
	Title                // in the title
	classes
)

// oftenFrom is from how many times on a gram stands often in a body.
const oftenFrom = 3
