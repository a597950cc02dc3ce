package layout

import (
	"bytes"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"opspress/generator/diag"
)

// The packages text/template and html/template give the place of an error only
// in its text: "template: NAME:LINE: …", or ":LINE:COLUMN:" with a column in
// bytes from 0.
var (
	place     = regexp.MustCompile(`^(?:html/)?template: ?([^:]*):(\d+)(?::(\d+))?: (?s:(.*))$`)
	executing = regexp.MustCompile(`^executing "[^"]*" at (<(?s:.*?)>): (?s:(.*))$`)
	calling   = regexp.MustCompile(`^error calling ([\w.]+): (?s:(.*))$`)
	noField   = regexp.MustCompile(`can't evaluate field (\w+) in type \*?layout\.(\w+)$`)
	branches  = regexp.MustCompile(`^\{\{(\w+)\}\} branches end in different contexts: `)
	openEnd   = regexp.MustCompile(`^html/template: ?([^:]*): ends in a non-text context: `)
	ofAValue  = regexp.MustCompile(`^(range can't iterate over|if/with can't use|can't use|non-comparable types?) (?s:.*?)((?: to)? iterate over more than one variable)?$`)
	noFunc    = regexp.MustCompile(`^function "(\w+)" not defined$`)
	quoted    = regexp.MustCompile(`"((?:[^"\\]|\\.)+)"|<([^>]+)>`)
)

// explain turns an error of a template package into a diagnostic with a place.
// An error inside a template that another one called names the inner one.
func explain(err error, name string, source func(name string) []byte) diag.Diagnostic {
	d := diag.Diagnostic{Rule: "template", Severity: diag.Error, File: file(name), Message: err.Error()}
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		if n := openEnd.FindStringSubmatch(err.Error()); n != nil {
			d.File = file(n[1])
			d.Message, d.Hint = "the template ends inside a tag, an attribute or a comment", "close what it opens: a tag, a quote"
		}
		return d
	}
	d.File, d.Message = file(m[1]), m[4]
	line, _ := strconv.Atoi(m[2])
	src := source(m[1])
	if m[3] == "" {
		d = diag.AtLine(d, d.File, src, line, guessColumn(src, line, d.Message))
	} else {
		column, _ := strconv.Atoi(m[3])
		d = diag.At(d, d.File, src, lineStart(src, line)+column)
	}
	d.Message, d.Hint = clarify(d.Message)
	return d
}

// clarify says an error in fewer words, and what was likely meant.
func clarify(message string) (plain, hint string) {
	if m := executing.FindStringSubmatch(message); m != nil {
		message = m[2]
		if c := calling.FindStringSubmatch(message); c != nil {
			message = c[2]
		}
		// A value as text/template prints it may be a whole page, and holds
		// addresses, which differ from one execution to the next.
		message = ofAValue.ReplaceAllString(message, "$1 this value$2")
		plain = message + " at " + m[1]
	} else {
		plain = message
	}
	if m := branches.FindStringSubmatch(message); m != nil {
		plain = "the branches of {{" + m[1] + "}} leave the markup in different states"
		hint = "close in each branch what it opens: a tag, a quote"
	}
	if m := noField.FindStringSubmatch(message); m != nil {
		hint = diag.DidYouMean(m[1], members(m[2]))
	}
	if m := noFunc.FindStringSubmatch(message); m != nil {
		hint = diag.DidYouMean(m[1], funcNames())
	}
	return plain, hint
}

// guessColumn finds the column of an error that names none: where the token
// stands that its message quotes, else where the line's first action begins.
func guessColumn(src []byte, line int, message string) int {
	text := src[min(lineStart(src, line), len(src)):]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	action := bytes.Index(text, []byte("{{"))
	if action < 0 {
		return 0
	}
	at := action
	if m := quoted.FindStringSubmatch(message); m != nil {
		if i := bytes.Index(text[action:], []byte(m[1]+m[2])); i >= 0 {
			at = action + i
		}
	}
	return len([]rune(string(text[:at]))) + 1
}

// lineStart gives the offset at which a line, counted from 1, begins.
func lineStart(src []byte, line int) int {
	at := 0
	for range line - 1 {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			return at
		}
		at += i + 1
	}
	return at
}

// members gives the names that a template may use on a view type.
func members(typeName string) []string {
	for _, v := range []any{
		Page{}, Site{}, URLs{}, Contact{}, Link{}, Alternate{}, FeedLink{}, Date{}, Ref{}, Entry{}, Picture{},
		Post{}, Heading{}, Author{}, SeriesBox{}, Term{}, Relation{}, Group{}, Pager{}, Shortcode{}, Scope{},
	} {
		t := reflect.TypeOf(v)
		if t.Name() != typeName {
			continue
		}
		var names []string
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() {
				names = append(names, f.Name)
			}
		}
		p := reflect.PointerTo(t)
		for i := range p.NumMethod() {
			names = append(names, p.Method(i).Name)
		}
		return names
	}
	return nil
}

func funcNames() []string {
	var names []string
	for _, f := range Funcs() {
		names = append(names, f.Name)
	}
	return append(names, strings.Fields(builtins)...)
}

// builtins are the functions of html/template itself.
const builtins = "and call html index slice js len not or print printf println urlquery eq ge gt le lt ne"
