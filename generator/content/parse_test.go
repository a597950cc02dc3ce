package content

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"opspress/generator/diag"
)

var update = flag.Bool("update", false, "write what the parser gives into testdata as what is wanted")

var seoul = time.FixedZone("KST", 9*3600)

func options() Options {
	return Options{
		Zone: seoul, Languages: []string{"ko", "en"},
		Aliases: map[string]string{"categories": "tags", "ogsummary": "description"},
	}
}

// TestCases runs testdata/*.txtar: source files, each followed by "want", which
// tells every field that is not empty, all places and all diagnostics. Archives
// whose name begins with "strict" are parsed strictly.
func TestCases(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range archives {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		comment, files := sections(string(data))
		o := options()
		o.Strict = strings.HasPrefix(filepath.Base(name), "strict")
		out := comment
		for i, f := range files {
			if f.name == "want" {
				continue
			}
			got := tell(f.name, []byte(f.text), o)
			out += "-- " + f.name + " --\n" + f.text + "-- want --\n" + got
			if *update {
				continue
			}
			if i+1 == len(files) || files[i+1].name != "want" {
				t.Errorf("%s: %s has no want; run with -update", name, f.name)
			} else if want := files[i+1].text; got != want {
				t.Errorf("%s: %s\n--- got\n%s--- want\n%s", name, f.name, got, want)
			}
		}
		if *update {
			if err := os.WriteFile(name, []byte(out), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

type section struct{ name, text string }

// sections takes a txtar archive apart.
func sections(archive string) (comment string, files []section) {
	for line := range strings.Lines(archive) {
		name, marker := strings.CutPrefix(strings.TrimSuffix(line, " --\n"), "-- ")
		switch {
		case marker && strings.HasSuffix(line, " --\n"):
			files = append(files, section{name: name})
		case len(files) == 0:
			comment += line
		default:
			files[len(files)-1].text += line
		}
	}
	return comment, files
}

// tell parses a file and tells what came out, line by line.
func tell(path string, src []byte, o Options) string {
	var b strings.Builder
	var ds []diag.Diagnostic
	if _, term := IsTerm(path); term {
		var x Term
		x, ds = ParseTerm(path, src, o)
		tellFields(&b, reflect.ValueOf(x))
	} else {
		var x Post
		x, ds = Parse(path, src, o)
		tellFields(&b, reflect.ValueOf(x.Meta))
		tellFields(&b, reflect.ValueOf(x))
	}
	for _, d := range diag.Sorted(ds) {
		fmt.Fprintf(&b, "%s [%s] %s\n", d.Severity, d.Rule, d.Error())
		if d.Hint != "" {
			fmt.Fprintf(&b, "\thint: %s\n", d.Hint)
		}
	}
	return b.String()
}

func tellFields(b *strings.Builder, v reflect.Value) {
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch x := f.Interface().(type) {
		case Meta:
		case Places:
			tellPlaces(b, x)
		case time.Time:
			if !x.IsZero() {
				fmt.Fprintf(b, "%s %s\n", name, x.Format(time.RFC3339Nano))
			}
		case *bool:
			if x != nil {
				fmt.Fprintf(b, "%s %v\n", name, *x)
			}
		case bool:
			if x != (name == "Search") {
				fmt.Fprintf(b, "%s %v\n", name, x)
			}
		default:
			// Path, Key and the like are told by the tests of names, BodyAt by FuzzParse.
			if !f.IsZero() && !slices.Contains([]string{"Path", "Key", "Name", "Lang", "Taxonomy", "BodyAt"}, name) {
				fmt.Fprintf(b, "%s %#v\n", name, x)
			}
		}
	}
}

func tellPlaces(b *strings.Builder, where Places) {
	keys := make([]string, 0, len(where))
	for _, p := range where {
		k, pos := p.Key, p.Pos()
		if p.Member > 0 {
			k += fmt.Sprintf(".%d", p.Member-1)
		}
		keys = append(keys, fmt.Sprintf("%s@%d:%d", k, pos.Line, pos.Column))
	}
	slices.Sort(keys)
	if len(keys) > 0 {
		fmt.Fprintf(b, "Where %s\n", strings.Join(keys, " "))
	}
}
