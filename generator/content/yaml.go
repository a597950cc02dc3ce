package content

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads front matter whose first line is line of the file.
func parseYAML(src []byte, line int) (value, *fault) {
	y := yamlReader{src: src, line: line, odd: oddLines(src)}
	root, err := yamlNode(src)
	if err != nil {
		return value{}, y.fault(err)
	}
	if root == nil {
		return value{kind: mapKind, pos: Pos{line, 1}}, nil
	}
	return y.value(root, 0)
}

// oddLines says that src has line ends that only YAML counts as such.
func oddLines(src []byte) bool {
	return bytes.Contains(src, []byte("\u0085")) || bytes.Contains(src, []byte("\u2028")) || bytes.Contains(src, []byte("\u2029"))
}

// yamlNode gives the root of the first document in src, nil when it is empty.
// The parser's own panics, which ask to be reported, become errors.
func yamlNode(src []byte) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// A yamlReader turns nodes into values. It counts what aliases expand to.
type yamlReader struct {
	src    []byte
	line   int
	odd    bool // see oddLines
	values int
	last   yamlPlace
}

// A yamlPlace is how far a yamlReader has counted YAML's lines.
type yamlPlace struct {
	off, line, column int // line and column as YAML counts them, from 0
	ruler             ruler
}

func (y *yamlReader) pos(n *yaml.Node) Pos {
	if !y.odd {
		return Pos{y.line + n.Line - 1, n.Column}
	}
	l := &y.last
	if l.ruler.text == nil || n.Line-1 < l.line || n.Line-1 == l.line && n.Column-1 < l.column {
		*l = yamlPlace{ruler: ruler{text: y.src}}
	}
	for l.off < len(y.src) && (l.line < n.Line-1 || l.line == n.Line-1 && l.column < n.Column-1) {
		r, size := utf8.DecodeRune(y.src[l.off:])
		l.off += size
		l.column++
		if r == '\n' || r == '\u0085' || r == '\u2028' || r == '\u2029' {
			l.line, l.column = l.line+1, 0
		}
	}
	p := l.ruler.at(l.off)
	return Pos{y.line + p.Line - 1, p.Column}
}

func (y *yamlReader) value(n *yaml.Node, depth int) (value, *fault) {
	y.values++
	v := value{pos: y.pos(n)}
	switch {
	case depth > maxDepth:
		return v, tooDeep(v.pos)
	case y.values > maxValues:
		return v, &fault{rule: RuleFrontMatter, pos: v.pos, message: fmt.Sprintf("the aliases expand to more than %d values", maxValues)}
	}
	switch n.Kind {
	case yaml.AliasNode:
		target, err := y.value(n.Alias, depth+1)
		target.pos = v.pos
		if err != nil {
			err.pos = v.pos // what it names has passed where it stands
		}
		return target, err
	case yaml.SequenceNode:
		v.kind, v.items = listKind, make([]value, 0, len(n.Content))
		for _, c := range n.Content {
			it, err := y.value(c, depth+1)
			if err != nil {
				return v, err
			}
			v.items = append(v.items, it)
		}
		return v, nil
	case yaml.MappingNode:
		return y.mapping(n, v, depth)
	}
	v.kind, v.text = scalarKind(n), n.Value
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle|yaml.TaggedStyle) != 0 || n.Anchor != "":
		v.inset = -1
	case n.Style != 0:
		v.inset = 1
	}
	return v, nil
}

func tooDeep(pos Pos) *fault {
	return &fault{rule: RuleFrontMatter, pos: pos, message: fmt.Sprintf("nested deeper than %d levels", maxDepth)}
}

func scalarKind(n *yaml.Node) kind {
	switch n.Tag {
	case "!!null":
		return nullKind
	case "!!bool":
		return boolKind
	case "!!int", "!!float":
		return numberKind
	case "!!timestamp":
		return dateKind
	}
	return textKind
}

// mapping reads the members of n; those of "<<" stand behind and give way.
func (y *yamlReader) mapping(n *yaml.Node, v value, depth int) (value, *fault) {
	v.kind, v.keys = mapKind, make([]member, 0, len(n.Content)/2)
	var merged []member
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			return v, &fault{rule: RuleFrontMatter, pos: y.pos(n.Content[i]), message: "a key has to be a word", hint: "put text that begins with [ or { in quotes"}
		}
		val, err := y.value(n.Content[i+1], depth+1)
		if err != nil {
			return v, err
		}
		if k.Tag == "!!merge" {
			merged = append(merged, mergeable(val)...)
			continue
		}
		v.keys = append(v.keys, member{k.Value, y.pos(n.Content[i]), val})
	}
	if m, first, found := duplicate(v.keys, false); found {
		return v, twice(m, first)
	}
	return v.with(merged), nil
}

