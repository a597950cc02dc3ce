package highlight

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"

	"github.com/alecthomas/chroma/v2"
)

// An unwrapper writes chroma's emitters and mutators, whose types are not
// exported but whose kinds and fields are.
type unwrapper struct {
	lexer  string
	states []string
}

// emitter writes one. A plain function tells nothing about itself; only those
// that we know are taken.
func (u unwrapper) emitter(b []byte, e chroma.Emitter) ([]byte, error) {
	if e == nil {
		return append(b, byte(emitNothing)), nil
	}
	if t, ok := e.(chroma.TokenType); ok {
		return binary.AppendVarint(append(b, byte(emitToken)), int64(t)), nil
	}
	known, ok := e.(chroma.SerialisableEmitter)
	if !ok {
		return u.function(b, e)
	}
	v := reflect.ValueOf(e).Elem()
	switch kind := known.EmitterKind(); kind {
	case "bygroups":
		return u.emitters(append(b, byte(emitGroups)), v)
	case "usingbygroup":
		b = appendUint(append(b, byte(emitByName)), int(v.FieldByName("SublexerNameGroup").Int()))
		return u.emitters(appendUint(b, int(v.FieldByName("CodeGroup").Int())), v)
	case "usingself":
		return appendString(append(b, byte(emitSelf)), v.FieldByName("State").String()), nil
	case "using":
		return appendString(append(b, byte(emitOther)), v.FieldByName("Lexer").String()), nil
	default:
		return nil, fmt.Errorf("an emitter of the unknown kind %q", kind)
	}
}

func (u unwrapper) emitters(b []byte, v reflect.Value) ([]byte, error) {
	all := v.FieldByName("Emitters").Interface().(chroma.Emitters)
	b = appendUint(b, len(all))
	for _, e := range all {
		var err error
		if b, err = u.emitter(b, e); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// function writes an emitter that is Go code. HTTP's give each group a type:
// what types, they tell when they are asked.
func (u unwrapper) function(b []byte, e chroma.Emitter) ([]byte, error) {
	switch u.lexer {
	case "Go":
		return append(b, byte(emitRaw)), nil
	case "HTTP":
		for groups := 0; groups <= 6; groups++ {
			if own, ok := u.asGroups(e, groups); ok {
				return u.emitter(b, own)
			}
		}
	}
	return nil, fmt.Errorf("an emitter is a function")
}

func (u unwrapper) asGroups(e chroma.Emitter, n int) (own chroma.Emitter, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	texts := []string{"0"}
	for i := range n {
		texts = append(texts, fmt.Sprint(i+1))
	}
	var types []chroma.Emitter
	next := e.Emit(texts, nil)
	for t := next(); t != chroma.EOF; t = next() {
		if n == 0 {
			return t.Type, t.Value == "0"
		}
		if types = append(types, t.Type); t.Value != fmt.Sprint(len(types)) {
			return nil, false
		}
	}
	return chroma.ByGroups(types...), len(types) == n
}

// moves writes the mutators of a rule, and gives their number.
func (u unwrapper) moves(b []byte, m chroma.Mutator) ([]byte, int, error) {
	if m == nil {
		return b, 0, nil
	}
	known, ok := m.(chroma.SerialisableMutator)
	if !ok {
		return nil, 0, fmt.Errorf("a mutator is a function")
	}
	v := reflect.ValueOf(m).Elem()
	switch kind := known.MutatorKind(); kind {
	case "pop":
		return appendUint(appendUint(b, movePop), int(v.FieldByName("Depth").Int())), 1, nil
	case "push":
		states := v.FieldByName("States").Interface().([]string)
		if len(states) == 0 {
			return appendUint(b, moveSame), 1, nil
		}
		for _, name := range states {
			b = u.push(b, name)
		}
		return b, len(states), nil
	case "mutators":
		n := 0
		for _, each := range v.FieldByName("Mutators").Interface().([]chroma.Mutator) {
			own, k, err := u.moves(b, each)
			if err != nil {
				return nil, 0, err
			}
			b, n = own, n+k
		}
		return b, n, nil
	default:
		return nil, 0, fmt.Errorf("a mutator of the unknown kind %q", kind)
	}
}

func (u unwrapper) push(b []byte, name string) []byte {
	i, ok := slices.BinarySearch(u.states, name)
	switch {
	case name == "#pop":
		return appendUint(appendUint(b, movePop), 1)
	case !ok:
		return appendUint(b, moveLost)
	}
	return appendUint(b, movePush+i)
}
