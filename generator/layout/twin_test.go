package layout

import (
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A thing has one of everything that a template may meet.
type thing struct {
	Name   string
	Empty  string
	N      int
	Big    int
	Minus  int64
	U      uint8
	F      float64
	Huge   uint64
	Yes    bool
	Body   template.HTML
	Safe   template.URL
	Style  template.CSS
	Attr   template.HTMLAttr
	Set    template.Srcset
	Script template.JS
	Any    any
	Nil    any
	Err    error
	Inner  *thing
	None   *thing
	List   []thing
	Words  []string
	Anys   []any
	Nums   [3]int
	Params map[string]any
	Counts map[string]int
	ByInt  map[int]string
	Text   *string
	When   time.Time
	Call   func(string, int) (string, error)
	Bad    func() (string, error)
	Void   func()
	ground
	*distant
	hidden string
}

type ground struct{ Deep string }

type distant struct{ Far string }

func (t thing) Value(a string) string                   { return t.Name + "/" + a }
func (t *thing) Pointer() string                        { return "*" + t.Name }
func (t thing) Sum(ns ...int) int                       { return len(ns) + t.N }
func (t thing) Fails() (string, error)                  { return "", errors.New("it fails") }
func (t thing) Panics() string                          { panic("no") }
func (t thing) Self() thing                             { return t }
func (t thing) Any2(a any, b bool) string               { return fmt.Sprint(a, b) }
func (t thing) Float(f float64, u uint) string          { return fmt.Sprint(f, u) }
func (t *thing) T(key string, a ...any) (string, error) { return key + fmt.Sprint(a...), nil }

// A loud thing writes itself.
type loud struct{ s string }

func (l loud) String() string { return "<" + l.s + ">" }

func sampleThing() *thing {
	text := "pointed <at>"
	inner := &thing{Name: "inner", N: 7}
	return &thing{
		Name: `a "b" <c> & 'd' + 가`, N: 3, Big: 1000, Minus: -5, U: 200, Huge: 1<<64 - 5, F: 1.5, Yes: true,
		Body: `<b title="x">bold</b> &amp; more`, Safe: "javascript:ok('a b')", Style: "color: red", Attr: ` data-a="b"`,
		Set: "a.png 1x, b.png 2x", Script: "f(1)", Any: "any", Inner: inner,
		List: []thing{{Name: "one", N: 1}, {Name: "two", N: 2}, {Name: "three", N: 3}}, Words: []string{"x", "", "z"},
		Anys: []any{1, "two", nil, 3.5, loud{"l"}, &loud{"p"}, []int{1, 2}, inner}, Nums: [3]int{4, 5, 6},
		Params: map[string]any{"k": "v", "nil": nil, "n": 4, "m": map[string]any{"x": "y"}, "list": []any{"a", "b"}, "html": template.HTML("<i>")},
		Counts: map[string]int{"b": 2, "a": 1}, ByInt: map[int]string{10: "ten", -1: "minus"}, Text: &text,
		When: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), ground: ground{"deep"},
		Call: func(s string, n int) (string, error) { return strings.Repeat(s, n), nil },
		Bad:  func() (string, error) { return "", errors.New("bad") }, hidden: "h",
	}
}

// twins executes a template both ways and wants the same of both. It says
// whether the layout did it itself.
func twins(t interface {
	Helper()
	Errorf(string, ...any)
}, src string, dot any) (output string, own, valid bool) {
	t.Helper()
	tree, ds := Parse("page.html", []byte(src))
	if tree == nil {
		return fmt.Sprint(ds), false, false
	}
	l, ds := Compile("page.html", func(n string) (*Tree, bool) { return tree, n == "page.html" })
	if l == nil {
		return fmt.Sprint(ds), false, false
	}
	got, err := l.within(20_000, dot)
	want, wrong := l.Plain().within(20_000, dot)
	if string(got) != string(want) || !reflect.DeepEqual(err, wrong) {
		t.Errorf("%s\n got %s %v\nwant %s %v", src, got, err, want, wrong)
	}
	if l.program != nil {
		_, own = l.program.run(20_000, dot)
	}
	return fmt.Sprint(string(got), err), own, true
}

