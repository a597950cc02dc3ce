package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestInterrupt ends a running build: it says so with its exit code, the site
// that stood there stays whole, and the next build leaves no trace of it.
func TestInterrupt(t *testing.T) {
	root := t.TempDir()
	post := func(i int, word string) {
		text := fmt.Sprintf("---\ntitle: Post %d\ndate: 2026-01-01\ntags: [a, b]\n---\n", i) +
			strings.Repeat("## "+word+"\n\nSome **words** and `code`.\n\n```go\nfunc main() { println(1) }\n```\n\n", 60)
		if err := os.WriteFile(filepath.Join(root, "posts", fmt.Sprintf("item-%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	const posts = 150
	for i := range posts {
		post(i, "first")
	}
	if out, err := exec.Command("opspress", "build", "-s", root).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	public := filepath.Join(root, "public")
	var before map[string]string
	var said string
	var exit *exec.ExitError
	// On a busy machine a build may be over before the signal is sent.
	for try := range 10 {
		before = bytesBelow(t, public)
		for i := range posts {
			post(i, fmt.Sprintf("second %d", try))
		}
		var err error
		if said, err = interrupted(t, root); errors.As(err, &exit) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if exit == nil || exit.ExitCode() != 130 {
		t.Fatalf("exit: %v, want 130\n%s", exit, said)
	}
	if !strings.Contains(said, "opspress: interrupted; what was published stays as it was") {
		t.Errorf("stderr: %s", said)
	}
	if after := bytesBelow(t, public); !maps.Equal(before, after) {
		t.Error("the interrupted build changed what was published")
	}

	if out, err := exec.Command("opspress", "build", "-s", root).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for p, text := range bytesBelow(t, filepath.Join(root, "public")) {
		if strings.HasPrefix(p, ".opspress-stage") || strings.HasPrefix(p, ".opspress.lock") {
			t.Errorf("%s is left", p)
		}
		if strings.HasPrefix(p, "posts/item-") && !strings.Contains(text, "second") {
			t.Errorf("%s is old", p)
		}
	}
}

// interrupted builds and interrupts the build when it stages its first page.
func interrupted(t *testing.T, root string) (said string, err error) {
	t.Helper()
	build := exec.Command("opspress", "build", "-s", root, "-j", "1")
	var stderr bytes.Buffer
	build.Stderr = &stderr
	if err := build.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- build.Wait() }()
	stage := filepath.Join(root, "public", ".opspress-stage")
	for ; ; runtime.Gosched() {
		select {
		case err := <-ended:
			return stderr.String(), err
		default:
		}
		if in, err := os.ReadDir(stage); err == nil && len(in) > 0 {
			_ = build.Process.Signal(os.Interrupt) // it may have ended by itself
			err := <-ended
			return stderr.String(), err
		}
	}
}

// bytesBelow reads all files of a folder.
func bytesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		all[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
