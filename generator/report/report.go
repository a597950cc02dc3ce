// Package report tells how a blog is doing as a service: what it covers, how
// fresh it is against its objectives, what is due for review, what nobody links
// to, how it grows.
//
// Make turns facts into a Report, a plain value whose JSON is what `opspress
// report --json` writes. The writers show it: for a terminal, as Markdown, as
// OpenMetrics, and as one HTML page whose plots are SVG. Facts that need git, a
// build or earlier builds may be missing; then the report leaves out what follows
// from them, and Notes says why where somebody would miss it.
//
// The room touches nothing: whoever calls says what day it is.
package report

import "time"

// Facts are what a report is made from.
type Facts struct {
	Day        time.Time // midnight in the zone of the site
	Languages  []string  // the default one first
	Types      []Type    // in the order of the site
	Posts      []Post    // published ones
	Tags       []Tag     // in order of ID
	Objectives []Objective
	Drafts     int
	Scheduled  int
	Expired    int

	Site    *Site                               // of a build, or nil
	Builds  []Build                             // earlier ones, oldest first
	Changed func(path string) (time.Time, bool) // when git last saw a file change; nil without git
	Notes   []string                            // what is missing, and why
}

// A Type is an Ops type.
type Type struct {
	ID, Color string
	Names     map[string]string // by language
	URLs      map[string]string
}

// A Post is a published post.
type Post struct {
	Path, Title, URL, Lang string
	Types                  []string // IDs
	Date, Updated          time.Time
	Review                 time.Time
	Minutes                int // to read it
	Linked                 int // texts of other posts that lead to it
	Translations           []string
}

// A Tag is a tag.
type Tag struct {
	ID    string
	Names map[string]string // by language
	URLs  map[string]string
	Posts int // translations of one post counted once
}

// An Objective is how many posts of a type may be how old: at most Percent of
// them older than Count units.
type Objective struct {
	Type    string // ID, or "default" for every type without one of its own
	Percent int
	Count   int
	Unit    string // day, week, month or year
}

// A Site is the size of a finished site and what leads nowhere in it.
type Site struct {
	Pages  int      `json:"pages"`
	Bytes  int64    `json:"bytes"`
	Broken []Broken `json:"broken"` // links and pictures that lead nowhere
}

// A Broken is one of them.
type Broken struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// A Build is what is remembered of a build.
type Build struct {
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Pages   int       `json:"pages"`
	Bytes   int64     `json:"bytes"`
	Broken  int       `json:"broken"`
	Warm    bool      `json:"warm"` // it found the site or its docs in the cache
}

// A Report is how the blog is doing.
type Report struct {
	Day       string     `json:"day"` // 2026-11-30
	Languages []string   `json:"languages"`
	Totals    Totals     `json:"totals"`
	Types     []TypeNow  `json:"types"`
	Months    []Month    `json:"months"`   // the last ones, oldest first, this one last
	Coverage  []Coverage `json:"coverage"` // of each type in each language
	Cadence   Cadence    `json:"cadence"`
	Review    []Review   `json:"review"` // oldest first, overdue ones among them
	Orphans   []Item     `json:"orphans"`
	ThinTags  []TagItem  `json:"thinTags"`
	Drift     []Drift    `json:"drift"`
	Missing   []Count    `json:"untranslated"` // posts that a language has not
	Site      *Site      `json:"site,omitempty"`
	Builds    []Build    `json:"builds,omitempty"`
	Notes     []string   `json:"notes,omitempty"`
}

// Totals count.
type Totals struct {
	Posts     int     `json:"posts"` // in all languages
	ByLang    []Count `json:"byLanguage"`
	Minutes   int     `json:"minutes"` // to read all of them
	Drafts    int     `json:"drafts"`
	Scheduled int     `json:"scheduled"`
	Expired   int     `json:"expired"`
	Overdue   int     `json:"overdue"` // whose review is overdue
	MedianAge int     `json:"medianAgeDays"`
	Undated   int     `json:"undated"`
	Missed    int     `json:"objectivesMissed"`
	Met       int     `json:"objectivesMet"`
}

// A Count is a number by language.
type Count struct {
	Lang string `json:"language"`
	N    int    `json:"count"`
}

// A TypeNow is how an Ops type is doing.
type TypeNow struct {
	ID     string            `json:"id"`
	Names  map[string]string `json:"names"`
	URLs   map[string]string `json:"-"`
	Color  string            `json:"-"`
	Posts  []Count           `json:"posts"` // by language
	All    int               `json:"all"`
	Ages   [len(Ages)]int    `json:"ages"` // posts by age, see Ages
	Newest string            `json:"newest,omitempty"`
	Goal   *Goal             `json:"objective,omitempty"`
}

// Ages are the upper ends, in months, of the groups of TypeNow.Ages; 0 is open.
var Ages = [...]int{6, 12, 24, 0}

// A Goal is an objective and how it is met.
type Goal struct {
	Percent int     `json:"percent"`
	Age     string  `json:"olderThan"` // "12 months"
	Stale   int     `json:"stale"`     // posts older than that
	Of      int     `json:"of"`        // posts with a date
	Share   float64 `json:"share"`     // percent of them that are stale
	Met     bool    `json:"met"`
}

// A Month is one month and what was published in it.
type Month struct {
	Month   string  `json:"month"` // 2026-11
	Posts   []Count `json:"posts"`
	Total   int     `json:"total"`   // posts so far
	Minutes int     `json:"minutes"` // to read all posts so far
}

// A Coverage is how many posts of a type each month brought in a language.
type Coverage struct {
	Type   string `json:"type"`
	Lang   string `json:"language"`
	Counts []int  `json:"counts"` // as Report.Months
}

// Cadence is how often something is published; translations of one post count
// once.
type Cadence struct {
	Last      string `json:"last,omitempty"`
	SinceLast int    `json:"daysSinceLast"`
	Median    int    `json:"medianGapDays"`  // of the last year, 0 for fewer than two posts
	Longest   int    `json:"longestGapDays"` // likewise
	Year      int    `json:"postsLastYear"`
}

// An Item names a post.
type Item struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Lang  string `json:"language"`
}

// A Review is a post with a date for its review.
type Review struct {
	Item
	By   string `json:"reviewBy"`
	Days int    `json:"days"` // until then; negative when overdue
}

// A TagItem is a tag that only one post has.
type TagItem struct {
	ID    string            `json:"id"`
	Names map[string]string `json:"names"`
	URLs  map[string]string `json:"urls"`
}

// A Drift is a translation that is older than the post that it translates.
type Drift struct {
	Item
	Source string `json:"source"`
	Days   int    `json:"days"`
	By     string `json:"by"` // "date" of front matter, or "git"
}
