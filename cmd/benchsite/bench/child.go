package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A run is one child process under measurement, and what it did to its output
// folder.
type run struct {
	Wall    time.Duration `json:"wall_ns"`
	CPU     time.Duration `json:"cpu_ns"`     // user and system
	Peak    int64         `json:"peak_bytes"` // resident; 0 where the system does not tell
	Written int           `json:"written"`    // files that are new or were touched
	Total   int           `json:"total"`      // files that are there
}

// child runs a program to its end. out is the folder that it writes; what
// stands there before and after is counted outside of the time.
//
// A system counts as the peak of a child also what this process holds while it
// starts it, so nothing here is large.
func child(ctx context.Context, out, program string, args ...string) (run, error) {
	before, err := stamps(out)
	if err != nil {
		return run{}, err
	}
	var said bytes.Buffer
	c := exec.CommandContext(ctx, program, args...)
	c.Stdout, c.Stderr = &said, &said
	began := time.Now()
	err = c.Run()
	r := run{Wall: time.Since(began)}
	if err != nil {
		return r, fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, last(said.String(), 2000))
	}
	r.CPU, r.Peak = c.ProcessState.UserTime()+c.ProcessState.SystemTime(), peak(c.ProcessState)
	after, err := stamps(out)
	r.Total = len(after)
	for name, stamp := range after {
		if old, there := before[name]; !there || old != stamp {
			r.Written++
		}
	}
	return r, err
}

// last is the end of what a program said.
func last(s string, n int) string {
	if s = strings.TrimSpace(s); len(s) > n {
		s = "..." + s[len(s)-n:]
	}
	return s
}

// clear takes folders away.
func clear(dirs ...string) error {
	for _, d := range dirs {
		if err := os.RemoveAll(d); err != nil {
			return err
		}
	}
	return nil
}
