package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
)

// Limits on nesting. Nobody writes such a thing by hand, browsers stop at 512,
// and goldmark takes time that grows with the square of some of them.
const (
	maxMarkers = 100 // block quotes and lists that one line may open
	maxNesting = 250 // elements within elements
)

// tooDeep looks for a line that opens more blocks than maxMarkers, before
// anything is parsed.
func tooDeep(src []byte, p *placer) (Note, bool) {
	for start := 0; start < len(src); {
		end := start + bytes.IndexByte(src[start:], '\n')
		if end < start {
			end = len(src)
		}
		if markers(src[start:end]) > maxMarkers {
			return deepNote(p, start, fmt.Sprintf("a line opens more than %d block quotes and lists", maxMarkers)), true
		}
		start = end + 1
	}
	return Note{}, false
}

// markers counts what may open a block at the start of a line, in one line.
func markers(line []byte) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
		case c == '>':
			n++
		case (c == '-' || c == '+' || c == '*' || c == ':') && isBlankAt(line, i+1):
			n++
		case '0' <= c && c <= '9':
			for i+1 < len(line) && '0' <= line[i+1] && line[i+1] <= '9' {
				i++
			}
			if i+1 >= len(line) || line[i+1] != '.' && line[i+1] != ')' || !isBlankAt(line, i+2) {
				return n
			}
			i++
			n++
		default:
			return n
		}
	}
	return n
}

func isBlankAt(line []byte, i int) bool {
	return i >= len(line) || line[i] == ' ' || line[i] == '\t'
}

// tooNested looks for a node deeper than maxNesting, without recursion.
func tooNested(root ast.Node, p *placer) (Note, bool) {
	depth := 0
	for n := root.FirstChild(); n != nil; {
		if depth > maxNesting {
			return deepNote(p, n.Pos(), fmt.Sprintf("elements are nested more than %d deep", maxNesting)), true
		}
		if c := n.FirstChild(); c != nil {
			n = c
			depth++
			continue
		}
		for n != root && n.NextSibling() == nil {
			n = n.Parent()
			depth--
		}
		if n == root {
			break
		}
		n = n.NextSibling()
	}
	return Note{}, false
}

func deepNote(p *placer, off int, message string) Note {
	line, column := p.at(off)
	return Note{
		Rule: "markdown-depth", Line: line, Column: column, Error: true,
		Message: message, Hint: "take out a level, or put the text into a code block",
	}
}

// refused is the Doc of a body that is not rendered: its text, and why.
func refused(src []byte, n Note) Doc {
	return Doc{
		Fragment: Fragment{HTML: string(asText(src))},
		More:     -1,
		Text:     string(src),
		Notes:    []Note{n},
	}
}

// asText shows a source as it is.
func asText(src []byte) []byte {
	out := append([]byte(nil), "<pre>"...)
	out = AppendEscaped(out, string(src))
	return append(out, "</pre>\n"...)
}
