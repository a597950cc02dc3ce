// Package highlight turns code into HTML whose parts carry chroma's classes.
//
// A block of code goes through a lexer, which cuts it into tokens; each token
// becomes a span with a short class such as "k" for a keyword. The colours are
// the style sheet's business, so one page serves light and dark, and no style
// attribute is ever written. CSSClasses lists every class that can occur.
//
// What is promised: the text of the HTML is the code, character by character.
// A language nobody knows, a block of more than MaxBytes, or a lexer that
// loses its way gives plain escaped text.
//
// One thing is not ours to promise. The regular expressions of chroma give up
// after 250 ms by the clock, so a block on which one of them explodes may be
// coloured differently on a busy machine. Its text is the same all the same.
package highlight

import "sync"

// MaxBytes is the size above which a block stays plain text.
const MaxBytes = 256 << 10

// Options say how the lines of a block are told apart. The zero value writes
// no elements for lines at all.
type Options struct {
	LineNumbers bool
	FirstLine   int      // the number of the first line; 0 means 1
	Marked      [][2]int // marked lines, from and to, both included, counted from 1 whatever FirstLine says
}

// A Highlighter renders code. It keeps what it learned about languages, also
// that a name is unknown, for a look-up that misses costs as much as rendering
// ten blocks. It is safe for use by many goroutines.
type Highlighter struct {
	lexers sync.Map // language name, lower case -> *lexer, nil for an unknown one
}

// New returns a Highlighter that has looked up nothing yet.
func New() *Highlighter { return &Highlighter{} }

// Known tells whether code in this language gets more than plain text.
func (h *Highlighter) Known(lang string) bool { return h.lexer(lang) != nil }

// Render returns the HTML of code, to stand inside <pre><code>. A line number is
// an empty <span class="ln" data-line="n"> at the start of its line: a style
// sheet shows it, and nobody copies it. A marked line is a <span class="line hl">;
// the newline belongs to it.
func (h *Highlighter) Render(lang, code string, o Options) string {
	w := writer{options: o, out: make([]byte, 0, len(code)*3)}
	for _, t := range h.tokens(lang, code) {
		w.token(t)
	}
	w.endLine()
	return string(w.out)
}

// tokens cuts code into tokens, or gives it back as one.
func (h *Highlighter) tokens(lang, code string) []token {
	plain := []token{{text: code}}
	if len(code) > MaxBytes {
		return plain
	}
	l := h.lexer(lang)
	if l == nil {
		return plain
	}
	ts, ok := l.tokens(code)
	if !ok {
		return plain
	}
	return ts
}
