package generator

import (
	"strings"
	"testing"
)

// planted is a law of three rooms for the tests of the checker.
var planted = []room{
	{path: "generator/diag", why: "leaf"},
	{path: "generator/pure", ours: []string{"generator/diag"}, third: []string{"example.org/lib"}, why: "pure"},
	{path: "generator/shell", level: 1, ours: []string{"generator/pure"}, tests: []string{"generator/diag"}, world: true, why: "shell"},
}

// TestLawFindsViolations plants one violation at a time in lawful rooms and
// wants exactly that one found.
func TestLawFindsViolations(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             string // a part of the one finding; empty for none
	}{
		{"lawful", "generator/pure/a.go", `package pure; import ("example.org/lib/sub"; "opspress/generator/diag"); var _ = sub.X; var _ diag.X`, ""},
		{"our room, not in the row", "generator/diag/a.go", `package diag; import _ "opspress/generator/pure"`, "must not import"},
		{"a neighbour's prefix", "generator/pure/a.go", `package pure; import _ "opspress/generator/diagnosis"`, "must not import"},
		{"third party", "generator/pure/a.go", `package pure; import _ "example.org/library"`, "must not import"},
		{"dot import", "generator/pure/a.go", `package pure; import . "opspress/generator/diag"`, "must not import"},
		{"templates", "generator/shell/a.go", `package shell; import _ "html/template"`, "must not import"},
		{"os", "generator/pure/a.go", `package pure; import _ "os"`, "must not import"},
		{"os/exec", "generator/pure/a.go", `package pure; import _ "os/exec"`, "must not import"},
		{"net/http", "generator/pure/a.go", `package pure; import _ "net/http"`, "must not import"},
		{"net/url is no network", "generator/pure/a.go", `package pure; import _ "net/url"`, ""},
		{"math/rand", "generator/pure/a.go", `package pure; import _ "math/rand/v2"`, "must not import"},
		{"a shell may", "generator/shell/a.go", `package shell; import ("os"; "time"); var n = 0; func init() { n++; _ = os.Args; _ = time.Now() }`, ""},
		{"a test may", "generator/pure/a_test.go", `package pure_test; import (_ "os"; _ "pgregory.net/rapid"; _ "opspress/generator/pure")`, ""},
		{"a test may not", "generator/pure/a_test.go", `package pure; import _ "opspress/generator/shell"`, "must not import"},
		{"a test may by its row", "generator/shell/a_test.go", `package shell; import _ "opspress/generator/diag"`, ""},
		{"its room may not", "generator/shell/a.go", `package shell; import _ "opspress/generator/diag"`, "must not import"},
		{"no row", "generator/attic/a.go", `package attic`, "a room without a row"},

		{"clock", "generator/pure/a.go", `package pure; import "time"; func f() time.Time { return time.Now() }`, "time.Now"},
		{"clock as a value", "generator/pure/a.go", `package pure; import "time"; var clock = time.Now`, "time.Now"},
		{"clock renamed", "generator/pure/a.go", `package pure; import t "time"; func f() { t.Sleep(1) }`, "time.Sleep"},
		{"a local named time", "generator/pure/a.go", `package pure; type c struct{}; func (c) Now() {}; func f(time c) { time.Now() }`, ""},
		{"local time zone", "generator/pure/a.go", `package pure; import "time"; var zone = time.Local`, "time.Local"},
		{"disk", "generator/pure/a.go", `package pure; import "path/filepath"; func f() { filepath.Glob("*") }`, "filepath.Glob"},
		{"init", "generator/pure/a.go", `package pure; func init() {}`, "init()"},
		{"a method named init", "generator/pure/a.go", `package pure; type T int; func (T) init() {}`, ""},

		{"table", "generator/pure/a.go", `package pure; var table = map[string]int{"a": 1}; func f() int { return table["a"] }`, ""},
		{"assigned", "generator/pure/a.go", `package pure; var n int; func f() { n = 1 }`, "n is a package-level variable"},
		{"shadowed", "generator/pure/a.go", `package pure; var n int; func f() { n := 0; n++; _ = n }`, ""},
		{"field of another", "generator/pure/a.go", `package pure; var n int; type T struct{ n int }; func f(t *T) { t.n = 1 }`, ""},
		{"incremented", "generator/pure/a.go", `package pure; var n int; func f() { n++ }`, "n is a package-level variable"},
		{"element", "generator/pure/a.go", `package pure; var m = map[string]int{}; func f() { m["a"] = 1 }`, "m is a package-level variable"},
		{"field", "generator/pure/a.go", `package pure; var s struct{ n []int }; func f() { s.n[0] += 1 }`, "s is a package-level variable"},
		{"through a pointer", "generator/pure/a.go", `package pure; var q = new(int); func f() { *q = 1 }`, "q is a package-level variable"},
		{"address", "generator/pure/a.go", `package pure; var n int; func f() *int { return &n }`, "n is a package-level variable"},
		{"range", "generator/pure/a.go", `package pure; var k int; func f() { for k = range 3 { } }`, "k is a package-level variable"},
		{"delete", "generator/pure/a.go", `package pure; var m map[int]int; func f() { delete(m, 1) }`, "m is a package-level variable"},
		{"sorted in place", "generator/pure/a.go", `package pure; import "slices"; var l []int; func f() { slices.Sort(l) }`, "l is a package-level variable"},
		{"buffer", "generator/pure/a.go", `package pure; import "bytes"; var b bytes.Buffer; func f() { b.WriteString("x") }`, "b is a package-level variable"},
		{"once", "generator/pure/a.go", `package pure; import "sync"; var once sync.Once`, "sync.Once at package level"},
		{"once value", "generator/pure/a.go", `package pure; import "sync"; var v = sync.OnceValue(func() int { return 1 })`, "sync.OnceValue at package level"},
		{"pool", "generator/pure/a.go", `package pure; import "sync"; var pool = &sync.Pool{}`, "sync.Pool at package level"},
		{"atomic", "generator/pure/a.go", `package pure; import "sync/atomic"; var n struct{ v atomic.Int64 }`, "atomic.Int64 at package level"},
		{"channel", "generator/pure/a.go", `package pure; var c = make(chan int)`, "channel at package level"},
		{"mutex of a value", "generator/pure/a.go", `package pure; import "sync"; type T struct{ mu sync.Mutex }; func (t *T) f() { t.mu.Lock() }`, ""},

		{"trusted markup", "generator/shell/a.go", `package shell; import l "opspress/generator/layout"; var h = l.HTML("<b>")`, "only layout.Trusted"},
		{"no Go", "generator/pure/a.go", `package pure; func {`, "expected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := append([]room(nil), planted...)
			if c.name == "trusted markup" {
				rows[2].ours = append([]string{"generator/layout"}, rows[2].ours...)
			}
			files := map[string]string{
				"generator/diag/doc.go":  "package diag",
				"generator/pure/doc.go":  "package pure",
				"generator/shell/doc.go": "package shell",
			}
			files[c.file] = c.text
			got := violations(rows, files)
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("found in lawful code:\n%s", strings.Join(got, "\n"))
			case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
				t.Errorf("want one finding with %q, got:\n%s", c.want, strings.Join(got, "\n"))
			}
		})
	}
}

