package layout

import (
	"reflect"
	"text/template/parse"
)

// An argument of a call. A constant takes its type from the parameter.
type argument struct {
	expr expr
	node parse.Node // of a constant, else nil
}

// arguments translates those of a call; what comes through the pipeline is the
// last.
func (t *translator) arguments(nodes []parse.Node, final expr) []argument {
	var args []argument
	for _, n := range nodes {
		a := argument{expr: t.operand(n)}
		if isConstant(n) {
			a.node = n
		}
		args = append(args, a)
	}
	if final != nil {
		args = append(args, argument{expr: final})
	}
	return args
}

// values gives arguments for a parameter ...any.
func values(args []argument, m *machine, dot reflect.Value) []any {
	if len(args) == 0 {
		return nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = anyOf(a.expr(m, dot))
	}
	return out
}

// invoke calls a function or method by reflection, with arguments for its
// parameters.
func invoke(m *machine, dot, fun reflect.Value, args []argument) reflect.Value {
	t := fun.Type()
	fixed := t.NumIn()
	if t.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !t.IsVariadic() {
		giveUp()
	}
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		want := t.In(min(i, t.NumIn()-1))
		if i >= fixed {
			want = want.Elem()
		}
		in[i] = a.as(want, m, dot)
	}
	return result(fun, in)
}

// result calls a function, which has one result or an error beside it.
func result(fun reflect.Value, in []reflect.Value) reflect.Value {
	t := fun.Type()
	if n := t.NumOut(); n != 1 && (n != 2 || t.Out(1) != errorType) || t.Out(0) == reflectValueType {
		giveUp()
	}
	out := fun.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		giveUp()
	}
	return out[0]
}

// as gives the argument for a parameter of some type.
func (a argument) as(want reflect.Type, m *machine, dot reflect.Value) reflect.Value {
	if a.node != nil && want.Kind() != reflect.Interface {
		return literal(a.node, want)
	}
	v := a.expr(m, dot)
	switch {
	case !v.IsValid():
		if !nilable(want) {
			giveUp()
		}
		return reflect.Zero(want)
	case v.Type().AssignableTo(want):
		return v
	}
	if v = concrete(v); v.IsValid() && v.Type().AssignableTo(want) {
		return v
	}
	giveUp()
	return v
}

func nilable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return true
	}
	return false
}

// literal gives a constant the type of a parameter.
func literal(n parse.Node, want reflect.Type) reflect.Value {
	v := reflect.New(want).Elem()
	switch n := n.(type) {
	case *parse.StringNode:
		if v.Kind() == reflect.String {
			v.SetString(n.Text)
			return v
		}
	case *parse.BoolNode:
		if v.Kind() == reflect.Bool {
			v.SetBool(n.True)
			return v
		}
	case *parse.NilNode:
		if nilable(want) {
			return v
		}
	case *parse.NumberNode:
		switch {
		case v.CanInt() && n.IsInt:
			v.SetInt(n.Int64)
			return v
		case v.CanUint() && n.IsUint:
			v.SetUint(n.Uint64)
			return v
		case v.CanFloat() && n.IsFloat:
			v.SetFloat(n.Float64)
			return v
		}
	}
	giveUp()
	return v
}
