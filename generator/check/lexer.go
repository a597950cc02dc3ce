package check

import (
	"bytes"
	"html"
	"path"
	"strings"
	"unicode/utf8"
)

// A lexer reads HTML tag by tag, a few hundred MB a second, for every page of a
// site goes through it. What it knows of HTML is what pages hold that templates
// and Markdown make; its slow twin, the tokenizer of x/net/html, stands in a test.
type lexer struct {
	b []byte
	i int
	tag
	raw string // the element whose text is no markup, until its end
}

// A tag is one tag and the text before it.
type tag struct {
	text   []byte // as written
	name   string // lower case, "" at the end of the page
	close  bool
	self   bool // ends with "/>"
	attrs  []attr
	at     int    // offset of "<"
	wrong  string // what is wrong with the way it is written, or ""
	opened bool
}

// An attr is an attribute as it is written: references are not decoded.
type attr struct{ key, val []byte }

// rawText are the elements whose content is text up to their own end tag (HTML
// standard, 13.2.6.2 and 13.1.2).
func rawText(name string) bool {
	switch name {
	case "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp":
		return true
	}
	return false
}

// next reads on to the next tag. It is false at the end, when only text is left.
func (l *lexer) next() bool {
	from := l.i
	l.tag = tag{attrs: l.attrs[:0]}
	if l.raw != "" {
		l.i += endOf(l.b[l.i:], l.raw)
		l.raw = ""
	}
	for l.i < len(l.b) {
		j := bytes.IndexByte(l.b[l.i:], '<')
		if j < 0 || l.i+j+1 >= len(l.b) {
			break
		}
		l.i += j
		switch c := l.b[l.i+1]; {
		case c == '!' || c == '?':
			l.text = append(l.text, l.b[from:l.i]...)
			l.skip()
			from = l.i
			continue
		case c == '/' && l.i+2 < len(l.b) && isLetter(l.b[l.i+2]), isLetter(c):
			if l.text == nil {
				l.text = l.b[from:l.i]
			} else {
				l.text = append(l.text, l.b[from:l.i]...)
			}
			l.read()
			return true
		}
		l.wrong = "a < that begins no tag"
		l.i++
	}
	l.i = len(l.b)
	l.text = append(l.text, l.b[from:]...)
	return false
}

// skip passes over a comment or a declaration.
func (l *lexer) skip() {
	if bytes.HasPrefix(l.b[l.i:], []byte("<!--")) {
		if j := bytes.Index(l.b[l.i+4:], []byte("-->")); j >= 0 {
			l.i += 4 + j + 3
			return
		}
		l.wrong = "a comment without an end"
		l.i = len(l.b)
		return
	}
	if j := bytes.IndexByte(l.b[l.i:], '>'); j >= 0 {
		l.i += j + 1
		return
	}
	l.i = len(l.b)
}

// endOf gives where the end tag of a raw element begins, or the end of b.
func endOf(b []byte, name string) int {
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("</"))
		if j < 0 {
			return len(b)
		}
		i += j
		if rest := b[i+2:]; len(rest) >= len(name) && strings.EqualFold(string(rest[:len(name)]), name) &&
			(len(rest) == len(name) || !isWord(rest[len(name)])) {
			return i
		}
		i += 2
	}
}

// read reads the tag that begins at i.
func (l *lexer) read() {
	l.at, l.opened = l.i, true
	l.i++
	if l.b[l.i] == '/' {
		l.close = true
		l.i++
	}
	from := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && l.b[l.i] != '>' && l.b[l.i] != '/' {
		l.i++
	}
	l.name = lower(l.b[from:l.i])
	for {
		for l.i < len(l.b) && isSpace(l.b[l.i]) {
			l.i++
		}
		if l.i >= len(l.b) {
			l.wrong = "a tag without an end"
			return
		}
		switch l.b[l.i] {
		case '>':
			l.i++
			if !l.close && rawText(l.name) {
				l.raw = l.name
			}
			return
		case '/':
			l.self = l.i+1 < len(l.b) && l.b[l.i+1] == '>'
			l.i++
		default:
			l.attribute()
		}
	}
}

// attribute reads one attribute.
func (l *lexer) attribute() {
	from := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && l.b[l.i] != '>' && l.b[l.i] != '/' && (l.b[l.i] != '=' || l.i == from) {
		l.i++
	}
	a := attr{key: l.b[from:l.i]}
	j := l.i
	for j < len(l.b) && isSpace(l.b[j]) {
		j++
	}
	if j < len(l.b) && l.b[j] == '=' {
		l.i = j + 1
		for l.i < len(l.b) && isSpace(l.b[l.i]) {
			l.i++
		}
		a.val = l.value()
	}
	for _, o := range l.attrs {
		if bytes.EqualFold(o.key, a.key) {
			l.wrong = "the attribute " + string(a.key) + " stands twice in <" + l.name + ">"
			return
		}
	}
	l.attrs = append(l.attrs, a)
}

func (l *lexer) value() []byte {
	if l.i < len(l.b) && (l.b[l.i] == '"' || l.b[l.i] == '\'') {
		q := l.b[l.i]
		l.i++
		j := bytes.IndexByte(l.b[l.i:], q)
		if j < 0 {
			l.wrong = "an attribute without its closing quote"
			j = len(l.b) - l.i
		}
		v := l.b[l.i : l.i+j]
		l.i = min(l.i+j+1, len(l.b))
		return v
	}
	from := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && l.b[l.i] != '>' {
		l.i++
	}
	return l.b[from:l.i]
}

// get gives the decoded value of an attribute, and whether the tag has it.
func (t *tag) get(key string) (string, bool) {
	for _, a := range t.attrs {
		if len(a.key) == len(key) && strings.EqualFold(string(a.key), key) {
			return decoded(a.val), true
		}
	}
	return "", false
}

func decoded(b []byte) string {
	if bytes.IndexByte(b, '&') >= 0 {
		return html.UnescapeString(string(b))
	}
	return string(b)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// lower gives a name without making a string of the usual ones.
func lower(b []byte) string {
	switch string(b) {
	case "span":
		return "span"
	case "a":
		return "a"
	case "li":
		return "li"
	case "p":
		return "p"
	case "code":
		return "code"
	case "pre":
		return "pre"
	case "div":
		return "div"
	case "ul":
		return "ul"
	}
	return strings.ToLower(string(b))
}

func isHTML(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return ext == ".html" || ext == ".htm"
}

// textOf gives the text of a page, without markup and without the blanks that
// tags would leave.
func textOf(b []byte) []byte {
	l := lexer{b: b}
	var out []byte
	for more := true; more; {
		more = l.next()
		out = append(out, decoded(l.text)...)
		if !inline(l.name) {
			out = append(out, '\n')
		}
	}
	return out
}

// inline says that an element stands within a line of text.
func inline(name string) bool {
	switch name {
	case "span", "a", "b", "i", "em", "strong", "code", "mark", "kbd", "s", "u", "small", "wbr":
		return true
	}
	return false
}

// brief shortens a text for a message.
func brief(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
