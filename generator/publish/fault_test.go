package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"opspress/generator/output"
)

// The sites of a build that is cut short: the one that stands, the one that is
// being published, and one that the writer makes of it before the next build.
// A page says in its body which asset it needs. They hold every kind of
// change: new, changed, equal, vanished, file to folder, folder to file.
var (
	oldSite = tree{
		"assets/one.css":     "one",
		"posts/x/index.html": "x needs assets/one.css",
		"posts/y/index.html": "y needs assets/one.css",
		"posts/z/index.html": "z needs assets/one.css",
		"same.png":           "same",
		"file":               "a file",
		"folder/a/b.html":    "b",
		"folder/c.html":      "c",
		"index.html":         "home needs assets/one.css",
		"feed.xml":           "feed",
	}
	newSite = tree{
		"assets/two.css":     "two",
		"posts/x/index.html": "x needs assets/two.css",
		"posts/y/index.html": "y needs assets/two.css",
		"posts/w/index.html": "w needs assets/two.css",
		"new/here/it/is":     "only here",
		"same.png":           "same",
		"file/index.html":    "a folder",
		"folder":             "a file",
		"index.html":         "home needs assets/two.css",
		"feed.xml":           "feed of two",
	}
	thirdSite = tree{
		"assets/three.css":     "three",
		"posts/w/index.html":   "w changed, needs assets/three.css",
		"posts/v/index.html":   "v needs assets/three.css",
		"file/index.html":      "changed too",
		"folder/of/index.html": "a folder again",
		"index.html":           "home needs assets/three.css",
	}
	strangers = tree{".gitignore": "*", "notes.txt": "mine", "posts/x/mine.txt": "mine"}
)

func standing(t testing.TB, dir string) {
	t.Helper()
	mustPublish(t, dir, oldSite)
	for p, b := range strangers {
		write(t, dir, p, b)
	}
}

// wantServable checks what holds at every moment of a build: each file is
// whole, old or new; one that is in both sites is there; what a page needs is
// there; strangers' files are untouched.
func wantServable(t testing.TB, dir string) {
	t.Helper()
	got := read(t, dir)
	for p, b := range got {
		before, was := oldSite[p]
		after, will := newSite[p]
		mine, foreign := strangers[p]
		own := strings.HasPrefix(p, ".opspress")
		if !own && !(was && b == before) && !(will && b == after) && !(foreign && b == mine) {
			t.Errorf("%s holds %q", p, b)
		}
		if _, need, ok := strings.Cut(b, "needs "); ok && !own && got[need] == "" {
			t.Errorf("%s needs %s, which is not there", p, need)
		}
	}
	for p := range oldSite {
		if _, stays := newSite[p]; stays && got[p] == "" {
			t.Errorf("%s is lost", p)
		}
	}
	for p := range strangers {
		if _, there := got[p]; !there {
			t.Errorf("the foreign file %s is lost", p)
		}
	}
}

// wantConverges runs the next build, of the same site or of one that changed
// meanwhile: it must end as if nothing had happened.
func wantConverges(t testing.TB, dir string, next tree) {
	t.Helper()
	if _, err := publishTo(Options{Dir: dir}, site(t, next), nil); err != nil {
		t.Errorf("the next build: %v", err)
	}
	wantTree(t, dir, plus(next, strangers))
	wantNoEmptyFolders(t, dir)
}

func wantNoEmptyFolders(t testing.TB, dir string) {
	t.Helper()
	filepath.Walk(dir, func(p string, fi os.FileInfo, err error) error {
		if err != nil {
			t.Error(err)
		} else if fi.IsDir() {
			if entries, err := os.ReadDir(p); err != nil || len(entries) == 0 {
				t.Errorf("%s is an empty folder (%v)", p, err)
			}
		}
		return nil
	})
}

// failAt makes the n-th operation fail (from 1), and if broken is true all
// that follow.
func failAt(n int, broken bool, with error, reached *string) faultFunc {
	count := 0
	return func(op, p string) error {
		count++
		if count == n {
			*reached = op + " " + p
		}
		if count == n || broken && count > n {
			return with
		}
		return nil
	}
}

// Every operation fails once, in turn, until a build passes: as SQLite's tests
// do it. Then the same, with a disk that stays broken.
func TestEveryOperationFails(t *testing.T) {
	causes := []error{syscall.ENOSPC, syscall.EIO, syscall.EMFILE, syscall.EACCES, syscall.EROFS}
	for _, broken := range []bool{false, true} {
		for name, next := range map[string]tree{"the same": newSite, "the old": oldSite, "a third": thirdSite} {
			t.Run(fmt.Sprintf("broken %v, then %s", broken, name), func(t *testing.T) {
				for n := 1; ; n++ {
					with := causes[n%len(causes)]
					if !failsAt(t, n, broken, with, next) {
						if n < 50 {
							t.Errorf("a build has only %d operations", n)
						}
						return
					}
				}
			})
		}
	}
}