// features are templates that a layout executes itself.
var features = []string{
	"text", "{{.Name}}", "{{.Empty}}|{{.N}}|{{.Big}}|{{.Minus}}|{{.U}}|{{.F}}|{{.Yes}}", "{{.Inner.Name}} {{.Deep}} {{.Inner.Deep}}",
	"{{.Any}} {{.Nil}} {{.Err}} {{.None}} {{.Text}} {{.When}}", "{{.Body}}{{.Safe}}{{.Style}}{{.Attr}}{{.Set}}{{.Script}}",
	"{{range .Anys}}[{{.}}]{{end}}", "{{range $i, $e := .Anys}}{{$i}}={{$e}};{{end}}", "{{range $e := .Words}}{{$e}},{{else}}none{{end}}",
	"{{range .Params.none}}x{{else}}none {{$.N}}{{end}}", "{{range $i, $e := .Params.none}}x{{else}}[{{$i}}{{$e}}]{{end}}",
	"{{range $k, $v := .Counts}}{{$k}}{{$v}} {{end}}{{range .ByInt}}{{.}} {{end}}{{range $k, $v := .ByInt}}{{$k}}{{end}}",
	"{{range .Nums}}{{.}}{{end}}{{range 3}}{{.}}{{end}}{{range $i := 300}}{{end}}{{range .U}}{{end}}{{range 0}}x{{else}}zero{{end}}",
	"{{range .List}}{{if eq .N 2}}{{continue}}{{end}}{{.Name}}{{end}}", "{{range .List}}{{if eq .N 2}}{{break}}{{end}}{{.Name}}{{end}}",
	"{{range .List}}{{.N}}{{range $.Words}}{{with .}}{{.}}{{else}}{{break}}{{end}}{{end}};{{end}}",
	"{{range .List}}{{.N}}{{range $.Params.none}}{{else}}{{break}}{{end}};{{end}}",
	"{{range .List}}{{.N}}{{range $.Params.none}}{{else}}{{continue}}{{end}};{{end}}",
	"{{range .List}}{{.Name}}{{.Pointer}}{{.Self.Name}}{{end}}{{.Self.Value `x`}}",
	"{{$x := 1}}{{range .Words}}{{$x = .}}{{end}}{{$x}}", "{{$x := .Name}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}",
	"{{$i := 0}}{{$e := 1}}{{range $i, $e = .Words}}{{$i}}{{$e}}{{end}}{{$i}}{{$e}}", "{{$e := 1}}{{range $e = .Words}}{{end}}{{$e}}",
	"{{if $x := .N}}{{$x}}{{else}}{{$x}}!{{end}}{{if $x := .Empty}}{{$x}}{{else}}[{{$x}}]{{end}}",
	"{{with $x := .Inner}}{{$x.Name}}{{.N}}{{$.N}}{{end}}{{with .Empty}}x{{else with .Name}}{{.}}{{else}}z{{end}}",
	"{{if .Nil}}1{{else if .None}}2{{else if .Err}}3{{else if .F}}4{{end}}{{if .Params}}5{{end}}{{if .Self}}6{{end}}{{if .Call}}7{{end}}",
	"{{if not .Nil}}a{{end}}{{if and .Yes .N .Empty}}b{{end}}{{or .Empty .Nil .Name}}{{and .Yes .N}}{{or .Empty .Nil}}{{and 1}}{{or 0}}",
	"{{.Yes | and .N}} {{.Empty | or .Empty}} {{.N | or 0}}", "{{eq .Name .Name}}{{eq .N 3}}{{eq 3 .N 4}}{{eq 4 1 2 .N}}{{eq .U 200}}{{eq .Minus 3}}",
	"{{eq .Nil nil}}{{eq .None nil}}{{eq nil .Params.none}}{{eq .Params.k `v`}}{{eq .Params.none `v`}}{{eq .Yes true}}{{eq .F 1.5}}{{eq .Body .Name}}",
	"{{eq .Minus .Huge}}{{eq .Huge .Minus}}{{lt .Minus .Huge}}{{lt .Huge .Minus}}",
	"{{$x := .Nil}}[{{$x.y}}]{{(.Nil).z}}{{$y := index .Anys 2}}{{$y.z}}{{(index .Anys 2).z}}", "{{ne .N 4}}{{lt .N 4}}{{le .N 3}}{{gt .N 4}}{{ge .N 3}}{{lt `a` `b`}}{{lt .Minus .U}}{{lt .U .Minus}}{{gt .F 1.0}}{{le .Name .Name}}{{ge .U .N}}",
	"{{len .Words}}{{len .Name}}{{len .Counts}}{{len .Nums}}{{len (print 1 2)}}{{len .Params.m}}",
	"{{index .Words 0}}{{index .Params `k`}}{{index .Params `none`}}{{index .Counts `zz`}}{{index .List 1 | printf `%v`}}{{index .Params `m` `x`}}{{(index .List 2).Name}}{{index .Nums 1}}{{index .Name 0}}{{index .ByInt 10}}",
	"{{slice .Name 1 3}}{{slice .Words 1}}{{slice .Words 0 1 2}}{{slice .Name}}", "{{print 1 2 `x` .N nil}}{{printf `%d-%s-%v` .N .Name .Nil}}{{println .N}}{{.N | printf `%03d`}}{{.Name | printf `%s %s` `x`}}",
	"{{html .Name}}{{.Name | html}}{{urlquery .Name}}{{js .Name}}{{.Name | js}}{{.Name | urlquery}}<a title='{{.Name | html}}' href='?{{.Name | urlquery}}'>",
	"{{call .Call .Name .N}}{{call $.Call `x` 2}}{{(call .Call `y` 1) | len}}", "{{.Value `x`}}{{`x` | .Value}}{{.Sum}}{{.Sum 1 2}}{{1 | .Sum 4}}{{.Any2 nil true}}{{.Any2 3 false}}{{.Float 1 2}}{{.Float 2.5 0}}",
	"{{.T `k`}}{{.T `k` 1 .Name}}{{.Name | .T `p`}}{{$.T .Name}}{{.When.Format `2006-01-02`}}{{.When.Year}}{{.When.IsZero}}",
	"{{.Params.k}}{{.Params.nil}}{{.Params.none}}{{.Params.none.deep.er}}{{.Params.m.x}}{{.Params.html}}{{.Params.n}}{{range .Params.list}}{{.}}{{end}}",
	"{{define `a`}}[{{.}}{{$}}]{{end}}{{template `a` .Name}}{{template `a`}}{{template `a` 3}}{{range .Words}}{{template `a` .}}{{end}}",
	"{{define `deep`}}{{if .}}({{template `deep` slice . 1}}){{end}}{{end}}{{template `deep` `12345`}}",
	"{{block `b` .Inner}}{{.Name}}{{end}}{{with .None}}{{template `b` .}}{{end}}", "{{define `v`}}{{$y := 1}}{{$y}}{{end}}{{$y := 2}}{{template `v`}}{{$y}}{{template `v` $z := 3}}{{$z}}",
	"{{define `u`}}{{with .Safe}}{{.}}{{end}}{{.Name}}{{end}}<a href=\"{{template `u` .}}\">{{template `u` .}}</a><title>{{template `u` .}}</title><a title='{{template `u` .}}'>",
	"{{define `x`}}{{$}}{{template `y` $}}{{end}}{{define `y`}}{{$z := .}}{{$z}}{{end}}<p title=\"{{range .Words}}{{template `x` .}}{{end}}\">{{template `x` 1}}",
	"  {{- .Name -}}  x {{- /* note */ -}} y {{/* note */}}{{- \"\\n\" -}} ", "{{true}}{{1}}{{1.0}}{{1e3}}{{0x10}}{{'a'}}{{1i}}{{`raw`}}{{\"\\\"\"}}{{-7}}",
	"{{(.Inner).Name}}{{(.Self).Inner.N}}{{((.Name))}}{{print (len (print .N))}}{{$s := .Self}}{{$s.Inner.Name}}{{($s.Inner).N}}",
	"{{define `m`}}{{.Value `x`}}{{end}}{{template `m` .Inner}}{{template `m` .Self}}{{template `m` .Inner}}", "{{josa .Name `을/를`}}{{foreign `ko` .Name}}{{locale `ko`}}{{tel `tel:12`}}{{.Name | josa `a`}}{{with foreign `a` `b`}}{{.}}{{end}}{{$f := foreign `a` `c`}}{{$f}}{{len $f}}",
	"{{range .List}}{{$n := .N}}{{range $.List}}{{if gt .N $n}}{{.N}}>{{$n}} {{end}}{{end}}{{end}}",
	"<p>{{range .List}}{{break}}{{$.Name}}{{template `dead` .}}{{end}}</p>{{define `dead`}}<b title='{{end}}",
}

