package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test ./generator/diag -update and read the diff\ngot:\n%s", path, got)
	}
}

// findings has every shape: whole file, line only, column, no file, Korean
// before the column, tabs, a column behind the shown text, several lines of
// message, what would steer a terminal, and one finding twice.
func findings() []Diagnostic {
	src := []byte("---\ntitel: 안녕\n데브옵스: x\n\tkey: [\t1\n---\n")
	twice := At(Diagnostic{Rule: "front-matter", Severity: Error, Message: `unknown key "titel"`, Hint: `did you mean "title"?`}, "posts/가.md", src, 4)
	return []Diagnostic{
		twice,
		{Rule: "config", Severity: Warning, File: "site.yaml", Message: "no baseURL"},
		At(Diagnostic{Rule: "front-matter", Severity: Warning, Message: "unknown value"}, "posts/가.md", src, bytes.IndexByte(src, 'x')),
		At(Diagnostic{Rule: "front-matter", Severity: Error, Message: "list without end"}, "posts/가.md", src, bytes.IndexByte(src, '1')),
		{Severity: Error, Message: "nothing to build", Hint: "write a post:\nopspress new post"},
		{Rule: "template", Severity: Error, File: "layouts/post.html", Line: 3, Message: "first\nsecond", Source: "{{ .X }}"},
		{Rule: "far", Severity: Warning, File: "z.md", Line: 1, Column: 900, Message: "behind the shown text", Source: "short"},
		{Rule: "terminal", Severity: Warning, File: "z.md", Line: 2, Column: 3, Message: "red \x1b[31m", Source: "\x1b]0\u202ex"},
		twice,
	}
}

func TestWriteHuman(t *testing.T) {
	for _, c := range []struct {
		golden string
		opts   HumanOptions
	}{
		{"human.golden", HumanOptions{}},
		{"human-color.golden", HumanOptions{Color: true}},
		{"human-max-5.golden", HumanOptions{Max: 5}},
		{"human-max-1.golden", HumanOptions{Max: 1}},
	} {
		var b bytes.Buffer
		if err := WriteHuman(&b, findings(), c.opts); err != nil {
			t.Fatal(err)
		}
		golden(t, c.golden, b.Bytes())
	}
}

func TestWriteHumanWritesNothingWithoutFindings(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHuman(&b, nil, HumanOptions{}); err != nil || b.Len() != 0 {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestWritersReportTheWriter(t *testing.T) {
	if err := WriteHuman(fullDisk{}, findings(), HumanOptions{}); err == nil {
		t.Error("WriteHuman lost the error of its writer")
	}
	if err := WriteJSON(fullDisk{}, NewReport(findings())); err == nil {
		t.Error("WriteJSON lost the error of its writer")
	}
}

func TestCaretStandsUnderItsColumn(t *testing.T) {
	for _, c := range []struct {
		line   string
		column int
		pad    string
		ok     bool
	}{
		{"abc", 1, "", true},
		{"abc", 3, "  ", true},
		{"abc", 4, "   ", true}, // behind the last character: something is missing there
		{"abc", 5, "", false},
		{"abc", 0, "", false},
		{"운영x", 3, "    ", true},
		{"\t\tx", 3, "\t\t", true},
		{"운\tx", 3, "  \t", true},
		{"\u1112\u1161\u11abx", 4, "  ", true}, // a syllable in three Jamo
		{"e\u0301x", 3, " ", true},             // a combining accent
		{"\uFEFFx", 2, "", true},               // a byte order mark
		{"🚀x", 2, "  ", true},                  // an emoji
		{"（x）", 2, "  ", true},                 // full-width brackets
		{"漢字かなx", 5, "        ", true},         // CJK
		{"\u202ex", 2, " ", true},              // shown as U+FFFD
		{"…x", 2, " ", true},                   // ambiguous width is narrow
		{strings.Repeat("a", 9), 10, "         ", true},
	} {
		if pad, ok := beneath(c.line, c.column); pad != c.pad || ok != c.ok {
			t.Errorf("beneath(%q, %d) = %q, %v; want %q, %v", c.line, c.column, pad, ok, c.pad, c.ok)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, NewReport(findings())); err != nil {
		t.Fatal(err)
	}
	golden(t, "json.golden", b.Bytes())
	var doc struct {
		Diagnostics []map[string]any
		Errors      int
		Warnings    int
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Diagnostics) != 8 || doc.Errors != 4 || doc.Warnings != 4 {
		t.Errorf("%d diagnostics, %d errors, %d warnings; want 8, 4, 4", len(doc.Diagnostics), doc.Errors, doc.Warnings)
	}
}

func TestWriteJSONOfNothingIsAnEmptyList(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, NewReport(nil)); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"diagnostics\": [],\n  \"errors\": 0,\n  \"warnings\": 0\n}\n"; b.String() != want {
		t.Errorf("got %s", b.String())
	}
}
