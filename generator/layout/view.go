package layout

import (
	"html/template"
	"strings"
	"time"
)

// HTML is markup that is safe as it stands. Only Trusted makes it.
type HTML = template.HTML

// Trusted marks markup as safe. It is the one place of the project that does
// so. Its callers are in site: the rendered body of a post or term (sanitised
// by markdown as site.yaml says) and the output of a layout (escaped by
// html/template), Data, and Heading.Link, which escapes what it puts together.
func Trusted(markup string) HTML { return HTML(markup) }

// Data gives an element that holds JSON for machines. Nothing in it can end the
// element or begin a comment, and a browser runs none of it, so a
// Content-Security-Policy has nothing to allow.
func Data(mediaType string, json []byte) HTML {
	safe := string(json)
	if strings.ContainsAny(safe, "<>&\u2028\u2029") { // encoding/json has escaped them already
		safe = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\u2028", `\u2028`, "\u2029", `\u2029`).Replace(safe)
	}
	return Trusted(`<script type="` + template.HTMLEscapeString(mediaType) + `">` + safe + `</script>`)
}

// A Page is what every template gets as its dot. What a kind of page does not
// have is empty.
type Page struct {
	// Kind names what the page is: home, posts, post, ops-map, ops, ops-tags,
	// ops-tag, ops-series, ops-serie, tags, tag, series, serie, authors, author,
	// archive, year, search, 404, redirect.
	Kind        string
	Lang        string
	Site        *Site
	Title       string // of the page, not of the site: <h1>
	Description string // plain text, may be empty
	URL         string // from the host's root, with the path of baseURL: "/blog/posts/x/"
	Permalink   string // absolute, empty without baseURL
	Canonical   string // absolute, empty without baseURL
	NoIndex     bool
	Alternates  []Alternate // this page in every language it exists in, this one too
	Feeds       []FeedLink
	Crumbs      []Link   // the pages above this one, from the home page down
	Image       *Picture // for shared links, its URL absolute; nil when there is none
	Markdown    string   // URL of the same text as Markdown, absolute where there is a baseURL; may be empty
	Linked      HTML     // what the page says to machines: a <script type="application/ld+json">, or nothing
	Stylesheets []string
	Scripts     []string
	Target      string // redirect: where to, as a URL; absolute when there is a baseURL

	Post    *Post    // post
	Term    *Term    // ops, ops-*, tag, serie, author: the term that the page is about
	Parent  *Term    // ops-tag, ops-serie, ops-tags, ops-series: the Ops type above
	Posts   []Entry  // of this page of the list
	Pager   *Pager   // nil when all posts stand on one page
	Groups  []Group  // archive: a group for each year and month on this page; year: for each month
	Years   []Group  // archive: every year with its page and its count
	Plot    *Plot    // archive: how many posts each month has; nil when there are too few
	Maps    []Map    // ops-map: the types on the loop, narrow and wide
	Terms   []Term   // ops-map, tags, series, authors, ops-tags, ops-series, home: the types
	Series  []Term   // home: the running series; ops: the series of the type
	Tags    []Ref    // ops: the tags of the type with counts
	Indexes []Index  // search: the index of each language
	strs    *Strings // interface strings, set by Execute
}

// A Site is what all pages of one language share.
type Site struct {
	Title        string
	Description  string
	Lang         string
	Home         string // URL of the home page of this language
	Menu         []Link
	Footer       string
	Social       []Link
	Contact      *Contact   // the invitation; nil when site.yaml has none
	Types        []Ref      // declared Ops types with posts or an introduction, by weight
	Feed         string     // URL of the site's feed (Atom, else RSS, else JSON), empty without baseURL
	FeedType     string     // its media type
	Accent       string     // CSS colour from site.yaml, or empty
	Logo         *Picture   // nil when there is none
	Icon         string     // URL of favicon.svg, or empty
	Version      string     // of opspress
	URLs         URLs       // of the overview pages, in this language where they exist
	SearchScript string     // URL of the module that searches, or empty
	SearchStyle  string     // URL of the style sheet that shows what it finds, or empty
	Comments     *Comments  // where they are kept, or nil
	Analytics    *Analytics // who counts readers, or nil
	GoogleProof  string     // verification.google
	NaverProof   string     // verification.naver
	Policy       string     // Content-Security-Policy, where no header can carry it; else empty
}

// An Index is the search index of a language.
type Index struct {
	Lang, Name string // "en", "English"
	URL        string
	Current    bool // of the language of the page
}

// URLs are the overview pages of the site; one that does not exist is empty.
type URLs struct{ Posts, Ops, Tags, Series, Authors, Archive, Search, Report string }

// A Contact is the invitation at the end: a sentence and where it leads.
type Contact struct{ Title, Text, Label, URL string }

// Comments says where comments are kept: the discussions of a GitHub repository,
// shown by giscus.
type Comments struct{ Host, Repo, RepoID, Category, CategoryID string }

// Analytics is a script of another host that counts readers, and its data
// attributes; those that are empty are left out.
type Analytics struct{ Script, Domain, Site, WebsiteID, GoatCounter, CFBeacon string }

// A Link is a title that leads somewhere. Current marks the page it stands on,
// or the part of the site that this page is in.
type Link struct {
	Title, URL string
	Lang       string // set when it differs from the page's
	Current    bool
}

// An Alternate is a page in one language.
type Alternate struct {
	Lang, Name string // "en", "English"
	URL        string
	Permalink  string
	Current    bool
}

// A FeedLink is a feed that a page announces.
type FeedLink struct{ Title, Type, URL string }

// A Date is a day to show: for people and for machines. The zero Date is none.
type Date struct {
	Time    time.Time
	Text    string // "2026년 3월 1일"
	Machine string // RFC 3339
}

