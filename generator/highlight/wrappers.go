package highlight

import (
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
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

// convert makes our lexer of chroma's, a plain one if it cannot.
func (h *Highlighter) convert(c chroma.Lexer) lexer {
	if l := h.special(c); l != nil {
		return l
	}
	return plain{}
}

// special knows the wrappers that say more than their rules do.
func (h *Highlighter) special(c chroma.Lexer) lexer {
	config := c.Config()
	switch config.Name {
	case "markdown":
		if l := h.rulesOf(config, inner(c)); l != nil {
			return &markdown{l}
		}
	case "HTTP":
		if l := h.rulesOf(config, inner(c)); l != nil {
			return &http{l}
		}
	case "Go HTML Template":
		return h.embedding(config, lexers.HTML, lexers.GoTextTemplate)
	case "YAML+Jinja":
		return h.embedding(config, lexers.Get("YAML"), lexers.Get("Django/Jinja"))
	case "PHTML":
		return h.phtml(config)
	default:
		if !slices.Contains(unconverted, config.Name) {
			return h.rulesOf(config, c)
		}
	}
	return nil
}

// inner is the lexer that a wrapper embeds, nil when it is not one of those.
func inner(c chroma.Lexer) chroma.Lexer {
	if v := reflect.ValueOf(c).Elem().FieldByName("Lexer"); v.IsValid() {
		l, _ := v.Interface().(chroma.Lexer)
		return l
	}
	return nil
}

// rulesOf makes a language of the rules of a lexer. The config may be another's.
func (h *Highlighter) rulesOf(config *chroma.Config, c chroma.Lexer) lexer {
	r, ok := c.(*chroma.RegexLexer)
	if !ok {
		return nil
	}
	rules, err := r.Rules()
	if err != nil {
		return nil
	}
	return h.language(config, rules)
}

func (h *Highlighter) language(config *chroma.Config, rules chroma.Rules) lexer {
	l, err := newLanguage(h, config, rules)
	if err != nil {
		return nil
	}
	return l
}

// phtml is PHP in HTML: PHP's rules with a root of their own.
func (h *Highlighter) phtml(config *chroma.Config) lexer {
	php, ok := lexers.Get("PHP").(*chroma.RegexLexer)
	if !ok {
		return nil
	}
	rules, err := php.Rules()
	if err != nil {
		return nil
	}
	rules = rules.Rename("root", "php").Merge(chroma.Rules{"root": {
		{Pattern: `<\?(php)?`, Type: chroma.CommentPreproc, Mutator: chroma.Push("php")},
		{Pattern: `[^<]+`, Type: chroma.Other},
		{Pattern: `<`, Type: chroma.Other},
	}})
	host, guest := h.of(lexers.HTML), h.language(config, rules)
	if host == nil || guest == nil {
		return nil
	}
	return &embedded{host, guest}
}

// embedding is a guest language in a host.
func (h *Highlighter) embedding(config *chroma.Config, host, guest chroma.Lexer) lexer {
	a, b := h.of(host), h.rulesOf(config, guest)
	if a == nil || b == nil {
		return nil
	}
	return &embedded{a, b}
}

// rawString lexes what stands between back quotes in Go, which may be a text
// template; what is not template is string.
func rawString(r *run, ts []chroma.Token, text string, o chroma.TokeniseOptions) []chroma.Token {
	l := r.light.of(lexers.GoTextTemplate)
	if l == nil {
		return append(ts, chroma.Token{Type: chroma.LiteralString, Value: text})
	}
	n := len(ts)
	ts = l.lex(r, ts, text, o)
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
		if yaml := r.light.named("YAML"); yaml != nil {
			ts = yaml.lex(r, ts, text[:n], o)
			text = text[n:]
		}
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
			if l := r.light.of(lexerOfKind(&kind)); l != nil {
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

// lexerOfKind finds a lexer by media type; x/calendar+xml is as good as x/xml.
func lexerOfKind(kind *string) chroma.Lexer {
	l := lexers.MatchMimeType(*kind)
	slash, plus := strings.IndexByte(*kind, '/'), strings.LastIndexByte(*kind, '+')
	if l == nil && plus >= 0 {
		*kind = (*kind)[:slash+1] + (*kind)[plus+1:]
		l = lexers.MatchMimeType(*kind)
	}
	return l
}
