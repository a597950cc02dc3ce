package generator

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

const module = "opspress"

// A folder is the parsed Go files of one directory.
type folder struct {
	path  string
	code  []*ast.File
	tests []*ast.File
}

// violations holds files (path from the root -> text) against rows and says
// in whole sentences what breaks the law, in order.
func violations(rows []room, files map[string]string) []string {
	var out []string
	fset := token.NewFileSet()
	folders := map[string]*folder{}
	for name, text := range files {
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		d := path.Dir(name)
		if folders[d] == nil {
			folders[d] = &folder{path: d}
		}
		if strings.HasSuffix(name, "_test.go") {
			folders[d].tests = append(folders[d].tests, f)
		} else {
			folders[d].code = append(folders[d].code, f)
		}
	}
	for d, f := range folders {
		i := slices.IndexFunc(rows, func(r room) bool { return r.path == d })
		if i < 0 {
			out = append(out, d+": a room without a row in layers_test.go")
			continue
		}
		out = append(out, importsAgainst(rows[i], fset, f)...)
		out = append(out, worldAgainst(rows[i], fset, f)...)
	}
	for _, r := range rows {
		if folders[r.path] == nil {
			out = append(out, r.path+": a row in layers_test.go without a room")
		}
	}
	slices.Sort(out)
	return out
}

// importsAgainst says which imports of f the row does not allow.
func importsAgainst(r room, fset *token.FileSet, f *folder) []string {
	var out []string
	check := func(file *ast.File, inTest bool) {
		for _, spec := range file.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err == nil && mayImport(r, p, inTest) && !(spec.Name != nil && spec.Name.Name == ".") {
				continue
			}
			out = append(out, fmt.Sprintf("%s: %s must not import %s this way (%s)", fset.Position(spec.Pos()), r.path, spec.Path.Value, r.why))
		}
	}
	for _, file := range f.code {
		check(file, false)
	}
	for _, file := range f.tests {
		check(file, true)
	}
	return out
}

func mayImport(r room, p string, inTest bool) bool {
	switch {
	case p == module || strings.HasPrefix(p, module+"/"):
		rel := strings.TrimPrefix(p, module+"/")
		return slices.Contains(r.ours, rel) || inTest && (rel == r.path || slices.Contains(r.tests, rel))
	case strings.Contains(strings.SplitN(p, "/", 2)[0], "."):
		return within(p, r.third) || inTest && within(p, testLibraries)
	case inTest || slices.Contains(r.std, p):
		return true
	}
	return !needsLeave(p) && (r.world || !isWorld(p))
}

// needsLeave tells which packages of the standard library belong to one room,
// wherever it stands.
func needsLeave(p string) bool {
	switch p {
	case "html/template", "text/template", "image/gif", "image/jpeg", "image/png", "C":
		return true
	}
	return false
}

// isWorld tells which packages of the standard library are the world: files,
// network, chance, processes, the log.
func isWorld(p string) bool {
	switch p {
	case "os", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "log", "log/slog", "io/ioutil", "plugin":
		return true
	}
	return within(p, []string{"os", "net/http"})
}

func within(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return p == r || strings.HasPrefix(p, r+"/") })
}

// modules returns the modules of go.mod that files import.
func modules(mod string, files map[string]string) []string {
	var known, used []string
	for line := range strings.Lines(mod) {
		if w := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require ")); len(w) >= 2 && strings.HasPrefix(w[1], "v") {
			known = append(known, w[0])
		}
	}
	for name, text := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			continue // TestLaw says so
		}
		for _, spec := range f.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			for _, m := range known {
				if within(p, []string{m}) {
					used = append(used, m)
				}
			}
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// The soft ceilings of file and function.
const (
	fileLines     = 300
	functionLines = 50
)

// long names the files and functions that stand above the soft ceilings.
func long(files map[string]string) []string {
	var out []string
	for name, text := range files {
		if n := strings.Count(text, "\n"); n > fileLines {
			out = append(out, fmt.Sprintf("%s has %d lines", name, n))
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			continue // TestLaw says so
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			from, to := fset.Position(fn.Pos()), fset.Position(fn.End())
			if n := to.Line - from.Line + 1; n > functionLines {
				out = append(out, fmt.Sprintf("%s: %s has %d lines", from, fn.Name.Name, n))
			}
		}
	}
	slices.Sort(out)
	return out
}
