package highlight

import "github.com/alecthomas/chroma/v2"

// What an emitter does with the text of a match.
type emitKind uint8

const (
	emitNothing emitKind = iota
	emitToken            // one token
	emitGroups           // an emitter for each group
	emitByName           // the same, and one group names the language of another
	emitSelf             // lexed by this lexer, from another state
	emitOther            // lexed by another lexer
	emitRaw              // a raw string of Go
)

// An emitter is one of chroma's as a plain value.
type emitter struct {
	kind       emitKind
	token      chroma.TokenType
	groups     []*emitter
	state      string // of emitSelf
	lexer      string // of emitOther
	name, code int    // groups of emitByName
}

// emitter takes one from the table, nil where nothing is emitted.
func (r *reader) emitter() *emitter {
	e := &emitter{kind: emitKind(r.byte())}
	switch e.kind {
	case emitNothing:
		return nil
	case emitToken:
		e.token = chroma.TokenType(r.int())
	case emitSelf:
		e.state = r.string()
	case emitOther:
		e.lexer = r.string()
	case emitByName:
		e.name, e.code = r.uint(), r.uint()
		fallthrough
	case emitGroups:
		e.groups = make([]*emitter, r.uint())
		for i := range e.groups {
			e.groups[i] = r.emitter()
		}
	}
	return e
}

// A move changes the stack of states: it pops some, or pushes one.
type move struct {
	pop  int
	push *state
	same bool // push the current state once more
	lost bool // push a state that does not exist, which is an error once it is entered
}

// The kinds of moves in the table.
const (
	movePop = iota
	moveSame
	moveLost
	movePush // and higher numbers: the state of that number less movePush
)

// moves takes those of a rule from the table.
func (l *language) moves(r *reader) []move {
	n := r.uint()
	if n == 0 {
		return nil
	}
	out := make([]move, n)
	for i := range out {
		switch k := r.uint(); k {
		case movePop:
			out[i].pop = r.uint()
		case moveSame:
			out[i].same = true
		case moveLost:
			out[i].lost = true
		default:
			out[i].push = &l.states[k-movePush]
		}
	}
	return out
}

// apply carries moves out. It is false where chroma would panic.
func apply(moves []move, stack []*state, now *state) ([]*state, bool) {
	for _, m := range moves {
		switch {
		case m.same:
			stack = append(stack, now)
		case m.push != nil || m.lost:
			stack = append(stack, m.push)
		case len(stack) == 0 || m.pop > len(stack):
			return stack, false
		default:
			stack = stack[:len(stack)-m.pop]
		}
	}
	return stack, true
}
