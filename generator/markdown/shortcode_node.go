package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// callsKey finds the calls of a body in goldmark's context.
var callsKey = parser.NewContextKey()

func callsOf(pc parser.Context) *calls {
	c, _ := pc.Get(callsKey).(*calls)
	if c == nil {
		return &calls{}
	}
	return c
}

// A callNode is a masked piece within a line.
type callNode struct {
	ast.BaseInline
	piece *piece
}

var kindCall = ast.NewNodeKind("Call")

func (n *callNode) Kind() ast.NodeKind { return kindCall }

func (n *callNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// callParser makes nodes of masked pieces.
type callParser struct{}

func (callParser) Trigger() []byte { return []byte{'$'} }

func (callParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	c := callsOf(pc)
	p := c.at[segment.Start]
	if p == nil || segment.Padding > 0 || p.end-p.start > len(line) {
		return nil
	}
	block.Advance(p.end - p.start)
	return &callNode{piece: p}
}

// A callBlock is {{% x %}} that begins its line, with all up to its end.
type callBlock struct {
	ast.BaseBlock
	piece *piece
}

var kindCallBlock = ast.NewNodeKind("CallBlock")

func (n *callBlock) Kind() ast.NodeKind { return kindCallBlock }

func (n *callBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// callBlockParser makes blocks of openings and closings. It works as that of
// block quotes, with an end instead of a mark in every line.
type callBlockParser struct{}

func (callBlockParser) Trigger() []byte { return []byte{'$'} }

func (callBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	off := pc.BlockOffset()
	if off < 0 {
		return nil, parser.NoChildren
	}
	p := callsOf(pc).at[segment.Start+off-segment.Padding]
	if p == nil || p.kind != opening || !p.block || off+p.end-p.start > len(line) {
		return nil, parser.NoChildren
	}
	reader.Advance(off + p.end - p.start)
	return &callBlock{piece: p}, parser.HasChildren
}

func (callBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	end := node.(*callBlock).piece.other
	line, segment := reader.PeekLine()
	if segment.Start >= end.end {
		return parser.Close
	}
	off := util.FirstNonSpacePosition(line)
	if off >= 0 && segment.Start+off-segment.Padding == end.start {
		reader.AdvanceToEOL()
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

func (callBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (callBlockParser) CanInterruptParagraph() bool { return true }

func (callBlockParser) CanAcceptIndentedLine() bool { return false }

// onlyCalls tells whether a paragraph holds shortcodes and nothing else.
func onlyCalls(p ast.Node) bool {
	found := false
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *callNode:
			if c.piece.kind == literal || c.piece.kind == opening {
				return false
			}
			found = true
		case *ast.Text:
			if c.Segment.Len() > 0 {
				return false
			}
		default:
			return false
		}
	}
	return found
}

// callBlock writes a block call as a hole with what is in it beside.
func (w *writer) callBlock(n *callBlock) {
	w.fragment(n.piece, func() { w.children(n) })
	w.html("\n")
	w.endBlock()
}

// inlinePair writes {{% x %}}…{{% /x %}} within a line, if n begins one that ends
// among the siblings of n. It returns the node that ends it.
func (w *writer) inlinePair(n ast.Node) ast.Node {
	c, ok := n.(*callNode)
	if !ok || c.piece.kind != opening {
		return nil
	}
	for end := n.NextSibling(); end != nil; end = end.NextSibling() {
		if e, ok := end.(*callNode); ok && e.piece == c.piece.other {
			w.fragment(c.piece, func() { w.between(n, end) })
			return end
		}
	}
	c.piece.asText, c.piece.other.asText = true, true
	w.note(c.piece.start, "shortcode-pair", "the shortcode "+quoteShort(c.piece.call.Name)+" is shown as written: it ends in another part of the text",
		"let {{% name %}} begin a line and its end stand alone in a line")
	return nil
}

// between writes the nodes between two siblings.
func (w *writer) between(from, to ast.Node) {
	frame := w.frame
	w.frame = len(w.open)
	for c := from.NextSibling(); c != to; c = c.NextSibling() {
		if end := w.inlinePair(c); end != nil {
			c = end
			continue
		}
		w.node(c)
	}
	w.closeTo(w.frame)
	w.frame = frame
}

// fragment lets write fill a fragment and leaves a hole for the call that has
// it as its inner text.
func (w *writer) fragment(p *piece, write func()) {
	out, holes := w.out, w.holes
	w.out, w.holes = nil, nil
	w.inner++
	write()
	w.inner--
	call := *p.call
	call.Inner = &Fragment{HTML: string(w.out), Holes: w.holes}
	w.out, w.holes = out, holes
	w.hole(Hole{Kind: Shortcode, Call: &call}, p.start)
}

// call writes a piece within a line.
func (w *writer) call(n *callNode) { w.callPiece(n.piece, n.piece.start) }

func (w *writer) callPiece(p *piece, pos int) {
	switch {
	case p.kind == whole:
		w.hole(Hole{Kind: Shortcode, Call: p.call}, pos)
	case p.kind == literal:
		w.text(unliteral(string(w.src[p.start:p.end])))
	case p.kind == opening || p.asText:
		w.text(string(w.src[p.start:p.end]))
	}
}

// unliteral makes {{< x >}} of {{</* x */>}}.
func unliteral(s string) string {
	return s[:3] + s[5:len(s)-5] + s[len(s)-3:]
}
