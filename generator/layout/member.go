package layout

import (
	"reflect"
	"sync"
	"sync/atomic"
	"text/template/parse"
)

// chain translates .A.B.C, the last of which may be a method with arguments.
func (t *translator) chain(from expr, names []string, args []parse.Node, final expr) expr {
	for i, name := range names {
		s := &selector{from: from, name: name, members: t.members}
		if i == len(names)-1 {
			s.args, s.final = t.arguments(args, final), final
		}
		from = s.value
	}
	return from
}

// A selector is one link of a chain. It remembers the member that the last
// type had, since a place in a template mostly meets one type.
type selector struct {
	from    expr
	name    string
	args    []argument
	final   expr // the last of args, if it came through the pipeline
	members *memberTable
	last    atomic.Pointer[member]
}

func (s *selector) value(m *machine, dot reflect.Value) value {
	from := s.from(m, dot)
	if from.isText {
		giveUp() // a string has no members
	}
	v := from.ref
	if !v.IsValid() {
		if s.final != nil {
			s.final(m, dot)
		}
		return value{}
	}
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			giveUp()
		}
		v = v.Elem()
	}
	p := s.last.Load()
	if p == nil || p.typ != v.Type() || p.addressable != v.CanAddr() {
		p = s.members.find(v, s.name)
		s.last.Store(p)
	}
	if p.method >= 0 {
		return s.call(m, dot, v, p)
	}
	if len(s.args) > 0 {
		giveUp()
	}
	return value{ref: p.of(v)}
}

// A member is what a name means on a type: a method, a field or a key.
type member struct {
	typ         reflect.Type
	addressable bool
	method      int   // its number, or -1
	index       []int // of the field, or nil
	key         reflect.Value
}

// of gives the field or the entry.
func (p *member) of(v reflect.Value) reflect.Value {
	switch {
	case len(p.index) == 1:
		return v.Field(p.index[0])
	case len(p.index) > 1:
		for i, n := range p.index {
			if i > 0 && v.Kind() == reflect.Pointer {
				if v.IsNil() {
					giveUp()
				}
				v = v.Elem()
			}
			v = v.Field(n)
		}
		return v
	case p.key.IsValid():
		return entry(v, p.key)
	}
	giveUp()
	return reflect.Value{}
}

// entry gives what a map holds under a key, and nothing when it holds nothing.
func entry(v, key reflect.Value) reflect.Value {
	if !v.CanInterface() {
		giveUp()
	}
	params, ok := v.Interface().(map[string]any)
	if !ok {
		return v.MapIndex(key)
	}
	x, ok := params[key.String()]
	if ok && x == nil {
		return reflect.Zero(anyType)
	}
	return reflect.ValueOf(x)
}

// A memberTable holds those that the templates of a layout have asked for.
type memberTable struct{ known sync.Map }

type memberKey struct {
	typ         reflect.Type
	addressable bool
	name        string
}

func (mt *memberTable) find(v reflect.Value, name string) *member {
	k := memberKey{v.Type(), v.CanAddr(), name}
	if p, ok := mt.known.Load(k); ok {
		return p.(*member)
	}
	p, _ := mt.known.LoadOrStore(k, findMember(k))
	return p.(*member)
}

// findMember looks a name up as text/template does: methods first, those of
// the pointer too where there is one.
func findMember(k memberKey) *member {
	p := &member{typ: k.typ, addressable: k.addressable, method: -1}
	t := k.typ
	if k.addressable {
		t = reflect.PointerTo(t)
	}
	if m, ok := t.MethodByName(k.name); ok {
		p.method = m.Index
		return p
	}
	switch k.typ.Kind() {
	case reflect.Struct:
		if f, ok := k.typ.FieldByName(k.name); ok && f.IsExported() {
			p.index = f.Index
		}
	case reflect.Map:
		if stringType.AssignableTo(k.typ.Key()) {
			p.key = reflect.ValueOf(k.name)
		}
	}
	return p
}

// The methods of views that templates call most are called directly.
type (
	speaker interface {
		T(key string, args ...any) (string, error)
	}
	headed interface{ Heading() (string, error) }
	named  interface{ Get(name string) string }
)

// call calls a method of v.
func (s *selector) call(m *machine, dot, v reflect.Value, p *member) value {
	if p.addressable {
		v = v.Addr()
	}
	if !v.CanInterface() {
		giveUp()
	}
	n := len(s.args)
	switch s.name {
	case "T":
		if it, ok := v.Interface().(speaker); ok && n > 0 {
			return said(it.T(s.args[0].expr(m, dot).string(), values(s.args[1:], m, dot)...))
		}
	case "Heading":
		if it, ok := v.Interface().(headed); ok && n == 0 {
			return said(it.Heading())
		}
	case "Get":
		if it, ok := v.Interface().(named); ok && n == 1 {
			return textValue(it.Get(s.args[0].expr(m, dot).string()))
		}
	}
	return invoke(m, dot, v.Method(p.method), s.args)
}

func said(text string, err error) value {
	if err != nil {
		giveUp()
	}
	return textValue(text)
}
