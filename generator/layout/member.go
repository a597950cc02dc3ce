package layout

import (
	"reflect"
	"sync"
	"sync/atomic"
	"text/template/parse"
)

// A chain is .A.B.C: members of members. The last may be a method with
// arguments.
type chain struct {
	from    expr
	links   []*link
	args    []argument
	final   expr // the last of args, if it came through the pipeline
	command bool // what it gives is that of a whole command, and so is unwrapped
}

// chain translates the chain that an expression is, and gives nil when it is
// none.
func (t *translator) chain(n parse.Node, args []parse.Node, final expr) *chain {
	c := &chain{}
	var names []string
	switch n := n.(type) {
	case *parse.FieldNode:
		c.from, names = theDot, n.Ident
	case *parse.VariableNode:
		c.from, names = t.variable(n.Ident[0]), n.Ident[1:]
	case *parse.ChainNode:
		c.from, names = t.operand(n.Node), n.Field
	}
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		c.links = append(c.links, &link{name: name, members: t.members})
	}
	c.args, c.final = t.arguments(args, final), final
	return c
}

func (c *chain) value(m *machine, dot reflect.Value) reflect.Value {
	v := c.from(m, dot)
	last := len(c.links) - 1
	for i, l := range c.links {
		if !v.IsValid() {
			if c.final != nil {
				c.final(m, dot)
			}
			return reflect.Value{}
		}
		v = target(v)
		switch p := l.member(v); {
		case p.method >= 0 && i == last:
			v = l.call(m, dot, v, p, c.args)
		case p.method >= 0:
			v = l.call(m, dot, v, p, nil)
		case i == last && len(c.args) > 0:
			giveUp()
		default:
			v = p.of(v)
		}
	}
	if c.command {
		return unwrap(v)
	}
	return v
}

// A link remembers the member that its name was on the last type, since a
// place in a template mostly meets one type.
type link struct {
	name    string
	members *memberTable
	last    atomic.Pointer[member]
}

func (l *link) member(v reflect.Value) *member {
	p := l.last.Load()
	if p == nil || p.typ != v.Type() || p.addressable != v.CanAddr() {
		p = l.members.find(v, l.name)
		l.last.Store(p)
	}
	return p
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
func (l *link) call(m *machine, dot, v reflect.Value, p *member, args []argument) reflect.Value {
	if p.addressable {
		v = v.Addr()
	}
	if !v.CanInterface() {
		giveUp()
	}
	switch n := len(args); l.name {
	case "T":
		if it, ok := v.Interface().(speaker); ok && n > 0 {
			return m.said(it.T(stringOf(args[0].expr(m, dot)), values(args[1:], m, dot)...))
		}
	case "Heading":
		if it, ok := v.Interface().(headed); ok && n == 0 {
			return m.said(it.Heading())
		}
	case "Get":
		if it, ok := v.Interface().(named); ok && n == 1 {
			return m.text(it.Get(stringOf(args[0].expr(m, dot))))
		}
	}
	return invoke(m, dot, v.Method(p.method), args)
}

func (m *machine) said(text string, err error) reflect.Value {
	if err != nil {
		giveUp()
	}
	return m.text(text)
}
