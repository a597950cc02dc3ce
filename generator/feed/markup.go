package feed

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A markup is an XML document being written. Names of elements and attributes
// are constants of this package; everything else passes through escape.
type markup struct {
	bytes.Buffer
	depth int
}

// An attr is the name and value of an attribute; an empty value leaves it out.
type attr struct{ name, value string }

func newMarkup() *markup {
	m := new(markup)
	m.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	return m
}

// open begins an element that holds others, and a line.
func (m *markup) open(name string, attrs ...attr) {
	m.start(name, attrs)
	m.WriteString(">\n")
	m.depth++
}

func (m *markup) close(name string) {
	m.depth--
	m.indent()
	m.WriteString("</" + name + ">\n")
}

// leaf writes an element of text, unless there is none.
func (m *markup) leaf(name, text string, attrs ...attr) {
	if text != "" {
		m.element(name, text, attrs...)
	}
}

// void writes an element that has attributes only.
func (m *markup) void(name string, attrs ...attr) {
	m.start(name, attrs)
	m.WriteString("/>\n")
}

// element writes an element of text that must stand there even when empty.
func (m *markup) element(name, text string, attrs ...attr) {
	m.start(name, attrs)
	m.WriteByte('>')
	m.escape(text, false)
	m.WriteString("</" + name + ">\n")
}

func (m *markup) start(name string, attrs []attr) {
	m.indent()
	m.WriteString("<" + name)
	for _, a := range attrs {
		if a.value != "" {
			m.WriteString(" " + a.name + `="`)
			m.escape(a.value, true)
			m.WriteByte('"')
		}
	}
}

func (m *markup) indent() {
	for range m.depth {
		m.WriteString("  ")
	}
}

// escape writes s as character data. It escapes every ">", so "]]>" cannot
// stand in it, and the line ends that a reader of XML would rewrite (XML 1.0,
// 2.11 and 3.3.3).
func (m *markup) escape(s string, inAttr bool) {
	s = legal(s)
	last := 0
	for i := 0; i < len(s); i++ {
		var esc string
		switch c := s[i]; {
		case c == '&':
			esc = "&amp;"
		case c == '<':
			esc = "&lt;"
		case c == '>':
			esc = "&gt;"
		case c == '\r':
			esc = "&#xD;"
		case inAttr && c == '"':
			esc = "&#34;"
		case inAttr && c == '\n':
			esc = "&#xA;"
		case inAttr && c == '\t':
			esc = "&#x9;"
		default:
			continue
		}
		m.WriteString(s[last:i])
		m.WriteString(esc)
		last = i + 1
	}
	m.WriteString(s[last:])
}

// legal leaves out what XML 1.0 cannot hold even when escaped (production 2,
// Char), and replaces bytes that are no UTF-8 by U+FFFD.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= ' ' && r < 0xD800, r >= 0xE000 && r <= utf8.RuneError, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}
