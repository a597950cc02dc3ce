package content

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Rewrite gives src, a post, with one key of its front matter set to val: a
// string, bool, int, time.Time or []string. Everything else stays as it is,
// byte for byte: comments, order, line ends, a byte order mark. A []string is
// added to what the key holds, each member once. A key that the file spells
// otherwise ("updated" for "lastmod") is set where it stands; a new one comes
// last; a file without front matter gets some.
//
// The result is read again before it is handed over: where the front matter
// has a shape in which the key cannot be set alone, that is an error.
func Rewrite(src []byte, key string, val any) ([]byte, error) {
	text, bad := readable(src)
	if bad != nil {
		return nil, bad
	}
	d, bad := dissect(text)
	if bad != nil {
		return nil, bad
	}
	at := d.find(key)
	want, err := d.wanted(at, val)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	if at >= 0 && holds(d.root.keys[at].value, want) {
		return bytes.Clone(src), nil
	}
	out := apply(src, d.edits(at, key, want))
	if err := d.verify(out, at, want); err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return out, nil
}

// A dissection is a text whose front matter has been read.
type dissection struct {
	text []byte
	front
	root value
}

func dissect(text []byte) (dissection, *fault) {
	fm, bad := split(text)
	if bad != nil {
		return dissection{}, bad
	}
	root, fm, bad := fm.parse(text)
	return dissection{text, fm, root}, bad
}

// find gives the index of the member that sets key, or -1.
func (d dissection) find(key string) int {
	if i := slices.IndexFunc(d.root.keys, func(m member) bool { return strings.EqualFold(m.name, key) }); i >= 0 {
		return i
	}
	known := postKeys.byKey[strings.ToLower(key)]
	return slices.IndexFunc(d.root.keys, func(m member) bool {
		return known != nil && postKeys.byKey[strings.ToLower(m.name)] == known
	})
}

// wanted gives what the key shall hold in the end: val, or for a list what it
// holds already and the members of val that are new.
func (d dissection) wanted(at int, val any) (any, error) {
	switch val := val.(type) {
	case string, bool, int, time.Time:
		return val, nil
	case []string:
		var all []string
		if at >= 0 {
			r := decoder{text: d.text, label: "its value"}
			if r.list(&all, d.root.keys[at].value); len(r.diags) > 0 {
				return nil, errors.New(r.diags[0].Message)
			}
		}
		for _, s := range val {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
		return all, nil
	}
	return nil, fmt.Errorf("front matter holds no %T", val)
}

// holds says whether v is what a key set to want holds.
func holds(v value, want any) bool {
	switch want := want.(type) {
	case string:
		return v.kind == textKind && v.text == want
	case bool:
		return v.kind == boolKind && v.any() == want
	case int:
		return v.kind == numberKind && v.number() == want
	case time.Time:
		t, err := ParseDate(v.text, time.UTC)
		return v.scalar() && err == nil && t.Equal(want)
	case []string:
		return v.kind == listKind && slices.EqualFunc(v.items, want, func(it value, s string) bool {
			return it.scalar() && it.kind != nullKind && it.text == s
		})
	}
	return false
}

// verify sees that in out the key holds want and nothing else has changed.
func (d dissection) verify(out []byte, at int, want any) error {
	const why = "cannot be set without changing something else; edit it by hand"
	text, bad := readable(out)
	if bad != nil {
		return errors.New(why)
	}
	now, bad := dissect(text)
	if bad != nil || !bytes.Equal(now.text[now.body:], d.text[d.body:]) {
		return errors.New(why)
	}
	var others []member
	set := false
	for i, m := range now.root.keys {
		if i == at || at < 0 && !set && !d.has(m.name) {
			set = holds(m.value, want)
		} else {
			others = append(others, m)
		}
	}
	before := slices.Clone(d.root.keys)
	if at >= 0 {
		before = slices.Delete(before, at, at+1)
	}
	if !set || !slices.EqualFunc(before, others, sameMember) {
		return errors.New(why)
	}
	return nil
}

func (d dissection) has(name string) bool {
	return slices.ContainsFunc(d.root.keys, func(m member) bool { return m.name == name })
}

func sameMember(a, b member) bool { return a.name == b.name && sameValue(a.value, b.value) }

// sameValue compares values wherever they stand.
func sameValue(a, b value) bool {
	return a.kind == b.kind && a.text == b.text && slices.EqualFunc(a.items, b.items, sameValue) && slices.EqualFunc(a.keys, b.keys, sameMember)
}

// An edit replaces the bytes from from to to of a text.
type edit struct {
	from, to int
	with     string
}

// edits gives what has to change, in order, for the key to hold want.
func (d dissection) edits(at int, key string, want any) []edit {
	if known := postKeys.byKey[strings.ToLower(key)]; known != nil && at < 0 {
		key = known.Name
	}
	switch {
	case d.syntax == noFront:
		return []edit{{0, 0, "---\n" + yamlText(key) + ": " + yamlValue(want) + "\n---\n"}}
	case at < 0 && d.syntax == yamlFront:
		return []edit{d.newYAML(key, want)}
	case at < 0 && d.syntax == tomlFront:
		return []edit{d.newTOML(key, want)}
	case at < 0:
		return []edit{d.newJSON(key, want)}
	}
	m := d.root.keys[at]
	if all, ok := want.([]string); ok && m.value.kind == listKind {
		if n := len(m.value.items); n < len(all) && holds(m.value, all[:n]) {
			if e := d.grow(m, all[n:]); e != nil {
				return e
			}
		}
	}
	switch d.syntax {
	case yamlFront:
		return []edit{d.setYAML(at, want)}
	case tomlFront:
		return []edit{d.setTOML(m, want)}
	}
	from := d.offset(m.value.pos)
	return []edit{{from, jsonEnd(d.text, from), jsonValue(want)}}
}

// offset gives the byte offset of a position.
func (d dissection) offset(p Pos) int {
	i := 0
	for range p.Line - 1 {
		_, i = lineAt(d.text, i)
	}
	line, _ := lineAt(d.text, i)
	column := 1
	for j := range string(line) {
		if column == p.Column {
			return i + j
		}
		column++
	}
	return i + len(line)
}

// apply makes edits, whose offsets count in the readable text of src, in src
// itself. New lines end as its lines do.
func apply(src []byte, edits []edit) []byte {
	eol := "\n"
	if i := bytes.IndexByte(src, '\r'); i >= 0 {
		if eol = "\r"; bytes.HasPrefix(src[i:], []byte("\r\n")) {
			eol = "\r\n"
		}
	}
	var out []byte
	done, i := 0, 0 // in src: what has been copied, and where we are
	if bytes.HasPrefix(src, bom) {
		i = len(bom)
	}
	off := 0 // of i in the readable text
	seek := func(to int) {
		for ; off < to; off++ {
			if bytes.HasPrefix(src[i:], []byte("\r\n")) {
				i++
			}
			i++
		}
	}
	for _, e := range edits {
		seek(e.from)
		out = append(append(out, src[done:i]...), strings.ReplaceAll(e.with, "\n", eol)...)
		seek(e.to)
		done = i
	}
	return append(out, src[done:]...)
}
