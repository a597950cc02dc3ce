package watch

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fsnotify/fsnotify"
)

// The ways in which editors save posts/a.md, as the system calls that strace
// shows of them.
var editors = []struct {
	name string
	save func(t *testing.T, dir, file string)
}{
	{"write in place (nano, VS Code: truncate and write)", func(t *testing.T, _, file string) {
		create(t, file, "second", os.O_TRUNC, 0o666)
	}},
	{"append (>>)", func(t *testing.T, _, file string) {
		create(t, file, "second", os.O_APPEND, 0o666)
	}},
	{"vim: trial file, backup by rename, new file, backup gone", func(t *testing.T, dir, file string) {
		create(t, filepath.Join(dir, ".a.md.swp"), "b0VIM", os.O_EXCL, 0o600)
		trial := filepath.Join(dir, "4913")
		create(t, trial, "", os.O_EXCL, 0o100644)
		must(t, os.Remove(trial))
		must(t, os.Rename(file, file+"~"))
		create(t, file, "second", os.O_TRUNC, 0o644)
		must(t, os.Chmod(file, 0o644))
		must(t, os.Remove(file+"~"))
		must(t, os.Remove(filepath.Join(dir, ".a.md.swp")))
	}},
	{"vim with backupcopy=yes: copy, then in place", func(t *testing.T, _, file string) {
		create(t, file+"~", "first", os.O_EXCL, 0o644)
		create(t, file, "second", os.O_TRUNC, 0o644)
		must(t, os.Remove(file+"~"))
	}},
	{"emacs: dangling lock, autosave, backup by rename", func(t *testing.T, dir, file string) {
		lock := filepath.Join(dir, ".#a.md")
		must(t, os.Symlink("someone@host.1234:1700000000", lock))
		create(t, filepath.Join(dir, "#a.md#"), "sec", 0, 0o644)
		must(t, os.Rename(file, file+"~"))
		create(t, file, "second", os.O_EXCL, 0o644)
		must(t, os.Remove(lock))
		must(t, os.Remove(filepath.Join(dir, "#a.md#")))
	}},
	{"JetBrains: new file, old one aside, new one in place, old one gone", func(t *testing.T, _, file string) {
		create(t, file+"___jb_tmp___", "second", os.O_TRUNC, 0o644)
		must(t, os.Rename(file, file+"___jb_old___"))
		must(t, os.Rename(file+"___jb_tmp___", file))
		must(t, os.Remove(file+"___jb_old___"))
	}},
	{"Helix: backup by rename, new file, backup gone", func(t *testing.T, _, file string) {
		must(t, os.Rename(file, file+"aB3dE9.bck"))
		create(t, file, "second", os.O_TRUNC, 0o644)
		must(t, os.Remove(file+"aB3dE9.bck"))
	}},
	{"sed -i: another file, renamed over it", func(t *testing.T, dir, file string) {
		tmp := filepath.Join(dir, "sedQx81aZ")
		create(t, tmp, "second", os.O_EXCL, 0o600)
		must(t, os.Chmod(tmp, 0o644))
		must(t, os.Rename(tmp, file))
	}},
	{"sed -i.bak: the old one stays beside it", func(t *testing.T, dir, file string) {
		tmp := filepath.Join(dir, "sedQx81aZ")
		create(t, tmp, "second", os.O_EXCL, 0o600)
		must(t, os.Rename(file, file+".bak"))
		must(t, os.Rename(tmp, file))
	}},
	{"GNOME and KDE: a hidden file, renamed over it", func(t *testing.T, dir, file string) {
		tmp := filepath.Join(dir, ".goutputstream-XYZ123")
		create(t, tmp, "second", os.O_EXCL, 0o600)
		must(t, os.Rename(tmp, file))
	}},
	{"hard link: a link to the new file replaces it", func(t *testing.T, dir, file string) {
		tmp := filepath.Join(dir, ".new")
		create(t, tmp, "second", os.O_EXCL, 0o600)
		must(t, os.Remove(file))
		must(t, os.Link(tmp, file))
		must(t, os.Remove(tmp))
	}},
}

