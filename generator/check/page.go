package check

import (
	"bytes"
	"strconv"
	"strings"
	"unique"
)

// A Page is the facts of one HTML page. They follow from its bytes alone, so they
// can be kept by its digest.
type Page struct {
	Title, Description string
	Canonical          string
	Refresh            string // where a redirect leads, or ""
	Lang               string
	NoIndex            bool
	Links              []Link // each once, in order
	Loads              []Load // likewise
	IDs                []string
	Headings           []Heading
	Code, Images       int // in the body of the post
	Marks              []Mark
}

// A Link is a destination that a reader may follow.
type Link struct {
	URL  string // decoded
	Body bool   // it stands in the body of a post, so its author wrote it
}

// A Load is a file that a browser fetches by itself.
type Load struct {
	URL  string
	As   string // "script", "style", "image", "frame", "media", "font"
	Body bool
}

// A Heading is a heading in the body of a post, or of the page without one.
type Heading struct {
	Level int
	Text  string
	Body  bool
}

// A Mark is something in the markup that a rule speaks of: what is wrong follows
// from the page alone.
type Mark struct {
	Rule string
	What string // in words
	Near string // markup by which its source is found
	Body bool
}

// same gives the one copy of a text that stands on many pages.
func same(s string) string { return unique.Make(s).Value() }

// PageFacts takes the facts of a page.
func PageFacts(b []byte) Page {
	r := reader{lexer: lexer{b: b}, seen: map[string]bool{}}
	r.read()
	return r.Page
}

// A reader makes the facts of a page while it reads it once.
type reader struct {
	lexer
	Page
	open   []element
	body   int // depth of the element with data-post-body, 0 outside
	seen   map[string]bool
	head   *strings.Builder // text of the heading or title that is open
	svg    int
	inHead string
}

type element struct {
	name string
	at   int
}

func (r *reader) inBody() bool { return r.body > 0 }

func (r *reader) mark(rule, what, near string) {
	r.Marks = append(r.Marks, Mark{rule, what, near, r.inBody()})
}

func (r *reader) read() {
	for more := true; more; {
		more = r.next()
		if r.head != nil {
			r.head.WriteString(decoded(r.text))
		}
		if r.wrong != "" {
			r.mark("html-malformed", r.wrong, r.near())
		}
		if !more {
			break
		}
		if r.close {
			r.end()
		} else {
			r.start()
		}
	}
	for _, e := range r.open {
		if !mayStayOpen(e.name) {
			r.mark("html-malformed", "<"+e.name+"> has no end", "<"+e.name)
		}
	}
}

// near gives the markup at hand, as it would stand in a template.
func (r *reader) near() string {
	at := min(r.at, len(r.b))
	return brief(string(r.b[at:min(at+60, r.i)]), 60)
}

