package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// parseJSON reads the object in inner, which begins at offset start of text.
func parseJSON(text, inner []byte, start int) (value, *fault) {
	if len(bytes.TrimSpace(inner)) == 0 {
		return value{kind: mapKind, pos: posAt(text, start)}, nil
	}
	j := jsonReader{ruler: ruler{text: text}, start: start, src: inner}
	var raw json.RawMessage
	if err := json.Unmarshal(inner, &raw); err != nil {
		at := int64(len(inner))
		if s := (*json.SyntaxError)(nil); errors.As(err, &s) {
			at = s.Offset - 1
		}
		return value{}, &fault{rule: RuleFrontMatter, pos: posAt(text, start+int(at)), message: "the front matter is no JSON: " + err.Error()}
	}
	j.dec = json.NewDecoder(bytes.NewReader(inner))
	j.dec.UseNumber()
	return j.value(0)
}

// A jsonReader builds values from the tokens of a valid JSON text.
type jsonReader struct {
	ruler ruler
	src   []byte
	start int
	dec   *json.Decoder
}

// next gives the offset in src at which the next token begins.
func (j *jsonReader) next() int {
	off := int(j.dec.InputOffset())
	for off < len(j.src) && strings.IndexByte(" \t\n\r,:", j.src[off]) >= 0 {
		off++
	}
	return off
}

func (j *jsonReader) value(depth int) (value, *fault) {
	off := j.next()
	v := value{pos: j.ruler.at(j.start + off)}
	if depth > maxDepth {
		return v, tooDeep(v.pos)
	}
	token, err := j.dec.Token()
	if err != nil {
		return v, &fault{rule: RuleFrontMatter, pos: v.pos, message: "the front matter is no JSON: " + err.Error()}
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return j.list(v, depth)
		}
		return j.mapping(v, depth)
	case string:
		v.kind, v.text, v.inset = textKind, t, 1
	case json.Number:
		v.kind, v.text = numberKind, t.String()
	case bool:
		v.kind, v.text = boolKind, "false"
		if t {
			v.text = "true"
		}
	}
	return v, nil
}

func (j *jsonReader) list(v value, depth int) (value, *fault) {
	v.kind, v.items = listKind, []value{}
	for j.dec.More() {
		it, err := j.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, it)
	}
	_, _ = j.dec.Token() // the closing bracket, which is there: the text is valid
	return v, nil
}

func (j *jsonReader) mapping(v value, depth int) (value, *fault) {
	v.kind = mapKind
	for j.dec.More() {
		pos := j.ruler.at(j.start + j.next())
		name, _ := j.dec.Token()
		it, err := j.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.keys = append(v.keys, member{name.(string), pos, it})
	}
	_, _ = j.dec.Token() // the closing brace
	if m, first, found := duplicate(v.keys, false); found {
		return v, twice(m, first)
	}
	return v, nil
}
