package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestServeOpensABrowser puts a program in the place of the desktop's, which
// writes down the URL that it is given.
func TestServeOpensABrowser(t *testing.T) {
	bin := t.TempDir()
	opened := filepath.Join(bin, "opened")
	text := "#!/bin/sh\nprintf '%s' \"$1\" >" + opened + ".new && mv " + opened + ".new " + opened + "\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("opspress")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want func(said, url string) bool
	}{
		{bin + ":/usr/bin:/bin", func(_, url string) bool {
			b, err := os.ReadFile(opened)
			return err == nil && string(b) == url
		}},
		{t.TempDir(), func(said, _ string) bool { return strings.Contains(said, "no browser could be opened: ") }},
	} {
		serve := exec.Command(program, "serve", "-s", servedSite(t), "-p", "0", "-O")
		serve.Env = append(os.Environ(), "PATH="+c.path)
		out, err := serve.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		said, url := "", ""
		lines := bufio.NewScanner(out)
		for !strings.Contains(said, "built in ") && lines.Scan() {
			said += lines.Text() + "\n"
			if at, ok := strings.CutPrefix(lines.Text(), "serving at "); ok {
				url = at
			}
		}
		for end := time.Now().Add(time.Minute); !c.want(said, url); <-time.After(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Errorf("with PATH=%s no browser was opened at %q; it said\n%s", c.path, url, said)
				break
			}
		}
		if err := serve.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it still says
		}
		if err := serve.Wait(); err != nil {
			t.Error(err)
		}
	}
}
