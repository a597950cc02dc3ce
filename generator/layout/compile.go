package layout

import (
	"errors"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	"opspress/generator/diag"
)

// base is the template that page templates stand in.
const base = "baseof.html"

// A Source looks a template up by its name: the user's file, else the embedded
// one. It says false when there is none, or when Parse refused it.
type Source func(name string) (*Tree, bool)

// A Layout is a template with all that it calls, escaped and ready. It may be
// executed from many goroutines at once.
type Layout struct {
	name    string
	root    *template.Template
	program *program // nil when only html/template can execute the layout
	sources map[string][]byte
}

// Compile makes the layout of one page template or shortcode, with baseof.html
// and every template that they reach. The names in known are those that exist;
// they serve for hints alone. The Layout is nil when there is an error.
func Compile(name string, src Source, known ...string) (*Layout, []diag.Diagnostic) {
	l := loader{src: src, trees: map[string]*Tree{}}
	page, ok := src(name)
	if !ok {
		return nil, []diag.Diagnostic{missing(name, known)}
	}
	entry := name
	if !page.whole() {
		entry = base
		if _, ok := l.load(base); !ok {
			return nil, []diag.Diagnostic{missing(base, known)}
		}
	}
	l.load(name)
	if ds := l.unresolved(known); len(ds) > 0 {
		return nil, ds
	}
	return l.assemble(name, entry)
}

func missing(name string, known []string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: "template", Severity: diag.Error, File: file(name),
		Message: "there is no such template", Hint: diag.DidYouMean(name, known),
	}
}

// file gives the path of a template from the root of the site.
func file(name string) string { return path.Join("layouts", name) }

// A loader collects a template and what it calls.
type loader struct {
	src   Source
	trees map[string]*Tree
	order []string // of trees, as they were met
}

func (l *loader) load(name string) (*Tree, bool) {
	if t, ok := l.trees[name]; ok {
		return t, true
	}
	t, ok := l.src(name)
	if !ok {
		return nil, false
	}
	l.trees[name] = t
	l.order = append(l.order, name)
	for _, c := range t.calls {
		if isFile(c.name) {
			l.load(c.name)
		}
	}
	return t, true
}

// isFile tells the name of a template file from that of a block. A block needs
// no file, so a project with a block "main" is not asked for a file "main".
func isFile(name string) bool { return strings.HasSuffix(name, ".html") }

// unresolved complains of every call that leads nowhere.
func (l *loader) unresolved(known []string) []diag.Diagnostic {
	defined := map[string]bool{}
	names := slices.Clone(known)
	for _, t := range l.trees {
		for _, b := range t.blocks() {
			defined[b] = true
			names = append(names, b)
		}
	}
	slices.Sort(names)
	var ds []diag.Diagnostic
	for _, name := range l.order {
		t := l.trees[name]
		for _, c := range t.calls {
			if !defined[c.name] {
				ds = append(ds, diag.At(diag.Diagnostic{
					Rule: "template", Severity: diag.Error,
					Message: `there is no template "` + c.name + `"`,
					Hint:    diag.DidYouMean(c.name, names),
				}, file(name), t.Source, c.offset))
			}
		}
	}
	return ds
}

// assemble puts the trees into one set, and makes a program of it if it can.
func (l *loader) assemble(name, entry string) (*Layout, []diag.Diagnostic) {
	set := template.New("").Funcs(funcs()).Funcs(printers())
	out := &Layout{name: name, sources: map[string][]byte{}}
	for n, t := range l.trees {
		out.sources[n] = t.Source
	}
	trees := l.winners(name)
	for n, t := range trees {
		trees[n] = t.Copy()
		if _, err := set.AddParseTree(n, trees[n]); err != nil {
			return nil, []diag.Diagnostic{explain(err, n, out.source)}
		}
	}
	out.root = set.Lookup(entry)
	if err := escape(out.root); err != nil {
		return nil, []diag.Diagnostic{explain(err, entry, out.source)}
	}
	if u := l.unfold(name, entry, trees); u != nil {
		out.program = translate(entry, u)
	}
	return out, nil
}

// winners gives the template that stands behind each name. The page comes
// last: what it defines wins over the blocks of baseof.html and of partials,
// but that nothing wins over something.
func (l *loader) winners(name string) map[string]*parse.Tree {
	trees := map[string]*parse.Tree{}
	order := slices.DeleteFunc(slices.Clone(l.order), func(n string) bool { return n == name })
	for _, n := range append(order, name) {
		for b, t := range l.trees[n].defines {
			if trees[b] == nil || !parse.IsEmptyTree(t.Root) {
				trees[b] = t
			}
		}
	}
	return trees
}

func (l *Layout) source(name string) []byte { return l.sources[name] }

// escape makes html/template do its escaping now, so that its complaints come
// from Compile. It escapes at the first execution, before it writes; what goes
// wrong in that execution itself says nothing.
func escape(t *template.Template) error {
	err := t.Execute(refusal{}, nil)
	var complaint *template.Error
	if errors.As(err, &complaint) {
		return complaint
	}
	return nil
}

// A refusal is a writer that ends an execution at its first word.
type refusal struct{}

func (refusal) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
