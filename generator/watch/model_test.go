package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// An author does anything to files, folders and links: names are few, so that
// they meet each other.
func act(t *rapid.T, root string) {
	name := func(label string) string {
		parts := []string{rapid.SampledFrom([]string{"posts", "posts", "posts", "assets", "layouts", "beside"}).Draw(t, label+" in")}
		for range rapid.IntRange(0, 3).Draw(t, label+" depth") {
			parts = append(parts, rapid.SampledFrom([]string{"a", "b", "c", "d.md", "4913"}).Draw(t, label))
		}
		return filepath.Join(root, filepath.Join(parts...))
	}
	from, to := name("name"), name("other")
	// What cannot be done (a file where a folder is) is not done.
	switch rapid.SampledFrom([]string{"write", "write", "write", "append", "mkdir", "rename", "rename", "remove", "link", "save", "root"}).Draw(t, "what") {
	case "write":
		os.MkdirAll(filepath.Dir(from), 0o777)
		os.WriteFile(from, []byte(fmt.Sprint(rapid.IntRange(0, 99).Draw(t, "text"))), 0o666)
	case "append":
		if f, err := os.OpenFile(from, os.O_WRONLY|os.O_APPEND, 0); err == nil {
			f.WriteString("+")
			f.Close()
		}
	case "mkdir":
		os.MkdirAll(from, 0o777)
	case "rename":
		os.Rename(from, to)
	case "remove":
		os.RemoveAll(from)
	case "link":
		os.Symlink(to, from)
	case "save":
		if os.WriteFile(from+"~", []byte("saved"), 0o666) == nil {
			os.Rename(from+"~", from)
		}
	case "root":
		if rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
			os.Rename(root, root+".away")
			os.MkdirAll(filepath.Join(root, "posts"), 0o777)
			os.RemoveAll(root + ".away")
		}
	}
}

// Whatever is done, and in whatever order: when it is quiet, there was a
// signal after the last change. rapid's hundred runs are 2,000 operations.
func TestAfterTheLastChangeThereIsASignal(t *testing.T) {
	before, fds := goleak.IgnoreCurrent(), descriptors(t)
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		root := filepath.Join(dir, fmt.Sprint(n), "blog")
		mkdir(t, filepath.Join(root, "posts"))
		d := sit(t, root)
		defer d.stop()
		for range 4 {
			for range 5 {
				act(t, root)
			}
			d.current()
		}
	})
	goleak.VerifyNone(t, before)
	if now := descriptors(t); now > fds {
		t.Errorf("%d descriptors were open before, %d are now", fds, now)
	}
}

// One Watcher lives through a day of it without growing.
func TestALongDay(t *testing.T) {
	root := site(t, "posts/a.md")
	d := sitAt(t, root)
	fds := descriptors(t)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		a, b := fmt.Sprintf("%s/posts/%d", root, r.IntN(5)), fmt.Sprintf("%s/posts/%d", root, r.IntN(5))
		switch r.IntN(3) {
		case 0:
			os.Rename(a, b)
		case 1:
			os.RemoveAll(a)
		default:
			write(t, a+"/index.md", fmt.Sprint(i))
		}
		if i%20 == 0 {
			d.current()
		}
	}
	d.current()
	if now := descriptors(t); now > fds {
		t.Errorf("%d descriptors were open in the morning, %d are now", fds, now)
	}
}

// descriptors counts the open descriptors of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		list, err = os.ReadDir("/dev/fd")
	}
	must(t, err)
	return len(list)
}

// Nobody need read the signals: what was done meanwhile is one of them.
func TestNobodyReads(t *testing.T) {
	root := site(t, "posts/a.md")
	d := sitAt(t, root)
	for i := range 50 {
		write(t, root+"/posts/a.md", fmt.Sprint("text ", i))
		write(t, fmt.Sprintf("%s/posts/%d/a.md", root, i), "x")
	}
	d.current()
	if len(d.w.C()) > 1 {
		t.Error("more than one signal waits")
	}
}
