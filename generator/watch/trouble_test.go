package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// soon gives what comes on a channel, and fails when nothing does.
func soon[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(deadline):
		t.Fatal("nothing comes")
	}
	return v
}

// An overflow and every other error of the watcher are answered by new watches
// and a signal.
func TestErrorsAreAnsweredByALook(t *testing.T) {
	for _, e := range []error{fsnotify.ErrEventOverflow, errors.New("short read")} {
		t.Run(e.Error(), func(t *testing.T) {
			root := site(t, "posts/a.md")
			opened := make(chan *fsnotify.Watcher, 100)
			deaf := true
			d := sitAt(t, root, func(w *Watcher) {
				w.watches.sys.open = func() (*fsnotify.Watcher, error) {
					fs, err := fsnotify.NewWatcher()
					opened <- fs
					return fs, err
				}
				w.watches.sys.add = func(fs *fsnotify.Watcher, dir string) error {
					if deaf && filepath.Base(dir) == "posts" {
						deaf = false // the first watch on posts/ loses every event
						return nil
					}
					return fs.Add(dir)
				}
			})
			write(t, root+"/posts/a.md", "second")
			select {
			case soon(t, opened).Errors <- e:
			case <-time.After(deadline):
				t.Fatal("nobody hears an error")
			}
			d.current()
			soon(t, opened) // new watches
			write(t, root+"/posts/a.md", "third one")
			d.current()
			if s := d.why; !strings.Contains(strings.Join(s, "; "), "the system") && !strings.Contains(strings.Join(s, "; "), "more happened") {
				t.Errorf("signals: %q", s)
			}
		})
	}
}

// The system drops what does not fit into its queue, for good. Here nobody takes
// events out of it until it has dropped some, the last edit among them.
func TestARealOverflowIsAnsweredByALook(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the length of the queue is known on Linux")
	}
	text, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	must(t, err)
	most, err := strconv.Atoi(strings.TrimSpace(string(text)))
	must(t, err)
	if most > 1<<18 {
		t.Skipf("the queue takes %d events", most)
	}
	root := site(t, "posts/a.md", "posts/b.md")
	d := sitAt(t, root)
	d.w.in.mu.Lock() // whoever brings events has to wait
	for i := range most + 4096 {
		name := []string{"/posts/a.md", "/posts/b.md"}[i%2] // equal neighbours would be one event
		must(t, os.Chmod(root+name, os.FileMode(0o600+i/2%2*0o044)))
	}
	write(t, root+"/posts/a.md", "after the overflow")
	write(t, root+"/posts/new/c.md", "likewise")
	d.w.in.mu.Unlock()
	d.current()
	for !strings.Contains(strings.Join(d.why, "; "), "more happened than the system could tell") {
		d.next()
	}
	write(t, root+"/posts/new/c.md", "the new folder is watched")
	d.current()
}

// More names than the inbox holds are a reason to look at everything.
func TestAFullInboxForgetsNamesNotThatSomethingHappened(t *testing.T) {
	in := newInbox()
	for i := range full + 10 {
		in.event(fmt.Sprint(i), fsnotify.Write)
	}
	m := in.take()
	if m.again == "" || len(m.names) != 0 {
		t.Errorf("got %q and %d names", m.again, len(m.names))
	}
	in.event("x", fsnotify.Create)
	in.event("x", fsnotify.Write)
	m = in.take()
	if n := m.names["x"]; m.again != "" || n.first != fsnotify.Create || n.ops != fsnotify.Create|fsnotify.Write {
		t.Errorf("got %+v", m)
	}
}

// A signal that waits takes in the next one: a First stays a First, both
// together are a Burst, and Since is when the first of it was met.
func TestSignalsMerge(t *testing.T) {
	early, late := at(0), at(50*ms)
	for _, c := range []struct {
		name      string
		old, next Signal
		want      Signal
	}{
		{"two lone events", Signal{Why: "a", Since: early}, Signal{Why: "b", Since: late}, Signal{Why: "b", Burst: true, Since: early}},
		{"the first and an event", Signal{Why: "a", First: true, Since: early}, Signal{Why: "b", Since: late},
			Signal{Why: "b", First: true, Burst: true, Since: early}},
		{"an event and the first", Signal{Why: "a", Since: early}, Signal{Why: "b", First: true, Since: late},
			Signal{Why: "b", First: true, Burst: true, Since: early}},
		{"a burst and an event", Signal{Why: "a", Burst: true, Since: early}, Signal{Why: "b", Since: late}, Signal{Why: "b", Burst: true, Since: early}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := New(Options{Root: t.TempDir()})
			must(t, err)
			w.send(c.old)
			w.send(c.next)
			if got := soon(t, w.C()); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			w.send(c.next)
			if got := soon(t, w.C()); got != c.next {
				t.Errorf("one that was taken still counts: %+v", got)
			}
		})
	}
}

// A root that is away for long is waited for, whatever else happens around it.
func TestARootThatIsLongAway(t *testing.T) {
	root := site(t, "posts/a.md")
	d := sitAt(t, root)
	away := root + ".away"
	must(t, os.Rename(root, away))
	d.current()
	for i := range 500 {
		write(t, fmt.Sprintf("%s/other%d/x.md", filepath.Dir(root), i%50), "x")
		write(t, away+"/posts/a.md", fmt.Sprint(i))
	}
	must(t, os.Rename(away, root))
	d.current()
	write(t, root+"/posts/a.md", "back")
	d.current()
	write(t, root+"/posts/in/b.md", "x")
	d.current()
}
