package watch

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/fsnotify/fsnotify"
)

// What happens to folders. Each step is followed by a check that it was seen,
// and at the end by one that a file in the folder named last is watched.
var moves = []struct {
	name  string
	files []string
	steps []func(t *testing.T, root string)
	last  string
}{
	{"a new folder", []string{"posts/a.md"}, steps(
		func(t *testing.T, root string) { write(t, root+"/posts/new/b.md", "x") },
	), "posts/new"},
	{"folders in a new folder, at once", []string{"posts/a.md"}, steps(
		func(t *testing.T, root string) { write(t, root+"/posts/x/y/z/b.md", "x") },
	), "posts/x/y/z"},
	{"a folder moved here from elsewhere, with all that is in it", []string{"posts/a.md", "drafts/in/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Rename(root+"/drafts", root+"/posts/drafts")) },
	), "posts/drafts/in"},
	{"a folder renamed", []string{"posts/old/in/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Rename(root+"/posts/old", root+"/posts/new")) },
		func(t *testing.T, root string) { write(t, root+"/posts/new/in/deep/c.md", "x") },
	), "posts/new/in/deep"},
	{"a folder renamed, and another put in its place", []string{"posts/old/in/b.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Rename(root+"/posts/old", root+"/posts/new"))
			write(t, root+"/posts/old/in/b.md", "another")
		},
		func(t *testing.T, root string) { write(t, root+"/posts/new/in/c.md", "x") },
	), "posts/old/in"},
	{"two folders exchanged", []string{"posts/a/in/x.md", "posts/b/in/y.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Rename(root+"/posts/a", root+"/posts/c"))
			must(t, os.Rename(root+"/posts/b", root+"/posts/a"))
			must(t, os.Rename(root+"/posts/c", root+"/posts/b"))
		},
		func(t *testing.T, root string) {
			mkdir(t, root+"/posts/a/in/new")
			write(t, root+"/posts/a/in/new/z.md", "x")
		},
	), "posts/b/in"},
	{"a folder deleted and made again", []string{"posts/a/b.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.RemoveAll(root+"/posts/a"))
			write(t, root+"/posts/a/c.md", "x")
		},
	), "posts/a"},
	{"posts deleted, later made again", []string{"posts/a.md", "site.yaml"}, steps(
		func(t *testing.T, root string) { must(t, os.RemoveAll(root+"/posts")) },
		func(t *testing.T, root string) { write(t, root+"/posts/in/a.md", "x") },
	), "posts/in"},
	{"posts renamed away and another moved in", []string{"posts/a.md", "other/in/b.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Rename(root+"/posts", root+"/was"))
			must(t, os.Rename(root+"/other", root+"/posts"))
		},
	), "posts/in"},
	{"no posts at first", nil, steps(
		func(t *testing.T, root string) { write(t, root+"/posts/a.md", "x") },
		func(t *testing.T, root string) { write(t, root+"/site.yaml", "title: x") },
	), "posts"},
	{"the root deleted, later made again", []string{"posts/a.md"}, steps(
		func(t *testing.T, root string) { must(t, os.RemoveAll(root)) },
		func(t *testing.T, root string) { write(t, root+"/posts/a.md", "again") },
	), "posts"},
	{"the root and the folder above it deleted, later made again", []string{"posts/a.md"}, steps(
		func(t *testing.T, root string) { must(t, os.RemoveAll(filepath.Dir(root))) },
		func(t *testing.T, root string) { write(t, root+"/posts/a.md", "again") },
	), "posts"},
	{"the root renamed and another put in its place", []string{"posts/a.md", "../next/posts/b.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Rename(root, root+".old"))
			must(t, os.Rename(filepath.Dir(root)+"/next", root))
		},
	), "posts"},
	{"a linked folder", []string{"posts/a.md", "shared/in/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Symlink("../shared", root+"/posts/link")) },
		func(t *testing.T, root string) { write(t, root+"/shared/in/b.md", "second") },
		func(t *testing.T, root string) { write(t, root+"/shared/new/c.md", "x") },
	), "posts/link/new"},
	{"a linked folder whose target goes and returns", []string{"posts/a.md", "shared/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Symlink("../shared", root+"/posts/link")) },
		func(t *testing.T, root string) { must(t, os.Rename(root+"/shared", root+"/gone")) },
		func(t *testing.T, root string) { must(t, os.Rename(root+"/gone", root+"/shared")) },
	), "shared"},
	{"a link that goes, while the folder stays", []string{"posts/z/a.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Symlink("z", root+"/posts/a"))
			must(t, os.Rename(root+"/posts", root+"/turn")) // so that the link is met first
			must(t, os.Rename(root+"/turn", root+"/posts"))
		},
		func(t *testing.T, root string) { must(t, os.Remove(root+"/posts/a")) },
		func(t *testing.T, root string) { mkdir(t, root+"/posts/z/new"); write(t, root+"/posts/z/b.md", "x") },
	), "posts/z/new"},
	{"a link that is turned to another folder", []string{"one/a.md", "two/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Symlink("one", root+"/posts")) },
		func(t *testing.T, root string) {
			must(t, os.Symlink("two", root+"/posts.new"))
			must(t, os.Rename(root+"/posts.new", root+"/posts"))
		},
	), "two"},
	{"a link to a file, by way of another link", []string{"posts/a.md", "shared/b.md", "shared/c.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Symlink("b.md", root+"/shared/way.md"))
			must(t, os.Symlink("../shared/way.md", root+"/posts/link.md"))
		},
		func(t *testing.T, root string) { write(t, root+"/shared/b.md", "second") },
		func(t *testing.T, root string) {
			must(t, os.Symlink("c.md", root+"/shared/new.md"))
			must(t, os.Rename(root+"/shared/new.md", root+"/shared/way.md"))
		},
		func(t *testing.T, root string) { write(t, root+"/shared/c.md", "third") },
	), "posts"},
	{"a link that leads nowhere yet", []string{"posts/a.md"}, steps(
		func(t *testing.T, root string) {
			must(t, os.Symlink("../later", root+"/posts/link"))
			write(t, root+"/posts/a.md", "second")
		},
		func(t *testing.T, root string) { write(t, root+"/later/b.md", "x") },
	), "later"},
	{"a link back to the folder it stands in", []string{"posts/a/b.md"}, steps(
		func(t *testing.T, root string) { must(t, os.Symlink("..", root+"/posts/a/loop")) },
		func(t *testing.T, root string) { must(t, os.Rename(root+"/posts/a", root+"/posts/c")) },
	), "posts/c"},
}

