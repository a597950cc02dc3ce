package site

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"opspress/generator/content"
)

// chapters gives the texts of the manual.
func chapters(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../posts/manual/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no manual: %v", err)
	}
	var all []string
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(src))
	}
	return all
}

var codeSpan = regexp.MustCompile("`([^`\n]+)`")

func spans(line string) (all []string) {
	for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
		all = append(all, m[1])
	}
	return all
}

// tabled gives the names in the first column of a chapter's tables of keys.
func tabled(text string) (names []string) {
	inTable := false
	for line := range strings.Lines(text) {
		inTable = strings.HasPrefix(line, "| 키 |") || inTable && strings.HasPrefix(line, "|")
		if inTable {
			names = append(names, spans(strings.SplitN(line, "|", 3)[1])...)
		}
	}
	return names
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
			out = append(out, name) // contact is told of as a whole
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
	known := settingNames(t)
	for _, k := range append(content.Keys(), content.TermKeys()...) {
		known = append(append(known, k.Name), k.Aliases...)
	}
	var told []string
	for _, text := range chapters(t) {
		told = append(told, spans(text)...)
		for _, name := range tabled(text) {
			if !slices.Contains(known, name) {
				t.Errorf("a table of the manual has %s, which is no key", name)
			}
		}
	}
	for _, name := range known {
		if !slices.Contains(told, name) {
			t.Errorf("the manual does not tell of %s", name)
		}
	}
}

// TestManualRunsEveryKey wants every setting and every key in a file that the
// manual has its reader write, which TestManual of cmd/opspress builds.
func TestManualRunsEveryKey(t *testing.T) {
	file := regexp.MustCompile("(?ms)^```\\w+ title=\"([^\"]+)\"[^\n]* run\n(.*?)^```$")
	settings, posts, terms := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, text := range chapters(t) {
		for _, m := range file.FindAllStringSubmatch(text, -1) {
			name, src := m[1], m[2]
			_, isTerm := content.IsTerm(name)
			switch {
			case name == settingsFile:
				maps.Copy(settings, settingsIn(t, src))
			case isTerm:
				maps.Copy(terms, keysIn(src))
			case content.IsPost(name):
				maps.Copy(posts, keysIn(src))
			}
		}
	}
	for _, name := range settingNames(t) {
		if !settings[name] {
			t.Errorf("no site.yaml of the manual has %s", name)
		}
	}
	for _, k := range content.Keys() {
		if !posts[k.Name] {
			t.Errorf("no post of the manual has %s", k.Name)
		}
	}
	for _, k := range content.TermKeys() {
		if !terms[k.Name] {
			t.Errorf("no term file of the manual has %s", k.Name)
		}
	}
}

// settingsIn gives the settings that a site.yaml has, which must be right.
func settingsIn(t *testing.T, src string) map[string]bool {
	t.Helper()
	if _, ds := readSettings([]byte(src)); len(ds) > 0 {
		t.Errorf("%v in\n%s", ds, src)
	}
	var all map[string]any
	if err := yaml.Unmarshal([]byte(src), &all); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for name, v := range all {
		names[name] = true
		within, _ := v.(map[string]any)
		for n := range within {
			names[name+"."+n] = true
		}
	}
	return names
}

// keysIn gives the keys of a file's front matter, which is YAML.
func keysIn(src string) map[string]bool {
	front, _, _ := strings.Cut(strings.TrimPrefix(src, "---\n"), "\n---\n")
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(\w+):`).FindAllStringSubmatch(front, -1) {
		names[m[1]] = true
	}
	return names
}
