package layout

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"opspress/generator/diag"
)

// theme is a set of template files, parsed on demand.
func theme(t *testing.T, files map[string]string) Source {
	return func(name string) (*Tree, bool) {
		src, ok := files[name]
		if !ok {
			return nil, false
		}
		tree, ds := Parse(name, []byte(src))
		if tree == nil {
			t.Fatal(ds)
		}
		return tree, true
	}
}

func mustCompile(t *testing.T, name string, files map[string]string) *Layout {
	t.Helper()
	l, ds := Compile(name, theme(t, files))
	if l == nil {
		t.Fatal(ds)
	}
	return l
}

var words = Table{
	"ko": {"hello": {Other: "{1|이/가} 왔다"}, "only-ko": {Other: "가"}},
	"en": {"hello": {Other: "hello {1}"}, "posts": {One: "{1} post", Other: "{1} posts"}},
}

func TestAPageStandsInItsBase(t *testing.T) {
	l := mustCompile(t, "post.html", map[string]string{
		"baseof.html":        "<main>{{block \"main\" .}}nothing{{end}}</main>{{template \"partials/foot.html\" .}}\n",
		"partials/foot.html": "<footer>{{template \"partials/deep.html\" (scope . .Title)}}</footer>\n",
		"partials/deep.html": "<i lang=\"{{.Lang}}\">{{.It}} {{.T \"hello\" .Page.Kind}}</i>\n\n",
		"post.html":          "{{define \"main\"}}<h1>{{.Title}}</h1>{{end}}\n",
	})
	got, err := l.Execute(&Page{Kind: "글", Lang: "ko", Title: "a < b"}, NewStrings(words, "ko"))
	want := "<main><h1>a &lt; b</h1></main><footer><i lang=\"ko\">a &lt; b 글이 왔다</i></footer>\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

func TestAPageWithMarkupOfItsOwnIsWhole(t *testing.T) {
	l := mustCompile(t, "redirect.html", map[string]string{"redirect.html": "<!doctype html><a href=\"{{.Target}}\">x</a>"})
	got, err := l.Execute(&Page{Target: "javascript:alert(1)"}, nil)
	if err != nil || string(got) != "<!doctype html><a href=\"#ZgotmplZ\">x</a>\n" {
		t.Errorf("%v %s", err, got)
	}
}

func TestWhatAPageDefinesWins(t *testing.T) {
	l := mustCompile(t, "a.html", map[string]string{
		"baseof.html":     "{{block \"x\" .}}base{{end}} {{template \"partials/p.html\"}}",
		"partials/p.html": "{{block \"y\" .}}partial{{end}}",
		"a.html":          "{{define \"x\"}}page{{end}}{{define \"y\"}}page{{end}}",
	})
	if got, err := l.Execute(&Page{}, nil); err != nil || string(got) != "page page\n" {
		t.Errorf("%v %s", err, got)
	}
}

// What is wrong in a template has its place, its line, and a hint.
func TestTemplateErrorsHaveAPlace(t *testing.T) {
	base := map[string]string{"baseof.html": "{{block \"main\" .}}{{end}}{{template \"partials/head.html\" .}}", "partials/head.html": "x"}
	for _, c := range []struct{ name, src, want string }{
		{"an unknown function", "<p>가 {{jsoa .Title}}",
			`layouts/p.html:1:8: function "jsoa" not defined |<p>가 {{jsoa .Title}}| did you mean "josa"?`},
		{"bytes that are no text", "<p>가\n글\xff</p>",
			`layouts/p.html:2:2: the template is not UTF-8 |글`},
		{"a NUL", "<p>\x00</p>", `layouts/p.html:1:4: the template is not UTF-8 |`},
		{"an attribute left open", "<a href=\"",
			`layouts/p.html: the template ends inside a tag, an attribute or a comment || close what it opens: a tag, a quote`},
		{"an action left open", "a\nb {{.Title\n",
			`layouts/p.html:2:3: unclosed action |b {{.Title|`},
		{"an end too many", "a\n{{end}}",
			`layouts/p.html:2:1: unexpected {{end}} |{{end}}|`},
		{"an end too few", "{{if .Title}}\n",
			`layouts/p.html:1:1: unexpected EOF |{{if .Title}}|`},
		{"an unknown partial", "{{define \"main\"}}\n가{{template \"partials/haed.html\" .}}{{end}}",
			`layouts/p.html:2:13: there is no template "partials/haed.html" |가{{template "partials/haed.html" .}}{{end}}| did you mean "partials/head.html"?`},
		{"an unknown block", "{{define \"main\"}}{{template \"mian\" .}}{{end}}",
			`layouts/p.html:1:29: there is no template "mian" |{{define "main"}}{{template "mian" .}}{{end}}| did you mean "main"?`},
		{"markup that depends on a branch", "{{define \"main\"}}\n<a {{if .Title}}href=\"{{end}}x\">{{end}}",
			`layouts/p.html:2:9: the branches of {{if}} leave the markup in different states |<a {{if .Title}}href="{{end}}x">{{end}}| close in each branch what it opens: a tag, a quote`},
		{"a field that there is not", "{{define \"main\"}}\n한글 {{.Titel}}{{end}}",
			`layouts/p.html:2:6: can't evaluate field Titel in type *layout.Page at <.Titel> |한글 {{.Titel}}{{end}}| did you mean "Title"?`},
		{"a field of something inside", "{{define \"main\"}}{{.Site.Titles}}{{end}}",
			`layouts/p.html:1:25: can't evaluate field Titles in type *layout.Site at <.Site.Titles> |{{define "main"}}{{.Site.Titles}}{{end}}| did you mean "Title"?`},
		{"a string that there is not", "{{define \"main\"}}{{.T \"helo\"}}{{end}}",
			`layouts/p.html:1:20: strings.yaml has no "helo" in en, nor in English at <.T> |{{define "main"}}{{.T "helo"}}{{end}}|`},
		{"an argument too few", "{{define \"main\"}}{{.T \"hello\"}}{{end}}",
			`layouts/p.html:1:20: the string "hello" wants 1 arguments, the template gives 0 at <.T> |`},
		{"a scope of nothing", "{{define \"main\"}}{{scope .Title 1}}{{end}}",
			`layouts/p.html:1:20: scope needs the page, a shortcode or a scope first, not string at <scope .Title 1> |`},
		{"a range over a struct", "{{define \"main\"}}{{range .}}{{end}}{{end}}",
			`layouts/p.html:1:26: range can't iterate over this value at <.> |`},
		{"a range over a number with an index", "{{define \"main\"}}{{range $i, $n := 3}}{{end}}{{end}}",
			`layouts/p.html:1:36: can't use this value to iterate over more than one variable at <3> |`},
		{"a comparison of lists", "{{define \"main\"}}{{eq .Site.URLs .Terms}}{{end}}",
			`layouts/p.html:1:20: non-comparable types this value at <eq .Site.URLs .Terms> |`},
		{"a template that calls itself", "{{define \"main\"}}{{template \"main\" .}}{{end}}",
			`layouts/p.html:1:29: exceeded maximum template depth`},
	} {
		if got := complaint(t, base, c.src); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// complaint compiles and runs a template and gives what is wrong.
func complaint(t *testing.T, base map[string]string, src string) string {
	t.Helper()
	say := func(d diag.Diagnostic) string {
		if d.Severity != diag.Error {
			t.Errorf("%v is no error", d)
		}
		return strings.TrimSpace(d.Error() + " |" + d.Source + "| " + d.Hint)
	}
	tree, ds := Parse("p.html", []byte(src))
	if tree == nil {
		return say(ds[0])
	}
	l, ds := Compile("p.html", func(name string) (*Tree, bool) {
		if name == "p.html" {
			return tree, true
		}
		return theme(t, base)(name)
	})
	if l == nil {
		return say(ds[0])
	}
	_, err := l.Execute(&Page{Site: &Site{}}, NewStrings(words, "en"))
	if err == nil {
		return ""
	}
	return say(err.(diag.Diagnostic))
}

func TestAnErrorInAPartialNamesThePartial(t *testing.T) {
	l := mustCompile(t, "p.html", map[string]string{
		"p.html": "x{{template \"partials/deep.html\" .}}", "partials/deep.html": "\n\n {{.Nope}}",
	})
	_, err := l.Execute(&Page{}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "layouts/partials/deep.html:3:4: ") {
		t.Error(err)
	}
}

func TestATemplateThatIsMissing(t *testing.T) {
	_, ds := Compile("psot.html", theme(t, nil), "list.html", "post.html")
	if len(ds) != 1 || ds[0].Error() != "layouts/psot.html: there is no such template" || ds[0].Hint != `did you mean "post.html"?` {
		t.Error(ds)
	}
	_, ds = Compile("a.html", theme(t, map[string]string{"a.html": "{{define \"main\"}}{{end}}"}))
	if len(ds) != 1 || ds[0].Error() != "layouts/baseof.html: there is no such template" {
		t.Error(ds)
	}
}

func TestOutputHasALimit(t *testing.T) {
	l := mustCompile(t, "p.html", map[string]string{
		"p.html": "{{$long := printf \"%01048576d\" 0}}{{range 65}}{{$long}}{{end}}",
	})
	_, err := l.Execute(&Page{}, nil)
	if err == nil || err.Error() != "layouts/p.html: the output is longer than 64 MiB" {
		t.Error(err)
	}
}

// A text that doubles in a loop writes nothing until the end.
func TestATextHasALimit(t *testing.T) {
	for _, double := range []string{"print $x $x", "printf `%s%s` $x $x", "println $x $x"} {
		l := mustCompile(t, "p.html", map[string]string{
			"p.html": "{{$x := print `0123456789`}}\n{{range 60}}{{$x = " + double + "}}{{end}}{{$x}}",
		})
		for _, twin := range []*Layout{l, l.Plain()} {
			_, err := twin.Execute(&Page{}, nil)
			if err == nil || !strings.HasPrefix(err.Error(), "layouts/p.html:2:") || !strings.Contains(err.Error(), "a text becomes longer than 64 MiB") {
				t.Error(double, err)
			}
		}
	}
}

func TestALayoutServesManyAtOnce(t *testing.T) {
	l := mustCompile(t, "p.html", map[string]string{"p.html": "<p>{{.T \"hello\" .Title}}</p>"})
	shared := &Page{Title: "같은 글"}
	var wg sync.WaitGroup
	for i := range 16 {
		lang, want := "ko", "<p>같은 글이 왔다</p>\n"
		if i%2 == 1 {
			lang, want = "en", "<p>hello 같은 글</p>\n"
		}
		wg.Go(func() {
			for range 50 {
				if got, err := l.Execute(shared, NewStrings(words, lang)); err != nil || string(got) != want {
					t.Errorf("%v %s", err, got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestATreeMayBeInManyLayouts(t *testing.T) {
	src := theme(t, map[string]string{
		"base": "", "baseof.html": "<p title=\"{{block \"main\" .}}{{end}}\">", "a.html": "{{define \"main\"}}{{.Title}}{{end}}",
		"b.html": "<script src=\"{{.Title}}\"></script>{{template \"a.html\" .}}",
	})
	trees := map[string]*Tree{}
	once := func(name string) (*Tree, bool) {
		if trees[name] == nil {
			trees[name], _ = src(name)
		}
		return trees[name], trees[name] != nil
	}
	for range 3 {
		for _, name := range []string{"a.html", "b.html"} {
			l, ds := Compile(name, once)
			if l == nil {
				t.Fatal(ds)
			}
			got, err := l.Execute(&Page{Title: `"x"`}, nil)
			want := map[string]string{"a.html": "<p title=\"&#34;x&#34;\">\n", "b.html": "<script src=\"%22x%22\"></script>\n"}[name]
			if err != nil || string(got) != want {
				t.Errorf("%s: %v %s", name, err, got)
			}
		}
	}
}

// An abundance of hostile text ends up as text, wherever a template puts it.
func TestValuesAreEscapedWhereTheyStand(t *testing.T) {
	l := mustCompile(t, "p.html", map[string]string{"p.html": `<a title="{{.Title}}" href="{{.Title}}" lang={{.Title}} data-x='{{.Title}}'>{{.Title}}</a><meta content="{{.Title}}"><title>{{.Title}}</title>`})
	for _, evil := range []string{`"><script>alert(1)</script>`, `'onmouseover=alert(1) x='`, "javascript:alert(1)", "`${alert(1)}`", "</title><img src=x>", "a\x00b"} {
		got, err := l.Execute(&Page{Title: evil}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := string(got)
		if strings.Count(s, "<") != 5 || strings.Count(s, ">") != 5 || strings.Contains(s, `href="javascript:`) || strings.Contains(s, "lang='") {
			t.Errorf("%q came through: %s", evil, s)
		}
	}
}

func TestFuncsAreDocumented(t *testing.T) {
	have := funcs()
	var last string
	for _, f := range Funcs() {
		if have[f.Name] == nil {
			t.Errorf("%s is documented, but there is no such function", f.Name)
		}
		if f.Name <= last || f.Doc == "" || !strings.HasPrefix(f.Signature, f.Name+" ") {
			t.Errorf("%s is out of order or has no description", f.Name)
		}
		last = f.Name
		if n := reflect.TypeOf(have[f.Name]).NumIn(); len(strings.Fields(f.Signature)) != n+1 {
			t.Errorf("%s takes %d arguments, its signature says otherwise: %s", f.Name, n, f.Signature)
		}
		delete(have, f.Name)
	}
	for name := range have {
		t.Errorf("the function %s is not documented", name)
	}
}