func void(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// mayStayOpen says that the end tag of an element may be left out (HTML standard,
// 13.1.2.4).
func mayStayOpen(name string) bool {
	switch name {
	case "html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp":
		return true
	}
	return false
}

// end closes an element, and those within it that may be left open.
func (r *reader) end() {
	if void(r.name) {
		r.mark("html-malformed", "</"+r.name+"> closes an element that has no content", r.near())
		return
	}
	i := len(r.open) - 1
	for i >= 0 && r.open[i].name != r.name && mayStayOpen(r.open[i].name) {
		i--
	}
	switch {
	case i >= 0 && r.open[i].name == r.name:
	case r.has(r.name):
		for i = len(r.open) - 1; r.open[i].name != r.name; i-- {
			if !mayStayOpen(r.open[i].name) {
				r.mark("html-malformed", "</"+r.name+"> comes before </"+r.open[i].name+">", r.near())
			}
		}
	default:
		if r.name != "p" && r.name != "br" {
			r.mark("html-malformed", "</"+r.name+"> closes nothing", r.near())
		}
		return
	}
	r.open = r.open[:i]
	if r.body > len(r.open) {
		r.body = 0
	}
	if r.svg > len(r.open) {
		r.svg = 0
	}
	if r.head != nil && r.name == r.inHead {
		r.headed()
	}
}

func (r *reader) has(name string) bool {
	for _, e := range r.open {
		if e.name == name {
			return true
		}
	}
	return false
}

// headed ends a heading or the title.
func (r *reader) headed() {
	text := strings.Join(strings.Fields(r.head.String()), " ")
	r.head = nil
	if r.inHead == "title" {
		r.Title = text
		return
	}
	level, _ := strconv.Atoi(r.inHead[1:])
	r.Headings = append(r.Headings, Heading{level, text, r.inBody()})
}

// start opens an element and takes its facts.
func (r *reader) start() {
	if _, ok := r.get("data-post-body"); ok && r.body == 0 {
		r.body = len(r.open) + 1
	}
	if len(r.attrs) > 0 {
		r.attributes()
	}
	r.content()
	if void(r.name) || r.self && (r.svg > 0 || r.name == "svg") {
		return
	}
	r.open = append(r.open, element{r.name, r.at})
	if r.name == "svg" && r.svg == 0 {
		r.svg = len(r.open)
	}
	isHeading := len(r.name) == 2 && r.name[0] == 'h' && '1' <= r.name[1] && r.name[1] <= '6'
	if (isHeading || r.name == "title" && r.svg == 0) && r.head == nil {
		r.head, r.inHead = &strings.Builder{}, r.name
	}
}

// attributes takes what any element may have: ids, styles, handlers.
func (r *reader) attributes() {
	for _, a := range r.attrs {
		k := a.key
		switch {
		case len(k) == 2 && k[0]|0x20 == 'i' && k[1]|0x20 == 'd':
			id := decoded(a.val)
			if r.seen["id "+id] {
				r.mark("duplicate-id", "the id "+strconv.Quote(id)+" stands twice on the page", `id="`+string(a.val)+`"`)
				continue
			}
			r.seen["id "+id] = true
			r.IDs = append(r.IDs, id)
		case bytes.EqualFold(k, []byte("style")):
			r.mark("csp", "a style attribute, which the Content-Security-Policy forbids", `style="`+brief(string(a.val), 40))
		case len(k) > 2 && k[0]|0x20 == 'o' && k[1]|0x20 == 'n' && isEvent(strings.ToLower(string(k[2:]))):
			r.mark("csp", "the handler "+string(k)+", which the Content-Security-Policy forbids", string(k)+"=")
		}
	}
}

// link takes a destination, each once.
func (r *reader) link(url string) {
	if url == "" {
		return
	}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(url)), "javascript:") {
		r.mark("csp", "a javascript: link, which the Content-Security-Policy forbids", "javascript:")
		return
	}
	key := "l" + strconv.FormatBool(r.inBody()) + url
	if !r.seen[key] {
		r.seen[key] = true
		r.Links = append(r.Links, Link{same(url), r.inBody()})
	}
}

// load takes a file that the browser fetches.
func (r *reader) load(url, as string) {
	if url == "" || strings.HasPrefix(url, "data:") {
		return
	}
	key := "o" + as + strconv.FormatBool(r.inBody()) + url
	if !r.seen[key] {
		r.seen[key] = true
		r.Loads = append(r.Loads, Load{same(url), as, r.inBody()})
	}
}

// isEvent says whether a word begins the name of an event (HTML standard, 8.1.8.2).
func isEvent(word string) bool {
	for _, e := range [...]string{
		"abort", "after", "animation", "before", "blur", "canplay", "change", "click", "close", "context", "copy", "cut", "dbl", "drag", "drop", "ended",
		"error", "focus", "hash", "input", "invalid", "key", "load", "message", "mouse", "offline", "online", "page", "paste", "pause", "play", "pointer",
		"popstate", "progress", "reset", "resize", "scroll", "search", "seek", "select", "slot", "storage", "submit", "toggle", "touch", "transition",
		"unload", "volume", "waiting", "wheel",
	} {
		if strings.HasPrefix(word, e) {
			return true
		}
	}
	return false
}
