package content

import (
	"bytes"
	"unicode/utf8"

	"opspress/generator/diag"
)

// The rules that this package's diagnostics carry.
const (
	RuleEncoding    = "encoding"     // the file is no UTF-8 text
	RuleFrontMatter = "front-matter" // the front matter cannot be read
	RuleType        = "key-type"     // a key holds a value of the wrong kind
	RuleUnknownKey  = "unknown-key"  // a key that is none of ours (strict)
	RuleDate        = "date"         // a date that nobody can read, or that never was
)

// A fault is what stops a reader, at a place of the file.
type fault struct {
	rule    string
	pos     Pos
	message string
	hint    string
}

func (f *fault) Error() string { return f.message }

// diagnostic makes an error of the fault; text is what positions count in.
func (f *fault) diagnostic(path string, text []byte) diag.Diagnostic {
	return place(diag.Diagnostic{Rule: f.rule, Severity: diag.Error, Message: f.message, Hint: f.hint}, path, text, f.pos)
}

// place puts d at pos of text. A position beyond the end of its line becomes
// that end, because some parsers count characters that no editor shows.
func place(d diag.Diagnostic, path string, text []byte, pos Pos) diag.Diagnostic {
	d = diag.AtLine(d, path, text, max(pos.Line, 1), max(pos.Column, 1))
	if len(d.Source) < 400 {
		d.Column = min(d.Column, utf8.RuneCountInString(d.Source)+1)
	}
	return d
}

// posAt gives the position of a byte offset.
func posAt(text []byte, off int) Pos {
	r := ruler{text: text}
	return r.at(off)
}

// A ruler gives the positions of byte offsets. It goes on from the last one,
// so that offsets in order cost one pass over the text.
type ruler struct {
	text []byte
	off  int
	pos  Pos // of off, but for 1 and 1
}

func (r *ruler) at(off int) Pos {
	off = min(max(off, 0), len(r.text))
	if off < r.off {
		r.off, r.pos = 0, Pos{}
	}
	passed := r.text[r.off:off]
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		r.pos = Pos{r.pos.Line + bytes.Count(passed, newline), 0}
		passed = passed[i+1:]
	}
	r.pos.Column += utf8.RuneCount(passed)
	r.off = off
	return Pos{r.pos.Line + 1, r.pos.Column + 1}
}

var (
	bom     = []byte("\xEF\xBB\xBF")
	bomLE   = []byte("\xFF\xFE")
	bomBE   = []byte("\xFE\xFF")
	newline = []byte{'\n'}
)

// readable gives src as text: without a byte order mark, with LF line ends.
// Everything after it counts in this text, whose lines and columns are those
// that an editor shows.
func readable(src []byte) ([]byte, *fault) {
	if bytes.HasPrefix(src, bomLE) || bytes.HasPrefix(src, bomBE) {
		return nil, &fault{rule: RuleEncoding, pos: Pos{1, 1}, message: "the file is UTF-16, not UTF-8", hint: "save it as UTF-8"}
	}
	text := textOf(src)
	nul := bytes.IndexByte(text, 0)
	if nul < 0 && utf8.Valid(text) {
		return text, nil
	}
	bad := firstInvalid(text)
	if nul >= 0 && (bad < 0 || nul < bad) {
		return text, &fault{rule: RuleEncoding, pos: posAt(text, nul), message: "a NUL byte: this is no text file"}
	}
	return text, &fault{
		rule: RuleEncoding, pos: posAt(text, bad),
		message: "not UTF-8: byte 0x" + hexByte(text[bad]),
		hint:    "save it as UTF-8",
	}
}

// textOf gives src as text, whether it is text or not.
func textOf(src []byte) []byte { return unixLines(bytes.TrimPrefix(src, bom)) }

func hexByte(b byte) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[b>>4], digits[b&15]})
}

// firstInvalid gives the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// unixLines turns CRLF and CR into LF; without a CR it gives src itself.
func unixLines(src []byte) []byte {
	if bytes.IndexByte(src, '\r') < 0 {
		return src
	}
	out := make([]byte, 0, len(src))
	for i, c := range src {
		if c != '\r' {
			out = append(out, c)
		} else if i+1 == len(src) || src[i+1] != '\n' {
			out = append(out, '\n')
		}
	}
	return out
}