func TestEverySaveIsSeen(t *testing.T) {
	for _, e := range editors {
		t.Run(e.name, func(t *testing.T) {
			root := site(t, "posts/a.md")
			d := sitAt(t, root)
			for range 3 {
				e.save(t, filepath.Join(root, "posts"), filepath.Join(root, "posts", "a.md"))
				d.current()
				os.Remove(filepath.Join(root, "posts", "a.md~")) // emacs would overwrite it
			}
		})
	}
}

// What editors leave beside the files is no news: the next signal names
// nothing but the file that was written after it.
func TestWhatEditorsLeaveIsNoNews(t *testing.T) {
	root := site(t, "posts/a.md")
	posts := filepath.Join(root, "posts")
	d := sitAt(t, root)
	for _, name := range []string{".a.md.swp", "a.md~", ".#a.md", "#a.md#", "a.md___jb_tmp___", "a.md___jb_old___", ".goutputstream-XYZ123", "Thumbs.db"} {
		create(t, filepath.Join(posts, name), "x", 0, 0o644)
		must(t, os.Remove(filepath.Join(posts, name)))
	}
	mkdir(t, filepath.Join(posts, "node_modules"))
	mkdir(t, filepath.Join(posts, ".obsidian"))
	write(t, filepath.Join(posts, ".obsidian", "workspace.md"), "x")
	must(t, os.Chmod(filepath.Join(posts, "a.md"), 0o600))
	create(t, filepath.Join(root, "notes.txt"), "beside the site", 0, 0o644)
	create(t, filepath.Join(posts, "b.md"), "x", 0, 0o644)
	d.current()
	for _, why := range d.why[1:] {
		if why != "posts/b.md" {
			t.Errorf("a signal for %s", why)
		}
	}
}

func TestNamesThatOnlyEditorsUse(t *testing.T) {
	for _, c := range []struct {
		name            string
		hidden, passing bool
	}{
		{"a.md", false, false},
		{"_index.md", false, false},
		{"index.ko.md", false, false},
		{"seed", false, false},
		{"sediment", false, false},
		{"2026", false, true}, // an author's, perhaps: only what came and went is no news
		{"4913", false, true},
		{"5036", false, true},
		{"sedAb12Cd", false, true},
		{"sedate", false, false},
		{"a.mdXy12Zq.bck", false, true},
		{"data.bck", false, false},
		{"#1 tip.md", false, false},
		{"a~.md", false, false},
		{".well-known", false, false},
		{".a.md.swp", true, false},
		{".#a.md", true, false},
		{"#a.md#", true, false},
		{"a.md~", true, false},
		{"a.md___jb_tmp___", true, false},
		{".nfs000000000001", true, false},
	} {
		if got := hidden(c.name); got != c.hidden {
			t.Errorf("hidden(%q) = %v", c.name, got)
		}
		if got := passing(c.name); got != c.passing {
			t.Errorf("passing(%q) = %v", c.name, got)
		}
	}
}

// A name that only editors use is forgotten when it came and went; not when
// it stood there before, and not when it stands there now.
func TestComeAndGone(t *testing.T) {
	root := site(t, "posts/4914")
	w, err := New(Options{Root: root})
	must(t, err)
	for _, c := range []struct {
		name string
		n    news
		want bool
	}{
		{"4913", news{fsnotify.Create, fsnotify.Create | fsnotify.Remove}, true},
		{"4913", news{fsnotify.Remove, fsnotify.Create | fsnotify.Remove}, false},
		{"4914", news{fsnotify.Create, fsnotify.Create}, false},
		{"a.md", news{fsnotify.Create, fsnotify.Create | fsnotify.Remove}, false},
	} {
		w.names = map[string]news{filepath.Join(root, "posts", c.name): c.n}
		if got := w.comeAndGone(); got != c.want {
			t.Errorf("%s %v: got %v", c.name, c.n, got)
		}
	}
}
