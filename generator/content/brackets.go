package content

import (
	"bytes"
	"strings"
)

// A brackets is where the parts of a list in brackets stand.
type brackets struct {
	open, close int
	last        int  // where the last member begins; 0 in an empty list
	end         int  // behind it
	comma       bool // a comma follows it
}

// scanBrackets reads the list or map that begins at open: YAML's flow style,
// TOML or JSON, which has been found valid.
func scanBrackets(text []byte, open int, triple bool) brackets {
	b := brackets{open: open, close: len(text) - 1}
	depth, fresh := 1, true // fresh: a quote here begins a string
	for i := open + 1; i < len(text); {
		c, from := text[i], i
		switch {
		case c == '\n' || c == ' ' || c == '\t':
			i++
			continue
		case c == '#' && strings.IndexByte(" \t\n[,", text[i-1]) >= 0 || c == '#' && triple:
			line, _ := lineAt(text, i)
			i += len(line)
			continue
		case c == ',':
			i, fresh = i+1, true
			if depth == 1 {
				b.comma = true
			}
			continue
		case (c == ']' || c == '}') && depth == 1:
			b.close = i
			return b
		case (c == '"' || c == '\'') && fresh:
			i = skipQuoted(text, i, triple)
			fresh = false
		default:
			i++
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth--
			}
			fresh = strings.IndexByte("[{:=", c) >= 0
		}
		if b.comma || b.last == 0 {
			b.last, b.comma = from, false
		}
		b.end = i
	}
	return b
}

// grow adds members at the end, on lines of their own if the last one is.
func (b brackets) grow(text []byte, quoted []string) []edit {
	if b.last == 0 {
		return []edit{{b.open + 1, b.open + 1, strings.Join(quoted, ", ")}}
	}
	start := bytes.LastIndexByte(text[:b.last], '\n') + 1
	indent := string(text[start:b.last])
	if strings.TrimSpace(indent) != "" {
		return []edit{{b.end, b.end, ", " + strings.Join(quoted, ", ")}}
	}
	lines := "\n" + indent + strings.Join(quoted, ",\n"+indent)
	line, _ := lineAt(text, b.end)
	eol := b.end + len(line)
	switch {
	case b.close < eol:
		return []edit{{b.end, b.end, "," + lines}}
	case b.comma:
		return []edit{{eol, eol, lines + ","}}
	}
	return []edit{{b.end, b.end, ","}, {eol, eol, lines}}
}

// skipQuoted gives the offset behind the string that begins at i.
func skipQuoted(text []byte, i int, triple bool) int {
	q := text[i : i+1]
	if long := bytes.Repeat(q, 3); triple && bytes.HasPrefix(text[i:], long) {
		q = long
	}
	for i += len(q); i < len(text); i++ {
		switch {
		case text[i] == '\\' && q[0] == '"':
			i++
		case bytes.HasPrefix(text[i:], q):
			i += len(q)
			for len(q) == 3 && i < len(text) && text[i] == q[0] {
				i++
			}
			if !triple && q[0] == '\'' && i < len(text) && text[i] == '\'' {
				continue // '' is a quote within YAML's single quotes
			}
			return i
		}
	}
	return len(text)
}