// A Ref names a term and leads to it.
type Ref struct {
	Taxonomy string // "ops", "tags", "series", "authors"
	ID       string // slug
	Name     string // in the language of the page
	Other    string // the name in the other language when it differs, or empty
	URL      string // may be empty: a type without a page in this language
	Count    int
	Color    string // CSS colour, or empty
}

// An Entry is a post as a list shows it.
type Entry struct {
	Title, URL string
	Lang       string
	Date       Date
	Updated    Date // zero when it is not later than Date's day
	Summary    string
	Types      []Ref
	Tags       []Ref
	Minutes    int
	Draft      bool
	Cover      *Picture
	Part       int // place in the series on a page of one, else 0
}

// A Picture is an image with its size in pixels, 0 when unknown.
type Picture struct {
	URL, Alt      string
	Width, Height int
	// SrcSet and Sizes let a browser choose among smaller versions of a
	// photograph; empty where there are none.
	SrcSet, Sizes string
	Lazy          bool // it is not the first of its page
}

// A Post is a whole post.
type Post struct {
	Entry
	Body    HTML
	TOC     []Heading // empty when front matter says toc: false or there are fewer than two
	Authors []Author
	Series  []SeriesBox
	Prev    *Link // older
	Next    *Link // newer
	Related []Entry
	Future  bool // its date lies ahead; only built with -F
	Expired bool // only built with -E
	Params  map[string]any
}

// A Heading is one line of the table of contents.
type Heading struct {
	ID, Text string
	Level    int // 2 or 3
	Sub      []Heading
}

// Link gives the heading as a link to itself. Its id stands there as it is on the
// page: html/template would write a Hangul id in percent signs, nine letters for
// a syllable, which a browser does not need and no compression undoes.
func (h Heading) Link() HTML {
	esc := template.HTMLEscapeString
	return Trusted(`<a href="#` + esc(h.ID) + `">` + esc(h.Text) + `</a>`)
}

// An Author is who wrote a post.
type Author struct {
	Ref
	Role, Image, Site string
	Description       string
}

// A SeriesBox shows a post's place in a series: part N of Total.
type SeriesBox struct {
	Ref
	N, Total int
	Parts    []Link // all, or those around N in a series of very many
	First    int    // number of the first of Parts
}

// A Term is a term with what its page says of it.
type Term struct {
	Ref
	Description string
	Body        HTML
	Relations   []Relation // Ops types
	Feed        string     // URL of its Atom feed, or empty
	Role        string     // authors
	Image       string     // authors
	Site        string     // authors: their own URL
	Latest      Date       // of its newest post
	Series      []Ref      // Ops types, on the map: series
	Posts       []Entry    // on the map: the newest three
	TagsURL     string     // Ops types: /ops/x/tags/, empty when it has none
	SeriesURL   string     // Ops types: /ops/x/series/
}

// A Relation is one way in which an Ops type relates to others. Kind is
// broader, narrower, combines, part-of, related, confused-with.
type Relation struct {
	Kind  string
	Terms []Ref
}

// A Group is the posts of a year or month.
type Group struct {
	Title string // "2026년", "2026년 3월", or "날짜 없음"
	URL   string // of the year's page, or empty
	ID    string // "2026", "2026-03", "undated"
	Count int
	Posts []Entry
	Sub   []Group
}

// A Plot shows how many posts each month has. X is in percent of the width,
// everything else in pixels.
type Plot struct {
	Height, Base int // of the whole plot; where the stems stand
	First, Last  string
	Count        int
	Stems        []Stem
	Years        []Mark
}

// A Stem is one month of a plot.
type Stem struct {
	X       string // "12.5%"
	Base, Y int
	R       string // of its dot
}

// A Mark is a word at a place.
type Mark struct {
	X, Text string
	Y       int
}

// A Map shows the Ops types on the loop, and how they relate.
type Map struct {
	Size          string // small, for a phone, or large
	Width, Height int
	Loop          string // SVG path data
	Nodes         []Node
	Edges         []Edge
}

// A Node is an Ops type on a map: its glyph around X and Y, its name in lines.
type Node struct {
	ID, URL   string // URL may be empty
	Name      string // in full: its lines may have been shortened
	X, Y      int
	Line, Dot string // SVG path data of its glyph, around 0, 0
	Anchor    string // of its name: start, middle, end
	Text      []Mark
}

// An Edge joins two types on a map. Kind is broader, combines, related or
// confused-with; From and To are ids.
type Edge struct{ From, To, Kind, Path string }

// A Pager is the place of a page in a list that goes on over several.
type Pager struct {
	N, Total         int
	First, Last      string // URLs
	Prev, Next       string // URLs, empty at the ends
	Pages            []Link // every page, or those near N with the ends
	PostsInAll       int
	FirstOnPage      int // 1 for the first post of the list
	PostsOnEveryPage int
}

// A Shortcode is the dot of a template in layouts/shortcodes.
type Shortcode struct {
	Name  string
	Lang  string
	Site  *Site
	Inner HTML   // of {{% x %}}…{{% /x %}}: rendered Markdown
	Text  string // of {{< x >}}…{{< /x >}}: as written
	Args  []string
	Named map[string]string
	// Query gives the newest n posts of a term; taxonomy is ops, tag or series,
	// or "" for all posts. An unknown term is an error.
	Query func(taxonomy, term string, n int) ([]Entry, error)
	// Lookup gives an Ops type, tag or series.
	Lookup func(taxonomy, term string) (*Term, error)
	// Picture resolves an image the way ![]() does.
	Picture func(dest string) (Picture, error)
	// Link resolves a destination the way []() does.
	Link func(dest string) (string, error)
	strs *Strings
}
