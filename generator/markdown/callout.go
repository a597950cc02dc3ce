package markdown

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// callout finds the marker of a callout at the start of a block quote.
var callout = regexp.MustCompile(`^\[!((?i)NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:[ \t]+(.*?))?[ \t]*\n?$`)

// calloutAttribute is where a block quote keeps its kind.
const calloutAttribute = "opspress-callout"

// calloutTransformer makes a callout of a block quote whose first line is
// [!NOTE] or the like. What follows the marker is the title.
type calloutTransformer struct{}

func (calloutTransformer) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	quote, ok := p.Parent().(*ast.Blockquote)
	if !ok || p.PreviousSibling() != nil || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	m := callout.FindSubmatchIndex(first.Value(reader.Source()))
	if m == nil {
		return
	}
	quote.SetAttributeString(calloutAttribute, strings.ToLower(string(reader.Value(cut(first, m[2], m[3])))))
	if m[4] >= 0 && m[4] < m[5] {
		title := &calloutTitle{}
		title.Lines().Append(cut(first, m[4], m[5]))
		quote.InsertBefore(quote, p, title)
	}
	p.Lines().SetSliced(1, p.Lines().Len())
	if p.Lines().Len() == 0 {
		quote.RemoveChild(quote, p)
	}
}

// cut is the part of a segment without padding between two offsets in it.
func cut(s text.Segment, from, to int) text.Segment {
	from, to = from-s.Padding, to-s.Padding
	return text.NewSegment(s.Start+from, s.Start+to)
}

// A calloutTitle is the title that an author gave to a callout.
type calloutTitle struct{ ast.BaseBlock }

var kindCalloutTitle = ast.NewNodeKind("CalloutTitle")

func (n *calloutTitle) Kind() ast.NodeKind { return kindCalloutTitle }

func (n *calloutTitle) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// quote writes a block quote or a callout.
func (w *writer) quote(n *ast.Blockquote) {
	kind := attributeOf(n, calloutAttribute)
	if kind == "" {
		w.wrap("<blockquote>\n", n, "</blockquote>\n")
		return
	}
	w.html(fmt.Sprintf(`<aside class="callout callout-%s" role="note">`+"\n", kind))
	if c := n.FirstChild(); c == nil || c.Kind() != kindCalloutTitle {
		w.html(`<p class="callout-title">` + w.words.callouts[kind] + "</p>\n")
	}
	w.wrap("", n, "</aside>\n")
}

func (w *writer) calloutTitle(n ast.Node) {
	w.wrap(`<p class="callout-title">`, n, "</p>\n")
	w.endBlock()
}
