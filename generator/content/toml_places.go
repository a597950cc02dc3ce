package content

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// A tomlPlace is where a key and its value stand, as byte offsets.
type tomlPlace struct{ key, value, end int }

// tomlPlaces walks TOML that the library has found valid and gives the place
// of every value by its path (see join). On text that is not valid it ends
// early; it never fails.
func tomlPlaces(src []byte) map[string]tomlPlace {
	w := tomlWalker{src: src, places: map[string]tomlPlace{}, tables: map[string]int{}}
	table := ""
	for w.blank(true); w.i < len(src); w.blank(true) {
		before := w.i
		if src[w.i] == '[' {
			table = w.header()
		} else {
			w.pair(table)
		}
		if w.i == before {
			break
		}
	}
	return w.places
}

type tomlWalker struct {
	src    []byte
	i      int
	places map[string]tomlPlace
	tables map[string]int // how many [[tables]] a path has so far
}

// blank passes spaces and, between entries, line ends and comments.
func (w *tomlWalker) blank(lines bool) {
	for w.i < len(w.src) {
		switch c := w.src[w.i]; {
		case c == ' ' || c == '\t' || lines && (c == '\n' || c == ','):
			w.i++
		case lines && c == '#':
			_, w.i = lineAt(w.src, w.i)
		default:
			return
		}
	}
}

// key reads a dotted key up to its end character and notes its parts.
func (w *tomlWalker) key() (parts []string, start int) {
	w.blank(false)
	start = w.i
	for w.i < len(w.src) {
		from := w.i
		if c := w.src[w.i]; c == '"' || c == '\'' {
			w.quoted()
		} else {
			for w.i < len(w.src) && !strings.ContainsRune(" \t\n.=]", rune(w.src[w.i])) {
				w.i++
			}
		}
		parts = append(parts, unquoteTOML(string(w.src[from:w.i])))
		w.blank(false)
		if w.i >= len(w.src) || w.src[w.i] != '.' {
			break
		}
		w.i++
		w.blank(false)
	}
	return parts, start
}

// unquoteTOML gives the name that a part of a key stands for.
func unquoteTOML(part string) string {
	if part == "" || part[0] != '"' && part[0] != '\'' {
		return part
	}
	var v struct{ K string }
	if _, err := toml.Decode("K="+part, &v); err != nil {
		return part
	}
	return v.K
}

// note records the place of a path; the first one counts.
func (w *tomlWalker) note(at string, p tomlPlace) {
	if _, known := w.places[at]; !known {
		w.places[at] = p
	}
}

// header reads "[a.b]" or "[[a.b]]" and gives the path of its table.
func (w *tomlWalker) header() string {
	array := bytes.HasPrefix(w.src[w.i:], []byte("[["))
	open := w.i
	for w.i < len(w.src) && w.src[w.i] == '[' {
		w.i++
	}
	parts, start := w.key()
	_, end := lineAt(w.src, w.i)
	w.i = end
	at := ""
	for i, p := range parts {
		at = join(at, p)
		w.note(at, tomlPlace{start, open, w.i})
		n, isArray := w.tables[at]
		if array && i == len(parts)-1 {
			w.tables[at] = n + 1
			at = join(at, strconv.Itoa(n))
			w.note(at, tomlPlace{start, open, w.i})
		} else if isArray {
			at = join(at, strconv.Itoa(n-1))
		}
	}
	return at
}

// pair reads "a.b = value" in the table at a path.
func (w *tomlWalker) pair(table string) {
	parts, start := w.key()
	if w.i < len(w.src) && w.src[w.i] == '=' {
		w.i++
	}
	w.blank(false)
	at, from := table, w.i
	for i, p := range parts {
		at = join(at, p)
		if i < len(parts)-1 {
			w.note(at, tomlPlace{start, from, from})
		}
	}
	w.value(at)
	w.note(at, tomlPlace{start, from, w.i})
}

// value passes one value and notes the places of its members.
func (w *tomlWalker) value(at string) {
	if w.i >= len(w.src) {
		return
	}
	switch c := w.src[w.i]; c {
	case '"', '\'':
		w.quoted()
	case '[', '{':
		w.i++
		for n := 0; ; n++ {
			w.blank(true)
			if w.i >= len(w.src) || w.src[w.i] == c+2 { // ']' and '}' are two behind
				w.i++
				break
			}
			from := w.i
			if c == '{' {
				w.pair(at)
			} else {
				w.value(join(at, strconv.Itoa(n)))
				w.note(join(at, strconv.Itoa(n)), tomlPlace{from, from, w.i})
			}
			if w.i == from {
				break
			}
		}
	default:
		for w.i < len(w.src) && !strings.ContainsRune(",]}\n#", rune(w.src[w.i])) {
			w.i++
		}
		w.i -= len(w.src[:w.i]) - len(bytes.TrimRight(w.src[:w.i], " \t"))
	}
	w.i = min(w.i, len(w.src))
}

// quoted passes a string of any of the four forms.
func (w *tomlWalker) quoted() { w.i = skipQuoted(w.src, w.i, true) }
