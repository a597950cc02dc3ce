package generator

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// A purity looks for the world in one room: clocks, disks, chance, memory
// that outlives a call, trust in markup. Names are resolved by go/types with
// empty packages for all imports, which is quick and enough: it tells a
// package's variable from a local one of the same name.
type purity struct {
	row  room
	fset *token.FileSet
	info *types.Info
	pkg  *types.Package
	out  []string
}

// worldAgainst says where the code of f (tests left out) touches what its row
// does not allow.
func worldAgainst(r room, fset *token.FileSet, f *folder) []string {
	p := &purity{row: r, fset: fset, info: &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}}
	conf := types.Config{Importer: hollow{}, Error: func(error) {}}
	p.pkg, _ = conf.Check(module+"/"+r.path, fset, f.code, p.info) // errors are the compiler's business
	for _, file := range f.code {
		for _, d := range file.Decls {
			p.declaration(d)
		}
	}
	return p.out
}

// hollow imports every package as an empty one.
type hollow struct{}

func (hollow) Import(name string) (*types.Package, error) {
	base := path.Base(name)
	if rest, ok := strings.CutPrefix(base, "v"); ok && strings.Trim(rest, "0123456789") == "" {
		base = path.Base(path.Dir(name))
	}
	base, _, _ = strings.Cut(base, ".")
	pkg := types.NewPackage(name, base)
	pkg.MarkComplete()
	return pkg, nil
}

func (p *purity) declaration(d ast.Decl) {
	fn, isFunc := d.(*ast.FuncDecl)
	trusted := isFunc && fn.Recv == nil && fn.Name.Name == "Trusted" && p.row.path == "generator/layout"
	if isFunc && fn.Recv == nil && fn.Name.Name == "init" && !p.row.world {
		p.report(fn, "init() does work before anybody asks")
	}
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR && !p.row.world {
		p.variables(g)
	}
	ast.Inspect(d, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && !trusted {
			p.trust(c)
		}
		if !p.row.world {
			p.reach(n)
			p.change(n)
		}
		return true
	})
}

// trust finds conversions to a type that html/template does not escape, also
// under the name that layout gives it.
func (p *purity) trust(c *ast.CallExpr) {
	kinds := []string{"HTML", "HTMLAttr", "CSS", "JS", "JSStr", "URL", "Srcset"}
	if from, name := p.member(c.Fun); slices.Contains(kinds, name) && (from == "html/template" || from == module+"/generator/layout") {
		p.report(c, "only layout.Trusted makes template.HTML, and nobody the other trusted types")
	}
	if id, ok := c.Fun.(*ast.Ident); ok && id.Name == "HTML" && p.row.path == "generator/layout" {
		p.report(c, "only layout.Trusted makes template.HTML")
	}
}

// reach finds members of harmless packages that touch the world all the same.
func (p *purity) reach(n ast.Node) {
	banned := map[string][]string{
		"time":          {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Local", "LoadLocation"},
		"path/filepath": {"Walk", "WalkDir", "Glob", "Abs", "EvalSymlinks"},
		"html/template": {"ParseFiles", "ParseGlob"},
	}
	if e, ok := n.(ast.Expr); ok {
		if from, name := p.member(e); slices.Contains(banned[from], name) {
			p.report(e, from+"."+name+" touches the world")
		}
	}
}

// variables finds package-level variables whose very type is for changing.
func (p *purity) variables(g *ast.GenDecl) {
	for _, s := range g.Specs {
		spec := s.(*ast.ValueSpec)
		parts := append([]ast.Expr{spec.Type}, spec.Values...)
		for _, part := range parts {
			if part == nil {
				continue
			}
			ast.Inspect(part, func(n ast.Node) bool {
				if _, inside := n.(*ast.FuncLit); inside {
					return false // what a function makes anew is its own
				}
				if _, ok := n.(*ast.ChanType); ok {
					p.report(spec, spec.Names[0].Name+" is a channel at package level")
				}
				if e, ok := n.(ast.Expr); ok {
					if from, name := p.member(e); from == "sync" || from == "sync/atomic" {
						p.report(spec, spec.Names[0].Name+" holds a "+path.Base(from)+"."+name+" at package level")
					}
				}
				return true
			})
		}
	}
}

// change finds statements that change a package-level variable.
func (p *purity) change(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			p.changed(n.Lhs...)
		}
	case *ast.IncDecStmt:
		p.changed(n.X)
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			p.changed(n.Key, n.Value)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			p.changed(n.X)
		}
	case *ast.CallExpr:
		p.call(n)
	}
}

// call finds calls that change what they are given, or what they are called on.
func (p *purity) call(c *ast.CallExpr) {
	if id, ok := c.Fun.(*ast.Ident); ok {
		if _, builtin := p.info.Uses[id].(*types.Builtin); builtin && slices.Contains([]string{"delete", "clear", "copy"}, id.Name) && len(c.Args) > 0 {
			p.changed(c.Args[0])
		}
		return
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	from, name := p.member(sel)
	inPlace := from == "sort" && !strings.HasPrefix(name, "Search") && !strings.HasSuffix(name, "AreSorted") ||
		from == "slices" && (strings.HasPrefix(name, "Sort") && !strings.HasPrefix(name, "Sorted") || name == "Reverse")
	mutators := []string{"Store", "Lock", "Unlock", "Do", "Swap", "CompareAndSwap", "LoadOrStore", "LoadAndDelete", "Write", "WriteString", "Reset"}
	switch {
	case inPlace && len(c.Args) > 0:
		p.changed(c.Args[0])
	case from == "" && slices.Contains(mutators, name):
		p.changed(sel.X)
	}
}

// changed reports those of es that reach a variable of this package.
func (p *purity) changed(es ...ast.Expr) {
	for _, e := range es {
		if v := p.rootOf(e); v != nil && v.Parent() == p.pkg.Scope() {
			p.report(e, v.Name()+" is a package-level variable that changes")
		}
	}
}

// rootOf returns the variable at the root of x, x.f, x[i], *x, x[i:j].
func (p *purity) rootOf(e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			v, _ := p.info.Uses[x].(*types.Var)
			return v
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// member returns the import path and name of pkg.Name, or nothing.
func (p *purity) member(e ast.Expr) (from, name string) {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		if pkg, ok := p.info.Uses[id].(*types.PkgName); ok {
			return pkg.Imported().Path(), sel.Sel.Name
		}
	}
	return "", sel.Sel.Name
}

func (p *purity) report(n ast.Node, what string) {
	p.out = append(p.out, fmt.Sprintf("%s: %s (%s)", p.fset.Position(n.Pos()), what, p.row.why))
}
