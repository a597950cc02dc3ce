package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Limits on nesting. Nobody writes such a thing by hand, browsers stop at 512,
// and goldmark takes time that grows with the square of some of them.
const (
	maxMarkers = 100     // block quotes and lists that one line may open
	maxNesting = 250     // elements within elements
	maxOpen    = 100     // elements of raw HTML that are open at once
	maxWeight  = 200e6   // bytes of a paragraph times the marks in it
	maxMissing = 200_000 // cells that the rows of one table do not have
	maxNotes   = 1000    // warnings about one body
	maxRefs    = 5_000   // link references in a row
	maxPairs   = 10_000  // footnotes and their references, and bars in cells: goldmark compares each with each
)

// tooMuch looks, before anything is parsed, for a line that opens more blocks
// than maxMarkers and for more than maxPairs of what is costly.
func tooMuch(src []byte, p *placer) (Note, bool) {
	for _, s := range []string{"[^", `\|`} {
		if bytes.Count(src, []byte(s)) > maxPairs {
			return heavyNote(p, 0, fmt.Sprintf("the text holds %q more than %d times", s, maxPairs)), true
		}
	}
	for start := 0; start < len(src); {
		end := start + bytes.IndexByte(src[start:], '\n')
		if end < start {
			end = len(src)
		}
		if markers(src[start:end]) > maxMarkers {
			return heavyNote(p, start, fmt.Sprintf("a line opens more than %d block quotes and lists", maxMarkers)), true
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
			return heavyNote(p, n.Pos(), fmt.Sprintf("elements are nested more than %d deep", maxNesting)), true
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

func heavyNote(p *placer, off int, message string) Note {
	line, column := p.at(off)
	return Note{
		Rule: "markdown-heavy", Line: line, Column: column, Error: true,
		Message: message, Hint: "take out a level, or cut the text into several posts",
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

// A heavyBlock is a paragraph that is shown as it is, because goldmark would
// take too long over it.
type heavyBlock struct{ ast.BaseBlock }

var kindHeavy = ast.NewNodeKind("HeavyBlock")

func (n *heavyBlock) Kind() ast.NodeKind { return kindHeavy }

func (n *heavyBlock) IsRaw() bool { return true }

func (n *heavyBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// heavyTransformer makes heavyBlocks of paragraphs. goldmark looks at the rest
// of the line or of its list of delimiters for each of many marks.
type heavyTransformer struct{}

func (heavyTransformer) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	lines := p.Lines().Sliced(0, p.Lines().Len())
	marks, size, heaviest := 0, 0, 0
	for _, l := range lines {
		n := marksIn(l.Value(reader.Source()))
		marks += n
		size += l.Len()
		heaviest = max(heaviest, n*l.Len())
	}
	if isHeavyTable(lines, reader.Source(), &marks) || max(marks*size, heaviest) > maxWeight {
		showAsIs(p)
	}
}

// refsTransformer makes heavyBlocks of too many link references in a row:
// goldmark copies the rest of the lines for each of them.
type refsTransformer struct{}

func (refsTransformer) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	if p.Lines().Len() <= maxRefs {
		return
	}
	n := 0
	for _, l := range p.Lines().Sliced(0, p.Lines().Len()) {
		if bytes.HasPrefix(bytes.TrimLeft(l.Value(reader.Source()), " "), []byte{'['}) {
			n++
		}
	}
	if n > maxRefs {
		showAsIs(p)
	}
}

// marksIn counts what goldmark may have to look at more than once.
func marksIn(line []byte) (n int) {
	for _, c := range line {
		switch c {
		case '[', ']', '*', '_', '~', '<':
			n++
		}
	}
	return n
}

// showAsIs puts a heavyBlock in the place of a block.
func showAsIs(n ast.Node) {
	h := &heavyBlock{}
	h.SetLines(n.Lines())
	h.SetPos(n.Lines().At(0).Start)
	n.Parent().ReplaceChild(n.Parent(), n, h)
}

// isHeavyTable tells whether lines are a table with far fewer cells than its
// head has columns for every row. Of a table that is none the marks count line
// by line only, for each cell is parsed alone.
func isHeavyTable(lines []text.Segment, src []byte, marks *int) bool {
	if len(lines) < 2 {
		return false
	}
	head := lines[1].Value(src)
	if len(bytes.Trim(head, " \t\n|:-")) > 0 || pipes(head) != pipes(lines[0].Value(src)) {
		return false
	}
	*marks = 0
	columns, cells := pipes(head)+1, 0
	for _, l := range lines[2:] {
		cells += bytes.Count(l.Value(src), []byte{'|'})
	}
	return columns*(len(lines)-2)-cells > maxMissing
}

// pipes counts those between the cells of a row.
func pipes(row []byte) int {
	return bytes.Count(bytes.Trim(row, " \t\n|"), []byte{'|'})
}

// heavy writes a heavyBlock.
func (w *writer) heavy(n ast.Node) {
	line, column := w.place.at(n.Pos())
	w.d.Notes = append(w.d.Notes, Note{
		Rule: "markdown-heavy", Line: line, Column: column, Error: true,
		Message: "this paragraph or table is too large to be read as Markdown", Hint: "cut it into several",
	})
	w.html("<p>")
	for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
		w.text(string(l.Value(w.src)))
	}
	w.html("</p>\n")
	w.endBlock()
}

// heavyRenderer writes heavyBlocks for Plain.
type heavyRenderer struct{}

func (heavyRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindHeavy, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.Write(asText(n.Lines().Value(src)))
		}
		return ast.WalkSkipChildren, nil
	})
}
