package publish

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"opspress/generator/diag"
)

func plus(a, b tree) tree {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// refused publishes and wants a refusal that leaves everything as it is.
func refused(t *testing.T, o Options, files tree, message string) {
	t.Helper()
	before := look(t, o.Dir)
	_, err := publishTo(o, site(t, files), nil)
	var d diag.Diagnostic
	if !errors.As(err, &d) || d.Rule != "foreign-file" || !strings.Contains(d.Error(), message) {
		t.Errorf("got %v, want a refusal that says %q", err, message)
	}
	if after := look(t, o.Dir); !maps.Equal(before, after) {
		t.Errorf("the refused build changed the folder: before\n%v\nafter\n%v", before, after)
	}
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	foreign := tree{".gitignore": "*\n", "CNAME": "blog.example", "posts/x/notes.txt": "mine", ".git/HEAD": "ref"}
	for p, b := range foreign {
		write(t, dir, p, b)
	}
	mustPublish(t, dir, small)
	wantTree(t, dir, plus(small, foreign))
	mustPublish(t, dir, tree{"index.html": "only"})
	wantTree(t, dir, plus(tree{"index.html": "only"}, foreign))
	if _, err := publishTo(Options{Dir: dir, Clean: true}, site(t, tree{"index.html": "only"}), nil); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, plus(tree{"index.html": "only"}, foreign))
}

func TestAForeignFileAtAPathWeNeed(t *testing.T) {
	for _, c := range []struct{ name, path, message string }{
		{"at it", "index.html", "index.html: a file that opspress did not write stands where the site has a page or file (made from posts/index.html)"},
		{"where a folder must be", "posts/x", "posts/x: a file that opspress did not write stands where the site has a folder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := t.TempDir()
			dir := filepath.Join(src, "public")
			write(t, dir, c.path, "mine")
			refused(t, Options{Dir: dir, Source: src}, small, "public/"+c.message)
			if _, err := publishTo(Options{Dir: dir, Clean: true}, site(t, small), nil); err != nil {
				t.Fatal(err)
			}
			wantTree(t, dir, small)
		})
	}
}

func TestAForeignFileInAFolderWhereWeNeedAFile(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, tree{"a/index.html": "1"})
	write(t, dir, "a/mine.txt", "mine")
	for _, clean := range []bool{false, true} { // --clean replaces what is at a path, not what is below it
		refused(t, Options{Dir: dir, Clean: clean}, tree{"a": "2"}, "a/mine.txt: a file that opspress did not write lies in a folder")
	}
	os.Remove(filepath.Join(dir, "a/mine.txt"))
	mustPublish(t, dir, tree{"a": "2"})
	wantTree(t, dir, tree{"a": "2"})
}

func TestALinkInAFolderWhereWeNeedAFile(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, tree{"a/x": "1", "index.html": "2"})
	os.Remove(filepath.Join(dir, "a/x"))
	link(t, "../index.html", filepath.Join(dir, "a/x"))
	refused(t, Options{Dir: dir}, tree{"a": "2"}, "a/x: a link that opspress did not make lies in a folder")
}

func TestCommitRefusesWhatStageRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "index.html", "mine")
	write(t, dir, "_headers", "mine too")
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m := site(t, small)
	for _, f := range m.Files() {
		p.Stage(f) // its refusals come again
	}
	var list diag.List
	if _, err := p.Commit(m); !errors.As(err, &list) || len(list) != 2 {
		t.Errorf("got %v, want both refusals", err)
	}
	if got := read(t, dir); got["index.html"] != "mine" || got["feed.xml"] != "" {
		t.Errorf("the folder holds %v", got)
	}
}

func TestAnEqualForeignFileBecomesOurs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "index.html", small["index.html"])
	before := inode(lstat(t, dir, "index.html"))
	if r := mustPublish(t, dir, small); r.Unchanged != 1 || inode(lstat(t, dir, "index.html")) != before {
		t.Errorf("%+v", r)
	}
	mustPublish(t, dir, tree{"feed.xml": "<feed/>"})
	wantTree(t, dir, tree{"feed.xml": "<feed/>"})
}

func TestWithoutARecordNothingIsDeleted(t *testing.T) {
	for _, damage := range []func(path string) error{
		os.Remove,
		func(p string) error { return os.WriteFile(p, []byte("{"), 0o644) },
		func(p string) error { return os.WriteFile(p, []byte(`{"version":99}`), 0o644) },
		func(p string) error { return os.WriteFile(p, nil, 0o644) },
	} {
		dir := t.TempDir()
		mustPublish(t, dir, plus(small, tree{"old.html": "old"}))
		if err := damage(filepath.Join(dir, recordName)); err != nil {
			t.Fatal(err)
		}
		r := mustPublish(t, dir, small)
		wantTree(t, dir, plus(small, tree{"old.html": "old"}))
		if !r.NoRecord || r.Unchanged != len(small) || r.Deleted != 0 {
			t.Errorf("%+v", r)
		}
		if r := mustPublish(t, dir, small); r.NoRecord || r.Unchanged != len(small) {
			t.Errorf("the build after it: %+v", r)
		}
	}
}

func TestAFolderOfDotFilesIsNew(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".gitignore", "*\n")
	if r := mustPublish(t, dir, small); r.NoRecord {
		t.Errorf("%+v", r)
	}
}

