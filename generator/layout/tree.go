package layout

import (
	"html/template"
	"maps"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"opspress/generator/diag"
)

// A Tree is one parsed template file. It is never changed; Compile copies what
// it needs.
type Tree struct {
	Name   string // from layouts/: "post.html", "partials/head.html"
	Source []byte
	// defines holds the file's own template under Name, and its blocks.
	defines map[string]*parse.Tree
	calls   []call // of all of them, in order of place
}

// A call is one use of another template.
type call struct {
	name   string
	offset int
}

// Parse reads the template file that stands at layouts/name. The line ends at
// its end are no part of it, so that a partial leaves no empty line where it is
// called. The Tree is nil when it holds an error.
func Parse(name string, src []byte) (*Tree, []diag.Diagnostic) {
	if at := badByte(src); at >= 0 {
		return nil, []diag.Diagnostic{diag.At(diag.Diagnostic{
			Rule: "template", Severity: diag.Error, Message: "the template is not UTF-8", Hint: "save it as UTF-8",
		}, file(name), src, at)}
	}
	t, err := template.New(name).Funcs(funcs()).Funcs(printers()).Parse(strings.TrimRight(string(src), "\r\n"))
	if err != nil {
		return nil, []diag.Diagnostic{explain(err, name, func(string) []byte { return src })}
	}
	ds := lint(name, src)
	if errors, _ := diag.Count(ds); errors > 0 {
		return nil, ds
	}
	tree := &Tree{Name: name, Source: slices.Clone(src), defines: map[string]*parse.Tree{}}
	for _, d := range t.Templates() {
		if d.Tree != nil {
			count(d.Tree)
			tree.defines[d.Name()] = d.Tree
			walk(d.Tree.Root, func(n *parse.TemplateNode) {
				tree.calls = append(tree.calls, call{n.Name, int(n.Position())})
			})
		}
	}
	slices.SortFunc(tree.calls, func(a, b call) int { return a.offset - b.offset })
	return tree, ds
}

// badByte gives where bytes stop to be text, or -1. What is no text would go
// into every page as it is.
func badByte(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}

// whole says that the file is a page of its own and wants no baseof around it.
func (t *Tree) whole() bool {
	own := t.defines[t.Name]
	return own != nil && !parse.IsEmptyTree(own.Root)
}

// blocks gives the names that the file defines, in order.
func (t *Tree) blocks() []string { return slices.Sorted(maps.Keys(t.defines)) }

// walk visits every {{template}} and {{block}} below n.
func walk(n *parse.ListNode, visit func(*parse.TemplateNode)) {
	nodes(n, func(n parse.Node) {
		if t, ok := n.(*parse.TemplateNode); ok {
			visit(t)
		}
	})
}

// nodes visits every node below n, those of branches too.
func nodes(n *parse.ListNode, visit func(parse.Node)) {
	if n == nil {
		return
	}
	branch := func(b *parse.BranchNode) {
		nodes(b.List, visit)
		nodes(b.ElseList, visit)
	}
	for _, c := range n.Nodes {
		visit(c)
		switch c := c.(type) {
		case *parse.IfNode:
			branch(&c.BranchNode)
		case *parse.RangeNode:
			branch(&c.BranchNode)
		case *parse.WithNode:
			branch(&c.BranchNode)
		}
	}
}
