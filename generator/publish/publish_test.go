package publish

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"opspress/generator/diag"
	"opspress/generator/output"
)

func TestAFirstBuildWritesAllInOrderOfKind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "public")
	r := mustPublish(t, dir, small)
	wantTree(t, dir, small)
	order := []string{"assets/a.1234567890.css", "posts/x/a.png", "posts/x/index.html", "index.html", "feed.xml", "_headers"}
	if !slices.Equal(r.WrittenPaths, order) {
		t.Errorf("written in order %v", r.WrittenPaths)
	}
	if r.Written != 6 || r.Unchanged != 0 || r.Deleted != 0 || r.NoRecord || r.Kept != nil {
		t.Errorf("result %+v", r)
	}
}

func TestNothingNewWritesNothing(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	before := look(t, dir)
	var wrote []string
	r, err := publishTo(Options{Dir: dir}, site(t, small), func(op, p string) error {
		if p != lockName && !slices.Contains([]string{"look at", "open folder", "read", "create folder"}, op) {
			wrote = append(wrote, op+" "+p)
		}
		return nil
	})
	if err != nil || r.Unchanged != 6 || r.Written+r.Deleted != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if wrote != nil {
		t.Errorf("did %v", wrote)
	}
	if after := look(t, dir); !maps.Equal(before, after) {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
}

func TestOnlyWhatChangedIsTouched(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	before := look(t, dir)
	next := maps.Clone(small)
	next["posts/x/index.html"] = "<p>와이"
	next["posts/y/index.html"] = "new"
	delete(next, "feed.xml")
	r := mustPublish(t, dir, next)
	wantTree(t, dir, next)
	if !slices.Equal(r.WrittenPaths, []string{"posts/x/index.html", "posts/y/index.html"}) || r.Unchanged != 4 ||
		!slices.Equal(r.DeletedPaths, []string{"feed.xml"}) {
		t.Errorf("%+v", r)
	}
	after := look(t, dir)
	for _, p := range []string{"assets/a.1234567890.css", "index.html", "_headers", "posts/x/a.png"} {
		if p = filepath.Join(dir, p); before[p] != after[p] {
			t.Errorf("%s was touched", p)
		}
	}
}

func TestVanishedFilesLeaveNoEmptyFolders(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, tree{"a/b/c/index.html": "1", "a/index.html": "2", "index.html": "3"})
	mustPublish(t, dir, tree{"a/index.html": "2", "index.html": "3"})
	if _, err := os.Stat(filepath.Join(dir, "a", "b")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a/b: %v", err)
	}
	mustPublish(t, dir, tree{"index.html": "3"})
	wantTree(t, dir, tree{"index.html": "3"})
}

func TestFilesAndFoldersChangePlaces(t *testing.T) {
	dir := t.TempDir()
	for _, files := range []tree{
		{"a": "file", "b/c/d": "deep", "b/e": "e"},
		{"a/b/index.html": "folder", "b": "file"},
		{"a": "file again", "b/c": "x"},
		{"a/x": "", "b/c/y": ""},
	} {
		mustPublish(t, dir, files)
		wantTree(t, dir, files)
	}
}

func TestAnEditedFileIsMended(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	edit(t, dir, "index.html", "<h1>헉") // as long as before
	r := mustPublish(t, dir, small)
	wantTree(t, dir, small)
	if !slices.Equal(r.WrittenPaths, []string{"index.html"}) {
		t.Errorf("%+v", r)
	}
}

// As a loss of power may leave it.
func TestAShortFileOfTheRecordedTimeIsMended(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	then := lstat(t, dir, "index.html").ModTime()
	write(t, dir, "index.html", "")
	if err := os.Chtimes(filepath.Join(dir, "index.html"), then, then); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, dir, small)
	wantTree(t, dir, small)
}

func TestATouchedFileIsEqualByItsBytes(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	touch(t, dir, "index.html")
	then := lstat(t, dir, "index.html").ModTime()
	r := mustPublish(t, dir, small)
	if r.Written != 0 || r.Unchanged != len(small) || !lstat(t, dir, "index.html").ModTime().Equal(then) {
		t.Errorf("%+v", r)
	}
	reads := 0
	if _, err := publishTo(Options{Dir: dir}, site(t, small), func(op, p string) error {
		if p == "index.html" && op == "read" {
			reads++
		}
		return nil
	}); err != nil || reads != 0 {
		t.Errorf("the next build reads it %d times again: its new time was not recorded (%v)", reads, err)
	}
}

func TestADeletedFileIsWrittenAgain(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	os.RemoveAll(filepath.Join(dir, "posts"))
	mustPublish(t, dir, small)
	wantTree(t, dir, small)
}

func TestStageFromManyGoroutines(t *testing.T) {
	dir := t.TempDir()
	files := tree{}
	for i := range 300 {
		files["posts/"+strings.Repeat("x", i%7+1)+"/"+string(rune('가'+i))+"/index.html"] = strings.Repeat("y", i)
	}
	for range 2 {
		p, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		m := site(t, files)
		var wg sync.WaitGroup
		for _, f := range m.Files() {
			wg.Go(func() {
				if err := p.Stage(f); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if _, err := p.Commit(m); err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		wantTree(t, dir, files)
	}
}

func TestCommitStagesWhatWasNotAndDropsWhatIsNotInTheSite(t *testing.T) {
	dir := t.TempDir()
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, f := range []output.File{
		output.New("a", output.Leaf, "", []byte("an earlier try")),
		output.New("b", output.Leaf, "", []byte("not in the site")),
	} {
		if err := p.Stage(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Commit(site(t, tree{"a": "1", "c": "2"})); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, tree{"a": "1", "c": "2", lockName: read(t, dir)[lockName]})
}

func TestCloseWithoutCommitLeavesTheSiteAlone(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	before := look(t, dir)
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stage(output.New("index.html", output.List, "", []byte("new"))); err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice is once
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if after := look(t, dir); !maps.Equal(before, after) {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
}

func TestCloseWithoutCommitRemovesTheFolderItMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stage(output.New("index.html", output.List, "", []byte("new"))); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there", dir)
	}
}

func TestAFileOfAnotherSizeThanItSaysIsAnError(t *testing.T) {
	dir := t.TempDir()
	f := output.New("a", output.Leaf, "posts/a.md", []byte("four"))
	f.Size = 5
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var ioErr *IOError
	if err := p.Stage(f); !errors.As(err, &ioErr) || !strings.Contains(err.Error(), "4 bytes came, not 5") {
		t.Errorf("got %v", err)
	}
}

func TestAPublicationEndsWithItsCommit(t *testing.T) {
	dir := t.TempDir()
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Commit(site(t, small)); err != nil {
		t.Fatal(err)
	}
	if err := p.Stage(output.New("late", output.Leaf, "", nil)); !errors.Is(err, errDone) {
		t.Errorf("Stage after Commit: %v", err)
	}
	if _, err := p.Commit(site(t, tree{})); !errors.Is(err, errDone) {
		t.Errorf("Commit after Commit: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, small)
}

func TestPathsThatLeadOutAreRefused(t *testing.T) {
	for _, bad := range []string{
		"", ".", "..", "../x", "/etc/passwd", "a/../../x", "a//b", "a/", "./a", `a\b`, "a\x00b", "a\xffb",
		recordName, lockName, stageName + "/1",
	} {
		p, err := Open(Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		var d diag.Diagnostic
		if err := p.Stage(output.New(bad, output.Leaf, "posts/x.md", nil)); !errors.As(err, &d) || d.Rule != "output-path" || d.File != "posts/x.md" {
			t.Errorf("%q: %v", bad, err)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
