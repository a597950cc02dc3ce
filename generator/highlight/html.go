package highlight

import (
	"strconv"
	"strings"
)

// A writer writes tokens as HTML and cuts them at the ends of lines where the
// options want lines to be elements.
type writer struct {
	options Options
	out     []byte
	line    int  // lines begun
	begun   bool // the current line has begun
	wrapped bool // and is an element, because it is marked
}

func (w *writer) token(t token) {
	if !w.options.LineNumbers && len(w.options.Marked) == 0 {
		w.span(t.class, t.text)
		return
	}
	for t.text != "" {
		i := strings.IndexByte(t.text, '\n') + 1
		if i == 0 {
			i = len(t.text)
		}
		w.beginLine()
		w.span(t.class, t.text[:i])
		if t.text[i-1] == '\n' {
			w.endLine()
		}
		t.text = t.text[i:]
	}
}

func (w *writer) beginLine() {
	if w.begun {
		return
	}
	w.begun = true
	w.line++
	if w.marked() {
		w.wrapped = true
		w.out = append(w.out, `<span class="line hl">`...)
	}
	if w.options.LineNumbers {
		w.out = append(w.out, `<span class="ln" data-line="`...)
		w.out = strconv.AppendInt(w.out, int64(max(w.options.FirstLine, 1)+w.line-1), 10)
		w.out = append(w.out, `"></span>`...)
	}
}

func (w *writer) endLine() {
	if w.wrapped {
		w.out = append(w.out, `</span>`...)
	}
	w.begun, w.wrapped = false, false
}

func (w *writer) marked() bool {
	for _, m := range w.options.Marked {
		if m[0] <= w.line && w.line <= m[1] {
			return true
		}
	}
	return false
}

func (w *writer) span(class, text string) {
	if class == "" {
		w.text(text)
		return
	}
	w.out = append(w.out, `<span class="`...)
	w.out = append(w.out, class...)
	w.out = append(w.out, `">`...)
	w.text(text)
	w.out = append(w.out, `</span>`...)
}

func (w *writer) text(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&quot;"
		case 0:
			e = "\uFFFD" // HTML has no way to write it
		default:
			continue
		}
		w.out = append(w.out, s[start:i]...)
		w.out = append(w.out, e...)
		start = i + 1
	}
	w.out = append(w.out, s[start:]...)
}