// places are where an action may stand in markup.
var places = []string{
	"<p>%s</p>", `<p title="%s">`, "<p title='%s'>", "<p title=%s>", "<p title=a%s>", `<a href="%s">`, "<a href='%s'>", "<a href=%s>", `<a href="/x/%s">`,
	`<a href="/x?a=%s">`, `<a href="#%s">`, `<img srcset="%s">`, `<img src="%s" alt="%[1]s">`, "<title>%s</title>", "<textarea>a %s</textarea>",
	"<!-- %s -->", "<p %s>", "<p data-%s=x>", `<p %s="x">`, `<meta http-equiv="refresh" content="0; url=%s">`, `<meta content="%s">`, `<p class="a %s b">`, "<a href='mailto:%s'>",
	`<form action="%s">`, `<p data-href="%s">`, `<link rel=icon href="%s?b">`, `<svg><use xlink:href="%s"/></svg>`,
}

var subjects = []string{
	".Name", ".Empty", ".N", ".Big", ".F", ".Yes", ".Body", ".Safe", ".Style", ".Attr", ".Set", ".Script", ".Any", ".Nil", ".None", ".Err", ".Text", ".Words",
	".Self.Name", ".T `a<`", "print .Name .Body", "index .Anys 4", "index .Anys 5", "index .Anys 6", ".When", "`\xed\x9f\xbf`", "`http://x/?a=b&c=d e%41%zz`", "`a\x01\uFDD0\uFFFF`", ".Inner.N",
	"`javascript:x`", "`HTTPS://a/b:c`", "`a/b:c`", "`mailto:a+b@c`", "`x:`", "`%4`", "`%4g%`", "`  http://x`", "`가/나 1x, javascript:b 2x`", "html .Name", ".Name | html", "urlquery .Name", ".Name | urlquery", ".Params.html",
}

