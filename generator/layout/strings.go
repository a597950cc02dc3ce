package layout

import (
	"errors"
	"fmt"
	"strings"
)

// fallback is the language whose strings stand behind all others.
const fallback = "en"

// A Table is the interface strings of all languages: language, key, phrase. It
// is what strings.yaml holds.
type Table map[string]map[string]Phrase

// A Phrase is one interface string. {1}, {2} … stand for its arguments; {1|을/를}
// puts the Korean particle after it that fits. One is used instead of Other
// when the first argument is the number 1, and may be empty.
type Phrase struct{ One, Other string }

// Strings are the interface strings of one language, with English behind them.
type Strings struct {
	Lang          string
	own, fallback map[string]Phrase
}

// NewStrings gives the strings of one language. The Table must not be changed
// afterwards.
func NewStrings(t Table, lang string) *Strings {
	return &Strings{Lang: lang, own: t[lang], fallback: t[fallback]}
}

// MergeStrings gives the strings of the theme with those of the user in front,
// key by key. Both stay as they are.
func MergeStrings(theme, user Table) Table {
	out := Table{}
	for _, t := range []Table{theme, user} {
		for lang, phrases := range t {
			if out[lang] == nil {
				out[lang] = map[string]Phrase{}
			}
			for key, p := range phrases {
				out[lang][key] = p
			}
		}
	}
	return out
}

// T gives the string key with its arguments filled in; in English when the
// language has no such string. It is an error when English has none either, or
// when the phrase asks for an argument that is not given.
func (s *Strings) T(key string, args ...any) (string, error) {
	if s == nil {
		return "", errors.New("the interface strings are missing")
	}
	p, ok := s.own[key]
	if !ok {
		if p, ok = s.fallback[key]; !ok {
			return "", fmt.Errorf("strings.yaml has no %q in %s, nor in English", key, s.Lang)
		}
	}
	text := p.Other
	if p.One != "" && len(args) > 0 && fmt.Sprint(args[0]) == "1" {
		text = p.One
	}
	return fill(key, text, args)
}

// fill puts the arguments into a phrase. A brace that opens no number stands
// for itself.
func fill(key, text string, args []any) (string, error) {
	if strings.IndexByte(text, '{') < 0 {
		return text, nil
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		slot, after, closed := strings.Cut(rest, "}")
		number, pair, _ := strings.Cut(slot, "|")
		if !closed || len(number) != 1 || number[0] < '1' || number[0] > '9' {
			b.WriteByte('{')
			text = rest
			continue
		}
		i := int(number[0] - '1')
		if i >= len(args) {
			return "", fmt.Errorf("the string %q wants %d arguments, the template gives %d", key, i+1, len(args))
		}
		word := fmt.Sprint(args[i])
		b.WriteString(word)
		if pair != "" {
			b.WriteString(Josa(word, pair))
		}
		text = after
	}
}
