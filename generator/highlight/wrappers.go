package highlight

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// unconverted are chroma's lexers that are Go code or hide their rules in a
// wrapper. Code in these languages is plain text; a test holds the list against
// chroma's.
var unconverted = []string{"Common Lisp", "EmacsLisp", "ERB", "Haxe", "Raku", "reStructuredText", "Svelte"}

// plain is the lexer of languages that are not converted.
type plain struct{}

func (plain) lex(r *run, ts []chroma.Token, text string, _ chroma.TokeniseOptions) []chroma.Token {
	r.plain = true
	return append(ts, chroma.Token{Type: chroma.Text, Value: text})
}

// convert makes the lexer of an entry of the table: its rules, in what chroma
// wraps around them.
func (h *Highlighter) convert(e *entry) lexer {
	if e.kind == kindPlain {
		return plain{}
	}
	l := newLanguage(h.table(), e)
	switch e.kind {
	case kindMarkdown:
		return &markdown{l}
	case kindHTTP:
		return &http{l}
	case kindEmbedded:
		return &embedded{h.lexer(e.host), l}
	}
	return l
}

// rawString lexes what stands between back quotes in Go, which may be a text
// template; what is not template is string.
func rawString(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	n := len(ts)
	ts = r.light.named("Go Text Template").lex(r, ts, text, o)
	for i := range ts[n:] {
		if t := &ts[n+i]; t.Type == chroma.Other {
			t.Type = chroma.LiteralString
		}
	}
	return ts
}

// markdown highlights YAML front matter on top of a Markdown file.
type markdown struct{ rules lexer }

func (d *markdown) lex(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	if n := frontMatter(text); n > 0 {
		ts = r.light.named("YAML").lex(r, ts, text[:n], o)
		text = text[n:]
	}
	return d.rules.lex(r, ts, text, o)
}

// frontMatter is the length of the front matter with its fences, or 0.
func frontMatter(text string) int {
	p := 0
	for first := true; ; first = false {
		n := strings.IndexByte(text[p:], '\n') + 1
		if n == 0 {
			return 0
		}
		fence := strings.TrimSuffix(text[p:p+n-1], "\r") == "---"
		p += n
		switch {
		case first && !fence:
			return 0
		case !first && fence:
			return p
		}
	}
}

// http lexes the body of a message by its content type.
type http struct{ rules lexer }

func (d *http) lex(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	var kind string
	named := false
	var body []chroma.Token // replaces what follows the head
	for _, t := range d.rules.lex(r, nil, text, o) {
		switch {
		case t.Type == chroma.Name && strings.EqualFold(t.Value, "content-type"):
			named = true
		case t.Type == chroma.Literal && named:
			named = false
			kind = strings.TrimSpace(t.Value)
			if i := strings.IndexByte(kind, ';'); i > 0 {
				kind = strings.TrimSpace(kind[:i])
			}
		case t.Type == chroma.Generic && kind != "":
			if l := r.light.ofMediaType(&kind); l != nil {
				// The body is one token and the last.
				body = l.lex(r, body, t.Value, whole)
				continue
			}
			t.Type = chroma.Text
		}
		ts = append(ts, t)
	}
	return append(ts, body...)
}

// ofMediaType finds a lexer by media type; x/calendar+xml is as good as x/xml.
func (h *Highlighter) ofMediaType(kind *string) lexer {
	i := h.table().mediaType(*kind)
	slash, plus := strings.IndexByte(*kind, '/'), strings.LastIndexByte(*kind, '+')
	if i < 0 && plus >= 0 {
		*kind = (*kind)[:slash+1] + (*kind)[plus+1:]
		i = h.table().mediaType(*kind)
	}
	return h.lexer(i)
}
