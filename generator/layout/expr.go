package layout

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// An expr is an expression as a function. Expressions change nothing, so it
// does not matter when and how often they run.
type expr func(m *machine, dot reflect.Value) reflect.Value

// commands translates the commands of a pipeline, each with what the one
// before gives as its last argument.
func (t *translator) commands(cmds []*parse.CommandNode) expr {
	var e expr
	for _, c := range cmds {
		e = t.command(c, e)
	}
	if e == nil {
		refuse()
	}
	return e
}

// command translates one command. The final argument is nil, or what comes
// through the pipeline.
func (t *translator) command(c *parse.CommandNode, final expr) expr {
	first, args := c.Args[0], c.Args[1:]
	if c := t.chain(first, args, final); c != nil {
		c.command = true
		return c.value
	}
	var e expr
	if id, ok := first.(*parse.IdentifierNode); ok {
		e = t.function(id.Ident, args, final)
	} else {
		if len(args) > 0 || final != nil || first.Type() == parse.NodeNil {
			refuse() // it is no function
		}
		e = t.operand(first)
	}
	return func(m *machine, dot reflect.Value) reflect.Value { return unwrap(e(m, dot)) }
}

func theDot(_ *machine, dot reflect.Value) reflect.Value { return dot }

func (t *translator) variable(name string) expr {
	slot := t.slot(name)
	return func(m *machine, _ reflect.Value) reflect.Value { return m.vars[m.frame+slot] }
}

func constant(x any) expr {
	v := reflect.ValueOf(x)
	return func(*machine, reflect.Value) reflect.Value { return v }
}

// operand translates an argument, without regard to the type that is wanted.
func (t *translator) operand(n parse.Node) expr {
	if c := t.chain(n, nil, nil); c != nil {
		return c.value
	}
	switch n := n.(type) {
	case *parse.DotNode:
		return theDot
	case *parse.NilNode:
		return func(*machine, reflect.Value) reflect.Value { return reflect.Value{} }
	case *parse.VariableNode:
		return t.variable(n.Ident[0])
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			refuse() // whether a variable in parentheses is ever set is known too late
		}
		return t.commands(n.Cmds)
	case *parse.IdentifierNode:
		return t.function(n.Ident, nil, nil)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.NumberNode:
		return constant(number(n))
	}
	refuse()
	return nil
}

// number gives a constant the type that its spelling asks for.
func number(n *parse.NumberNode) any {
	hex := len(n.Text) > 2 && n.Text[0] == '0' && n.Text[1]|0x20 == 'x' && !strings.ContainsAny(n.Text, "pP")
	switch {
	case n.IsComplex:
		return n.Complex128
	case n.IsFloat && !hex && n.Text[0] != '\'' && strings.ContainsAny(n.Text, ".eEpP"):
		return n.Float64
	case n.IsInt && int64(int(n.Int64)) == n.Int64:
		return int(n.Int64)
	}
	refuse()
	return nil
}

// isConstant tells the arguments whose type text/template takes from the
// parameter.
func isConstant(n parse.Node) bool {
	switch n.(type) {
	case *parse.BoolNode, *parse.NumberNode, *parse.StringNode, *parse.NilNode:
		return true
	}
	return false
}
