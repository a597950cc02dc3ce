package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestVerbs holds every verb to the same help: what it is, an example that its
// own flags understand, and the exit codes.
func TestVerbs(t *testing.T) {
	root := command()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		t.Run(strings.ReplaceAll(c.CommandPath(), " ", "_"), func(t *testing.T) { checkVerb(t, root, c) })
		for _, s := range c.Commands() {
			if !s.Hidden {
				walk(s)
			}
		}
	}
	walk(root)
}

var exampleLine = regexp.MustCompile(`(?m)(?:^| && |\| )opspress( [^>|\n]*?)?(?: &&| [>|]|$)`)

func checkVerb(t *testing.T, root, c *cobra.Command) {
	if c.Short == "" || strings.HasSuffix(c.Short, ".") {
		t.Errorf("short text %q: want a phrase without a full stop", c.Short)
	}
	for _, want := range []string{"\nExit status:\n", "\n  0    done\n", "\n  2    wrong usage\n"} {
		if !strings.Contains(c.Long, want) {
			t.Errorf("the help lacks %q", want)
		}
	}
	var help strings.Builder
	c.SetOut(&help)
	if err := c.Help(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{c.Example, strings.TrimSpace(c.Long)} {
		if want == "" || !strings.Contains(help.String(), want) {
			t.Errorf("-h does not show %q", want)
		}
	}
	found := exampleLine.FindAllStringSubmatch(regexp.MustCompile(`(?m)^ +`).ReplaceAllString(c.Example, ""), -1)
	if len(found) == 0 {
		t.Errorf("no example runs opspress: %q", c.Example)
	}
	for _, m := range found {
		checkExample(t, root, m[1])
	}
}

// checkExample wants that the verb of an example knows its flags and arguments.
func checkExample(t *testing.T, root *cobra.Command, line string) {
	var words []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	c, rest, err := root.Find(words)
	if err != nil {
		t.Fatalf("example %q: %v", line, err)
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Fatalf("example %q: %v", line, err)
	}
	if err := c.ValidateArgs(c.Flags().Args()); err != nil {
		t.Errorf("example %q: %v", line, err)
	}
}