func mergeable(v value) []member {
	var out []member
	for _, it := range v.items {
		out = append(out, it.keys...)
	}
	return append(out, v.keys...)
}

// with gives v with those of more that it lacks.
func (v value) with(more []member) value {
	if len(more) == 0 {
		return v
	}
	have := make(map[string]bool, len(v.keys)+len(more))
	for _, m := range v.keys {
		have[m.name] = true
	}
	for _, m := range more {
		if !have[m.name] {
			have[m.name] = true
			v.keys = append(v.keys, m)
		}
	}
	return v
}

func twice(m member, first Pos) *fault {
	return &fault{rule: RuleFrontMatter, pos: m.pos, message: fmt.Sprintf("%q is given twice, first on line %d", m.name, first.Line), hint: "keep one of them"}
}

var (
	yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))$`)
	// yamlGlued is "key:value", which YAML takes for text. URLs are no keys.
	yamlGlued = regexp.MustCompile(`^[\pL_][\pL\pN_-]*:[^/\s]`)
	// yamlKey is a key without indent.
	yamlKey = regexp.MustCompile(`(?m)^(?:"[^"\n]*"|'[^'\n]*'|[\pL_][^\s:#]*(?: [^\s:#]+)*)[ \t]*:(?:[ \t]+|$)`)
)

// maxTried is up to how many lines the place of a fault is looked for.
const maxTried = 256

// fault places what the YAML parser complains about. Its own line is often
// that where the whole block begins, so the fault is in the line behind the
// longest run of lines that can be read.
func (y *yamlReader) fault(err error) *fault {
	line, message := yamlMessage(err)
	line = max(line, 1)
	if ends := lineEnds(y.src); len(ends) <= maxTried {
		for line = len(ends); line > 1; line-- {
			if _, err := yamlNode(y.src[:ends[line-2]]); err == nil {
				break
			}
		}
		if line < len(ends) {
			// What is wrong with the line itself tells more than what follows.
			if _, err := yamlNode(y.src[:ends[line-1]]); err != nil {
				_, message = yamlMessage(err)
			}
		}
	}
	return yamlFault(Pos{y.line + line - 1, y.column(line)}, message)
}

// lineEnds gives the offset behind each line.
func lineEnds(src []byte) []int {
	var ends []int
	for i := 0; i < len(src); {
		_, i = lineAt(src, i)
		ends = append(ends, i)
	}
	return ends
}

// column gives where the value of a line begins, else its text.
func (y *yamlReader) column(line int) int {
	i := 0
	for range line - 1 {
		_, i = lineAt(y.src, i)
	}
	text, _ := lineAt(y.src, i)
	if at := yamlKey.FindIndex(text); at != nil {
		return utf8.RuneCount(text[:at[1]]) + 1
	}
	return len(text) - len(bytes.TrimLeft(text, " ")) + 1
}

func yamlMessage(err error) (line int, message string) {
	m := yamlError.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, err.Error()
	}
	line, _ = strconv.Atoi(m[1])
	return line, m[2]
}

// yamlHints say what a writer has to do about the complaints met most often.
var yamlHints = []struct{ in, hint string }{
	{"mapping values are not allowed", `put text that holds ": " in quotes`},
	{"cannot start any token", "put text that begins with @, %, ` or a tab in quotes, and indent with spaces"},
	{"unexpected end of stream", "a quote is not closed"},
	{"document indicator", "a quote is not closed"},
	{"expected ',' or ']'", "a list that begins with [ has to end with ]"},
	{"expected ',' or '}'", "a map that begins with { has to end with }"},
	{"unknown anchor", "put text that begins with * in quotes"},
	{"alphabetic or numeric character", "put text that begins with * or & in quotes"},
	{"escape character", "write a backslash in double quotes twice, or use single quotes"},
}

func yamlFault(pos Pos, message string) *fault {
	f := &fault{rule: RuleFrontMatter, pos: pos, message: "the front matter is no YAML: " + message}
	for _, h := range yamlHints {
		if strings.Contains(message, h.in) {
			f.hint = h.hint
			break
		}
	}
	return f
}
