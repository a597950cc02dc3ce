package highlight

import (
	"sync"
	"sync/atomic"
)

// A language is chroma's rules of one lexer. A state gets its table when it is
// first entered, and a rule its matcher when it is first tried: most blocks see
// a few of many.
type language struct {
	table    *table
	name     string
	ensureNL bool
	rules    []rule
	states   []state
	byName   map[string]*state
}

// A rule is a pattern, and what is done when it matches.
type rule struct {
	lang   *language
	record string // what the table says of it
	ready  atomic.Pointer[action]
}

// An action is a rule ready for use.
type action struct {
	*pattern
	emit  *emitter // nil: nothing is emitted
	moves []move
}

// A state is a list of rules, of which the first that matches wins. The choice
// tells which of them are worth trying at a byte.
type state struct {
	name  string
	rules []*rule
	once  sync.Once
	lists [][]*rule // by the choice's list
	choice
}

// newLanguage reads what an entry of the table says in its body, except for the
// rules themselves.
func newLanguage(t *table, e *entry) *language {
	r := &reader{s: e.body}
	l := &language{table: t, name: e.name, ensureNL: e.ensureNL}
	l.rules = make([]rule, r.uint())
	for i := range l.rules {
		l.rules[i].lang, l.rules[i].record = l, r.string()
	}
	l.states = make([]state, r.uint())
	l.byName = make(map[string]*state, len(l.states))
	for i := range l.states {
		s := &l.states[i]
		s.name = r.string()
		s.rules = make([]*rule, r.uint())
		for k := range s.rules {
			s.rules[k] = &l.rules[r.uint()]
		}
		l.byName[s.name] = s
	}
	return l
}

// at gives the rules worth trying where the next byte is b.
func (s *state) at(b int) []*rule {
	s.once.Do(s.enter)
	return s.lists[s.list[b]]
}

// enter makes the choice from the rules' first sets, which the table has.
func (s *state) enter() {
	firsts := make([]firstSet, len(s.rules))
	for i, r := range s.rules {
		in := &reader{s: r.record}
		firsts[i] = r.lang.table.first(in.uint())
	}
	s.choice = choose(firsts)
	s.lists = make([][]*rule, len(s.choice.lists))
	for i, list := range s.choice.lists {
		for _, k := range list {
			s.lists[i] = append(s.lists[i], s.rules[k])
		}
	}
}

// action is the rule ready for use.
func (r *rule) action() *action {
	if a := r.ready.Load(); a != nil {
		return a
	}
	return r.compile()
}

func (r *rule) compile() *action {
	in := &reader{s: r.record}
	in.uint() // the first set
	a := &action{pattern: compile(&r.lang.table.classes, in.string()), emit: in.emitter()}
	a.moves = r.lang.moves(in)
	r.ready.CompareAndSwap(nil, a) // who loses a race has only repeated the work
	return r.ready.Load()
}
