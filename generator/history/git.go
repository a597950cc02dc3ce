package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// settings are those of git that could run a program, or change what it
// writes. The user's own configuration is read otherwise: it says which folders
// are safe.
var settings = [...]string{
	"core.quotePath=off", "core.hooksPath=" + os.DevNull, "core.fsmonitor=false", "core.pager=cat",
	"log.showSignature=false", "log.showRoot=true", "log.follow=false", "log.mailmap=false",
	"diff.orderFile=" + os.DevNull, "diff.relative=false", "diff.ignoreSubmodules=all",
	"protocol.allow=never", "core.sshCommand=false",
}

// A gitError is git's refusal.
type gitError struct {
	err  error
	said string // the first line that it wrote to stderr
}

func (e *gitError) Error() string {
	if e.said == "" {
		return "git: " + e.err.Error()
	}
	return "git: " + e.said
}
func (e *gitError) Unwrap() error { return e.err }

// git runs git in dir and gives what it writes to read. The process has ended
// when git returns.
func git(ctx context.Context, dir string, read func(io.Reader) error, args ...string) error {
	all := []string{"--no-pager", "--no-optional-locks", "--no-replace-objects"}
	for _, s := range settings {
		all = append(all, "-c", s)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := exec.CommandContext(ctx, "git", append(all, args...)...)
	c.Dir, c.Env = dir, environment(os.Environ())
	var said bytes.Buffer
	c.Stderr = &firstBytes{to: &said, left: 4 << 10}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	readErr := read(out)
	if readErr != nil {
		stop() // nobody reads the rest
	}
	err = c.Wait()
	switch {
	case readErr != nil:
		return readErr
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return &gitError{err, strings.TrimPrefix(line, "fatal: ")}
	}
	return nil
}

// environment leaves out what would lead git elsewhere, and makes it speak
// English and ask nobody.
func environment(env []string) []string {
	var out []string
	for _, v := range env {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(strings.ToUpper(name), "GIT_") && name != "LC_ALL" && name != "LANGUAGE" {
			out = append(out, v)
		}
	}
	return append(out, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ASKPASS=")
}

// firstBytes keeps the first bytes of what is written to it.
type firstBytes struct {
	to   *bytes.Buffer
	left int
}

func (f *firstBytes) Write(b []byte) (int, error) {
	n := min(len(b), f.left)
	f.to.Write(b[:n])
	f.left -= n
	return len(b), nil
}

// absent says in words why git has no log of a folder, or gives the error that
// is none of these.
func absent(err error) (why string, rest error) {
	var refused *gitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "git is not installed", nil
	case errors.Is(err, exec.ErrDot):
		return "the only git is in the current folder, and is not run", nil
	case !errors.As(err, &refused):
		return "", err
	case strings.Contains(refused.said, "not a git repository"), strings.Contains(refused.said, "must be run in a work tree"):
		return "the site is in no git repository", nil
	case strings.Contains(refused.said, "does not have any commits"):
		return "the repository has no commit yet", nil
	case strings.Contains(refused.said, "dubious ownership"):
		return "the repository belongs to another user, and git wants `git config --global --add safe.directory`", nil
	}
	return fmt.Sprintf("git says %q", refused.Error()), nil
}
