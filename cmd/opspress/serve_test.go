package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func servedSite(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		text := fmt.Sprintf("---\ntitle: 글 %d\n---\n%s", i, strings.Repeat("```go\nfunc main() { println(1) }\n```\n\n", 20))
		if err := os.WriteFile(filepath.Join(root, "posts", fmt.Sprintf("p%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestServeEndsWithCtrlC interrupts a server that is building its site while a
// tab listens: it ends within a second, as it should end, and leaves nothing.
// Of three servers the quickest is judged, for a busy machine may stand still.
func TestServeEndsWithCtrlC(t *testing.T) {
	for _, verb := range []string{"serve", "server"} {
		t.Run(verb, func(t *testing.T) {
			quickest := time.Hour
			for range 3 {
				if quickest = min(quickest, ctrlC(t, verb)); quickest <= time.Second {
					return
				}
			}
			t.Errorf("it took %s to end", quickest)
		})
	}
}

// ctrlC tells how long the server takes to end.
func ctrlC(t *testing.T, verb string) time.Duration {
	t.Helper()
	root := servedSite(t)
	c := exec.Command("opspress", verb, "-s", root, "-p", "0")
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	var url string
	for url == "" && lines.Scan() {
		if at, ok := strings.CutPrefix(lines.Text(), "serving at "); ok {
			url = at
		}
	}
	if lines.Scan(); lines.Text() != "Press Ctrl+C to stop" {
		t.Errorf("it says %q", lines.Text())
	}
	res, err := http.Get(url + "_opspress/events?page=/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	began := time.Now()
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it still says
	}
	if err := c.Wait(); err != nil {
		t.Errorf("exit: %v", err)
	}
	took := time.Since(began)
	if files, err := filepath.Glob(filepath.Join(root, "*")); err != nil || len(files) != 2 || filepath.Base(files[0]) != ".opspress" {
		t.Errorf("beside posts and the cache there are %v (%v)", files, err)
	}
	return took
}

func TestServeOnATakenPortIsTheMachinesFault(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	out, err := exec.Command("opspress", "serve", "-s", servedSite(t), "-p", fmt.Sprint(port)).CombinedOutput()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != exitMachine {
		t.Errorf("exit: %v, want %d", err, exitMachine)
	}
	if !strings.Contains(string(out), "is in use by another program") {
		t.Errorf("it says %q", out)
	}
}