func steps(fs ...func(t *testing.T, root string)) []func(t *testing.T, root string) { return fs }

func TestFoldersMayMove(t *testing.T) {
	for _, m := range moves {
		t.Run(m.name, func(t *testing.T) {
			root := site(t, m.files...)
			d := sitAt(t, root)
			for _, step := range m.steps {
				step(t, root)
				d.current()
			}
			for _, text := range []string{"one", "two of it"} {
				write(t, filepath.Join(root, m.last, "last.md"), text)
				d.current()
			}
		})
	}
}

// A folder may be renamed with many in it, and the new ones are watched.
func TestManyFoldersMoveAtOnce(t *testing.T) {
	root := site(t, "posts/a.md")
	for i := range 300 {
		mkdir(t, filepath.Join(root, "posts", "year", "post"+string(rune('a'+i%26))+string(rune('a'+i/26))))
	}
	d := sitAt(t, root)
	must(t, os.Rename(root+"/posts/year", root+"/posts/2026"))
	write(t, root+"/posts/2026/postab/index.md", "x")
	d.current()
	write(t, root+"/posts/2026/postbb/index.md", "x")
	d.current()
}

// The root may be given through a link, and the link be turned.
func TestTheRootMayBeALink(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/v1/posts/a.md", "first")
	write(t, dir+"/v2/posts/a.md", "second")
	must(t, os.Symlink("v1", dir+"/blog"))
	d := sitAt(t, dir+"/blog")
	write(t, dir+"/v1/posts/a.md", "first, edited")
	d.current()
	must(t, os.Symlink("v2", dir+"/next"))
	must(t, os.Rename(dir+"/next", dir+"/blog"))
	d.current()
	write(t, dir+"/v2/posts/b.md", "x")
	d.current()
}

// A folder that may not be read is watched from the moment it may.
func TestAnUnreadableFolderIsReadable(t *testing.T) {
	root := site(t, "posts/shut/a.md")
	var open atomic.Bool
	d := sitAt(t, root, func(w *Watcher) {
		w.watches.sys.add = func(fs *fsnotify.Watcher, dir string) error {
			if filepath.Base(dir) == "shut" && !open.Load() {
				return syscall.EACCES
			}
			return fs.Add(dir)
		}
	})
	open.Store(true)
	must(t, os.Chmod(root+"/posts/shut", 0o700))
	if s := d.next(); s.Why != "posts/shut" {
		t.Errorf("a signal for %s", s.Why)
	}
	write(t, root+"/posts/shut/a.md", "second")
	d.current()
	if said := d.saidAll(); len(said) != 0 {
		t.Errorf("said %v", said)
	}
}

// What Ignore names is not watched, whatever happens there.
func TestIgnore(t *testing.T) {
	root := site(t, "posts/a.md", "posts/skip/b.md")
	d := sitAt(t, root, func(w *Watcher) {
		w.ignore = func(p string) bool { return p == "posts/skip" }
		w.watches.ignore = w.ignore
	})
	write(t, root+"/posts/skip/b.md", "second")
	write(t, root+"/posts/a.md", "second")
	for s := d.next(); s.Why != "posts/a.md"; s = d.next() {
		t.Errorf("a signal for %s", s.Why)
	}
}
