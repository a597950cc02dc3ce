package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

// The exit codes of every verb.
const (
	exitDone        = 0
	exitContent     = 1
	exitUsage       = 2
	exitMachine     = 3
	exitLocked      = 4
	exitInterrupted = 130
)

const exitCodes = `
Exit status:
  0    done
  1    the content has errors; nothing was published
  2    wrong usage
  3    the machine failed (reading or writing)
  4    another build holds the output folder
  130  interrupted
`

// A usageError is a command line that says something impossible.
type usageError struct {
	err  error
	verb string // of the command line, for the hint
}

func (e *usageError) Error() string { return e.err.Error() }

func usage(c *cobra.Command, err error) error { return &usageError{err, c.CommandPath()} }

// args wraps a check of the arguments so that its error counts as wrong usage.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, as []string) error {
		if err := check(c, as); err != nil {
			return usage(c, err)
		}
		return nil
	}
}

// report tells an error on w and gives the exit code.
func report(w io.Writer, err error) int {
	var (
		use    *usageError
		noSite *generator.NoSiteError
		no     *generator.RefusedError
		locked *generator.LockedError
		d      diag.Diagnostic
		list   diag.List
		io     *generator.IOError
		path   *fs.PathError
	)
	say := func(message, hint string) {
		fmt.Fprintln(w, "opspress: "+message)
		if hint != "" {
			fmt.Fprintln(w, "  "+hint)
		}
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, generator.ErrContent):
		return exitContent // and the findings have been shown
	case errors.Is(err, context.Canceled):
		say("interrupted; what was published stays as it was", "")
		return exitInterrupted
	case errors.As(err, &use):
		say(use.Error(), "see "+use.verb+" --help")
		return exitUsage
	case errors.As(err, &noSite):
		say(noSite.Error(), "begin one with: opspress new site DIR")
		return exitUsage
	case errors.As(err, &no):
		say(no.Error(), no.Hint)
		return exitUsage
	case errors.As(err, &locked):
		say(locked.Error(), "")
		return exitLocked
	case errors.As(err, &list):
		diag.WriteHuman(w, list, diag.HumanOptions{})
		return exitContent
	case errors.As(err, &d):
		say(d.Error(), d.Hint)
		if d.Rule == "output-folder" {
			return exitUsage
		}
		return exitContent
	case errors.As(err, &io), errors.As(err, &path):
		say(err.Error(), "")
		return exitMachine
	case strings.HasPrefix(err.Error(), "unknown command"):
		say(strings.TrimSpace(err.Error()), "see opspress --help")
		return exitUsage
	}
	say(err.Error(), "")
	return exitMachine
}

// coloured says whether what is written to f may have colours: a person reads
// it, and has not said no (https://no-color.org).
func coloured(f io.Writer) bool {
	file, ok := f.(*os.File)
	return ok && isTerminal(file) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
