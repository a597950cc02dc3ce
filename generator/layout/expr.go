package layout

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// An expr is an expression as a function. Expressions change nothing, so it
// does not matter when and how often they run.
type expr func(m *machine, dot reflect.Value) value

// commands translates the commands of a pipeline, each with what the one
// before gives as its last argument.
func (t *translator) commands(cmds []*parse.CommandNode) expr {
	var e expr
	for _, c := range cmds {
		e = unwrapped(t.command(c, e))
	}
	if e == nil {
		refuse()
	}
	return e
}

func unwrapped(e expr) expr {
	return func(m *machine, dot reflect.Value) value { return e(m, dot).unwrap() }
}

// command translates one command. The final argument is nil, or what comes
// through the pipeline.
func (t *translator) command(c *parse.CommandNode, final expr) expr {
	args := c.Args[1:]
	switch n := c.Args[0].(type) {
	case *parse.FieldNode:
		return t.chain(theDot, n.Ident, args, final)
	case *parse.ChainNode:
		return t.chain(t.operand(n.Node), n.Field, args, final)
	case *parse.IdentifierNode:
		return t.function(n.Ident, args, final)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return t.chain(t.variable(n.Ident[0]), n.Ident[1:], args, final)
		}
	}
	if len(args) > 0 || final != nil {
		refuse() // it is no function
	}
	if _, ok := c.Args[0].(*parse.NilNode); ok {
		refuse()
	}
	return t.operand(c.Args[0])
}

func theDot(_ *machine, dot reflect.Value) value { return value{ref: dot} }

func (t *translator) variable(name string) expr {
	slot := t.slot(name)
	return func(m *machine, _ reflect.Value) value { return value{ref: m.vars[m.frame+slot]} }
}

func constant(x any) expr {
	v := valueOf(x)
	return func(*machine, reflect.Value) value { return v }
}

// operand translates an argument, without regard to the type that is wanted.
func (t *translator) operand(n parse.Node) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return theDot
	case *parse.NilNode:
		return func(*machine, reflect.Value) value { return value{} }
	case *parse.FieldNode:
		return t.chain(theDot, n.Ident, nil, nil)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return t.chain(t.variable(n.Ident[0]), n.Ident[1:], nil, nil)
		}
		return t.variable(n.Ident[0])
	case *parse.ChainNode:
		return t.chain(t.operand(n.Node), n.Field, nil, nil)
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