// TestLawWantsRooms finds a row that nobody lives in.
func TestLawWantsRooms(t *testing.T) {
	files := map[string]string{"generator/diag/doc.go": "package diag", "generator/pure/doc.go": "package pure"}
	got := violations(planted, files)
	if len(got) != 1 || !strings.Contains(got[0], "generator/shell: a row in layers_test.go without a room") {
		t.Errorf("got %q", got)
	}
}

// TestLayoutTrusts lets Trusted, and only Trusted, make markup.
func TestLayoutTrusts(t *testing.T) {
	rows := []room{{path: "generator/layout", std: []string{"html/template"}, why: "layout"}}
	const head = `package layout; import "html/template"; type HTML = template.HTML; func Trusted(s string) HTML { return HTML(s) }; `
	for text, want := range map[string]int{
		head: 0,
		head + `func other(s string) HTML { return HTML(s) }`:                   1,
		head + `func other(s string) template.HTML { return template.HTML(s) }`: 1,
		head + `func other(s string) template.JS { return template.JS(s) }`:     1,
		head + `type T int; func (T) Trusted(s string) HTML { return HTML(s) }`: 1,
		head + `func other(s string) template.HTML { return Trusted(s) }`:       0,
		head + `func f() { template.ParseFiles("x") }`:                          1,
		strings.ReplaceAll(head, "Trusted", "Believed"):                         1,
	} {
		if got := violations(rows, map[string]string{"generator/layout/a.go": text}); len(got) != want {
			t.Errorf("%s\nwant %d findings, got %q", text, want, got)
		}
	}
}
