package layout

import (
	"html/template"
	"text/template/parse"
)

// unfolded are the escaped templates of a layout as trees. A template that is
// called inside a tag, an attribute or a title is escaped by html/template in
// a copy that it shows to nobody; so such a call is replaced by the body of
// the callee before the escaping, as a list inside the list.
type unfolded struct {
	trees   map[string]*parse.Tree
	inlined map[*parse.ListNode]*parse.TemplateNode // the calls that the lists replace
	source  func(name string) *parse.Tree           // as parsed
	depth   int                                     // of calls that are being replaced
}

// A layout may have so many calls replaced, so deep in each other.
const (
	maxInlined = 1000
	maxNested  = 50
)

// unfold gives the trees, or nil when a template calls itself where it cannot
// be replaced. The set has been escaped.
func (l *loader) unfold(name, entry string, escaped map[string]*parse.Tree) *unfolded {
	u := &unfolded{inlined: map[*parse.ListNode]*parse.TemplateNode{}}
	trees := l.winners(name)
	u.source = func(n string) *parse.Tree { return trees[n] }
	set := template.New("").Funcs(funcs()).Funcs(printers())
	u.trees = map[string]*parse.Tree{}
	for n, t := range trees {
		c := t.Copy()
		if !u.inline(c.Root, escaped[n].Root) {
			return nil
		}
		u.trees[n] = c
	}
	for n, c := range u.trees {
		if _, err := set.AddParseTree(n, c); err != nil {
			return nil
		}
	}
	if len(u.inlined) == 0 {
		u.trees = escaped
		return u
	}
	if err := escape(set.Lookup(entry)); err != nil {
		return nil
	}
	return u
}

// inline replaces the calls in fresh whose names html/template has changed in
// the escaped twin of the list: those of the copies that it made for a place.
// Without a twin all calls are replaced.
func (u *unfolded) inline(fresh, twin *parse.ListNode) bool {
	if fresh == nil {
		return true
	}
	for i, n := range fresh.Nodes {
		var other parse.Node
		if twin != nil {
			other = twin.Nodes[i]
		}
		if !u.inlineNode(fresh, i, n, other) {
			return false
		}
	}
	return true
}

func (u *unfolded) inlineNode(list *parse.ListNode, i int, n, twin parse.Node) bool {
	branch := func(b *parse.BranchNode, twin *parse.BranchNode) bool {
		if twin == nil {
			return u.inline(b.List, nil) && u.inline(b.ElseList, nil)
		}
		return u.inline(b.List, twin.List) && u.inline(b.ElseList, twin.ElseList)
	}
	switch n := n.(type) {
	case *parse.IfNode:
		return branch(&n.BranchNode, branchOf(twin))
	case *parse.WithNode:
		return branch(&n.BranchNode, branchOf(twin))
	case *parse.RangeNode:
		return branch(&n.BranchNode, branchOf(twin))
	case *parse.TemplateNode:
		if t, ok := twin.(*parse.TemplateNode); ok && t.Name == n.Name {
			return true
		}
		body, ok := u.body(n.Name)
		list.Nodes[i] = body
		u.inlined[body] = n
		return ok
	}
	return true
}

func branchOf(n parse.Node) *parse.BranchNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	}
	return nil
}

// body gives a copy of a template's body with all its calls replaced.
func (u *unfolded) body(name string) (*parse.ListNode, bool) {
	tree := u.source(name)
	if tree == nil || u.depth > maxNested || len(u.inlined) > maxInlined {
		return nil, false
	}
	u.depth++
	body := tree.Root.CopyList()
	ok := u.inline(body, nil)
	u.depth--
	return body, ok
}
