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
	"time"
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
	before := bytesBelow(t, filepath.Join(root, "public"))
	for i := range posts {
		post(i, "second")
	}

	build := exec.Command("opspress", "build", "-s", root, "-j", "1")
	var stderr bytes.Buffer
	build.Stderr = &stderr
	if err := build.Start(); err != nil {
		t.Fatal(err)
	}
	stage := filepath.Join(root, "public", ".opspress-stage")
	for deadline := time.Now().Add(time.Minute); ; runtime.Gosched() {
		if in, err := os.ReadDir(stage); err == nil && len(in) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the build stages nothing")
		}
	}
	if err := build.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := build.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Fatalf("exit: %v, want 130\n%s", err, stderr.String())
	}
	if !strings.Contains(stderr.String(), "opspress: interrupted; what was published stays as it was") {
		t.Errorf("stderr: %s", stderr.String())
	}
	if after := bytesBelow(t, filepath.Join(root, "public")); !maps.Equal(before, after) {
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
