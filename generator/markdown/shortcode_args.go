package markdown

import (
	"bytes"
	"strings"
)

// An argParser reads what is between {{< and >}}.
type argParser struct {
	src []byte
	i   int
	end string // >}} or %}}
}

func (p *argParser) skip(s string) bool {
	if !bytes.HasPrefix(p.src[p.i:], []byte(s)) {
		return false
	}
	p.i += len(s)
	return true
}

func (p *argParser) space() bool {
	start := p.i
	for p.i < len(p.src) && strings.IndexByte(" \t\n", p.src[p.i]) >= 0 {
		p.i++
	}
	return p.i > start
}

// name reads letters, digits and -_/ of any script.
func (p *argParser) name() string {
	start := p.i
	for p.i < len(p.src) {
		c := p.src[p.i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c >= 0x80
		if !letter && c != '-' && c != '_' && (c != '/' || bytes.HasPrefix(p.src[p.i+1:], []byte(p.end))) {
			break
		}
		p.i++
	}
	return string(p.src[start:p.i])
}

// args reads arguments up to the end of the tag. It tells what is wrong.
func (p *argParser) args(t *tag) string {
	for {
		spaced := p.space()
		switch {
		case p.skip(p.end):
			return ""
		case p.skip("/" + p.end):
			t.selfClosing = true
			return ""
		case p.i >= len(p.src):
			return "it has no end"
		case !spaced:
			return "a space is missing between its arguments"
		case t.closing:
			return "an end takes no arguments"
		}
		a, problem := p.arg()
		if problem != "" {
			return problem
		}
		t.args = append(t.args, a)
	}
}

func (p *argParser) arg() (Arg, string) {
	if v, ok, problem := p.quoted(); ok || problem != "" {
		return Arg{Value: v}, problem
	}
	word := p.word()
	if word == "" {
		return Arg{}, "an argument is no word and not in quotes"
	}
	save := p.i
	p.space()
	if !p.skip("=") {
		p.i = save
		return Arg{Value: word}, ""
	}
	p.space()
	v, ok, problem := p.quoted()
	if problem == "" && !ok {
		if v = p.word(); v == "" {
			problem = "the argument " + quoteShort(word) + " has no value"
		}
	}
	return Arg{Name: word, Value: v}, problem
}

// quoted reads "…", '…' or `…`. In the first two a backslash takes the meaning
// of what follows, and they end in their line.
func (p *argParser) quoted() (v string, ok bool, problem string) {
	if p.i >= len(p.src) || strings.IndexByte("\"'`", p.src[p.i]) < 0 {
		return "", false, ""
	}
	quote := p.src[p.i]
	var b strings.Builder
	for i := p.i + 1; i < len(p.src); i++ {
		c := p.src[i]
		switch {
		case c == quote:
			p.i = i + 1
			return b.String(), true, ""
		case c == '\n' && quote != '`':
			return "", false, "a quote is not closed in its line"
		case c == '\\' && quote != '`' && i+1 < len(p.src) && (p.src[i+1] == quote || p.src[i+1] == '\\'):
			i++
			c = p.src[i]
		}
		b.WriteByte(c)
	}
	return "", false, "a quote is not closed"
}

// word reads what needs no quotes.
func (p *argParser) word() string {
	start := p.i
	for p.i < len(p.src) && strings.IndexByte(" \t\n\"'`<>{}=", p.src[p.i]) < 0 {
		rest := p.src[p.i:]
		if bytes.HasPrefix(rest, []byte(p.end)) || bytes.HasPrefix(rest, []byte("/"+p.end)) {
			break
		}
		p.i++
	}
	return string(p.src[start:p.i])
}
