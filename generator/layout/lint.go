package layout

import (
	"bytes"
	"strings"

	"opspress/generator/diag"
)

// lint finds template actions where the escaping of html/template has failed
// before (CVE-2023-24538 and its kin): inside <script> and <style>, in on…
// handlers, in style and srcdoc attributes. It reads the source, not the escaped
// tree, so that it also sees {{if}} and {{range}}.
func lint(name string, src []byte) []diag.Diagnostic {
	l := linter{name: name, src: src}
	for l.at < len(src) {
		l.text()
	}
	return l.ds
}

// A linter walks over a template as a browser would over its HTML. It knows
// tags, attributes, comments and raw text, and skips actions as one piece.
type linter struct {
	name string
	src  []byte
	at   int
	ds   []diag.Diagnostic
}

func (l *linter) has(prefix string) bool { return bytes.HasPrefix(l.src[l.at:], []byte(prefix)) }

// skipPast moves behind the next end, or to the end of the source.
func (l *linter) skipPast(end string) {
	if i := bytes.Index(l.src[l.at:], []byte(end)); i >= 0 {
		l.at += i + len(end)
	} else {
		l.at = len(l.src)
	}
}

// action moves over {{…}}, whose strings may hold braces.
func (l *linter) action() {
	l.at += 2
	if c := bytes.TrimLeft(l.src[l.at:], "- \t\r\n"); bytes.HasPrefix(c, []byte("/*")) {
		l.skipPast("*/")
		l.skipPast("}}")
		return
	}
	for l.at < len(l.src) && !l.has("}}") {
		switch c := l.src[l.at]; c {
		case '"', '`', '\'':
			l.at++
			for l.at < len(l.src) && l.src[l.at] != c {
				if l.src[l.at] == '\\' && c != '`' {
					l.at++
				}
				l.at++
			}
		}
		l.at++
	}
	l.at = min(l.at+2, len(l.src))
}

// text moves to the next tag and over it.
func (l *linter) text() {
	switch {
	case l.has("{{"):
		l.action()
	case l.has("<!--"):
		l.at += 4
		l.skipPast("-->")
	case l.has("<") && l.at+1 < len(l.src) && isLetter(l.src[l.at+1]):
		l.tag()
	default:
		l.at++
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (l *linter) word(stop string) string {
	start := l.at
	for l.at < len(l.src) && !strings.ContainsRune(stop, rune(l.src[l.at])) && !l.has("{{") {
		l.at++
	}
	return strings.ToLower(string(l.src[start:l.at]))
}

// tag moves over a start tag, and over the raw text after <script> and <style>.
func (l *linter) tag() {
	l.at++
	element := l.word(" \t\r\n/>")
	for l.at < len(l.src) && l.src[l.at] != '>' {
		switch {
		case l.has("{{"):
			l.action()
		case strings.IndexByte(" \t\r\n/=", l.src[l.at]) >= 0:
			l.at++
		default:
			l.attribute(element)
		}
	}
	l.at++
	if element == "script" || element == "style" {
		l.raw(element)
	}
}

func (l *linter) attribute(element string) {
	name := l.word(" \t\r\n/>=")
	for l.at < len(l.src) && strings.IndexByte(" \t\r\n", l.src[l.at]) >= 0 {
		l.at++
	}
	if !l.has("=") {
		if l.at < len(l.src) && strings.IndexByte("\"'", l.src[l.at]) >= 0 {
			l.at++ // a stray quote: html/template will complain of it
		}
		return
	}
	l.at++
	for l.at < len(l.src) && strings.IndexByte(" \t\r\n", l.src[l.at]) >= 0 {
		l.at++
	}
	risky := strings.HasPrefix(name, "on") || name == "srcdoc" || name == "style"
	l.value(func() {
		if risky {
			l.complain("in the attribute " + name + " of <" + element + ">")
		}
	})
}

// value moves over the value of an attribute and visits its actions.
func (l *linter) value(visit func()) {
	end := " \t\r\n>"
	if l.has(`"`) || l.has("'") {
		end = string(l.src[l.at])
		l.at++
	}
	for l.at < len(l.src) && strings.IndexByte(end, l.src[l.at]) < 0 {
		if l.has("{{") {
			visit()
			l.action()
		} else {
			l.at++
		}
	}
	if len(end) == 1 {
		l.at++
	}
}

// raw moves over the text of a <script> or <style> up to its closing tag.
func (l *linter) raw(element string) {
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch {
		case l.has("{{"):
			l.complain("inside <" + element + ">")
			l.action()
		case len(rest) > len(element)+2 && strings.EqualFold(string(rest[:len(element)+2]), "</"+element):
			return
		default:
			l.at++
		}
	}
}

func (l *linter) complain(where string) {
	l.ds = append(l.ds, diag.At(diag.Diagnostic{
		Rule: "template-context", Severity: diag.Error,
		Message: "a template action " + where,
		Hint:    "put the value into a data-… attribute or a class, or the code into a file under assets/",
	}, file(l.name), l.src, l.at))
}
