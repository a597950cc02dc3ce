package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

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

// meanings says what each exit code means to who runs a verb.
var meanings = map[int]string{
	exitDone:        "done",
	exitContent:     "the content has errors",
	exitUsage:       "wrong usage",
	exitMachine:     "the machine failed (reading or writing)",
	exitLocked:      "another build or deploy holds the lock",
	exitInterrupted: "interrupted",
}

// exitStatus writes the part of a help text that tells a verb's exit codes.
func exitStatus(codes ...int) string {
	var b strings.Builder
	b.WriteString("\nExit status:\n")
	for _, c := range codes {
		fmt.Fprintf(&b, "  %-4d %s\n", c, meanings[c])
	}
	return b.String()
}

// report tells an error on w and gives the exit code.
func report(w io.Writer, err error) int {
	var (
		use    *usageError
		noSite *generator.NoSiteError
		no     *generator.RefusedError
		locked *generator.LockedError
		taken  *generator.DeployLockedError
		denied *generator.DeployRefusedError
		listen *generator.ListenError
		d      diag.Diagnostic
		list   diag.List
		io     *generator.IOError
		path   *fs.PathError
	)
	say := func(message string, hints ...string) {
		fmt.Fprintln(w, "opspress: "+message)
		for _, h := range hints {
			if h != "" {
				fmt.Fprintln(w, "  "+h)
			}
		}
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, generator.ErrContent):
		return exitContent // and the findings have been shown
	case errors.Is(err, context.Canceled):
		say("interrupted; what was published stays as it was")
		return exitInterrupted
	case errors.As(err, &use):
		say(use.Error(), use.hint, "see "+use.verb+" --help")
		return exitUsage
	case errors.As(err, &noSite):
		hint := "begin one with: opspress new site DIR"
		if noSite.Above != "" {
			hint = "the site above it is " + noSite.Above + ": run opspress there, or give -s " + noSite.Above
		}
		say(noSite.Error(), hint)
		return exitUsage
	case errors.As(err, &no):
		say(no.Error(), no.Hint)
		return exitUsage
	case errors.As(err, &locked):
		say(locked.Error())
		return exitLocked
	case errors.As(err, &taken):
		say(taken.Error())
		return exitLocked
	case errors.As(err, &denied):
		say(denied.Error(), denied.Hint)
		return exitUsage
	case errors.As(err, &listen):
		say(listen.Error())
		return exitMachine
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
		say(err.Error())
		return exitMachine
	}
	say(err.Error())
	return exitMachine
}

// coloured says whether what is written to f may have colours: a person reads
// it, and has not said no (https://no-color.org).
func coloured(f io.Writer) bool {
	file, ok := f.(*os.File)
	return ok && isTerminal(file) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