// A record that comes with a repository must not reach out of the folder.
func TestAHostileRecord(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	write(t, parent, "secret", "s")
	write(t, dir, recordName, `{"version":1,"files":[{"path":"../secret"},{"path":"/etc/hostname"},{"path":".opspress.lock"}]}`)
	mustPublish(t, dir, small)
	wantTree(t, parent, tree{
		"secret": "s", "public/assets/a.1234567890.css": "body{}", "public/posts/x/index.html": "<p>엑스", "public/posts/x/a.png": "PNG",
		"public/index.html": "<h1>홈", "public/feed.xml": "<feed/>", "public/_headers": "/*", "public/" + recordName: read(t, parent)["public/"+recordName],
	})
}

func TestLinksAreNotFollowed(t *testing.T) {
	t.Run("a folder that leads out", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		link(t, outside, filepath.Join(dir, "posts"))
		refused(t, Options{Dir: dir}, small, "posts: a link that opspress did not make stands where the site has a folder")
		wantTree(t, outside, tree{})
	})
	t.Run("a folder that leads to another folder of ours", func(t *testing.T) {
		dir := t.TempDir()
		mustPublish(t, dir, tree{"a/index.html": "1", "b/index.html": "1"})
		os.RemoveAll(filepath.Join(dir, "a"))
		link(t, "b", filepath.Join(dir, "a"))
		refused(t, Options{Dir: dir}, tree{"a/index.html": "1", "b/index.html": "1"}, "a: a link")
		mustPublish(t, dir, tree{"b/index.html": "1"}) // a/index.html vanished: not to be deleted through the link
		wantTree(t, dir, tree{"a": "-> b", "b/index.html": "1"})
	})
	t.Run("a file", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		write(t, outside, "precious", small["index.html"])
		link(t, filepath.Join(outside, "precious"), filepath.Join(dir, "index.html"))
		refused(t, Options{Dir: dir}, small, "index.html: a link")
		if _, err := publishTo(Options{Dir: dir, Clean: true}, site(t, plus(small, tree{"index.html": "new"})), nil); err != nil {
			t.Fatal(err)
		}
		wantTree(t, dir, plus(small, tree{"index.html": "new"}))
		wantTree(t, outside, tree{"precious": small["index.html"]})
	})
	t.Run("--clean replaces the link, not what it leads to", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		write(t, outside, "x/index.html", "theirs")
		link(t, outside, filepath.Join(dir, "posts"))
		if _, err := publishTo(Options{Dir: dir, Clean: true}, site(t, small), nil); err != nil {
			t.Fatal(err)
		}
		wantTree(t, dir, small)
		wantTree(t, outside, tree{"x/index.html": "theirs"})
	})
	t.Run("the stage", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		write(t, outside, "precious", "theirs")
		link(t, outside, filepath.Join(dir, stageName))
		mustPublish(t, dir, small)
		wantTree(t, dir, small)
		wantTree(t, outside, tree{"precious": "theirs"})
	})
	t.Run("the lock", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "precious", "theirs")
		link(t, "precious", filepath.Join(dir, lockName))
		_, err := Open(Options{Dir: dir})
		var d diag.Diagnostic
		if !errors.As(err, &d) || !strings.Contains(d.Message, "lock file") {
			t.Errorf("got %v", err)
		}
		wantTree(t, dir, tree{"precious": "theirs", lockName: "-> precious"})
	})
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

func TestAVanishedFileThatIsNoFileAnyMoreIsKept(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, plus(small, tree{"a": "1", "b": "2"}))
	os.Remove(filepath.Join(dir, "a"))
	os.Remove(filepath.Join(dir, "b"))
	link(t, "index.html", filepath.Join(dir, "a"))
	write(t, dir, "b/mine.txt", "mine")
	r := mustPublish(t, dir, small)
	wantTree(t, dir, plus(small, tree{"a": "-> index.html", "b/mine.txt": "mine"}))
	if !slices.Equal(r.Kept, []string{"a", "b"}) || r.Deleted != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAPipeNeverHangsABuild(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	os.Remove(filepath.Join(dir, "index.html"))
	if err := syscall.Mkfifo(filepath.Join(dir, "index.html"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := publishTo(Options{Dir: dir}, site(t, small), nil)
	var d diag.Diagnostic
	if !errors.As(err, &d) {
		t.Errorf("got %v", err)
	}
	if _, err := publishTo(Options{Dir: dir, Clean: true}, site(t, small), nil); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, small)
}

// A hard link makes two names one file, as a file system that folds case does.
func TestANameThatDiffersInCaseOnly(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, tree{"A.html": "1"})
	if err := os.Link(filepath.Join(dir, "A.html"), filepath.Join(dir, "a.html")); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, dir, tree{"a.html": "1"})             // equal bytes: nothing is written
	wantTree(t, dir, tree{"A.html": "1", "a.html": "1"}) // deleting the one would delete the other

	dir = t.TempDir()
	mustPublish(t, dir, tree{"A.html": "1"})
	if err := os.Link(filepath.Join(dir, "A.html"), filepath.Join(dir, "a.html")); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, dir, tree{"a.html": "2"}) // not foreign: we wrote it as A.html
	wantTree(t, dir, tree{"a.html": "2"})
}
