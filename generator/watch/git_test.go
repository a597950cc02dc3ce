package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestGitLocked(t *testing.T) {
	dir := t.TempDir()
	mkdir(t, dir+"/repo/.git")
	mkdir(t, dir+"/repo/blog")
	mkdir(t, dir+"/main/.git/worktrees/tree")
	write(t, dir+"/tree/.git", "gitdir: ../main/.git/worktrees/tree\n")
	mkdir(t, dir+"/bare/blog")
	write(t, dir+"/odd/.git", "no such thing")
	now := time.Now()
	for _, c := range []struct {
		root, lock string
		age        time.Duration
		want       bool
	}{
		{"repo", "repo/.git/index.lock", 0, true},
		{"repo", "repo/.git/HEAD.lock", 0, true},
		{"repo/blog", "repo/.git/index.lock", 4 * time.Second, true},
		{"repo/blog", "repo/.git/index.lock", 5 * time.Second, false}, // left behind
		{"repo/blog", "repo/.git/config.lock", 0, false},
		{"tree", "main/.git/worktrees/tree/index.lock", 0, true},
		{"tree", "main/.git/index.lock", 0, false}, // of another work tree
		{"bare/blog", "bare/index.lock", 0, false},
		{"odd", "odd/index.lock", 0, false},
	} {
		lock := filepath.Join(dir, c.lock)
		write(t, lock, "")
		must(t, os.Chtimes(lock, now.Add(-c.age), now.Add(-c.age)))
		if got := gitLocked(filepath.Join(dir, c.root), now); got != c.want {
			t.Errorf("%s with %s %v old: got %v", c.root, c.lock, c.age, got)
		}
		must(t, os.Remove(lock))
		if gitLocked(filepath.Join(dir, c.root), now) {
			t.Errorf("%s is locked without a lock", c.root)
		}
	}
}

// A checkout of many files is one signal, and it comes when git is done.
func TestACheckoutIsOneSignal(t *testing.T) {
	root := site(t, "posts/a.md")
	lock := filepath.Join(root, ".git", "index.lock")
	mkdir(t, filepath.Dir(lock))
	d := sitAt(t, root)
	write(t, lock, "")
	for i := range 2000 {
		write(t, fmt.Sprintf("%s/posts/%d/post%d.md", root, i%40, i), "x")
	}
	select {
	case s := <-d.w.C():
		if info, err := os.Stat(lock); err != nil || time.Since(info.ModTime()) < lockCap {
			t.Fatalf("%+v while git holds its lock", s)
		}
	default:
	}
	must(t, os.Remove(lock))
	if s := d.next(); !s.Burst {
		t.Errorf("got %+v", s)
	}
	d.current()
	write(t, root+"/posts/7/last.md", "x")
	d.current()
}
