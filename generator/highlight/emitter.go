package highlight

import (
	"fmt"
	"reflect"

	"github.com/alecthomas/chroma/v2"
)

// What an emitter does with the text of a match.
type emitKind uint8

const (
	emitToken  emitKind = iota // one token
	emitGroups                 // an emitter for each group
	emitByName                 // the same, and one group names the language of another
	emitSelf                   // lexed by this lexer, from another state
	emitOther                  // lexed by another lexer
	emitRaw                    // a raw string of Go
	emitCall                   // a function of chroma's that only looks at the groups
)

// An emitter is one of chroma's, unwrapped once.
type emitter struct {
	kind       emitKind
	token      chroma.TokenType
	groups     []*emitter
	state      string // of emitSelf
	lexer      string // of emitOther
	name, code int    // groups of emitByName
	call       chroma.Emitter
}

// emitter unwraps chroma's emitters, whose types are not exported but whose
// kinds and fields are. A plain function tells nothing about itself; only those
// that we know are taken.
func (l *language) emitter(e chroma.Emitter) (*emitter, error) {
	if e == nil {
		return nil, nil
	}
	if t, ok := e.(chroma.TokenType); ok {
		return &emitter{kind: emitToken, token: t}, nil
	}
	known, ok := e.(chroma.SerialisableEmitter)
	if !ok {
		switch l.name {
		case "Go":
			return &emitter{kind: emitRaw}, nil
		case "HTTP":
			return &emitter{kind: emitCall, call: e}, nil
		}
		return nil, fmt.Errorf("an emitter is a function")
	}
	v := reflect.ValueOf(e).Elem()
	switch kind := known.EmitterKind(); kind {
	case "bygroups":
		groups, err := l.emitters(v)
		return &emitter{kind: emitGroups, groups: groups}, err
	case "usingbygroup":
		groups, err := l.emitters(v)
		return &emitter{kind: emitByName, groups: groups,
			name: int(v.FieldByName("SublexerNameGroup").Int()),
			code: int(v.FieldByName("CodeGroup").Int())}, err
	case "usingself":
		return &emitter{kind: emitSelf, state: v.FieldByName("State").String()}, nil
	case "using":
		return &emitter{kind: emitOther, lexer: v.FieldByName("Lexer").String()}, nil
	default:
		return nil, fmt.Errorf("an emitter of the unknown kind %q", kind)
	}
}

func (l *language) emitters(v reflect.Value) ([]*emitter, error) {
	var out []*emitter
	for _, e := range v.FieldByName("Emitters").Interface().(chroma.Emitters) {
		own, err := l.emitter(e)
		if err != nil {
			return nil, err
		}
		out = append(out, own)
	}
	return out, nil
}

// A move changes the stack of states: it pops some, or pushes one.
type move struct {
	pop  int
	push *state
	same bool // push the current state once more
	lost bool // push a state that does not exist, which is an error once it is entered
}

// moves unwraps chroma's mutators.
func (l *language) moves(m chroma.Mutator) ([]move, error) {
	if m == nil {
		return nil, nil
	}
	known, ok := m.(chroma.SerialisableMutator)
	if !ok {
		return nil, fmt.Errorf("a mutator is a function")
	}
	v := reflect.ValueOf(m).Elem()
	switch kind := known.MutatorKind(); kind {
	case "pop":
		return []move{{pop: int(v.FieldByName("Depth").Int())}}, nil
	case "push":
		return l.pushes(v.FieldByName("States").Interface().([]string)), nil
	case "mutators":
		var out []move
		for _, each := range v.FieldByName("Mutators").Interface().([]chroma.Mutator) {
			own, err := l.moves(each)
			if err != nil {
				return nil, err
			}
			out = append(out, own...)
		}
		return out, nil
	default:
		return nil, fmt.Errorf("a mutator of the unknown kind %q", kind)
	}
}

func (l *language) pushes(states []string) []move {
	if len(states) == 0 {
		return []move{{same: true}}
	}
	var out []move
	for _, name := range states {
		switch s := l.states[name]; {
		case name == "#pop":
			out = append(out, move{pop: 1})
		case s == nil:
			out = append(out, move{lost: true})
		default:
			out = append(out, move{push: s})
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
