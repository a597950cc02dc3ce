// Package highlight turns code into HTML whose parts carry chroma's classes.
//
// A block of code goes through a lexer, which cuts it into tokens; each token
// becomes a span with a short class such as "k" for a keyword. The colours are
// the style sheet's business, so one page serves light and dark, and no style
// attribute is ever written. CSSClasses lists every class that can occur.
//
// What is promised: the text of the HTML is the code, character by character,
// and the same code gives the same HTML on every machine. A language nobody
// knows, a block of more than MaxBytes, or a lexer that loses its way gives
// plain escaped text.
//
// # Whose rules, whose engine
//
// The rules are chroma's: for each language a few states, and in each state a
// list of regular expressions with what to emit and which state comes next. At
// each position the rules of the present state are tried in order. Chroma tries
// them with a backtracking interpreter that starts from scratch for each attempt
// and nearly always learns from the first character that there is no match. That
// is most of its time. This package runs the same rules another way and gives the
// same tokens; tests compare the two over much text.
//
//  1. A test reads the rules out of chroma and writes them into a table, which
//     the binary carries (table.go). Patterns go through chroma's own parser
//     there (regexp2/syntax), so the dialect and what it optimises are chroma's
//     too, and the table has the parser's trees (tree.go). It cannot drift: the
//     test fails when chroma's rules give another table. Chroma's lexers are so
//     loaded by tests alone.
//  2. A tree is compiled, from the last node to the first, to closures. A closure
//     matches its node and then calls the closure of what follows, which it was
//     given when it was made; a failed call is where backtracking happens
//     (matcher.go, nodes.go, loops.go).
//  3. They run over the UTF-8 string itself. A class of characters is a table of
//     256 bytes; only a character beyond ASCII may have to be decoded and looked
//     up, in pages that fill as they are asked for (runes.go).
//  4. From the same tree comes the first set: the bytes with which a pattern, or
//     the rest of one, can start. It is used three times: a state has a table from
//     byte to the rules worth trying, an alternation one from byte to branches,
//     and a loop gives a character back only where what follows can start
//     (first.go).
//  5. Everything is made when it is first wanted and kept by its Highlighter: a
//     language when a block names it (names.go), the choice of a state when it is
//     entered, a rule's matcher when the rule is tried (language.go), and a
//     branch of a list of keywords when its first letter is met (nodes.go). So
//     the first block in a language costs nobody more than a moment.
//  6. The lexer is chroma's loop over states (lexer.go); a match emits tokens and
//     moves to other states as chroma's emitters and mutators say (emitter.go).
//     Lexers that wrap others are written anew (wrappers.go, embedded.go).
//  7. Tokens become HTML by appending to one slice (html.go).
//
// # Ends
//
// Work is counted in steps, never by the clock. An attempt that takes too many
// steps has not matched, which is what chroma decides by its watch after 250 ms;
// a block that takes too many is plain text. So is one whose lexer matches nothing
// again and again, where chroma would never come back, one whose lexers nest too
// deep, and one with more tokens than code can have. Loops that stand on Go's
// stack are counted too.
//
// # What is not converted
//
// Common Lisp, EmacsLisp, ERB, Haxe, Raku, reStructuredText and Svelte are Go
// code inside chroma or wrapped so that their rules cannot be seen. Code in them
// is plain text, which Support tells. Chroma's own matcher never runs in a build.
package highlight

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

const (
	// MaxBytes is the size above which a block stays plain text.
	MaxBytes = 256 << 10

	maxName = 40 // bytes of a language's name worth looking up
)

// Options say how the lines of a block are told apart. The zero value writes
// no elements for lines at all.
type Options struct {
	LineNumbers bool
	FirstLine   int      // the number of the first line; 0 means 1
	Links       string   // what the ids of lines begin with, to which their numbers link; "" for no links
	Marked      [][2]int // marked lines, from and to, both included, counted from 1 whatever FirstLine says
}

// A Highlighter renders code. It keeps what it learned about languages, such as
// compiled states. It is safe for use by many goroutines.
type Highlighter struct {
	table    func() *table
	machines sync.Pool // *machine
	tokens   sync.Pool // *[]chroma.Token
	writers  sync.Pool // *writer
}

// New returns a Highlighter that has looked up nothing yet.
func New() *Highlighter {
	return &Highlighter{table: sync.OnceValue(func() *table { return readTable(embeddedTable) })}
}

// Render returns the HTML of code, to stand inside <pre><code>. A line number is
// an empty <span class="ln" data-line="n"> at the start of its line: a style
// sheet shows it, and nobody copies it. With links it is an <a> instead, to its
// own id, which is Links and the number. A marked line is a <span class="line hl">;
// the newline belongs to it.
func (h *Highlighter) Render(lang, code string, o Options) string {
	w, _ := h.writers.Get().(*writer)
	if w == nil {
		w = &writer{}
	}
	*w = writer{options: o, out: w.out[:0]}
	if !h.highlight(w, lang, code) {
		w.token("", code)
	}
	w.endLine()
	html := string(w.out)
	h.writers.Put(w)
	return html
}

// highlight writes the tokens of code. It is false when there are none to be had
// and has then written nothing.
func (h *Highlighter) highlight(w *writer, lang, code string) bool {
	if len(code) > MaxBytes {
		return false
	}
	l := h.named(strings.ToLower(lang))
	if l == nil {
		return false
	}
	kept, _ := h.tokens.Get().(*[]chroma.Token)
	if kept == nil {
		kept = new([]chroma.Token)
	}
	r := h.run(len(code))
	ts := l.lex(r, (*kept)[:0], code, whole)
	ok := r.lost == nil && addUp(ts, code)
	if ok {
		w.tokens(ts, code)
	}
	clear(ts) // or the pool would hold on to the code
	*kept = ts
	h.tokens.Put(kept)
	return ok
}

// named finds a lexer by name, alias or file extension.
func (h *Highlighter) named(name string) lexer {
	if name == "" || len(name) > maxName {
		return nil
	}
	return h.lexer(h.table().find(name))
}

// lexer gives the lexer of an entry of the table, nil for -1.
func (h *Highlighter) lexer(i int) lexer {
	if i < 0 {
		return nil
	}
	e := &h.table().entries[i]
	if l := e.lexer.Load(); l != nil {
		return *l
	}
	l := h.convert(e)
	e.lexer.CompareAndSwap(nil, &l) // who loses a race has only repeated the work
	return *e.lexer.Load()
}
