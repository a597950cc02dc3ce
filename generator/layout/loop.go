package layout

import (
	"cmp"
	"reflect"
	"slices"
	"text/template/parse"
)

// loop translates {{range}}.
func (t *translator) loop(n *parse.BranchNode) action {
	scope := len(t.vars)
	e := t.pipe(n.Pipe)
	l := &looper{}
	for _, d := range n.Pipe.Decl {
		l.slots = append(l.slots, t.slot(d.Ident[0]))
	}
	l.turn = t.list(n.List)
	no := inOrder(nil)
	if n.ElseList != nil {
		no = t.list(n.ElseList)
	}
	t.vars = t.vars[:scope]
	return func(m *machine, dot reflect.Value) outcome {
		if l.over(m, e(m, dot)) {
			return onward
		}
		if o := no(m, dot); o != leave {
			return o
		}
		return onward // text/template lets a {{break}} after {{else}} end this loop, not the one around it
	}
}

// A looper runs the body of a {{range}}.
type looper struct {
	turn  action
	slots []int // of the variables for the element, or for index and element
}

// over visits what a value holds, and says false when that is nothing.
func (l *looper) over(m *machine, v reflect.Value) bool {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			giveUp()
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Slice, reflect.Array:
		return l.list(m, v)
	case reflect.Map:
		return l.entries(m, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return l.count(m, v)
	}
	giveUp() // channels and functions: they may not be asked twice
	return false
}

func (l *looper) list(m *machine, v reflect.Value) bool {
	for i := range v.Len() {
		if len(l.slots) > 1 {
			m.vars[m.frame+l.slots[0]] = reflect.ValueOf(i)
		}
		if !l.step(m, v.Index(i)) {
			break
		}
	}
	return v.Len() > 0
}

func (l *looper) count(m *machine, v reflect.Value) bool {
	if len(l.slots) > 1 {
		giveUp()
	}
	some := false
	for i := range v.Seq() {
		some = true
		if !l.step(m, i) {
			break
		}
	}
	return some
}

// entries visits a map in the order of its keys. Keys that text/template can
// order and this cannot are rare.
func (l *looper) entries(m *machine, v reflect.Value) bool {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.Kind() == reflect.String:
			return cmp.Compare(a.String(), b.String())
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		}
		giveUp()
		return 0
	})
	for _, k := range keys {
		if len(l.slots) > 1 {
			m.vars[m.frame+l.slots[0]] = k
		}
		if !l.step(m, v.MapIndex(k)) {
			break
		}
	}
	return len(keys) > 0
}

// step is one turn. It says false when the loop is over.
func (l *looper) step(m *machine, element reflect.Value) bool {
	if n := len(l.slots); n > 0 {
		m.vars[m.frame+l.slots[n-1]] = element
	}
	return l.turn(m, element) != leave
}
