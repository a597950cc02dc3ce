package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// table writes a table in a box that scrolls, and can be reached by keyboard
// for that. Columns are aligned by class, since the page allows no style.
func (w *writer) table(n *extast.Table) {
	w.html(`<div class="table" tabindex="0">` + "\n<table>\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		switch {
		case row.Kind() == extast.KindTableHeader:
			w.html("<thead>\n")
			w.row(row, "th")
			w.html("</thead>\n")
			if row.NextSibling() != nil {
				w.html("<tbody>\n")
			}
		default:
			w.row(row, "td")
			if row.NextSibling() == nil {
				w.html("</tbody>\n")
			}
		}
	}
	w.html("</table>\n</div>\n")
}

func (w *writer) row(n ast.Node, tag string) {
	w.html("<tr>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.html("<" + tag)
		if cell, ok := c.(*extast.TableCell); ok && cell.Alignment != extast.AlignNone {
			w.attribute("class", "align-"+cell.Alignment.String())
		}
		w.wrap(">", c, "</"+tag+">\n")
		w.say(" ")
	}
	w.html("</tr>\n")
	w.endBlock()
}
