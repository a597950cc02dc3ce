package site

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opspress/generator/content"
)

// manualCode gives the code spans of the manual, and the names in the first
// column of its tables of keys.
func manualCode(t *testing.T) (spans, keys []string) {
	t.Helper()
	files, err := filepath.Glob("../../posts/manual/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no manual: %v", err)
	}
	span := regexp.MustCompile("`([^`\n]+)`")
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		inTable := false
		for _, line := range strings.Split(string(src), "\n") {
			for _, m := range span.FindAllStringSubmatch(line, -1) {
				spans = append(spans, m[1])
			}
			inTable = strings.HasPrefix(line, "| 키 |") || inTable && strings.HasPrefix(line, "|")
			if !inTable {
				continue
			}
			for _, m := range span.FindAllStringSubmatch(strings.SplitN(line, "|", 3)[1], -1) {
				keys = append(keys, m[1])
			}
		}
	}
	return spans, keys
}

// settingNames asks the reader of site.yaml what may stand there: what it says
// of a name that is none.
func settingNames(t *testing.T) []string {
	t.Helper()
	const none = "qqqqqqqqqq"
	ask := func(src string) []string {
		_, ds := readSettings([]byte(src))
		for _, d := range ds {
			if names, ok := strings.CutPrefix(d.Hint, "here may stand "); ok {
				return strings.Split(names, ", ")
			}
		}
		return nil
	}
	top := ask(none + ": 1\n")
	if len(top) < 20 {
		t.Fatalf("only %d settings were found: %v", len(top), top)
	}
	var out []string
	for _, name := range top {
		within := ask(name + ": {" + none + ": 1}\n")
		if name == "contact" || len(within) == 0 {
			out = append(out, name) // contact's own are the words of one table cell
			continue
		}
		for _, n := range within {
			out = append(out, name+"."+n)
		}
	}
	return out
}

// TestManualTellsEveryKey holds the manual against the tables of the code:
// every key of front matter and term files and every setting is told of, and
// its tables of keys have none that is not there.
func TestManualTellsEveryKey(t *testing.T) {
	spans, inTables := manualCode(t)
	known := settingNames(t)
	for _, k := range append(content.Keys(), content.TermKeys()...) {
		known = append(append(known, k.Name), k.Aliases...)
	}
	for _, name := range known {
		if !slices.Contains(spans, name) {
			t.Errorf("the manual does not tell of %s", name)
		}
	}
	for _, name := range inTables {
		if !slices.Contains(known, name) {
			t.Errorf("a table of the manual has %s, which is no key", name)
		}
	}
}
