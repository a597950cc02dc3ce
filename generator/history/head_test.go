package history

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestHead(t *testing.T) {
	dir := t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		c := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	want := func(want string) {
		t.Helper()
		if got := Head(context.Background(), dir); got != want {
			t.Errorf("the head is %q, want %q", got, want)
		}
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want("") // no repository
	run("init", "-q")
	want("") // no commit
	write("one")
	run("add", ".")
	run("commit", "-qm", "one")
	id := run("rev-parse", "HEAD")[:12]
	want(id)
	write("two")
	want(id + "+")
}
