package highlight

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// The budgets. They count work instead of time, so that a block looks the same
// on every machine.
const (
	maxStill     = 5000 // matches in a row that do not move on
	maxNested    = 500  // lexers inside lexers
	attemptSteps = 1 << 20
	blockSteps   = 8 << 20
	byteSteps    = 128 // added to blockSteps for every byte of the block; code takes 1 to 10, some of fish's 100
	blockTokens  = 4 * maxStill
	byteTokens   = 8 // added to blockTokens for every byte of the block
)

// A lexer turns text into tokens, which it appends to ts.
type lexer interface {
	lex(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token
}

// A run is the work on one block, nested lexers included.
type run struct {
	light  *Highlighter
	left   int   // steps
	tokens int   // most that a lexer may hold
	nested int   // lexers inside lexers now
	lost   error // why a lexer lost its way; the tokens are worth nothing then
	plain  bool  // a part was in a language that is not converted
}

// The ways a lexer can lose.
var (
	errStill  = errors.New("the lexer matches nothing again and again")
	errSpent  = errors.New("the lexer needs too many steps")
	errTokens = errors.New("the lexer makes too many tokens")
	errNested = errors.New("lexers are nested too deep")
	errBroken = errors.New("the rules are broken") // chroma panics
)

// whole are the options of a text that is not a part of another.
var whole = chroma.TokeniseOptions{State: "root", EnsureLF: true}

// run begins the work on a block of so many bytes.
func (h *Highlighter) run(size int) *run {
	return &run{light: h, left: blockSteps + byteSteps*size, tokens: blockTokens + byteTokens*size}
}

// A lexing is one language at work on one text.
type lexing struct {
	*run
	lang  *language
	m     *machine
	stack []*state
	p     int
	still int // matches since the last that moved
}

// lex is chroma's loop: at each position the rules of the state on top of the
// stack are tried in order; the first that matches moves the position, changes
// the stack and emits tokens.
func (l *language) lex(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	root := l.byName[o.State]
	if root == nil {
		r.lost = errBroken
		return ts
	}
	if r.nested++; r.nested > maxNested {
		r.lost = errNested
		return ts
	}
	text, end := l.prepare(text, o)
	m, _ := r.light.machines.Get().(*machine)
	if m == nil {
		m = &machine{}
	}
	m.text, m.limit = text, attemptSteps+16*len(text)
	x := &lexing{run: r, lang: l, m: m, stack: append(m.stack[:0], root)}
	for x.p < end && len(x.stack) > 0 && r.lost == nil {
		ts = x.step(ts, root)
	}
	if x.p != len(text) && len(x.stack) == 0 {
		ts = append(ts, chroma.Token{Type: chroma.Error, Value: text[x.p:]})
	}
	r.nested--
	m.text, m.stack = "", x.stack[:0]
	r.light.machines.Put(m)
	return ts
}

// prepare gives the text as the rules see it and where lexing ends, which is
// before a newline that was added.
func (l *language) prepare(text string, o chroma.TokeniseOptions) (string, int) {
	if o.EnsureLF && strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	if !o.Nested && l.ensureNL && !strings.HasSuffix(text, "\n") {
		return text + "\n", len(text)
	}
	return text, len(text)
}

// step makes one step of the loop.
func (x *lexing) step(ts []chroma.Token, root *state) []chroma.Token {
	now := x.stack[len(x.stack)-1]
	if now == nil {
		x.lost = errBroken
		return ts
	}
	if len(ts) > x.tokens {
		x.lost = errTokens
		return ts
	}
	from := x.p
	for _, r := range now.at(x.m.next(from)) {
		a := r.action()
		e := a.at(x.m, from)
		if x.left -= 1 + x.m.steps; x.left < 0 {
			x.lost = errSpent
			return ts
		}
		if e >= 0 {
			return x.matched(ts, a, now, from, e)
		}
	}
	if x.m.text[from] == '\n' && now != root {
		// As in Pygments: an end of line that no rule wants ends what was open.
		x.stack = append(x.stack[:0], root)
		x.stay()
		return ts
	}
	_, n := utf8.DecodeRuneInString(x.m.text[from:])
	x.p += n
	return append(ts, chroma.Token{Type: chroma.Error, Value: x.m.text[from:x.p]})
}

func (x *lexing) matched(ts []chroma.Token, a *action, now *state, from, e int) []chroma.Token {
	if x.p = e; e > from {
		x.still = 0
	} else {
		x.stay()
	}
	if a.moves != nil {
		var ok bool
		if x.stack, ok = apply(a.moves, x.stack, now); !ok {
			x.lost = errBroken
			return ts
		}
	}
	if a.emit != nil {
		return x.emit(ts, a.emit, a.groups, from, e)
	}
	return ts
}

// stay counts matches of nothing. Some of chroma's lexers match nothing for
// ever, and chroma itself never comes back from there.
func (x *lexing) stay() {
	if x.still++; x.still > maxStill {
		x.lost = errStill
	}
}

// emit turns text from a to b, which has so many groups, into tokens.
func (x *lexing) emit(ts []chroma.Token, e *emitter, groups, a, b int) []chroma.Token {
	text := x.m.text[a:b]
	part := chroma.TokeniseOptions{State: "root", Nested: true}
	switch e.kind {
	case emitToken:
		return appendToken(ts, e.token, text)
	case emitSelf:
		part.State = e.state
		return x.lang.lex(x.run, ts, text, part)
	case emitOther:
		l := x.light.named(e.lexer)
		if l == nil {
			x.lost = errBroken
			return ts
		}
		return l.lex(x.run, ts, text, part)
	case emitRaw:
		return rawString(x.run, ts, text, part)
	}
	return x.emitGroups(ts, e, groups, a, b)
}

// emitGroups gives each group to its emitter, or the code to the lexer that
// another group names.
func (x *lexing) emitGroups(ts []chroma.Token, e *emitter, groups, a, b int) []chroma.Token {
	if len(e.groups) != groups-1 {
		if e.kind == emitByName {
			x.lost = errBroken
		}
		return appendToken(ts, chroma.Error, x.m.text[a:b])
	}
	var code lexer
	if e.kind == emitByName {
		from, to := x.group(e.name, a)
		code = x.light.named(x.m.text[from:to])
	}
	for i, each := range e.groups {
		from, to := x.group(i+1, a)
		switch {
		case code != nil && i == e.code-1:
			ts = code.lex(x.run, ts, x.m.text[from:to], whole)
		case each != nil:
			ts = x.emit(ts, each, 1, from, to)
		}
	}
	return ts
}

// group gives the bounds of a group; one that did not take part is empty.
func (x *lexing) group(i, a int) (from, to int) {
	if from = x.m.caps[2*i]; from < 0 {
		return a, a
	}
	return from, x.m.caps[2*i+1]
}

// appendToken leaves out what chroma's iterators swallow.
func appendToken(ts []chroma.Token, t chroma.TokenType, text string) []chroma.Token {
	if t == chroma.Ignore || t == chroma.EOFType && text == "" {
		return ts
	}
	return append(ts, chroma.Token{Type: t, Value: text})
}
