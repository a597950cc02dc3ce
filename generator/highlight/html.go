package highlight

import (
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2"
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

// addUp tells whether the tokens are the code, but for a last newline that
// lexers add which want one.
func addUp(ts []chroma.Token, code string) bool {
	p, empty := 0, 0
	for _, t := range ts {
		if t.Value == "" {
			if empty++; empty > maxStill {
				return false
			}
			continue
		}
		empty = 0
		if strings.HasPrefix(code[p:], t.Value) {
			p += len(t.Value)
			continue
		}
		n := len(t.Value) - 1
		return t.Value[:n] == code[p:] && t.Value[n] == '\n'
	}
	return p == len(code)
}

// tokens writes code cut into tokens. Neighbours of one class share a span, and
// white space is plain, so that it joins whatever plain text is beside it.
func (w *writer) tokens(ts []chroma.Token, code string) {
	start, end, last := 0, 0, ""
	for _, t := range ts {
		n := min(len(t.Value), len(code)-end) // less where a newline was added
		if n == 0 {
			continue
		}
		c := ""
		if !blank(t.Value) {
			c = tokenClass(t.Type)
		}
		if c != last {
			w.token(last, code[start:end])
			start, last = end, c
		}
		end += n
	}
	w.token(last, code[start:end])
}

func blank(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

func (w *writer) token(class, text string) {
	if !w.options.LineNumbers && len(w.options.Marked) == 0 {
		if text != "" {
			w.span(class, text)
		}
		return
	}
	for text != "" {
		i := strings.IndexByte(text, '\n') + 1
		if i == 0 {
			i = len(text)
		}
		w.beginLine()
		w.span(class, text[:i])
		if text[i-1] == '\n' {
			w.endLine()
		}
		text = text[i:]
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
		w.number(max(w.options.FirstLine, 1) + w.line - 1)
	}
}

// A link is reached by pointer and by its fragment. It is no stop for the Tab
// key: a hundred lines would be a hundred stops.
const linkStart, linkEnd = `<a class="ln" id="`, `" tabindex="-1"></a>`

func (w *writer) number(n int) {
	if w.options.Links == "" {
		w.out = append(w.out, `<span class="ln" data-line="`...)
		w.out = strconv.AppendInt(w.out, int64(n), 10)
		w.out = append(w.out, `"></span>`...)
		return
	}
	id := w.options.Links + strconv.Itoa(n)
	for _, s := range []string{linkStart, id, `" href="#`, id, `" data-line="`, id[len(w.options.Links):],
		`" aria-label="`, id[len(w.options.Links):], linkEnd} {
		w.out = append(w.out, s...)
	}
}

// Unlinked takes links out of the numbers of lines, and with them their ids: for
// a feed, where many posts make one page and no style sheet shows the numbers.
func Unlinked(html string) string {
	if !strings.Contains(html, linkStart) {
		return html
	}
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(html, linkStart)
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		if _, html, ok = strings.Cut(rest, linkEnd); !ok {
			out.WriteString(linkStart + rest)
			return out.String()
		}
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

// span works on a slice of its own: each store into the writer would be seen by
// the garbage collector.
func (w *writer) span(class, text string) {
	out := w.out
	if class == "" {
		w.out = appendText(out, text)
		return
	}
	out = append(append(append(out, `<span class="`...), class...), `">`...)
	w.out = append(appendText(out, text), `</span>`...)
}

// escapes are what HTML wants instead of some bytes. It has no way to write NUL.
var escapes = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", 0: "\uFFFD"}

func appendText(out []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		if e := escapes[s[i]]; e != "" {
			out = append(append(out, s[start:i]...), e...)
			start = i + 1
		}
	}
	return append(out, s[start:]...)
}
