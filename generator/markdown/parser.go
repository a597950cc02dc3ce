package markdown

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Numbers below order parsers that want the same character: the lower one is
// asked first. Those of goldmark's own are in parser.DefaultInlineParsers.
const (
	beforeEmphasis = 450 // goldmark's emphasis stands at 500
	beforeQuote    = 750 // goldmark's block quote stands at 800
	beforeLinkRef  = 50  // goldmark's link references stand at 100
	beforeTable    = 150 // goldmark's tables stand at 200
	beforeSetext   = 90  // goldmark's headings stand at 100
	beforeATX      = 590 // and at 600
)

// newParser builds the parser of bodies. goldmark's parsers keep no state
// between documents.
func newParser() parser.Parser {
	p := goldmark.New(goldmark.WithExtensions(
		extension.Table, extension.Linkify, extension.TaskList,
		extension.Footnote, extension.DefinitionList,
	)).Parser()
	p.AddOptions(
		parser.WithInlineParsers(
			util.Prioritized(emphasisParser{}, beforeEmphasis),
			util.Prioritized(strikeParser{}, beforeEmphasis),
			util.Prioritized(callParser{}, beforeEmphasis),
		),
		parser.WithBlockParsers(
			util.Prioritized(headingParser{parser.NewSetextHeadingParser(), true}, beforeSetext),
			util.Prioritized(headingParser{parser.NewATXHeadingParser(), true}, beforeATX),
			util.Prioritized(callBlockParser{}, beforeQuote),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(refsTransformer{}, beforeLinkRef),
			util.Prioritized(calloutTransformer{}, beforeLinkRef),
			util.Prioritized(heavyTransformer{}, beforeTable),
		),
		parser.WithASTTransformers(util.Prioritized(footnoteKeeper{}, beforeFootnotes)),
	)
	return p
}

// newPlain builds what Plain uses: goldmark's own parser and renderer, with our
// emphasis, strikethrough and ids of headings.
func newPlain() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Table, extension.Linkify, extension.TaskList,
			extension.Footnote, extension.DefinitionList,
		),
		goldmark.WithParserOptions(
			parser.WithInlineParsers(
				util.Prioritized(emphasisParser{}, beforeEmphasis),
				util.Prioritized(strikeParser{}, beforeEmphasis),
			),
			parser.WithBlockParsers(util.Prioritized(headingParser{parser.NewATXHeadingParser(), false}, beforeATX)),
			parser.WithParagraphTransformers(
				util.Prioritized(refsTransformer{}, beforeLinkRef),
				util.Prioritized(heavyTransformer{}, beforeTable),
			),
			parser.WithASTTransformers(util.Prioritized(idTransformer{}, beforeFootnotes)),
		),
		goldmark.WithRendererOptions(html.WithXHTML(), html.WithUnsafe(),
			renderer.WithNodeRenderers(
				util.Prioritized(heavyRenderer{}, 100),
				util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 100),
			)),
	)
}

// Plain renders Markdown as CommonMark and GFM say, with footnotes, definition
// lists, emphasis beside Hangul and ids of headings, and nothing else. Raw HTML
// stays as it is.
func Plain(src []byte) []byte {
	src = []byte(normal(string(src)))
	if _, bad := tooMuch(src, newPlacer(src)); bad {
		return asText(src)
	}
	m := newPlain()
	tree := m.Parser().Parse(text.NewReader(src))
	if _, bad := tooNested(tree, newPlacer(src)); bad {
		return asText(src)
	}
	var b bytes.Buffer
	if err := m.Renderer().Render(&b, src, tree); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}
