package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// paragraph writes a paragraph, unless what it holds stands on its own: an
// image, which becomes a figure, or shortcodes, which write blocks.
func (w *writer) paragraph(n ast.Node) {
	if link, image := aloneImage(n); image != nil {
		w.figure(link, image)
		w.endBlock()
		return
	}
	if onlyCalls(n) {
		w.children(n)
		w.html("\n")
		return
	}
	start := len(w.brief)
	w.wrap("<p>", n, "</p>\n")
	w.offer(n, start)
	w.endBlock()
}

func (w *writer) textBlock(n ast.Node) {
	start := len(w.brief)
	w.children(n)
	if n.NextSibling() != nil && n.FirstChild() != nil {
		w.html("\n")
	}
	w.offer(n, start)
	w.endBlock()
}

// offer proposes the text since start as a summary: the first paragraph that
// has words, at the top level if there is one.
func (w *writer) offer(n ast.Node, start int) {
	top := n.Parent().Kind() == ast.KindDocument
	if w.told || w.inner > 0 || w.first != "" && (w.firstAtTop || !top) {
		return
	}
	s := strings.TrimSpace(string(w.brief[start:]))
	if isTemplate(s) {
		return
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		w.first, w.firstAtTop = s, top
		w.told = top && !bytes.Contains(w.src, []byte("<!--"))
	}
}

// isTemplate tells whether a paragraph is nothing but an instruction to another
// tool, such as {: .lead } or {% include toc.html %}.
func isTemplate(s string) bool {
	for _, open := range []string{"{:", "{%", "{{"} {
		if strings.HasPrefix(s, open) && strings.HasSuffix(s, "}") {
			return true
		}
	}
	return false
}

func (w *writer) list(n *ast.List) {
	if !n.IsOrdered() {
		w.wrap("<ul>\n", n, "</ul>\n")
		return
	}
	w.html("<ol")
	if n.Start != 1 {
		w.attribute("start", strconv.Itoa(n.Start))
	}
	w.wrap(">\n", n, "</ol>\n")
}

func (w *writer) listItem(n ast.Node) {
	c := n.FirstChild()
	if c == nil {
		w.html("<li></li>\n")
		return
	}
	w.html("<li")
	if c.FirstChild() != nil && c.FirstChild().Kind() == extast.KindTaskCheckBox {
		w.html(` class="task"`)
	}
	w.html(">")
	if c.Kind() != ast.KindTextBlock {
		w.html("\n")
	}
	w.wrap("", n, "</li>\n")
}

func (w *writer) checkBox(n *extast.TaskCheckBox) {
	w.html(`<input type="checkbox" disabled`)
	label := w.words.todo
	if n.IsChecked {
		w.html(` checked`)
		label = w.words.done
	}
	w.attribute("aria-label", label)
	w.html("> ")
}
