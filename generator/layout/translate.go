package layout

import (
	"reflect"
	"text/template/parse"
)

// A translator makes a program of escaped trees.
type translator struct {
	trees    map[string]*parse.Tree
	inlined  map[*parse.ListNode]*parse.TemplateNode // see unfold
	funcs    map[string]any
	members  *memberTable
	escapers map[string]escaper
	routines map[string]*routine
	vars     []string // names of the variables in scope, by their place in the frame
	most     int      // that the routine has had in scope at once
}

// An untranslatable part of a template makes a layout one that html/template
// executes itself.
type untranslatable struct{}

func refuse() { panic(untranslatable{}) }

// translate gives the program that begins at entry, or nil when a template
// uses what only html/template itself can do.
func translate(entry string, u *unfolded) (p *program) {
	t := &translator{
		trees: u.trees, inlined: u.inlined, funcs: funcs(), members: &memberTable{},
		escapers: map[string]escaper{}, routines: map[string]*routine{},
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(untranslatable); !ok {
				panic(r)
			}
			p = nil
		}
	}()
	return &program{entry: t.template(entry)}
}

// template gives the routine of a template by its name.
func (t *translator) template(name string) *routine {
	if r, ok := t.routines[name]; ok {
		return r
	}
	tree := t.trees[name]
	if tree == nil || tree.Root == nil {
		refuse()
	}
	r := &routine{}
	t.routines[name] = r
	t.fill(r, tree.Root)
	return r
}

// fill translates the body of a routine, which sees no variable of others.
func (t *translator) fill(r *routine, body *parse.ListNode) {
	vars, most := t.vars, t.most
	t.vars, t.most = []string{"$"}, 1
	r.body = t.list(body)
	r.slots = t.most
	t.vars, t.most = vars, most
}

// list translates the nodes of a list; texts that stand side by side become
// one text of as many writes.
func (t *translator) list(n *parse.ListNode) action {
	var as []action
	var text []byte
	writes := 0
	flush := func() {
		if writes > 0 {
			as = append(as, writeText(string(text), writes))
		}
		text, writes = nil, 0
	}
	for _, c := range n.Nodes {
		if c, ok := c.(*parse.TextNode); ok {
			text, writes = append(text, c.Text...), writes+1
			continue
		}
		if _, ok := c.(*parse.CommentNode); ok {
			continue
		}
		flush()
		as = append(as, t.node(c))
		if c.Type() == parse.NodeBreak || c.Type() == parse.NodeContinue {
			break // what follows never runs, and html/template has not escaped it
		}
	}
	flush()
	return inOrder(as)
}

func inOrder(as []action) action {
	switch len(as) {
	case 0:
		return func(*machine, reflect.Value) outcome { return onward }
	case 1:
		return as[0]
	}
	return func(m *machine, dot reflect.Value) outcome {
		for _, a := range as {
			if o := a(m, dot); o != onward {
				return o
			}
		}
		return onward
	}
}

func writeText(text string, writes int) action {
	return func(m *machine, _ reflect.Value) outcome {
		m.spend(writes, len(text))
		m.out = append(m.out, text...)
		return onward
	}
}

func (t *translator) node(n parse.Node) action {
	switch n := n.(type) {
	case *parse.ActionNode:
		if len(n.Pipe.Decl) > 0 {
			e := t.pipe(n.Pipe)
			return func(m *machine, dot reflect.Value) outcome { e(m, dot); return onward }
		}
		return t.output(n.Pipe)
	case *parse.IfNode:
		return t.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return t.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return t.loop(&n.BranchNode)
	case *parse.TemplateNode:
		return t.call(n, func() *routine { return t.template(n.Name) })
	case *parse.ListNode:
		return t.call(t.inlined[n], func() *routine { r := &routine{}; t.fill(r, n); return r })
	case *parse.BreakNode:
		return func(*machine, reflect.Value) outcome { return leave }
	case *parse.ContinueNode:
		return func(*machine, reflect.Value) outcome { return again }
	}
	refuse()
	return nil
}

// call translates {{template "name" pipeline}}.
func (t *translator) call(n *parse.TemplateNode, callee func() *routine) action {
	if n == nil {
		refuse()
	}
	e := t.pipe(n.Pipe)
	r := callee()
	return func(m *machine, dot reflect.Value) outcome {
		m.enter(r, e(m, dot))
		return onward
	}
}

// branch translates {{if}} and, when it moves the dot, {{with}}.
func (t *translator) branch(n *parse.BranchNode, moves bool) action {
	scope := len(t.vars)
	e := t.pipe(n.Pipe)
	yes, no := t.list(n.List), inOrder(nil)
	if n.ElseList != nil {
		no = t.list(n.ElseList)
	}
	t.vars = t.vars[:scope]
	return func(m *machine, dot reflect.Value) outcome {
		v := e(m, dot)
		switch {
		case !truth(v):
			return no(m, dot)
		case moves:
			return yes(m, v)
		}
		return yes(m, dot)
	}
}

// pipe translates a pipeline that may set variables.
func (t *translator) pipe(p *parse.PipeNode) expr {
	if p == nil {
		return func(*machine, reflect.Value) reflect.Value { return reflect.Value{} }
	}
	e := t.commands(p.Cmds)
	if len(p.Decl) == 0 {
		return e
	}
	slots := t.slots(p)
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := e(m, dot)
		for _, s := range slots {
			m.vars[m.frame+s] = v
		}
		return v
	}
}

// slots gives the places of the variables that a pipeline declares or sets.
func (t *translator) slots(p *parse.PipeNode) []int {
	var slots []int
	for _, d := range p.Decl {
		if p.IsAssign {
			slots = append(slots, t.slot(d.Ident[0]))
			continue
		}
		slots = append(slots, len(t.vars))
		t.vars = append(t.vars, d.Ident[0])
		t.most = max(t.most, len(t.vars))
	}
	return slots
}

// slot finds the variable that was declared last under a name.
func (t *translator) slot(name string) int {
	for i := len(t.vars) - 1; i >= 0; i-- {
		if t.vars[i] == name {
			return i
		}
	}
	refuse()
	return 0
}