func TestTwins(t *testing.T) {
	for _, src := range features {
		out, own, valid := twins(t, src, sampleThing())
		if !valid || !own || strings.Contains(out, "layouts/") {
			t.Errorf("%s\nis not executed by the layout itself: %s", src, out)
		}
	}
	for _, place := range places {
		for _, subject := range subjects {
			action := "{{" + subject + "}}"
			out, own, valid := twins(t, fmt.Sprintf(place, action), sampleThing())
			if valid && !own {
				t.Errorf("%s of %s is not executed by the layout itself: %s", place, action, out)
			}
			twins(t, fmt.Sprintf(place, "{{with $x := "+subject+"}}{{.}}{{template `in` .}}{{end}}{{define `in`}}{{.}}{{end}}"), sampleThing())
		}
	}
}

// TestOnlyWhatIsEscapedIsTranslated wants that a tree which html/template has
// not worked on is refused: its values would be written as they are.
func TestOnlyWhatIsEscapedIsTranslated(t *testing.T) {
	for src, want := range map[string]bool{
		"<p>{{.Name}}</p>": false, "{{if .Yes}}{{.T `a`}}{{end}}": false, "{{.Name | print}}": false,
		"<p>{{.Name | html}}</p>": true, "{{if .Yes}}text{{end}}": true,
	} {
		tree, ds := Parse("page.html", []byte(src))
		if tree == nil {
			t.Fatal(ds)
		}
		if got := translate("page.html", &unfolded{trees: tree.defines}) != nil; got != want {
			t.Errorf("%s: translated is %v, want %v", src, got, want)
		}
	}
}

