// Package markdown turns the body of a post into a Doc.
//
// A body is Markdown: CommonMark and GFM, with the additions that writers about
// operations use (callouts, code with titles and marked lines, figures,
// footnotes, definition lists, shortcodes) and the corrections that Korean
// needs (emphasis beside Hangul, ids of headings, range signs). What comes out
// depends on the body, its language and the settings, and on nothing else: the
// room knows no site, no files and no clock.
//
// What only the site can know is left open. Wherever a relative link, an image
// or a shortcode stands, the HTML of a Doc has a hole, and Fragment.Fill lets
// the site write into it. So one Doc serves the page, where links are relative
// to the root, and the feed, where they are absolute.
//
// The way of a body:
//
//	scan    shortcodes are found and masked, byte for byte, so that all places stay (shortcode.go)
//	parse   goldmark makes a tree; our own parsers replace some of its own (parser.go)
//	prepare headings get their level and id (heading.go)
//	write   a writer walks the tree once (writer.go); each construct has its file
//
// Raw HTML is judged while it is written (rawhtml.go). The writer knows which
// elements are its own and which the author opened, closes what the author left
// open where the element around it ends, and drops what closes nothing, so that
// no post can reach out of its page.
package markdown

// A Doc is a rendered body: HTML with holes, and what was seen on the way.
// It depends on the body, the language and the settings alone. Lines in it
// count from 1 at the first line of the body.
type Doc struct {
	Fragment
	// Title is the text of the heading that opens the body, with Options.LeadTitle;
	// that heading is then no part of the HTML.
	Title string
	// More is the offset in HTML where <!--more--> stood, or -1. It is a place
	// between two blocks at the top level.
	More int
	// Summary is plain text: what stands before <!--more-->, else the first
	// paragraph that has words. What a shortcode would write is not in it.
	Summary  string
	Headings []Heading
	// Text is the plain text of the body, code blocks left out: what search
	// and checks read. Blocks are parted by newlines.
	Text   string
	Words  Words
	Images []string // destinations of images, in order, as written
	// IDs are the ids that the HTML defines: of headings, footnotes, numbered lines and raw HTML.
	IDs []string
	// Anchors are the links to a place of the same page, as in [x](#part). They
	// are no holes; whether their ID exists is for others to check.
	Anchors []Anchor
	Notes   []Note // what is wrong, in order of place
}

// An Anchor is a link within the page. ID is decoded and in NFC.
type Anchor struct {
	ID           string
	Line, Column int
}

// A Fragment is HTML with places left open. What fills a hole goes between
// HTML[:Offset] and HTML[Offset:].
type Fragment struct {
	HTML  string
	Holes []Hole // in order of Offset
}

// HoleKind tells what a hole waits for.
type HoleKind uint8

const (
	Link      HoleKind = iota // the value of an href: the HTML has href="" around it
	Image                     // all of an image's source attributes, src="…" and what goes with it
	Shortcode                 // HTML
)

// A Hole is a place in a Doc that only the site can fill.
type Hole struct {
	Kind         HoleKind
	Offset       int // in the HTML of the fragment that holds it
	Line, Column int // of the link, image or shortcode in the body
	// Dest is the destination as written (entities and escapes resolved) of a
	// Link or Image. Empty when Call gives it.
	Dest string
	Alt  string // of an Image
	Call *Call  // of a Shortcode, or of a Link or Image whose destination is a shortcode
}

// A Call is one use of a shortcode.
type Call struct {
	Name   string
	Args   []Arg
	Source string // the whole use as written, up to the closing tag if there is one
	Paired bool   // it has a closing tag
	// Text is the text between the tags of {{< x >}}…{{< /x >}}, as written.
	Text string
	// Inner is what stands between the tags of {{% x %}}…{{% /x %}}, rendered
	// with the document; nil for the other form.
	Inner *Fragment
}

// An Arg is one argument of a shortcode. Name is empty for a positional one.
type Arg struct{ Name, Value string }

// A Heading is one heading of the body, as far as a table of contents needs it.
type Heading struct {
	Level int // 1 to 6, as it stands in the HTML
	ID    string
	Text  string
	Line  int
}

// Words counts what a reader reads, by script, so that one Korean word does
// not turn an English page into a Korean one.
type Words struct {
	Hangul  int // syllables of Hangul, and Han and Kana characters
	Latin   int // words in other scripts
	Eojeol  int // words between spaces, of any script
	Images  int
	Code    int // lines of code
	Spelled int // code points of text without white space
}

// A Note is something wrong in the body, at a place of the body. The site
// turns it into a diagnostic. The rules are
//
//	html              raw HTML that is left out, or shown because it has no end
//	link-scheme       a destination of a scheme that may not be
//	link-empty        a link or image without a destination
//	image-alt         an image without alternative text
//	heading-id        an id that two headings name
//	code-language     a language of code that gets no colours
//	code-marks        marked lines that a block of code does not have
//	footnote          a footnote that nothing refers to
//	shortcode-syntax  a shortcode that cannot be read
//	shortcode-pair    a {{% x %}} whose end is in another part of the text
//	markdown-heavy    more nesting or more marks than can be read; an error
type Note struct {
	Rule         string
	Line, Column int
	Message      string
	Hint         string
	Error        bool // else a warning
}
