package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// function translates a call of a function: one of ours, which come first, or
// one that all templates have.
func (t *translator) function(name string, nodes []parse.Node, final expr) expr {
	args := t.arguments(nodes, final)
	if fn, ok := t.funcs[name]; ok {
		return ours(fn, args)
	}
	if name == "and" || name == "or" {
		return junction(args, final, name == "or")
	}
	if isEscaper(name) && len(args) == 1 {
		escape, e := t.escaper(name), args[0].expr
		return func(m *machine, dot reflect.Value) reflect.Value { return m.text(string(escape(nil, e(m, dot)))) }
	}
	if b, ok := builtin(name); ok && b.takes(len(args)) {
		return b.expr(args)
	}
	refuse()
	return nil
}

// ours calls a function of Funcs.
func ours(fn any, args []argument) expr {
	switch fn := fn.(type) {
	case func(string) string:
		if len(args) == 1 {
			a := args[0].text()
			return func(m *machine, dot reflect.Value) reflect.Value { return m.text(fn(a(m, dot))) }
		}
	case func(string, string) string:
		if len(args) == 2 {
			a, b := args[0].text(), args[1].text()
			return func(m *machine, dot reflect.Value) reflect.Value { return m.text(fn(a(m, dot), b(m, dot))) }
		}
	case func(any, any) (Scope, error):
		if len(args) == 2 {
			return scoped(fn, args[0].expr, args[1].expr)
		}
	}
	f := reflect.ValueOf(fn)
	return func(m *machine, dot reflect.Value) reflect.Value { return invoke(m, dot, f, args) }
}

// scoped makes Scopes. They stand behind pointers, which templates cannot tell
// from values: all methods of a Scope are those of its value.
func scoped(fn func(any, any) (Scope, error), root, it expr) expr {
	return func(m *machine, dot reflect.Value) reflect.Value {
		s, err := fn(anyOf(root(m, dot)), anyOf(it(m, dot)))
		if err != nil {
			giveUp()
		}
		return reflect.ValueOf(&s).Elem()
	}
}

// text gives the argument for a parameter of type string.
func (a argument) text() func(*machine, reflect.Value) string {
	switch n := a.node.(type) {
	case nil:
		return func(m *machine, dot reflect.Value) string { return stringOf(a.expr(m, dot)) }
	case *parse.StringNode:
		return func(*machine, reflect.Value) string { return n.Text }
	}
	refuse()
	return nil
}

// junction is {{or}}, which stops at the first true argument, or {{and}}, at
// the first false one. What comes through the pipeline has been asked before.
func junction(args []argument, final expr, stop bool) expr {
	if len(args) == 0 {
		refuse()
	}
	last := args[len(args)-1].expr
	args = args[:len(args)-1]
	return func(m *machine, dot reflect.Value) reflect.Value {
		if final != nil {
			final(m, dot)
		}
		for _, a := range args {
			if v := a.expr(m, dot); truth(v) == stop {
				return v
			}
		}
		return last(m, dot)
	}
}

// A builtinFunc is a function that all templates have.
type builtinFunc struct {
	least, most int // arguments; most is -1 when there may be any number
	expr        func(args []argument) expr
}

func (b builtinFunc) takes(n int) bool { return n >= b.least && (n <= b.most || b.most < 0) }

func builtin(name string) (builtinFunc, bool) {
	switch name {
	case "not":
		return builtinFunc{1, 1, func(args []argument) expr {
			return func(m *machine, dot reflect.Value) reflect.Value {
				return reflect.ValueOf(!truth(args[0].expr(m, dot)))
			}
		}}, true
	case "eq":
		return builtinFunc{2, -1, equality}, true
	case "ne":
		return comparison(func(a, b reflect.Value) bool { return !equal(a, b) }), true
	case "lt":
		return comparison(less), true
	case "le":
		return comparison(func(a, b reflect.Value) bool { return less(a, b) || equal(a, b) }), true
	case "gt":
		return comparison(func(a, b reflect.Value) bool { return !less(a, b) && !equal(a, b) }), true
	case "ge":
		return comparison(func(a, b reflect.Value) bool { return !less(a, b) }), true
	case "len":
		return builtinFunc{1, 1, length}, true
	case "index":
		return builtinFunc{1, -1, indexed}, true
	case "slice":
		return builtinFunc{1, 4, sliced}, true
	case "print":
		return printing(fmt.Sprint), true
	case "println":
		return printing(fmt.Sprintln), true
	case "_eval_args_": // html/template puts it before html and urlquery with several arguments
		return printing(joined), true
	case "html":
		return printing(template.HTMLEscaper), true
	case "js":
		return printing(template.JSEscaper), true
	case "urlquery":
		return printing(template.URLQueryEscaper), true
	case "printf":
		return builtinFunc{1, -1, func(args []argument) expr {
			format := args[0].text()
			return func(m *machine, dot reflect.Value) reflect.Value {
				return m.text(fmt.Sprintf(format(m, dot), values(args[1:], m, dot)...))
			}
		}}, true
	case "call":
		return builtinFunc{1, -1, called}, true
	}
	return builtinFunc{}, false
}

// printing is a function from anything to a string.
func printing(fn func(...any) string) builtinFunc {
	return builtinFunc{0, -1, func(args []argument) expr {
		return func(m *machine, dot reflect.Value) reflect.Value { return m.text(fn(values(args, m, dot)...)) }
	}}
}
