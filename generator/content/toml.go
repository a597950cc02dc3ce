package content

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// parseTOML reads front matter that begins at offset start of text. The
// library checks and decodes; where each value stands comes from tomlPlaces.
func parseTOML(text, inner []byte, start int) (value, *fault) {
	var tree map[string]any
	if _, err := toml.Decode(string(inner), &tree); err != nil {
		f := &fault{rule: RuleFrontMatter, pos: posAt(text, start), message: "the front matter is no TOML: " + err.Error()}
		if pe := (toml.ParseError{}); errors.As(err, &pe) {
			f.pos = posAt(text, start+min(pe.Position.Start, len(inner)))
			f.message = "the front matter is no TOML: " + strings.TrimSuffix(pe.Message, ".")
		}
		return value{}, f
	}
	t := tomlReader{ruler: ruler{text: text}, start: start, src: inner, places: tomlPlaces(inner)}
	return t.value(tree, "", 0, posAt(text, start))
}

type tomlReader struct {
	ruler  ruler
	src    []byte
	start  int
	places map[string]tomlPlace
}

// value turns what the library decoded at a path into a value. A path without
// a place, which no valid TOML should have, gets the place of what holds it.
func (t *tomlReader) value(x any, at string, depth int, outer Pos) (value, *fault) {
	v := value{pos: outer}
	place, known := t.places[at]
	if known {
		v.pos = t.ruler.at(t.start + place.value)
	}
	if depth > maxDepth {
		return v, tooDeep(v.pos)
	}
	switch x := x.(type) {
	case map[string]any:
		return t.mapping(x, at, depth, v)
	case []map[string]any:
		items := make([]any, len(x))
		for i := range x {
			items[i] = x[i]
		}
		return t.list(items, at, depth, v)
	case []any:
		return t.list(x, at, depth, v)
	case string:
		v.kind, v.text, v.inset = textKind, x, 1
		if q := t.src[place.value:]; bytes.HasPrefix(q, []byte(`"""`)) || bytes.HasPrefix(q, []byte(`'''`)) {
			v.inset = -1
		}
	case bool:
		v.kind, v.text = boolKind, strconv.FormatBool(x)
	case int64, float64:
		v.kind = numberKind
	default:
		v.kind = dateKind
	}
	if v.text == "" && v.kind != textKind {
		if v.text = string(t.src[place.value:place.end]); !known {
			v.text = fmt.Sprint(x)
		}
	}
	return v, nil
}

func (t *tomlReader) list(items []any, at string, depth int, v value) (value, *fault) {
	v.kind, v.items = listKind, make([]value, 0, len(items))
	for i, x := range items {
		it, err := t.value(x, join(at, strconv.Itoa(i)), depth+1, v.pos)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, it)
	}
	return v, nil
}

// mapping reads the members in the order in which they stand.
func (t *tomlReader) mapping(m map[string]any, at string, depth int, v value) (value, *fault) {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(t.places[join(at, a)].key-t.places[join(at, b)].key, strings.Compare(a, b))
	})
	v.kind, v.keys = mapKind, make([]member, 0, len(m))
	for _, name := range names {
		p, pos := join(at, name), v.pos
		if place, known := t.places[p]; known {
			pos = t.ruler.at(t.start + place.key)
		}
		it, err := t.value(m[name], p, depth+1, pos)
		if err != nil {
			return v, err
		}
		v.keys = append(v.keys, member{name, pos, it})
	}
	return v, nil
}

func comparePos(a, b Pos) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// join names a member of what stands at a path. NUL stands in no text.
func join(at, name string) string { return at + "\x00" + name }
