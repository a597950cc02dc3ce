package diff

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page is what one HTML file says to a reader.
type page struct {
	Title, Description, Canonical, Robots, Lang string
	Name                                        string // its first heading, which has not the name of the site in it
	Kind                                        string // what the theme calls it; "" for pages of other themes
	Redirect                                    string // where it sends to at once, or ""
	Post                                        bool   // it has a text of its own
	Headings                                    []heading
	Text, Around                                []string // sentences, and lines of code
	Links                                       []string // destinations in the text, sorted
	Parts                                       []string // styles and scripts that a first view loads
}

type heading struct{ ID, Text string }

// digestName is the digest in the name of an asset.
var digestName = regexp.MustCompile(`\.[0-9a-f]{8,64}(\.[A-Za-z0-9]+)$`)

// plainName is a path without the digest in its name.
func plainName(path string) string { return digestName.ReplaceAllString(path, "$1") }

// Where a token stands. The text of a page is what is marked as the body of a
// post, else what is in main, else all.
const (
	inAround = iota
	inMain
	inPost
)

// A reader takes a page apart, token by token.
type reader struct {
	page
	open   []opened    // elements that are open
	lines  [3][]string // by where they stand
	links  [3][]string
	heads  [3][]heading
	line   strings.Builder
	where  int
	main   bool // there is one
	title  *strings.Builder
	head   *strings.Builder // text of the heading that is open
	headID string
}

type opened struct {
	name   atom.Atom
	raw    string
	where  int  // of what stands around it
	silent bool // what is in it is not read
	pre    bool
}

// readPage reads an HTML file. Whatever it holds, something comes of it.
func readPage(r io.Reader) (page, error) {
	z := html.NewTokenizer(r)
	var p reader
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				return page{}, err
			}
			return p.finish(), nil
		case html.TextToken:
			p.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z.Token())
		case html.EndTagToken:
			p.end(z.Token())
		}
	}
}

// finish decides what the text of the page is.
func (p *reader) finish() page {
	p.flush()
	at := inAround
	switch {
	case p.Post:
		at = inPost
		p.Around = append(p.lines[inAround], p.lines[inMain]...)
	case p.main:
		at = inMain
		p.Around = p.lines[inAround]
	}
	p.Text, p.Headings = p.lines[at], p.heads[at]
	p.Links = slices.Clone(p.links[at])
	slices.Sort(p.Links)
	p.Links = slices.Compact(p.Links)
	return p.page
}

func attr(t html.Token, name string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func value(t html.Token, name string) string {
	v, _ := attr(t, name)
	return strings.TrimSpace(v)
}

// void elements have no end (HTML, 13.1.2).
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// inline elements do not end a line.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em, atom.I, atom.Ins, atom.Kbd,
		atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr, atom.Img:
		return true
	}
	return false
}

func (p *reader) silent() bool { return len(p.open) > 0 && p.open[len(p.open)-1].silent }
func (p *reader) pre() bool    { return len(p.open) > 0 && p.open[len(p.open)-1].pre }

func (p *reader) start(t html.Token) {
	p.meta(t)
	if !inline(t.DataAtom) {
		p.flush()
	}
	where := p.where
	switch _, body := attr(t, "data-post-body"); {
	case body:
		p.where, p.Post = inPost, true
	case t.DataAtom == atom.Main && p.where == inAround:
		p.where, p.main = inMain, true
	}
	p.visible(t)
	if void(t.DataAtom) || t.Type == html.SelfClosingTagToken && t.DataAtom == 0 {
		p.where = where
		return
	}
	silent := p.silent()
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Svg, atom.Head:
		silent = true
	case atom.Title:
		if p.title == nil && !slices.ContainsFunc(p.open, func(o opened) bool { return o.name == atom.Svg }) {
			p.title = &strings.Builder{}
		}
	}
	p.open = append(p.open, opened{t.DataAtom, t.Data, where, silent, p.pre() || t.DataAtom == atom.Pre})
}

