package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// beforeFootnotes orders tree transformers: goldmark's of footnotes stands at 999.
const beforeFootnotes = 900

// footnoteKeeper numbers the footnotes that nothing refers to, which goldmark
// would throw away with all their words.
type footnoteKeeper struct{}

func (footnoteKeeper) Transform(tree *ast.Document, _ text.Reader, _ parser.Context) {
	list := findFootnotes(tree)
	if list == nil {
		return
	}
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if f, ok := c.(*extast.Footnote); ok && f.Index < 0 {
			list.Count++
			f.Index = list.Count
		}
	}
}

// findFootnotes finds the one list that the footnote parser makes, wherever the
// first footnote stands.
func findFootnotes(n ast.Node) *extast.FootnoteList {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if l, ok := c.(*extast.FootnoteList); ok {
			return l
		}
		if c.Type() == ast.TypeBlock {
			if l := findFootnotes(c); l != nil {
				return l
			}
		}
	}
	return nil
}

// reserveFootnotes keeps the ids of footnotes from being given to others.
func (w *writer) reserveFootnotes(tree ast.Node) {
	list := findFootnotes(tree)
	if list == nil {
		return
	}
	_ = ast.Walk(list, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *extast.Footnote:
			w.ids.used[footnoteID(n.Index)] = true
		case *extast.FootnoteBacklink:
			w.ids.used[referenceID(n.Index, n.RefIndex)] = true
		}
		return ast.WalkContinue, nil
	})
}

func footnoteID(footnote int) string { return "fn:" + strconv.Itoa(footnote) }

// referenceID is the id of the i-th reference, from 0, to a footnote.
func referenceID(footnote, i int) string {
	id := "fnref:" + strconv.Itoa(footnote)
	if i > 0 {
		id += ":" + strconv.Itoa(i+1)
	}
	return id
}

func (w *writer) footnoteLink(n *extast.FootnoteLink) {
	number, id := strconv.Itoa(n.Index), referenceID(n.Index, n.RefIndex)
	w.d.IDs = append(w.d.IDs, id)
	w.html(`<sup id="` + id + `"><a href="#fn:` + number + `" class="footnote-ref" role="doc-noteref" aria-label="` +
		w.words.footnote + number + `">` + number + `</a></sup>`)
}

func (w *writer) footnoteList(n ast.Node) {
	w.endBlock()
	w.html(`<section class="footnotes" role="doc-endnotes" aria-label="` + w.words.footnotes + `">` + "\n<ol>\n")
	w.wrap("", n, "</ol>\n</section>\n")
}

func (w *writer) footnote(n *extast.Footnote) {
	id := footnoteID(n.Index)
	w.d.IDs = append(w.d.IDs, id)
	w.wrap(`<li id="`+id+`">`+"\n", n, "</li>\n")
}

func (w *writer) footnoteBacklink(n *extast.FootnoteBacklink) {
	if n.RefCount == 0 {
		w.note(n.Parent().Pos(), "footnote", "nothing refers to this footnote", "")
		return
	}
	label := w.words.back
	if n.RefCount > 1 {
		label += " " + strconv.Itoa(n.RefIndex+1)
	}
	w.html(` <a href="#` + referenceID(n.Index, n.RefIndex) + `" class="footnote-backref" role="doc-backlink" aria-label="` +
		label + `">↩︎</a>`)
}
