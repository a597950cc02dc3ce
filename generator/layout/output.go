package layout

import (
	"reflect"
	"slices"
	"text/template/parse"
)

// output translates an action that writes. html/template has put the escapers
// that its place asks for behind the pipeline.
func (t *translator) output(p *parse.PipeNode) action {
	cmds := p.Cmds
	var chain []string
	for n := len(cmds); n > 1; n-- {
		name, ok := escaperName(cmds[n-1])
		if !ok {
			break
		}
		chain = append(chain, name)
		cmds = cmds[:n-1]
	}
	slices.Reverse(chain)
	e := t.commands(cmds)
	if len(chain) == 0 {
		if !safeAlready(cmds[len(cmds)-1]) {
			refuse()
		}
		return written(e, verbatim)
	}
	es := make([]escaper, len(chain))
	for i, name := range chain {
		es[i] = t.escaper(name)
	}
	if one := inOne(chain); one != nil {
		return written(e, one)
	}
	return written(e, inTurn(es))
}

// escaperName gives the name of a command that is an escaper and nothing else.
func escaperName(c *parse.CommandNode) (string, bool) {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || len(c.Args) != 1 {
		return "", false
	}
	return id.Ident, isEscaper(id.Ident)
}

// written writes what an expression gives through an escaper.
func written(e expr, escape escaper) action {
	return func(m *machine, dot reflect.Value) outcome {
		m.spend(1, 0)
		m.out = escape(m.out, e(m, dot))
		m.spend(0, 0)
		return onward
	}
}

// escaper gives an escaper by its name, the same one to all that ask.
func (t *translator) escaper(name string) escaper {
	if t.escapers[name] == nil {
		t.escapers[name] = escaperOf(name)
	}
	return t.escapers[name]
}

// safeAlready tells the two functions of templates that html/template takes
// for escapers.
func safeAlready(c *parse.CommandNode) bool {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	return ok && (id.Ident == "html" || id.Ident == "urlquery")
}

func verbatim(dst []byte, v reflect.Value) []byte { return append(dst, stringOf(v)...) }

// inOne gives an escaper that does the work of several, where there is one.
func inOne(chain []string) escaper {
	const filter, normalizer, urlescaper, attr = escaperPrefix + "urlfilter", escaperPrefix + "urlnormalizer", escaperPrefix + "urlescaper", escaperPrefix + "attrescaper"
	switch {
	case slices.Equal(chain, []string{filter, normalizer, attr}):
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			return appendURL(dst, filtered(s, kind), true, quoting)
		}
	case slices.Equal(chain, []string{normalizer, attr}):
		return func(dst []byte, v reflect.Value) []byte { s, _ := textOf(v); return appendURL(dst, s, true, quoting) }
	case slices.Equal(chain, []string{urlescaper, attr}):
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			return appendURL(dst, s, kind == href, quoting)
		}
	}
	return nil
}

// inTurn is a chain of escapers as one.
func inTurn(es []escaper) escaper {
	last := es[len(es)-1]
	if len(es) == 1 {
		return last
	}
	return func(dst []byte, v reflect.Value) []byte {
		for _, e := range es[:len(es)-1] {
			v = reflect.ValueOf(string(e(nil, v)))
		}
		return last(dst, v)
	}
}
