package layout

import (
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
)

// yamlLine finds the line in an error of the YAML package.
var yamlLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?line (\d+): (?s:(.*))$`)

// ParseStrings reads a strings.yaml: for each language a map of keys to a
// string, or to {one: …, other: …} where English tells one from many.
func ParseStrings(file string, src []byte) (Table, []diag.Diagnostic) {
	var doc yaml.Node
	r := stringsReader{file: file, src: src, table: Table{}}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		r.unreadable(err)
		return nil, r.ds
	}
	if len(doc.Content) == 1 {
		r.pairs(doc.Content[0], "languages", r.language)
	}
	return r.table, r.ds
}

type stringsReader struct {
	file  string
	src   []byte
	table Table
	ds    []diag.Diagnostic
}

func (r *stringsReader) unreadable(err error) {
	d := diag.Diagnostic{Rule: "strings", Severity: diag.Error, File: r.file, Message: err.Error()}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		d.Message = m[2]
		d = diag.AtLine(d, r.file, r.src, line, 0)
	}
	r.ds = append(r.ds, d)
}

func (r *stringsReader) complain(n *yaml.Node, format string, args ...any) {
	r.ds = append(r.ds, diag.AtLine(diag.Diagnostic{
		Rule: "strings", Severity: diag.Error, Message: fmt.Sprintf(format, args...),
	}, r.file, r.src, n.Line, n.Column))
}

// pairs visits the entries of a map, each key once.
func (r *stringsReader) pairs(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.complain(n, "a map of %s belongs here", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.complain(key, "%q stands here twice", key.Value)
			continue
		}
		seen[key.Value] = true
		visit(key, n.Content[i+1])
	}
}

func (r *stringsReader) language(lang, phrases *yaml.Node) {
	out := map[string]Phrase{}
	r.table[lang.Value] = out
	r.pairs(phrases, "strings", func(key, value *yaml.Node) {
		switch value.Kind {
		case yaml.ScalarNode:
			out[key.Value] = Phrase{Other: value.Value}
		case yaml.MappingNode:
			out[key.Value] = r.plural(value)
		default:
			r.complain(value, "%q must be a string, or {one: …, other: …}", key.Value)
		}
	})
}

func (r *stringsReader) plural(n *yaml.Node) Phrase {
	var p Phrase
	r.pairs(n, "forms", func(key, value *yaml.Node) {
		switch {
		case value.Kind != yaml.ScalarNode:
			r.complain(value, "%q must be a string", key.Value)
		case key.Value == "one":
			p.One = value.Value
		case key.Value == "other":
			p.Other = value.Value
		default:
			r.complain(key, "%q is no form of a string; there are one and other", key.Value)
		}
	})
	return p
}