// failsAt makes operation n of a build fail, and is false when there are fewer.
func failsAt(t *testing.T, n int, broken bool, with error, next tree) bool {
	t.Helper()
	dir := quickDir(t)
	standing(t, dir)
	var reached string
	_, err := publishTo(Options{Dir: dir}, site(t, newSite), failAt(n, broken, with, &reached))
	if reached == "" {
		return false
	}
	var ioErr *IOError
	if !errors.As(err, &ioErr) || !errors.Is(err, with) || !strings.HasPrefix(ioErr.Path, dir) {
		t.Errorf("the build says %v", err)
	}
	wantServable(t, dir)
	wantConverges(t, dir, next)
	if t.Failed() {
		t.Fatalf("at operation %d (%s) with %v", n, reached, with)
	}
	return true
}

// A build that would replace a stranger's file and is cut short before it did
// leaves the file a stranger's.
func TestAForeignFileIsNotOursBeforeItIsReplaced(t *testing.T) {
	for n := 1; ; n++ {
		dir := quickDir(t)
		mustPublish(t, dir, oldSite)
		write(t, dir, "posts/w/index.html", "a stranger's")
		var reached string
		publishTo(Options{Dir: dir, Clean: true}, site(t, newSite), failAt(n, true, syscall.EIO, &reached))
		if reached == "" {
			return
		}
		replaced := read(t, dir)["posts/w/index.html"] == newSite["posts/w/index.html"]
		_, err := publishTo(Options{Dir: dir}, site(t, tree{"index.html": "only"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := tree{"index.html": "only"}
		if !replaced {
			want["posts/w/index.html"] = "a stranger's"
		}
		wantTree(t, dir, want)
		if t.Failed() {
			t.Fatalf("at operation %d (%s)", n, reached)
		}
	}
}

// A second failure, in the build that would mend the first.
func TestAFailureAfterAFailure(t *testing.T) {
	for n := 21; ; n += 12 {
		var reached string
		for k := n % 3; ; k += 3 {
			dir := quickDir(t)
			standing(t, dir)
			publishTo(Options{Dir: dir}, site(t, newSite), failAt(n, true, syscall.EIO, &reached))
			if reached == "" {
				return
			}
			var again string
			publishTo(Options{Dir: dir}, site(t, newSite), failAt(k, true, syscall.ENOSPC, &again))
			wantServable(t, dir)
			wantConverges(t, dir, thirdSite)
			if t.Failed() {
				t.Fatalf("first at %d (%s), then at %d (%s)", n, reached, k, again)
			}
			if again == "" {
				break
			}
		}
	}
}

// A file whose bytes end early, fail, or cannot be had.
func TestAFileThatCannotBeRead(t *testing.T) {
	cause := errors.New("the source is gone")
	for name, open := range map[string]func() (io.ReadCloser, error){
		"not at all": func() (io.ReadCloser, error) { return nil, cause },
		"only partly": func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("half"), broken{cause})), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			standing(t, dir)
			files := append([]output.File{}, site(t, newSite).Files()...)
			for i := range files {
				if files[i].Path == "posts/w/index.html" {
					files[i].Open = open
				}
			}
			m, err := output.NewManifest(files)
			if err != nil {
				t.Fatal(err)
			}
			_, err = publishTo(Options{Dir: dir}, m, nil)
			var ioErr *IOError
			if !errors.As(err, &ioErr) || !errors.Is(err, cause) {
				t.Errorf("got %v", err)
			}
			wantTree(t, dir, plus(oldSite, strangers))
			wantConverges(t, dir, newSite)
		})
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestAnIOErrorNamesPathAndCause(t *testing.T) {
	dir := t.TempDir()
	want := "write " + filepath.Join(dir, "index.html") + ": no space left on device"
	for _, at := range []string{"index.html", stageName + "/1"} { // while renaming, while staging
		_, err := publishTo(Options{Dir: dir}, site(t, tree{"index.html": "home"}), func(op, p string) error {
			if op == "write" && p == at {
				return &os.LinkError{Op: "renameat", Old: "a", New: "b", Err: syscall.ENOSPC}
			}
			return nil
		})
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
