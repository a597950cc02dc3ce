package layout

import (
	"html/template"
	"io"
	"reflect"
	"sync"
	"text/template/parse"
)

// A loan is one call of an escaper of html/template. The package does not
// export them, but lends them to every template that it has escaped.
type loan struct {
	Value any
	text  string
}

// Keep takes what the escaper gave.
func (l *loan) Keep(text string) string {
	l.text = text
	return ""
}

// borrow gives an escaper of html/template by its name. It is made when it is
// first wanted, and costs the execution of a template each time: it is for
// rare cases.
func borrow(name string) escaper {
	lender := sync.OnceValues(func() (*template.Template, error) { return lend(name) })
	return func(dst []byte, v reflect.Value) []byte {
		set, err := lender()
		l := &loan{Value: anyOf(v)}
		if err != nil || set.Execute(io.Discard, l) != nil {
			giveUp()
		}
		return append(dst, l.text...)
	}
}

func lend(name string) (*template.Template, error) {
	tree := parse.New("loan")
	tree.Mode = parse.SkipFuncCheck
	tree, err := tree.Parse("{{.Keep (.Value | "+name+")}}", "", "", map[string]*parse.Tree{})
	if err != nil {
		return nil, err
	}
	return template.New("loan").AddParseTree("loan", tree)
}
