package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/text/unicode/norm"
)

// prepare takes the leading heading out, gives every other one its level and
// its id. The page's title is the only h1: when a body has one of its own, all
// its headings move down.
func (w *writer) prepare(tree ast.Node, o Options) {
	if o.LeadTitle {
		if h := leadHeading(tree); h != nil {
			w.d.Title = collapse(plainOf(h, w.src))
			tree.RemoveChild(tree, h)
		}
	}
	w.reserveFootnotes(tree)
	hs := headings(tree)
	for _, h := range hs {
		if h.Level == 1 {
			w.shift = 1
		}
	}
	w.ids.assign(hs, w.src, func(h *ast.Heading, id string) {
		w.note(headingPos(h), "heading-id", "the id "+strconv.Quote(id)+" is used twice", "give one of them another {#id}")
	})
}

// leadHeading is the heading that opens the body, if one does.
func leadHeading(tree ast.Node) *ast.Heading {
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindLinkReferenceDefinition {
			continue
		}
		h, _ := n.(*ast.Heading)
		return h
	}
	return nil
}

// headings are all headings of a tree, in order.
func headings(n ast.Node) (hs []*ast.Heading) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if h, ok := c.(*ast.Heading); ok {
			hs = append(hs, h)
		} else if c.Type() == ast.TypeBlock {
			hs = append(hs, headings(c)...)
		}
	}
	return hs
}

// heading writes a heading with its id, the classes of its {…}, and a link to
// itself. That is for a pointer: who uses a keyboard or listens has the table of
// contents, and is spared a second link in each heading. It has no words, so the
// text of a heading is what its writer wrote.
func (w *writer) heading(n *ast.Heading) {
	level := min(n.Level+w.shift, 6)
	id := attributeOf(n, "id")
	line, _ := w.place.at(headingPos(n))
	w.d.Headings = append(w.d.Headings, Heading{Level: level, ID: id, Text: collapse(plainOf(n, w.src)), Line: line})
	w.d.IDs = append(w.d.IDs, id)
	tag := "h" + strconv.Itoa(level)
	w.html("<" + tag)
	w.attribute("id", id)
	if class := attributeOf(n, "class"); class != "" {
		w.attribute("class", class)
	}
	w.html(">")
	w.children(n)
	w.html(`<a class="anchor"`)
	w.attribute("href", "#"+id)
	w.html(` aria-hidden="true" tabindex="-1"></a></` + tag + ">\n")
	w.endBlock()
}

func headingPos(n ast.Node) int {
	if l := n.Lines(); n.Pos() < 0 && l != nil && l.Len() > 0 {
		return l.At(0).Start
	}
	return n.Pos()
}

// attributeOf is an attribute of a node that the author wrote as text.
func attributeOf(n ast.Node, name string) string {
	v, _ := n.AttributeString(name)
	switch v := v.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	}
	return ""
}

// ids gives out ids, each once.
type ids struct {
	used map[string]bool
	next map[string]int // the number to try next behind an id
}

// assign sets the id attribute of headings. Those that name their own have it;
// the others are named for their text and stand back.
func (s ids) assign(hs []*ast.Heading, src []byte, twice func(*ast.Heading, string)) {
	for _, h := range hs {
		id := strings.Join(strings.Fields(norm.NFC.String(attributeOf(h, "id"))), "-")
		if id == "" {
			h.SetAttributeString("id", "")
			continue
		}
		if s.used[id] {
			twice(h, id)
		}
		h.SetAttributeString("id", s.take(id))
	}
	for _, h := range hs {
		if attributeOf(h, "id") == "" {
			h.SetAttributeString("id", s.take(slug(plainOf(h, src))))
		}
	}
}

// take returns id, or id-1, id-2 … when it is taken.
func (s ids) take(id string) string {
	base := id
	for s.used[id] {
		s.next[base]++
		id = base + "-" + strconv.Itoa(s.next[base])
	}
	s.used[id] = true
	return id
}

// slug makes an id of a heading's text as GitHub does: lower case, spaces as
// hyphens, and of the rest only letters, marks, digits, "-" and "_". Hangul is
// kept, in NFC. A heading without any of these is "section".
func slug(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.TrimSpace(s)) {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), r == '-', r == '_':
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			b.WriteByte('-')
		}
	}
	if strings.Trim(b.String(), "-") == "" {
		return "section"
	}
	return b.String()
}

// A headingParser is one of goldmark's two with our reader of {#id .class}.
// goldmark's own takes time that grows with the square of the braces in a line.
type headingParser struct {
	parser.BlockParser
	attributes bool
}

func (p headingParser) Close(n ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(n, reader, pc)
	last := n.Lines().Len() - 1
	if last < 0 {
		return
	}
	line := n.Lines().At(last)
	if marksIn(line.Value(reader.Source()))*line.Len() > maxWeight && n.Parent() != nil {
		showAsIs(n)
		return
	}
	if !p.attributes {
		return
	}
	s := bytes.TrimRight(line.Value(reader.Source()), " \t\n")
	open := bytes.LastIndexByte(s, '{')
	if open < 0 || s[len(s)-1] != '}' || open > 0 && s[open-1] == '\\' {
		return
	}
	id, classes, ok := headingAttributes(string(s[open+1 : len(s)-1]))
	if !ok {
		return
	}
	if id != "" {
		n.SetAttributeString("id", id)
	}
	if classes != "" {
		n.SetAttributeString("class", classes)
	}
	line.Stop = line.Start + open - line.Padding
	n.Lines().Set(last, line.TrimRightSpace(reader.Source()))
}

// headingAttributes reads "#id .class .class". Other attributes of the form
// key=value are read and left out. It is not ok when anything else is there.
func headingAttributes(s string) (id, classes string, ok bool) {
	words := strings.Fields(s)
	for _, w := range words {
		key, value, isPair := strings.Cut(w, "=")
		switch {
		case len(w) > 1 && w[0] == '#':
			id = w[1:]
		case len(w) > 1 && w[0] == '.':
			classes = strings.TrimSpace(classes + " " + w[1:])
		case isPair && key == "id":
			id = strings.Trim(value, `"'`)
		case isPair && key == "class":
			classes = strings.TrimSpace(classes + " " + strings.Trim(value, `"'`))
		case !isPair || key == "" || value == "":
			return "", "", false
		}
	}
	return id, classes, len(words) > 0
}

// idTransformer gives headings their ids for goldmark's renderer.
type idTransformer struct{}

func (idTransformer) Transform(tree *ast.Document, reader text.Reader, _ parser.Context) {
	s := ids{used: map[string]bool{}, next: map[string]int{}}
	s.assign(headings(tree), reader.Source(), func(*ast.Heading, string) {})
}