// failures are templates that fail, and those that only html/template executes.
var failures = []string{
	"{{.Nope}}", "{{.None.Name}}", "{{.Inner.None.Name}}", "{{.Err.Error}}", "{{.hidden}}", "{{.Far}}", "{{.distant.Far}}", "{{.Name.X}}", "{{.N.X}}", "{{.Params.nil.x}}", "{{.Nil.x}}",
	"{{.Fails}}", "{{.Panics}}", "{{.Value}}", "{{.Value 1}}", "{{.Value `a` `b`}}", "{{.Name 1}}", "{{1 | .Name}}", "{{.Sum `x`}}", "{{.Void}}", "{{call .Bad}}", "{{call .Void}}", "{{call .Nil}}", "{{call .Name}}", "{{call .Call 1 1}}", "{{call .Call `x`}}",
	"{{index .Words 9}}", "{{index .Words 3}}", "{{index .Words -1}}", "{{index .Words `a`}}", "{{index .N 1}}", "{{index .Nil 1}}", "{{index .None 1}}", "{{index .ByInt `a`}}", "{{index .ByInt nil}}", "{{slice .Words 4}}", "{{slice .Name 3 1}}", "{{slice .Name 1 2 3}}", "{{slice .N 1}}", "{{slice .Nums 1}}",
	"{{len .N}}", "{{len nil}}", "{{len .None}}", "{{eq .N `a`}}", "{{eq .Words .Words}}", "{{eq .N}}", "{{eq .Inner .Inner}}", "{{eq .Self .Self}}", "{{lt .Yes true}}", "{{lt .N `a`}}", "{{lt .Words .Words}}", "{{lt nil nil}}",
	"{{range .N}}{{.Nope}}{{end}}", "{{range .Name}}{{end}}", "{{range .None}}{{end}}", "{{range .F}}{{end}}", "{{range $i, $e := 3}}{{end}}", "{{range .Call}}{{end}}", "{{range .Nil}}x{{else}}nil{{end}}",
	"{{.Name | .N}}", "{{nil}}", "{{nil | print}}", "{{3 | 4}}", "{{.Fails | or true}}", "{{.Fails | and false}}", "{{or true .Fails}}", "{{and false .Fails}}", "{{and .N (.Fails)}}", "{{printf 3}}", "{{printf .N}}", "{{print .Panics}}", "{{scope . 1}}",
	"{{josa 1 `a`}}", "{{josa .N `a`}}", "{{josa `a`}}", "{{josa .Body `a`}}", "{{locale .Text}}", "{{tel nil}}", "{{if and false ($x := 1)}}{{end}}", "{{print ($x := 1) $x}}", "{{9223372036854775808}}", "{{.Any2 1}}", "{{.Float `a` 1}}", "{{.Float 1 -1}}",
	"{{template `a` .Fails}}{{define `a`}}x{{end}}", "{{define `r`}}{{template `r` .}}{{end}}{{template `r` .}}", "{{define `r`}}{{if .}}{{template `r` slice . 1}}{{end}}{{end}}<p title=\"{{template `r` `abc`}}\">", "{{range 30000}}x{{end}}", "{{range 30000}}{{end}}", "{{range 9999}}{{.}}{{end}}", "{{range 9998}}{{.}}{{end}}",
	"x{{.Name}}{{.Params.m.x.y}}", "{{$x := .None}}{{$x.Name}}", "{{with .Inner}}{{.None.N}}{{end}}", "{{.Call}}", "{{.Void}}", "{{1 | .Params.none}}", "{{.Fails | .Params.none.x}}", "{{.T}}", "{{.T 1}}", "{{.T .N}}", "{{.When.Format}}", "{{.When.Format 1}}", "{{.Nums.X}}", "{{.Counts.a.b}}", "{{.ByInt.a}}",
}

func TestTwinsFailAlike(t *testing.T) {
	for _, src := range failures {
		twins(t, src, sampleThing())
		twins(t, "<p title='{{if true}}"+src+"{{end}}'>", sampleThing())
	}
	for _, dot := range []any{nil, "text", 3, []string{"a"}, map[string]any{"Name": "n"}, map[string]string{"Name": "n"}, *sampleThing(), loud{"x"}, (*thing)(nil)} {
		for _, src := range features {
			twins(t, src, dot)
		}
	}
}

