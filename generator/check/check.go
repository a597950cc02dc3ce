// Package check judges a finished site as a careful editor and an operator
// would: facts of sources and pages come in as values, findings go out.
//
// Facts of a page (PageFacts) and of a source (SourceFacts) follow from its bytes
// alone, so whoever calls may keep them by digest. A rule is a function from all
// facts to findings. What a finding weighs, what the site's settings and the
// comments in its sources silence, and what an earlier run has accepted, is
// decided at the end and in one place (Judge), whatever rule it came from.
//
// The room touches nothing: no files, no clock, no network.
package check

import (
	"time"

	"opspress/generator/diag"
)

// A Site is everything that rules look at. Paths of files are slash-separated
// and from the site's root; paths of pages are decoded, in NFC and without the
// path of baseURL: "/posts/x/".
type Site struct {
	Base      string // path of baseURL without a slash at the end
	Origin    string // its scheme and host, or ""
	Languages []string
	Settings  Settings

	Posts     []Post            // in order of file
	Terms     []string          // files of terms, whose text pages show
	Pages     []PageAt          // in order of path
	Files     []File            // of the finished site, in order of path
	Sources   []Source          // facts of sources, in order of file
	Names     []string          // of all source files, as on disk
	Templates []string          // files under layouts/
	Parts     []Part            // posts of series
	Feeds     []diag.List       // findings of feeds and sitemaps (FeedFacts, SitemapFacts)
	Built     []diag.Diagnostic // what the build has found
	Ledger    Ledger
	Gone      []string // paths that settings declare gone

	// Text gives the text of a source file, with "\n" at the ends of lines and
	// without a byte order mark; nil when there is none. It is asked only for the
	// places of findings.
	Text func(file string) []byte
}

// Settings are those of site.yaml that rules obey.
type Settings struct {
	Rules         []RuleLevel
	Paths         []PathLevels
	ThirdParty    []string       // hosts that pages may load from
	InternalHosts []string       // names that nobody outside shall read: "*.corp.example", "10.0.0.0/8"
	MaxAge        map[string]Age // how long posts of an Ops type stay fresh; "" is for all others
	PageWeight    int64          // bytes that a page may load from the site
	Scheduled     bool           // builds run by schedule, so a future post comes by itself
}

// An Age is a span of time: 12 months.
type Age struct {
	Count int
	Unit  string // day, week, month or year
}

// A RuleLevel is what a rule weighs here, and where the settings say so.
type RuleLevel struct {
	Rule  string
	Level Level
	Pos   Pos
}

// PathLevels are levels for the files that a pattern matches: * stands for any
// characters but a slash, ** for any.
type PathLevels struct {
	Pattern string
	Rules   []RuleLevel
	Pos     Pos
}

// A Pos is a place in a file: line and column from 1; zero is unknown.
type Pos struct{ Line, Column int }

// A Post is what front matter says of one post.
type Post struct {
	File, URL   string // URL is "" when the post is hidden
	Key, Lang   string // translations share a key
	Title       string
	Description string
	Summary     string
	Date        time.Time
	Lastmod     time.Time
	Publish     time.Time
	Expiry      time.Time
	Review      time.Time
	Draft       bool
	Hidden      string // why it is no part of the site, or ""
	NoIndex     bool
	Ops         []string // ids
	Tags        []Spelled
	Where       map[string]Pos
}

// A Spelled is a term and how a post spells it.
type Spelled struct {
	ID, Name string
	Known    bool // the spelling is one that the term's file gives
}

// A Part is a post's place in a series.
type Part struct {
	Series, Lang, File string
	Weight             int
	Pos                Pos
}

// A PageAt is a page with its place.
type PageAt struct {
	Path   string // "/posts/x/"
	Kind   string // "post", "home", "tag" …; "" for a file that a person wrote
	Source string // file it is made from, or ""
	Layout string // template that made it, or ""
	Number int    // of a list that goes on; 0 or 1 is its first
	Size   int64
	Page
}

// A File is a file of the finished site.
type File struct {
	Path   string // "/posts/x/a.png"
	Source string
	Size   int64
}

// A Finding is a diagnostic and when it holds: from From, zero being always,
// until Until, zero being for ever.
type Finding struct {
	diag.Diagnostic
	From, Until time.Time
	// Stops is a finding with which the build publishes nothing: no level and no
	// comment silences it.
	Stops bool
}

// A judgement collects findings.
type judgement struct {
	*Site
	out     []Finding
	pages   map[string]int   // by path
	files   map[string]int   // likewise
	posts   map[string]*Post // by file
	built   map[place]bool   // where the build has found something
	places  map[string]diag.Diagnostic
	merged  map[merge]*merging
	links   map[string]target
	sources map[string]*Source
	byKey   map[string][]*Post // published posts
}

type place struct {
	file string
	line int
}

// Run holds all facts against all rules. The findings are in no order, and
// weigh what their rules say.
func Run(s *Site) []Finding {
	j := &judgement{
		Site: s, pages: map[string]int{}, files: map[string]int{}, posts: map[string]*Post{}, built: map[place]bool{},
		places: map[string]diag.Diagnostic{}, merged: map[merge]*merging{}, links: map[string]target{}, sources: map[string]*Source{},
	}
	for i := range s.Pages {
		j.pages[s.Pages[i].Path] = i
	}
	for i := range s.Files {
		j.files[s.Files[i].Path] = i
	}
	for i := range s.Posts {
		j.posts[s.Posts[i].File] = &s.Posts[i]
	}
	for i := range s.Sources {
		j.sources[s.Sources[i].File] = &s.Sources[i]
		j.out = append(j.out, s.Sources[i].Findings...)
	}
	for _, d := range s.Built {
		j.built[place{d.File, d.Line}] = true
		j.out = append(j.out, Finding{Diagnostic: d, Stops: d.Severity == diag.Error})
	}
	for _, ds := range s.Feeds {
		for _, d := range ds {
			j.out = append(j.out, Finding{Diagnostic: d})
		}
	}
	for _, rule := range []func(){
		j.levels, j.marked, j.followLinks, j.loaded, j.redirects, j.orphans, j.headings, j.titles, j.descriptions,
		j.tags, j.series, j.translations, j.future, j.stale, j.names, j.drafts, j.weights, j.lost,
	} {
		rule()
	}
	j.flush()
	return j.out
}

// at reports a finding at a place of a file.
func (j *judgement) at(rule, file string, p Pos, message, hint string) *Finding {
	d := diag.Diagnostic{Rule: rule, Severity: severityOf(rule), File: file, Line: p.Line, Column: p.Column, Message: message, Hint: hint}
	if p.Line > 0 && file != "" {
		d = diag.AtLine(d, file, j.Text(file), p.Line, p.Column)
	}
	j.out = append(j.out, Finding{Diagnostic: d})
	return &j.out[len(j.out)-1]
}

// where gives the place of a front-matter key, else of the first of others, else
// the beginning of the file.
func (p *Post) where(keys ...string) Pos {
	for _, k := range keys {
		if at, ok := p.Where[k]; ok {
			return at
		}
	}
	return Pos{1, 1}
}
