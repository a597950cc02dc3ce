package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A writer walks the tree of one body and writes its HTML, its holes and its
// plain text as it goes.
type writer struct {
	r      *Renderer
	src    []byte // the body
	masked []byte // what goldmark saw of it: src with shortcodes masked
	words  words
	place  *placer
	calls  *calls

	d     Doc // what is collected
	out   []byte
	holes []Hole
	plain []byte // the text so far

	brief      []byte // the text so far without what stands in shortcodes
	told       bool   // there is a summary, so nobody will read more of brief
	first      string // the first paragraph that has words
	firstAtTop bool   // it stands at the top level
	inner      int    // how many shortcodes are open

	open  []element // elements of raw HTML that are open
	frame int       // where those begin that the present node may close
	ids   ids
	shift int // by how much headings are lowered

	plainCode []string // languages that were noted
	numbered  int      // blocks of code whose lines have ids
}

func newWriter(r *Renderer, src []byte, lang string) *writer {
	w := &writer{r: r, src: src, masked: src, words: wordsIn(lang), place: newPlacer(src), calls: &calls{}}
	w.ids = ids{used: map[string]bool{}, next: map[string]int{}}
	w.d.More = -1
	return w
}

// children writes what is in n. What raw HTML left open among it ends with it.
func (w *writer) children(n ast.Node) {
	frame := w.frame
	w.frame = len(w.open)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if end := w.inlinePair(c); end != nil {
			c = end
			continue
		}
		w.node(c)
	}
	w.closeTo(w.frame)
	w.frame = frame
}

func (w *writer) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.textNode(n)
	case *ast.String:
		w.text(string(n.Value))
	case *ast.CodeSpan:
		w.codeSpan(n)
	case *ast.Emphasis:
		w.emphasis(n)
	case *ast.Link:
		w.link(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.image(n)
	case *ast.RawHTML:
		w.rawInline(n)
	case *callNode:
		w.call(n)
	case *extast.Strikethrough:
		w.inline("del", n)
	case *extast.TaskCheckBox:
		w.checkBox(n)
	case *extast.FootnoteLink:
		w.footnoteLink(n)
	case *extast.FootnoteBacklink:
		w.footnoteBacklink(n)
	default:
		w.block(n)
	}
}

func (w *writer) block(n ast.Node) {
	// A <p> of raw HTML ends where a block begins.
	if n.Kind() != ast.KindHTMLBlock && len(w.open) > w.frame && w.open[len(w.open)-1].name == "p" {
		w.closeTo(len(w.open) - 1)
	}
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph:
		w.paragraph(n)
	case *ast.TextBlock:
		w.textBlock(n)
	case *ast.ThematicBreak:
		w.html("<hr>\n")
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		w.codeBlock(n)
	case *ast.Blockquote:
		w.quote(n)
	case *calloutTitle:
		w.calloutTitle(n)
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.listItem(n)
	case *ast.HTMLBlock:
		w.rawBlock(n)
	case *callBlock:
		w.callBlock(n)
	case *heavyBlock:
		w.heavy(n)
	case *extast.Table:
		w.table(n)
	case *extast.DefinitionList:
		w.wrap("<dl>\n", n, "</dl>\n")
	case *extast.DefinitionTerm:
		w.wrap("<dt>", n, "</dt>\n")
		w.endBlock()
	case *extast.DefinitionDescription:
		w.wrap("<dd>", n, "</dd>\n")
		w.endBlock()
	case *extast.FootnoteList:
		w.footnoteList(n)
	case *extast.Footnote:
		w.footnote(n)
	case *ast.LinkReferenceDefinition:
	}
}

// html writes HTML of our own.
func (w *writer) html(s string) { w.out = append(w.out, s...) }

// attribute writes a name and an escaped value.
func (w *writer) attribute(name, value string) {
	w.out = append(w.out, ' ')
	w.out = append(w.out, name...)
	w.out = append(w.out, '=', '"')
	w.out = AppendEscaped(w.out, value)
	w.out = append(w.out, '"')
}

// wrap writes what is in n between two pieces of HTML.
func (w *writer) wrap(before string, n ast.Node, after string) {
	w.html(before)
	w.children(n)
	w.html(after)
}

// inline writes n as an element without attributes.
func (w *writer) inline(tag string, n ast.Node) { w.wrap("<"+tag+">", n, "</"+tag+">") }

// hole leaves a place open.
func (w *writer) hole(h Hole, pos int) {
	h.Offset = len(w.out)
	h.Line, h.Column = w.place.at(pos)
	w.holes = append(w.holes, h)
}

// note records what is wrong at a byte offset of the body. Past maxNotes nobody
// reads on.
func (w *writer) note(pos int, rule, message, hint string) {
	if len(w.d.Notes) >= maxNotes {
		return
	}
	line, column := w.place.at(pos)
	w.d.Notes = append(w.d.Notes, Note{Rule: rule, Line: line, Column: column, Message: message, Hint: hint})
}

// say adds to the plain text.
func (w *writer) say(s string) {
	w.plain = append(w.plain, s...)
	if w.inner == 0 && !w.told {
		w.brief = append(w.brief, s...)
	}
}

// endBlock parts what comes from what was said.
func (w *writer) endBlock() {
	w.plain = endLine(w.plain)
	w.brief = endLine(w.brief)
}

func endLine(b []byte) []byte {
	b = bytes.TrimRight(b, " ")
	if len(b) == 0 || b[len(b)-1] == '\n' {
		return b
	}
	return append(b, '\n')
}

// text writes and says text in which nothing is left to decode.
func (w *writer) text(s string) {
	w.out = AppendEscaped(w.out, s)
	w.say(s)
}

func (w *writer) textNode(n *ast.Text) {
	s := n.Segment.Value(w.src)
	if n.IsRaw() {
		w.text(string(s))
	} else {
		w.text(decode(s))
	}
	if n.HardLineBreak() {
		w.html("<br>\n")
		w.say("\n")
	} else if n.SoftLineBreak() {
		w.text("\n")
	}
}

func (w *writer) codeSpan(n ast.Node) {
	w.html("<code>")
	w.text(codeText(n, w.src))
	w.html("</code>")
}

// codeText is the text of a code span: its line ends are spaces.
func codeText(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(src))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

func (w *writer) emphasis(n *ast.Emphasis) {
	if n.Level == 2 {
		w.inline("strong", n)
	} else {
		w.inline("em", n)
	}
}
