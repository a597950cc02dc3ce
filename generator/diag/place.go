package diag

import (
	"bytes"
	"unicode/utf8"
)

// maxSource is how many bytes of a source line a diagnostic carries.
const maxSource = 400

// At returns d placed at byte offset off of src, the bytes of file: line,
// column and the source line are filled in.
func At(d Diagnostic, file string, src []byte, off int) Diagnostic {
	off = min(max(off, 0), len(src))
	for off > 0 && off < len(src) && !utf8.RuneStart(src[off]) {
		off-- // inside a character counts as its begin
	}
	start := bytes.LastIndexByte(src[:off], '\n') + 1
	d.File = file
	d.Line = bytes.Count(src[:start], []byte{'\n'}) + 1
	d.Column = utf8.RuneCount(src[start:off]) + 1
	d.Source = lineAt(src, start)
	return d
}

// AtLine returns d placed at a line and column (both from 1, the column in
// code points, 0 for unknown) of src, the bytes of file.
func AtLine(d Diagnostic, file string, src []byte, line, column int) Diagnostic {
	d.File, d.Line, d.Column = file, line, column
	if line < 1 {
		return d // about the whole file: no line to show
	}
	start := 0
	for range line - 1 {
		i := bytes.IndexByte(src[start:], '\n')
		if i < 0 {
			return d
		}
		start += i + 1
	}
	d.Source = lineAt(src, start)
	return d
}

// A Text is a file that may have many findings: it finds a line by its number
// without counting from the top.
type Text struct {
	src    []byte
	starts []int // of lines
}

// NewText looks through src once.
func NewText(src []byte) *Text {
	t := &Text{src: src, starts: make([]int, 1, 1+bytes.Count(src, []byte{'\n'}))}
	for i, b := range src {
		if b == '\n' {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// AtLine is the function of that name, for the bytes of t.
func (t *Text) AtLine(d Diagnostic, file string, line, column int) Diagnostic {
	d.File, d.Line, d.Column = file, line, column
	if line >= 1 && line <= len(t.starts) {
		d.Source = lineAt(t.src, t.starts[line-1])
	}
	return d
}

func lineAt(src []byte, start int) string {
	line := src[start:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	line = bytes.TrimSuffix(line, []byte{'\r'})
	if len(line) > maxSource {
		cut := maxSource
		for cut > maxSource-utf8.UTFMax && !utf8.RuneStart(line[cut]) {
			cut-- // not through a character
		}
		line = line[:cut]
	}
	return string(bytes.ToValidUTF8(line, []byte("�")))
}
