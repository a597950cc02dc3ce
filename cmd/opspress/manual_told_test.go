package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// flagUsage finds the names of a flag in the help: -d, --destination string.
var flagUsage = regexp.MustCompile(`(?m)^ +(-\w)?(?:, )? *(--[\w-]+)`)

// TestManualTellsEveryCommand wants every verb and every flag somewhere in the
// manual, in code.
func TestManualTellsEveryCommand(t *testing.T) {
	var told []string
	for _, c := range manual(t) {
		told = append(told, inlineCode(c.text)...)
		for _, b := range c.blocks {
			told = append(told, b.text)
		}
	}
	words := strings.FieldsFunc(strings.Join(told, "\n"), func(r rune) bool { return strings.ContainsRune(" \n=", r) })
	tells := func(name string) bool { return slices.Contains(words, name) }
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if !tells(c.Name()) {
			t.Errorf("the manual does not tell of the command %s", c.CommandPath())
		}
		for _, m := range flagUsage.FindAllStringSubmatch(c.Flags().FlagUsages(), -1) {
			if !tells(m[2]) && !(m[1] != "" && tells(m[1])) {
				t.Errorf("the manual does not tell of %s %s", c.CommandPath(), m[2])
			}
		}
		for _, s := range c.Commands() {
			if !s.Hidden {
				walk(s)
			}
		}
	}
	walk(command())
}

// TestManualCommandsExist wants what stands in the manual's sentences and
// tables as a command line to be one.
func TestManualCommandsExist(t *testing.T) {
	root := command()
	for _, c := range manual(t) {
		for _, code := range inlineCode(c.text) {
			line, ok := strings.CutPrefix(code, "opspress ")
			if !ok || strings.ContainsAny(line, "…:") {
				continue
			}
			line, _, _ = strings.Cut(line, " | ")
			t.Run(c.name, func(t *testing.T) { checkManualLine(t, root, line) })
		}
	}
}

// checkManualLine wants a verb that is there and flags that it knows; the
// manual may leave out what a verb has to be given.
func checkManualLine(t *testing.T, root *cobra.Command, line string) {
	c, rest, err := root.Find(strings.Fields(line))
	if err != nil {
		t.Fatalf("`opspress %s`: %v", line, err)
	}
	if err := c.ParseFlags(rest); err != nil && !strings.Contains(err.Error(), "help requested") {
		t.Errorf("`opspress %s`: %v", line, err)
	}
	if as := c.Flags().Args(); c.HasSubCommands() && c.ValidateArgs(as) != nil {
		t.Errorf("`opspress %s`: there is no %s %s", line, c.Name(), as[0])
	}
}

var codeSpan = regexp.MustCompile("`([^`\n]+)`")

// inlineCode gives the code spans of a chapter's sentences and tables.
func inlineCode(text string) []string {
	var out []string
	fenced := false
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			continue
		}
		for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
			out = append(out, m[1])
		}
	}
	return out
}