// TestTwinsOfAnything puts the pieces of templates together at random.
func TestTwinsOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return piece(t, 3) }), 1, 5).Draw(t, "pieces")
		twins(t, strings.Join(pieces, "")+"{{define `sub`}}{{.}}{{end}}", sampleThing())
	})
}

func piece(t *rapid.T, deep int) string {
	value := rapid.Custom(func(t *rapid.T) string { return operand(t, 2) })
	if deep == 0 {
		return "{{" + value.Draw(t, "value") + "}}"
	}
	body := func() string { return piece(t, deep-1) }
	switch rapid.IntRange(0, 9).Draw(t, "piece") {
	case 0:
		return "{{if " + value.Draw(t, "if") + "}}" + body() + "{{else}}" + body() + "{{end}}"
	case 1:
		return "{{with " + value.Draw(t, "with") + "}}" + body() + "{{else}}" + body() + "{{end}}"
	case 2:
		return "{{range " + value.Draw(t, "range") + "}}" + body() + rapid.SampledFrom([]string{"", "{{break}}", "{{continue}}"}).Draw(t, "way") + "{{else}}" + body() + "{{end}}"
	case 3:
		return "{{$x := " + value.Draw(t, "variable") + "}}" + body() + "{{$x}}"
	case 4:
		return "{{template `sub` " + value.Draw(t, "argument") + "}}"
	case 5, 6:
		return fmt.Sprintf(rapid.SampledFrom(places).Draw(t, "place"), body())
	case 7:
		return "{{range $i, $e := " + value.Draw(t, "range") + "}}{{$i}}{{$e}}" + body() + "{{end}}"
	case 8:
		return body() + rapid.SampledFrom([]string{" ", "text", "&amp;", "\n"}).Draw(t, "text") + body()
	}
	return "{{" + value.Draw(t, "value") + "}}"
}

func operand(t *rapid.T, deep int) string {
	if deep == 0 {
		return rapid.SampledFrom(append([]string{".", "$", "$.Name", "nil", "1", "`a`", "true", ".Words", ".List", ".Params", ".Counts", ".Anys", ".Nums"}, subjects...)).Draw(t, "operand")
	}
	of := func() string { return "(" + operand(t, deep-1) + ")" }
	switch rapid.IntRange(0, 12).Draw(t, "function") {
	case 0:
		return rapid.SampledFrom([]string{"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "print", "index", "slice", "josa", "foreign"}).Draw(t, "of two") + " " + of() + " " + of()
	case 1:
		return rapid.SampledFrom([]string{"not", "len", "print", "html", "tel", "locale", "urlquery", "printf `%v`"}).Draw(t, "of one") + " " + of()
	case 2:
		return operand(t, deep-1) + " | " + rapid.SampledFrom([]string{"print", "printf `%v`", "html", "len", "or .N", "and .Yes", "eq 1", "$.Value", "index .Words"}).Draw(t, "pipe")
	case 3:
		return of() + "." + rapid.SampledFrom([]string{"Name", "N", "Inner", "k", "None", "Self"}).Draw(t, "member")
	}
	return operand(t, deep-1)
}

// FuzzTwins does so for templates and texts that a fuzzer makes.
func FuzzTwins(f *testing.F) {
	for _, src := range slices.Concat(features, failures) {
		f.Add(src, "a <b>", 3)
	}
	for i, place := range places {
		f.Add(fmt.Sprintf(place, "{{.Name}}{{.Any}}"), subjects[i%len(subjects)], i)
	}
	f.Fuzz(func(t *testing.T, src, text string, n int) {
		if strings.Contains(src, "print") && strings.ContainsAny(src, "0123456789*") {
			return // widths of gigabytes
		}
		dot := sampleThing()
		dot.Name, dot.Any, dot.Body, dot.Safe, dot.N = text, text, template.HTML(text), template.URL(text), n
		dot.Params[text], dot.Counts[text], dot.Words = n, n, append(dot.Words, text)
		twins(t, src, dot)
	})
}
