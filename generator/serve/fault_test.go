package serve

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"opspress/generator/diag"
)

func TestFaultsShowTheLinesAround(t *testing.T) {
	files := map[string]string{
		"a.md": "one\ntwo\nthree\nfour\r\nfive\nsix\nseven\neight\nnine\n",
		"b.md": "\xff" + strings.Repeat("x", 1000),
	}
	source := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("no such file")
	}
	for _, c := range []struct {
		name string
		d    diag.Diagnostic
		want string
	}{
		{"in the middle", diag.Diagnostic{File: "a.md", Line: 4, Source: "four"}, "1 one|2 two|3 three|>4 four|5 five|6 six|7 seven"},
		{"at the begin", diag.Diagnostic{File: "a.md", Line: 1}, ">1 one|2 two|3 three|4 four"},
		{"at the end", diag.Diagnostic{File: "a.md", Line: 9, Source: "nine"}, "6 six|7 seven|8 eight|>9 nine"},
		{"behind the end", diag.Diagnostic{File: "a.md", Line: 99, Source: "was here"}, ">99 was here"},
		{"the file has changed since", diag.Diagnostic{File: "a.md", Line: 4, Source: "vier"}, ">4 vier"},
		{"no such file", diag.Diagnostic{File: "c.md", Line: 2, Source: "two"}, ">2 two"},
		{"no line", diag.Diagnostic{File: "a.md"}, ""},
		{"no file", diag.Diagnostic{Line: 1}, ""},
		{"a long line of no text", diag.Diagnostic{File: "b.md", Line: 1}, ">1 \uFFFD" + strings.Repeat("x", lineRunes-1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, l := range faultsOf([]diag.Diagnostic{c.d}, source)[0].Lines {
				mark := ""
				if l.Here {
					mark = ">"
				}
				got = append(got, fmt.Sprintf("%s%d %s", mark, l.Number, l.Text))
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

func TestFaultsAreSortedOnceEachAndNotEndless(t *testing.T) {
	ds := []diag.Diagnostic{{File: "b.md", Message: "m"}, {File: "a.md", Message: "m"}, {File: "b.md", Message: "m"}}
	got := faultsOf(ds, nil)
	if len(got) != 2 || got[0].Place != "a.md" {
		t.Errorf("got %+v", got)
	}
	for i := range 2 * mostFaults {
		ds = append(ds, diag.Diagnostic{File: fmt.Sprintf("%d.md", i)})
	}
	if n := len(faultsOf(ds, nil)); n != mostFaults {
		t.Errorf("got %d", n)
	}
}
