package watch

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"opspress/generator/diag"
)

// deadline is how long a test waits for what must come. It is long because
// the machine may be busy, and it is reached only by a test that fails.
const deadline = 30 * time.Second

// tester is what the kit needs of testing.T and of rapid.T.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

// A desk is a site with a Watcher that runs, and a reader that has a look at
// each signal.
type desk struct {
	t    tester
	root string
	w    *Watcher
	seen string // the look at the last signal
	why  []string

	mu   sync.Mutex
	said []diag.Diagnostic
	stop func()
}

// sit starts a Watcher over a folder; the returned desk has had the first
// signal.
func sit(t tester, root string, change ...func(*Watcher)) *desk {
	t.Helper()
	d := &desk{t: t, root: root}
	w, err := New(Options{
		Root: root, Dirs: []string{"posts", "layouts", "assets"}, Files: []string{"site.yaml"},
		Say: func(x diag.Diagnostic) { d.mu.Lock(); d.said = append(d.said, x); d.mu.Unlock() },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(w)
	}
	d.w = w
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	d.stop = func() {
		t.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(deadline):
			t.Fatal("Run does not end")
		}
	}
	if s := d.next(); !s.First {
		t.Errorf("the first signal is %+v", s)
	}
	return d
}

// sitAt is sit for a test that ends with its Watcher gone and no goroutine
// left.
func sitAt(t *testing.T, root string, change ...func(*Watcher)) *desk {
	t.Helper()
	before := goleak.IgnoreCurrent()
	d := sit(t, root, change...)
	t.Cleanup(func() {
		d.stop()
		goleak.VerifyNone(t, before)
	})
	return d
}

// next waits for a signal and looks at the files.
func (d *desk) next() Signal {
	d.t.Helper()
	select {
	case s := <-d.w.C():
		d.seen = d.look()
		d.why = append(d.why, s.Why)
		return s
	case <-time.After(deadline):
		d.t.Fatalf("no signal; signals so far: %q", d.why)
		panic("not reached")
	}
}

// current waits until the look at the last signal shows the files as they are
// now: the one promise of this package.
func (d *desk) current() {
	d.t.Helper()
	now := d.look()
	for end := time.Now().Add(deadline); d.seen != now; {
		select {
		case s := <-d.w.C():
			d.seen = d.look()
			d.why = append(d.why, s.Why)
		case <-time.After(time.Until(end)):
			d.t.Fatalf("after the last change there was no signal; signals so far: %q\nlast look:\n%s\nnow:\n%s", d.why, d.seen, now)
		}
	}
}

// saidAll gives what was said until now.
func (d *desk) saidAll() []diag.Diagnostic {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]diag.Diagnostic(nil), d.said...)
}

// look tells the state of everything a site has, through links.
func (d *desk) look() string {
	files := map[string]string{}
	var visit func(p string, depth int)
	visit = func(p string, depth int) {
		info, err := os.Stat(p)
		if err != nil || depth > 12 {
			return
		}
		if !info.IsDir() {
			b, err := os.ReadFile(p)
			files[p] = fmt.Sprintf("%q %v %v", b, info.ModTime().UnixNano(), err)
			return
		}
		entries, _ := os.ReadDir(p)
		for _, e := range entries {
			if !hidden(e.Name()) {
				visit(filepath.Join(p, e.Name()), depth+1)
			}
		}
	}
	for _, p := range d.w.tops() {
		visit(p, 0)
	}
	var out string
	for _, p := range slices.Sorted(maps.Keys(files)) {
		out += p + " " + files[p] + "\n"
	}
	return out
}

// site makes a folder with these files.
func site(t *testing.T, files ...string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "blog")
	mkdir(t, root)
	for _, f := range files {
		write(t, filepath.Join(root, f), "first")
	}
	return root
}

func write(t tester, path, text string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	must(t, os.WriteFile(path, []byte(text), 0o666))
}

func mkdir(t tester, path string) { t.Helper(); must(t, os.MkdirAll(path, 0o777)) }

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// create makes a file of its own, as editors do.
func create(t tester, path, text string, flag int, mode fs.FileMode) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, mode)
	must(t, err)
	_, err = f.WriteString(text)
	must(t, err)
	must(t, f.Close())
}
