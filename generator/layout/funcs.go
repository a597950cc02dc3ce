package layout

import (
	"fmt"
	"html/template"
	"strings"
)

// A Func is a function that templates may call. Signature is a call of it, with
// names for its arguments.
type Func struct{ Name, Signature, Doc string }

// Funcs lists the functions that templates have besides those of html/template
// itself, in order of name.
func Funcs() []Func {
	return []Func{
		{"foreign", "foreign pageLang lang", "gives lang when it is set and differs from pageLang, else nothing: for lang attributes on foreign runs."},
		{"josa", "josa word pair", `gives word with the particle that fits, as in josa .Title "을/를".`},
		{"locale", "locale lang", "gives a language as Open Graph names it: ko_KR."},
		{"scope", "scope page it", "hands a value to a partial together with the page: there .It is the value and .T, .Lang, .Site, .Page work."},
		{"tel", "tel url", "gives the number of a tel: URL, else nothing; partials/href.html writes any URL that may be in a link."},
	}
}

// funcs gives the functions to html/template. It is made anew for each file,
// since a map that all share could be changed.
func funcs() template.FuncMap {
	return template.FuncMap{
		"foreign": foreign,
		"josa":    func(word, pair string) string { return word + Josa(word, pair) },
		"locale":  locale,
		"scope":   scope,
		"tel":     tel,
	}
}

// printers stand in for html/template's own, which have no limit.
func printers() template.FuncMap {
	return template.FuncMap{
		"print":   func(vs ...any) (string, error) { return bounded(fmt.Sprint(vs...)) },
		"printf":  func(format string, vs ...any) (string, error) { return bounded(fmt.Sprintf(format, vs...)) },
		"println": func(vs ...any) (string, error) { return bounded(fmt.Sprintln(vs...)) },
	}
}

// bounded is what a template may make of a text. A loop that doubles one writes
// nothing, so the limit of the output does not stop it.
func bounded(s string) (string, error) {
	if len(s) > maxOutput {
		return "", errLongText
	}
	return s, nil
}

func foreign(pageLang, lang string) string {
	if lang == pageLang {
		return ""
	}
	return lang
}

// tel gives the number of a tel: URL. html/template holds tel: for as dangerous
// as javascript: where a value brings it, so the template writes it itself.
func tel(url string) string {
	if len(url) > 4 && strings.EqualFold(url[:4], "tel:") {
		return url[4:]
	}
	return ""
}

// locale adds the territory that a language is mostly meant for, where Open
// Graph has such a name.
func locale(lang string) string {
	switch lang {
	case "ko":
		return "ko_KR"
	case "en":
		return "en_US"
	case "ja":
		return "ja_JP"
	case "zh":
		return "zh_CN"
	}
	return strings.ReplaceAll(lang, "-", "_")
}
