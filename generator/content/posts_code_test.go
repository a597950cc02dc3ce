package content_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"
)

// TestCodeInOurPostsParses reads every block of code of our posts as its
// language does: a reader who copies one gets something that can be read.
func TestCodeInOurPostsParses(t *testing.T) {
	parsers := map[string]func(string) error{
		"yaml": parseYAML, "yml": parseYAML, "json": parseJSON, "toml": parseTOML, "go": parseGo,
		"sh": parseShell, "bash": parseShell, "shell": parseShell,
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Fatalf("this test reads shell code with bash -n, and there is no bash: %v", err)
	}
	parsed := map[string]int{}
	for _, f := range ownFences(t) {
		parse := parsers[f.lang]
		if parse == nil {
			continue
		}
		if err := parse(f.text); err != nil {
			t.Errorf("%s:%d: this is no %s: %v", f.file, f.line, f.lang, err)
		}
		parsed[f.lang]++
	}
	for _, lang := range []string{"yaml", "sh"} {
		if parsed[lang] < 10 {
			t.Errorf("only %d blocks of %s were found: the blocks are not found any more", parsed[lang], lang)
		}
	}
}

// TestBrokenCodeDoesNotParse is the parsers' own test.
func TestBrokenCodeDoesNotParse(t *testing.T) {
	for _, c := range []struct {
		lang  string
		parse func(string) error
		right []string
		wrong []string
	}{
		{"yaml", parseYAML, []string{"a: 1\n---\nb: [2]\n", "# only a remark\n"}, []string{"a: [1\n", "a: 1\na: 2\n", "a: 1\n---\nb: {\n"}},
		{"json", parseJSON, []string{`{"a": 1}`, "{}\n{}\n"}, []string{`{"a": 1,}`, "{} // remark", ""}},
		{"toml", parseTOML, []string{"a = 1\n"}, []string{"a = \n"}},
		{"go", parseGo, []string{"package p\n", "func f() {}\n", "x := 1\nprintln(x)\n"}, []string{"func {", "x :=\n"}},
		{"sh", parseShell, []string{"a && b\n", "for i in 1 2; do\n  echo $i\ndone\n"}, []string{"if a; then\n", "cat <file>\n", "echo 'a\n"}},
	} {
		for _, src := range c.right {
			if err := c.parse(src); err != nil {
				t.Errorf("%s %q: %v", c.lang, src, err)
			}
		}
		for _, src := range c.wrong {
			if c.parse(src) == nil {
				t.Errorf("%s %q was taken", c.lang, src)
			}
		}
	}
}

// parseYAML reads into maps, which tells of a key that stands twice.
func parseYAML(src string) error {
	d := yaml.NewDecoder(strings.NewReader(src))
	for {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// parseJSON reads one value or several, one a line as logs have them.
func parseJSON(src string) error {
	d := json.NewDecoder(strings.NewReader(src))
	for n := 0; ; n++ {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) && n > 0 {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func parseTOML(src string) error {
	var v map[string]any
	_, err := toml.Decode(src, &v)
	return err
}

// parseGo reads a file, declarations or statements; the error is that of
// statements.
func parseGo(src string) error {
	var last error
	for _, around := range [][2]string{{"", ""}, {"package p\n", ""}, {"package p\nfunc _() {\n", "\n}\n"}} {
		_, err := parser.ParseFile(token.NewFileSet(), "", around[0]+src+around[1], parser.AllErrors)
		if err == nil {
			return nil
		}
		last = err
	}
	return last
}

func parseShell(src string) error {
	c := exec.Command("bash", "-n")
	c.Stdin = strings.NewReader(src)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}
