package content

import (
	"bytes"
	"strings"
)

// newYAML adds a key at the end, as far indented as the others.
func (d dissection) newYAML(key string, want any) edit {
	indent := ""
	if len(d.root.keys) > 0 {
		indent = strings.Repeat(" ", d.root.keys[0].pos.Column-1)
	}
	end := d.start + len(d.inner)
	return edit{end, end, indent + yamlText(key) + ": " + yamlValue(want) + "\n"}
}

// setYAML replaces the value of a member.
func (d dissection) setYAML(at int, want any) edit {
	m := d.root.keys[at]
	limit := d.start + len(d.inner)
	for _, other := range d.root.keys {
		if o := d.offset(other.pos); o > d.offset(m.pos) {
			limit = min(limit, o)
		}
	}
	colon := d.offset(m.pos)
	if c := d.text[colon]; c == '"' || c == '\'' {
		colon = skipQuoted(d.text, colon, false)
	}
	colon += bytes.IndexByte(d.text[colon:], ':') + 1
	if m.value.kind == nullKind && m.value.text == "" {
		return edit{colon, colon, " " + yamlValue(want)}
	}
	from := d.offset(m.value.pos)
	end := yamlEnd(d.text, from, limit, m.value)
	if bytes.IndexByte(d.text[colon:from], '\n') >= 0 {
		return edit{colon, end, " " + yamlValue(want)}
	}
	return edit{from, end, yamlValue(want)}
}

// yamlEnd gives the offset behind a value that begins at from; the next key is
// at limit.
func yamlEnd(text []byte, from, limit int, v value) int {
	switch text[from] {
	case '"', '\'':
		return skipQuoted(text, from, false)
	case '[', '{':
		return scanBrackets(text, from, false).close + 1
	}
	literal := v.scalar() && strings.IndexByte("|>", text[from]) >= 0
	end := from
	for i := from; i < limit; {
		line, next := lineAt(text[:limit], i)
		written := bytes.TrimSpace(line)
		switch {
		case len(written) == 0:
		case literal:
			if i == from || line[0] == ' ' || line[0] == '\t' {
				end = i + len(bytes.TrimRight(line, " \t"))
			}
		case written[0] == '#' && i > from:
		case v.scalar():
			end = i + len(withoutComment(line))
		default:
			end = i + len(bytes.TrimRight(line, " \t"))
		}
		i = next
	}
	return end
}

// withoutComment takes " # …" off a line that holds plain text.
func withoutComment(line []byte) []byte {
	for _, mark := range []string{" #", "\t#"} {
		if i := bytes.Index(line, []byte(mark)); i >= 0 {
			line = line[:i]
		}
	}
	return bytes.TrimRight(line, " \t")
}

// newTOML adds a key behind the last one that stands in no [table].
func (d dissection) newTOML(key string, want any) edit {
	places := tomlPlaces(d.inner)
	tables := len(d.inner)
	for _, p := range places {
		if p.header() {
			tables = min(tables, p.value)
		}
	}
	end := 0
	for _, p := range places {
		if !p.header() && p.end <= tables {
			end = max(end, p.end)
		}
	}
	if end > 0 {
		_, end = lineAt(d.inner, end)
	}
	return edit{d.start + end, d.start + end, tomlKey(key) + " = " + tomlValue(want) + "\n"}
}

// header says that the place is that of a [table], which begins before its name.
func (p tomlPlace) header() bool { return p.value < p.key }

func (d dissection) setTOML(m member, want any) edit {
	p := tomlPlaces(d.inner)[join("", m.name)]
	return edit{d.start + p.value, d.start + p.end, tomlValue(want)}
}

// newJSON adds a key behind the last one, on a line of its own if that is.
func (d dissection) newJSON(key string, want any) edit {
	pair := jsonValue(key) + ": " + jsonValue(want)
	if len(d.root.keys) == 0 {
		if open := bytes.IndexByte(d.inner, '{'); open >= 0 {
			return edit{d.start + open + 1, d.start + open + 1, pair}
		}
		return edit{d.start, d.start, "{" + pair + "}\n"}
	}
	last := d.root.keys[len(d.root.keys)-1]
	at := d.offset(last.pos)
	space := d.text[len(bytes.TrimRight(d.text[:at], " \t\n")):at]
	end := jsonEnd(d.text, d.offset(last.value.pos))
	return edit{end, end, "," + string(space) + pair}
}

// jsonEnd gives the offset behind the value that begins at from.
func jsonEnd(text []byte, from int) int {
	switch text[from] {
	case '"':
		return skipQuoted(text, from, false)
	case '[', '{':
		return scanBrackets(text, from, false).close + 1
	}
	if n := bytes.IndexAny(text[from:], ",]} \t\n"); n >= 0 {
		return from + n
	}
	return len(text)
}

// grow adds members to a list where it stands; nil when it has no shape in
// which that can be done.
func (d dissection) grow(m member, more []string) []edit {
	from := d.offset(m.value.pos)
	quoted := make([]string, len(more))
	for i, s := range more {
		switch d.syntax {
		case yamlFront:
			quoted[i] = yamlText(s)
		case tomlFront:
			quoted[i] = quote(s)
		default:
			quoted[i] = jsonValue(s)
		}
	}
	switch {
	case d.text[from] == '[':
		return scanBrackets(d.text, from, d.syntax == tomlFront).grow(d.text, quoted)
	case d.syntax == yamlFront && d.text[from] == '-':
		return d.growBlock(m, quoted)
	}
	return nil
}

// growBlock adds lines to a list of "- " lines.
func (d dissection) growBlock(m member, quoted []string) []edit {
	limit := d.start + len(d.inner)
	for _, other := range d.root.keys {
		if o := d.offset(other.pos); o > d.offset(m.pos) {
			limit = min(limit, o)
		}
	}
	from := d.offset(m.value.pos)
	end := yamlEnd(d.text, from, limit, m.value)
	indent := "\n" + strings.Repeat(" ", m.value.pos.Column-1) + "- "
	return []edit{{end, end, indent + strings.Join(quoted, indent)}}
}
