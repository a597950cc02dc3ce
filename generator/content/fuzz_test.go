package content

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"opspress/generator/diag"
)

// FuzzParse feeds any bytes: nothing panics, the body is the end of the file,
// every place is one of the file, and the same bytes give the same post.
func FuzzParse(f *testing.F) {
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range archives {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		_, files := sections(string(data))
		for _, s := range files {
			if s.name != "want" {
				f.Add([]byte(s.text), strings.Contains(name, "strict"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, strict bool) {
		o := options()
		o.Strict = strict
		p, ds := Parse("posts/a.md", src, o)
		if text, bad := readable(src); bad == nil {
			if fm, bad := split(text); bad == nil && fm.syntax != noFront && posAt(text, fm.start).Line != fm.line {
				t.Errorf("the front matter of %q was cut short: %q", text, fm.inner)
			}
		}
		checkBody(t, src, p.Body, p.BodyLine, ds)
		if body := Body(src, p.BodyAt); body != p.Body {
			t.Errorf("the body of %q is %q, and by its place %q", src, p.Body, body)
		}
		checkPlaces(t, src, p.Meta.Where, p.Meta.Unknown, ds)
		if again, ds2 := Parse("posts/a.md", src, o); !reflect.DeepEqual(p, again) || !reflect.DeepEqual(ds, ds2) {
			t.Errorf("two results: %+v %v, %+v %v", p, ds, again, ds2)
		}
		for _, path := range []string{"posts/_ops/a.md", "posts/_authors/a.md"} {
			x, ds := ParseTerm(path, src, o)
			checkBody(t, src, x.Body, x.BodyLine, ds)
			checkPlaces(t, src, x.Where, x.Unknown, ds)
		}
	})
}

func checkBody(t *testing.T, src []byte, body string, line int, ds []diag.Diagnostic) {
	text := unixLines(bytes.TrimPrefix(src, bom))
	for _, d := range ds {
		if d.Rule == RuleEncoding {
			return
		}
	}
	if !bytes.HasSuffix(text, []byte(body)) {
		t.Errorf("the body %q is not the end of %q", body, text)
	}
	head := text[:len(text)-len(body)]
	if want := bytes.Count(head, newline) + 1; line != want {
		t.Errorf("the body begins on line %d, not %d", want, line)
	}
}

func checkPlaces(t *testing.T, src []byte, where Places, unknown []Unknown, ds []diag.Diagnostic) {
	lines := bytes.Split(unixLines(bytes.TrimPrefix(src, bom)), newline)
	check := func(what string, p Pos) {
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCount(lines[p.Line-1])+1 {
			t.Errorf("%s at %v is not in the file", what, p)
		}
	}
	for _, p := range where {
		check(p.Key, p.Pos())
	}
	for _, u := range unknown {
		check(u.Key, u.Pos)
	}
	for _, d := range ds {
		check(d.Message, Pos{d.Line, d.Column})
	}
}

// FuzzRewrite sets keys in any bytes: nothing panics, and what comes out reads
// as the same post with that key set.
func FuzzRewrite(f *testing.F) {
	for _, shapes := range entries {
		for _, shape := range shapes {
			f.Add([]byte("---\n"+strings.ReplaceAll(shape, "%s", "tags")+"---\n"), "tags", "x")
			f.Add([]byte("+++\n"+strings.ReplaceAll(shape, "%s", "title")+"+++\n"), "title", "x")
			f.Add([]byte("{"+strings.ReplaceAll(shape, "%s", "title")+"}"), "draft", "x")
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, key, s string) {
		before, ds := Parse("posts/a.md", src, options())
		for _, val := range []any{s, []string{s}, true} {
			out, err := Rewrite(src, key, val)
			if err != nil {
				continue
			}
			after, _ := Parse("posts/a.md", out, options())
			if after.Body != before.Body || len(diag.Sorted(ds)) == 0 && key == "draft" && val == true && !after.Meta.Draft {
				t.Errorf("setting %q to %v: %q became %q", key, val, src, out)
			}
		}
	})
}
