package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/fsnotify/fsnotify"
)

func TestPollingWhenAsked(t *testing.T) {
	root := site(t, "posts/a.md", "posts/in/b.md", "shared/c.md")
	must(t, os.Symlink("../shared", root+"/posts/link"))
	must(t, os.Symlink("..", root+"/posts/in/loop"))
	d := sitAt(t, root, func(w *Watcher) {
		w.every = 5 * ms
		w.watches.sys.open = func() (*fsnotify.Watcher, error) { t.Error("events are asked for"); return fsnotify.NewWatcher() }
	})
	for _, step := range []func(){
		func() { write(t, root+"/posts/a.md", "secnd") }, // as long as before
		func() { write(t, root+"/posts/new/c.md", "x") },
		func() { write(t, root+"/shared/c.md", "second") },
		func() { must(t, os.Rename(root+"/posts/in", root+"/posts/out")) },
		func() { write(t, root+"/site.yaml", "title: x") },
		func() { must(t, os.RemoveAll(root)) },
		func() { write(t, root+"/posts/a.md", "again") },
	} {
		step()
		d.current()
	}
	if said := d.saidAll(); len(said) != 0 {
		t.Errorf("said %v", said)
	}
}

// Where events cannot be had, or not be trusted, the files are polled, it is
// said once, and nothing is missed.
func TestPollingByItself(t *testing.T) {
	deaf := func(*fsnotify.Watcher, string) error { return nil }
	fails := func(err error) func(*fsnotify.Watcher, string) error {
		return func(w *fsnotify.Watcher, dir string) error {
			if filepath.Base(dir) == "deep" {
				return &os.PathError{Op: "inotify_add_watch", Path: dir, Err: err}
			}
			return w.Add(dir)
		}
	}
	for _, c := range []struct {
		name   string
		change func(*system)
		why    string
		hint   string
	}{
		{"watches used up", func(s *system) { s.add = fails(syscall.ENOSPC) }, "limit on watched folders is used up", "fs.inotify.max_user_watches"},
		{"descriptors used up", func(s *system) { s.add = fails(syscall.EMFILE) }, "limit on watchers or open files", "fs.inotify.max_user_instances"},
		{"no watcher to be had", func(s *system) {
			s.open = func() (*fsnotify.Watcher, error) { return nil, fmt.Errorf("starting: %w", syscall.EMFILE) }
		}, "limit on watchers or open files", "fs.inotify.max_user_instances"},
		{"no watching at all", func(s *system) { s.add = fails(syscall.ENOSYS) }, "watching fails", ""},
		{"a network file system", func(s *system) {
			s.foreign = func(p string) string {
				if filepath.Base(p) == "posts" {
					return "NFS"
				}
				return ""
			}
		}, "file system (NFS) that does not tell", ""},
		{"watches that stay silent", func(s *system) { s.add = deaf }, "no file events come here", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := site(t, "posts/deep/a.md")
			d := sitAt(t, root, func(w *Watcher) { w.rest = 10 * ms; c.change(&w.watches.sys) })
			for _, text := range []string{"second", "third one"} {
				write(t, root+"/posts/deep/a.md", text)
				d.current()
			}
			write(t, root+"/posts/new/b.md", "x")
			d.current()
			said := d.saidAll()
			if len(said) == 1 && strings.Contains(said[0].Message, c.why) && strings.Contains(said[0].Hint, c.hint) &&
				strings.HasPrefix(said[0].Message, "the files are looked through every 10ms: ") {
				return
			}
			t.Errorf("said %v, want once %q, %q", said, c.why, c.hint)
		})
	}
}

// The limit may be reached later, by a folder that is new.
func TestPollingFromTheFolderThatIsTooMuch(t *testing.T) {
	root := site(t, "posts/a.md")
	d := sitAt(t, root, func(w *Watcher) {
		w.rest = 10 * ms
		w.watches.sys.add = func(fs *fsnotify.Watcher, dir string) error {
			if filepath.Base(dir) == "one-more" {
				return syscall.ENOSPC
			}
			return fs.Add(dir)
		}
	})
	write(t, root+"/posts/one-more/b.md", "x")
	d.current()
	write(t, root+"/posts/one-more/b.md", "second")
	d.current()
	write(t, root+"/posts/a.md", "second")
	d.current()
	if said := d.saidAll(); len(said) != 1 {
		t.Errorf("said %v", said)
	}
}

// A probe that is heard late ends the polling that its silence began.
func TestALateProbeIsHeard(t *testing.T) {
	root := site(t, "posts/a.md")
	var real atomic.Pointer[fsnotify.Watcher]
	d := sitAt(t, root, func(w *Watcher) {
		w.watches.sys.add = func(fs *fsnotify.Watcher, dir string) error { real.Store(fs); return nil }
	})
	for d.next().Why != "polling begins" {
	}
	real.Load().Events <- fsnotify.Event{Name: filepath.Join(root, "posts", probeName+"1"), Op: fsnotify.Create}
	real.Load().Events <- fsnotify.Event{Name: filepath.Join(root, "posts", "a.md"), Op: fsnotify.Write}
	d.next()
	if said := d.saidAll(); len(said) != 2 || !strings.Contains(said[1].Message, "come after all") {
		t.Errorf("said %v", said)
	}
}

// The real file system under a test is one that tells.
func TestForeign(t *testing.T) {
	if kind := foreign(filepath.Join(t.TempDir(), "absent")); kind != "" {
		t.Errorf("an absent folder is %s", kind)
	}
	if kind := foreign("/proc"); kind != "" {
		t.Errorf("/proc is %s", kind)
	}
}