// meta reads what the head of a page says.
func (p *reader) meta(t html.Token) {
	switch t.DataAtom {
	case atom.Html:
		p.Lang = value(t, "lang")
	case atom.Body:
		p.Kind = value(t, "data-kind")
	case atom.Meta:
		switch strings.ToLower(value(t, "name")) {
		case "description":
			p.Description = value(t, "content")
		case "robots":
			p.Robots = value(t, "content")
		}
		if strings.EqualFold(value(t, "http-equiv"), "refresh") && p.Redirect == "" {
			if _, to, ok := strings.Cut(value(t, "content"), "url="); ok {
				p.Redirect = strings.TrimSpace(to)
			}
		}
	case atom.Link:
		switch rel := strings.Fields(strings.ToLower(value(t, "rel"))); {
		case slices.Contains(rel, "canonical"):
			p.Canonical = value(t, "href")
		case slices.Contains(rel, "stylesheet"):
			p.Parts = append(p.Parts, value(t, "href"))
		}
	case atom.Script:
		if src := value(t, "src"); src != "" {
			p.Parts = append(p.Parts, src)
		}
	}
}

// visible reads what an element shows or leads to.
func (p *reader) visible(t html.Token) {
	if p.silent() {
		return
	}
	switch t.DataAtom {
	case atom.A:
		if href := value(t, "href"); href != "" && !strings.HasPrefix(href, "#") {
			p.links[p.where] = append(p.links[p.where], href)
		}
	case atom.Img:
		if src := value(t, "src"); src != "" {
			p.line.WriteString(" [" + strings.TrimSpace(value(t, "alt")) + "](" + plainName(src) + ") ")
		}
	case atom.Br:
		p.flush()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.headID, p.head = value(t, "id"), &strings.Builder{}
	}
}

func (p *reader) end(t html.Token) {
	if !inline(t.DataAtom) {
		p.flush()
	}
	at := -1
	for i, o := range slices.Backward(p.open) {
		if o.raw == t.Data {
			at = i
			break
		}
	}
	if at < 0 {
		return // it ends what never began
	}
	switch t.DataAtom {
	case atom.Title:
		if p.title != nil && p.Title == "" {
			p.Title = strings.Join(strings.Fields(p.title.String()), " ")
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if p.head == nil {
			break
		}
		text := strings.Join(strings.Fields(p.head.String()), " ")
		if p.Name == "" && t.DataAtom == atom.H1 {
			p.Name = text
		}
		if p.headID != "" {
			p.heads[p.where] = append(p.heads[p.where], heading{p.headID, text})
		}
		p.head = nil
	}
	p.where = p.open[at].where
	p.open = p.open[:at]
}

func (p *reader) text(raw string) {
	s := html.UnescapeString(raw)
	if n := len(p.open); n > 0 && p.open[n-1].name == atom.Title && p.title != nil && p.Title == "" {
		p.title.WriteString(s)
		return
	}
	if p.silent() {
		return
	}
	if p.head != nil {
		p.head.WriteString(s)
	}
	if !p.pre() {
		p.line.WriteString(s)
		return
	}
	for i, l := range strings.Split(s, "\n") {
		if i > 0 {
			p.code()
		}
		p.line.WriteString(l)
	}
}

// code ends a line of code, whose indentation counts.
func (p *reader) code() {
	if l := strings.TrimRight(p.line.String(), " \t\r"); l != "" {
		p.lines[p.where] = append(p.lines[p.where], l)
	}
	p.line.Reset()
}

// flush ends a line of text and cuts it into sentences, so that an edit shows
// the sentence and not the paragraph.
func (p *reader) flush() {
	if p.line.Len() == 0 {
		return
	}
	if p.pre() {
		p.code()
		return
	}
	words := strings.Fields(p.line.String())
	p.line.Reset()
	from := 0
	for i, w := range words {
		if i+1 < len(words) && !ends(w) {
			continue
		}
		p.lines[p.where] = append(p.lines[p.where], strings.Join(words[from:i+1], " "))
		from = i + 1
	}
}

// ends says whether a sentence ends with a word.
func ends(w string) bool {
	w = strings.TrimRight(w, `"')]”’»`)
	return len(w) > 2 && strings.ContainsAny(w[len(w)-1:], ".?!") || strings.HasSuffix(w, "。")
}
