package highlight

import (
	"errors"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

const (
	maxName  = 40   // bytes of a language's name worth looking up
	maxSteps = 5000 // rules that may match in a row without moving on
)

// A token is a piece of code and the class of what it is, "" for plain text.
type token struct{ class, text string }

type lexer struct{ chroma chroma.Lexer }

// lexer finds a language by name, alias or file extension. Chroma compares a
// name it does not know with every file pattern of every lexer, hence the cache.
func (h *Highlighter) lexer(lang string) *lexer {
	name := strings.ToLower(lang)
	if name == "" || len(name) > maxName {
		return nil
	}
	if l, ok := h.lexers.Load(name); ok {
		return l.(*lexer)
	}
	var l *lexer
	if c := lexers.Get(name); c != nil {
		l = &lexer{guarded(c)}
	}
	kept, _ := h.lexers.LoadOrStore(name, l)
	return kept.(*lexer)
}

// tokens runs the lexer. It is false when the lexer failed or when its tokens
// do not add up to the code.
func (l *lexer) tokens(code string) (ts []token, ok bool) {
	// Chroma panics when a rule fails, and the guard below is such a rule.
	defer func() {
		if recover() != nil {
			ts, ok = nil, false
		}
	}()
	next, err := l.chroma.Tokenise(nil, code)
	if err != nil {
		return nil, false
	}
	pos, start, empty := 0, 0, 0 // start is where the last of ts begins
	for t := next(); t != chroma.EOF; t = next() {
		if t.Value == "" {
			if empty++; empty > maxSteps {
				return nil, false
			}
			continue
		}
		empty = 0
		n := len(t.Value)
		if !strings.HasPrefix(code[pos:], t.Value) {
			// Lexers that want a last newline may have added one.
			if n--; t.Value[:n] != code[pos:] || t.Value[n] != '\n' {
				return nil, false
			}
			if n == 0 {
				break
			}
		}
		c := spanClass(t)
		if len(ts) == 0 || ts[len(ts)-1].class != c {
			ts = append(ts, token{class: c})
			start = pos
		}
		pos += n
		ts[len(ts)-1].text = code[start:pos]
	}
	return ts, pos == len(code)
}

// spanClass is the class of a token's span. White space needs none, so that it
// joins whatever plain text is beside it.
func spanClass(t chroma.Token) string {
	if strings.TrimLeft(t.Value, " \t\n\r") == "" {
		return ""
	}
	return class(t.Type)
}

var errLost = errors.New("the lexer does not move on")

// guarded returns the lexer with a mutator before each of its rules that counts
// steps: some lexers, fed broken code, match the empty string for ever. Lexers
// that are not made of rules are returned as they are.
func guarded(l chroma.Lexer) chroma.Lexer {
	rl, ok := l.(*chroma.RegexLexer)
	if !ok {
		return l
	}
	rules, err := rl.Rules()
	if err != nil {
		return l
	}
	safe := make(chroma.Rules, len(rules))
	for state, rs := range rules {
		for _, r := range rs {
			// Include and Combined are instructions to the rules' compiler.
			if _, ok := r.Mutator.(chroma.LexerMutator); !ok {
				r.Mutator = guard{r.Mutator}
			}
			safe[state] = append(safe[state], r)
		}
	}
	g, err := chroma.NewLexer(rl.Config(), func() chroma.Rules { return safe })
	if err != nil {
		return l
	}
	return g.SetRegistry(lexers.GlobalLexerRegistry)
}

// A guard is a mutator that stops a lexer which stands still.
type guard struct{ next chroma.Mutator }

// progressKey finds the progress in a run's context.
type progressKey struct{}

type progress struct{ pos, steps int }

func (g guard) Mutate(s *chroma.LexerState) error {
	p, ok := s.Get(progressKey{}).(*progress)
	if !ok {
		p = &progress{pos: -1}
		s.Set(progressKey{}, p)
	}
	if p.steps++; s.Pos != p.pos {
		*p = progress{pos: s.Pos}
	}
	if p.steps > maxSteps {
		return errLost
	}
	if g.next == nil {
		return nil
	}
	return g.next.Mutate(s)
}

// MutatorKind names the mutator, as chroma asks of all.
func (g guard) MutatorKind() string { return "guard" }
