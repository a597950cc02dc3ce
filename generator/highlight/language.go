package highlight

import (
	"fmt"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// A language is chroma's rules of one lexer, compiled state by state when a
// state is first entered. Most blocks see a few states of many.
type language struct {
	light    *Highlighter
	name     string
	flags    string
	ensureNL bool
	rules    chroma.CompiledRules // expanded, never changed after; their regexps stay empty
	states   map[string]*state

	mu       sync.Mutex
	compiled map[*chroma.CompiledRule]*rule // rules are shared by states that include each other
}

// A rule is a pattern, and what is done when it matches.
type rule struct {
	*pattern
	emit  *emitter // nil: nothing is emitted
	moves []move
}

// A state is a list of rules, of which the first that matches wins. The table
// tells which of them are worth trying at a byte.
type state struct {
	name  string
	rules []*chroma.CompiledRule
	once  sync.Once
	table *choice[*rule]
	err   error
}

// newLanguage takes a lexer's rules apart. Include and Combined are instructions
// to the compiler of rules, who is us: they are carried out as chroma does it.
func newLanguage(h *Highlighter, config *chroma.Config, raw chroma.Rules) (*language, error) {
	l := &language{
		light: h, name: config.Name, flags: flags(config), ensureNL: config.EnsureNL,
		rules: chroma.CompiledRules{}, states: map[string]*state{}, compiled: map[*chroma.CompiledRule]*rule{},
	}
	for name, rules := range raw {
		l.rules[name] = nil
		for _, r := range rules {
			l.rules[name] = append(l.rules[name], &chroma.CompiledRule{Rule: r})
		}
	}
	for again := true; again; {
		var err error
		if again, err = expandOne(l.rules); err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
	}
	for name, rules := range l.rules {
		l.states[name] = &state{name: name, rules: rules}
	}
	return l, nil
}

// expandOne carries out one instruction, and tells whether there was one. Each
// changes the rules, so the search begins anew.
func expandOne(rules chroma.CompiledRules) (bool, error) {
	for name, rs := range rules {
		for i, r := range rs {
			if m, ok := r.Mutator.(chroma.LexerMutator); ok {
				return true, m.MutateLexer(rules, name, i)
			}
		}
	}
	return false, nil
}

func flags(c *chroma.Config) string {
	f := ""
	if !c.NotMultiline {
		f += "m"
	}
	if c.CaseInsensitive {
		f += "i"
	}
	if c.DotAll {
		f += "s"
	}
	return f
}

// enter returns the table of a state, compiled if it was not.
func (l *language) enter(s *state) (*choice[*rule], error) {
	s.once.Do(func() { s.table, s.err = l.compile(s) })
	return s.table, s.err
}

func (l *language) compile(s *state) (*choice[*rule], error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rules := make([]*rule, len(s.rules))
	firsts := make([]firstSet, len(s.rules))
	for i, r := range s.rules {
		c, ok := l.compiled[r]
		if !ok {
			var err error
			if c, err = l.rule(r); err != nil {
				return nil, fmt.Errorf("%s, state %s: %w", l.name, s.name, err)
			}
			l.compiled[r] = c
		}
		rules[i], firsts[i] = c, c.first
	}
	return choose(rules, firsts), nil
}

func (l *language) rule(r *chroma.CompiledRule) (*rule, error) {
	expr := "(?:" + r.Pattern + ")"
	if l.flags != "" {
		expr = "(?" + l.flags + ")" + expr
	}
	p, err := compile(&l.light.classes, `\G`+expr)
	if err != nil {
		return nil, err
	}
	e, err := l.emitter(r.Type)
	if err != nil {
		return nil, err
	}
	moves, err := l.moves(r.Mutator)
	return &rule{pattern: p, emit: e, moves: moves}, err
}
