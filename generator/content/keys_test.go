package content

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
)

// sample is a value that a key of each type takes.
var sample = map[string]string{
	typeString: "text", typeList: "[a, b]", typeDate: "2026-03-01", typeBool: "true",
	typeInt: "7", typeImage: "{image: a, alt: b}", typeWords: "{ko: a}", typeMap: "{a: 1}",
}

// TestKeysAreWhatIsDecoded gives each key that the manual lists, under each of
// its spellings, a value of the type that the manual says, and sees that this
// changes the result, is placed, and is not an unknown key.
func TestKeysAreWhatIsDecoded(t *testing.T) {
	empty, _ := Parse("posts/a.md", []byte("---\n---\n"), options())
	for _, k := range Keys() {
		for _, name := range append([]string{k.Name, strings.ToUpper(k.Name)}, k.Aliases...) {
			src := fmt.Sprintf("---\n%s: %s\n---\n", name, sampleOf(k))
			p, ds := Parse("posts/a.md", []byte(src), options())
			if len(ds) > 0 || len(p.Meta.Unknown) > 0 {
				t.Errorf("%s: %v, unknown %v", name, ds, p.Meta.Unknown)
			}
			if !p.Meta.Where.has(strings.ToLower(k.Name)) {
				t.Errorf("%s is not placed: %v", name, p.Meta.Where)
			}
			p.Meta.Where, p.BodyLine = empty.Meta.Where, empty.BodyLine
			if reflect.DeepEqual(p, empty) {
				t.Errorf("%s changes nothing", name)
			}
		}
		checkDoc(t, k)
	}
}

func TestTermKeysAreWhatIsDecoded(t *testing.T) {
	for _, k := range TermKeys() {
		for _, taxonomy := range Taxonomies() {
			path := "posts/_" + taxonomy + "/a.md"
			empty, _ := ParseTerm(path, []byte("---\n---\n"), options())
			x, ds := ParseTerm(path, fmt.Appendf(nil, "---\n%s: %s\n---\n", k.Name, sampleOf(k)), options())
			known := k.Only == "" || k.Only == taxonomy
			if len(ds) > 0 || known != (len(x.Unknown) == 0) {
				t.Errorf("%s in %s: %v, unknown %v", k.Name, taxonomy, ds, x.Unknown)
			}
			x.Where, x.BodyLine = empty.Where, empty.BodyLine
			if known && reflect.DeepEqual(x, empty) {
				t.Errorf("%s in %s changes nothing", k.Name, taxonomy)
			}
		}
		checkDoc(t, k)
	}
}

func sampleOf(k Key) string {
	switch k.Name {
	case "search":
		return "false" // true is what it is without the key
	case "color":
		return `"#123"`
	}
	return sample[k.Type]
}

func checkDoc(t *testing.T, k Key) {
	if sample[k.Type] == "" || !strings.HasSuffix(k.Doc, ".") {
		t.Errorf("%s: type %q, doc %q", k.Name, k.Type, k.Doc)
	}
}

// TestEveryFieldHasAKey sees that no field of Meta and Term was forgotten in
// the tables: those that no key sets are the ones that the path or the parser
// gives.
func TestEveryFieldHasAKey(t *testing.T) {
	set := map[string]bool{}
	for _, file := range []string{"post_keys.go", "term_keys.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok {
					set[x.Name+"."+s.Sel.Name] = true
				}
			}
			return true
		})
	}
	given := " Path Key Bundle Lang Name Taxonomy ID Body BodyLine Unknown Where "
	for receiver, typ := range map[string]reflect.Type{"m": reflect.TypeFor[Meta](), "t": reflect.TypeFor[Term]()} {
		for i := range typ.NumField() {
			name := typ.Field(i).Name
			if !set[receiver+"."+name] && !strings.Contains(given, " "+name+" ") {
				t.Errorf("no key sets %s.%s", typ.Name(), name)
			}
		}
	}
}

func TestUnknownHint(t *testing.T) {
	for _, c := range [][3]string{
		{"posts/a.md", "tag", `did you mean "tags"?`},
		{"posts/a.md", "last-mod", `did you mean "lastmod"?`},
		{"posts/a.md", "permalink", ""},
		{"posts/_ops/a.md", "colour", `did you mean "color"?`},
		{"posts/_tags/a.md", "colour", ""},
		{"posts/_tags/a.md", "color", "only files in posts/_ops/ have it"},
	} {
		if got := UnknownHint(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %s: got %q, want %q", c[1], c[0], got, c[2])
		}
	}
}
