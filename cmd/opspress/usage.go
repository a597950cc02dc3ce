package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"opspress/generator/diag"
)

// A usageError is a command line that says something impossible.
type usageError struct {
	err  error
	verb string // of the command line, for the hint
	hint string // what was likely meant, or ""
}

func (e *usageError) Error() string { return e.err.Error() }

func usage(c *cobra.Command, err error) error { return &usageError{err: err, verb: c.CommandPath()} }

// name is what a verb is called after opspress: "new post".
func name(c *cobra.Command) string {
	_, verbs, _ := strings.Cut(c.CommandPath(), " ")
	return verbs
}

// nothing takes no arguments.
func nothing(c *cobra.Command, as []string) error {
	if len(as) > 0 {
		return usage(c, fmt.Errorf("%s takes no arguments, found %q", name(c), as[0]))
	}
	return nil
}

// one takes one argument: what it is, and what to do when there are more.
func one(what, more string) cobra.PositionalArgs {
	return func(c *cobra.Command, as []string) error {
		switch {
		case len(as) == 0:
			return usage(c, fmt.Errorf("%s wants %s", name(c), what))
		case len(as) > 1:
			return &usageError{fmt.Errorf("%s wants %s, found %d", name(c), what, len(as)), c.CommandPath(), more}
		}
		return nil
	}
}

// subcommand is the check of a command that only holds others: what comes to
// it is a name that it does not know.
func subcommand(c *cobra.Command, as []string) error {
	if len(as) == 0 {
		return nil
	}
	var names []string
	for _, s := range c.Commands() {
		names = append(names, s.Name())
	}
	return &usageError{fmt.Errorf("there is no command %q", strings.TrimSpace(name(c)+" "+as[0])),
		c.CommandPath(), diag.DidYouMean(as[0], names)}
}

var flagName = regexp.MustCompile(`--\w+`)

// wrongFlag explains an error of the flag parser.
func wrongFlag(c *cobra.Command, err error) error {
	e := &usageError{err: err, verb: c.CommandPath()}
	if word, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		e.hint = diag.DidYouMean("--"+word, flagName.FindAllString(c.Flags().FlagUsages(), -1))
	}
	return e
}
