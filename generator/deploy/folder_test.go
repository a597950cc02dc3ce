package deploy

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"opspress/generator/output"
)

func folderJob(t testing.TB, dir string, s tree, clock *fake) Job {
	t.Helper()
	return Job{
		Target: Target{Name: "home", Kind: Folder, Dir: dir, Keep: 3}, Site: s.manifest(t), World: World{Clock: clock.clock()},
		Headers: []output.Header{{Name: "X-Frame-Options", Value: "DENY"}},
	}
}

// live reads what a server would serve.
func live(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	root, err := filepath.EvalSymlinks(filepath.Join(dir, currentName))
	if err != nil {
		return out
	}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// isSite says that a folder holds a whole site, and beside it nothing but
// assets of the sites before.
func isSite(got map[string]string, want tree, before ...tree) bool {
	for p, b := range want {
		if kindOf(p) != output.Control && got[p] != b {
			return false
		}
	}
	for p, b := range got {
		if want[p] == b {
			continue
		}
		if !slices.ContainsFunc(before, func(t tree) bool { return t[p] == b && kindOf(p) <= output.Asset }) {
			return false
		}
	}
	return true
}

func TestAFolderOfReleases(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	inode := func(p string) uint64 {
		fi, err := os.Stat(filepath.Join(dir, currentName, p))
		if err != nil {
			t.Fatal(err)
		}
		return fi.Sys().(*syscall.Stat_t).Ino
	}
	first := mustDeploy(t, folderJob(t, dir, siteA, clock))
	if !isSite(live(t, dir), siteA) || first.Bodies != len(siteA)-1 {
		t.Errorf("%+v", live(t, dir))
	}
	logo := inode("logo.png")
	if r := mustDeploy(t, folderJob(t, dir, siteA, clock)); r.Committed || r.Bodies > 0 {
		t.Errorf("the same site again: %+v", r)
	}
	r := mustDeploy(t, folderJob(t, dir, siteB, clock))
	if !isSite(live(t, dir), siteB, siteA) {
		t.Errorf("%v", live(t, dir))
	}
	if inode("logo.png") != logo {
		t.Error("what did not change is not linked")
	}
	if live(t, dir)["assets/main.aaaa.css"] == "" {
		t.Error("the style sheet of open tabs is gone")
	}
	if _, there := live(t, dir)["posts/z/index.html"]; there {
		t.Error("a page that left is there still")
	}
	if r.Previous != first.Release.ID {
		t.Errorf("before it was %s", r.Previous)
	}
	for n := range 3 { // assets go when three releases and a day had no need of them
		clock.pass(10 * time.Hour)
		mustDeploy(t, folderJob(t, dir, plus(siteB, tree{"index.html": "home" + string(rune('a'+n))}), clock))
	}
	if _, there := live(t, dir)["assets/main.aaaa.css"]; there {
		t.Error("the style sheet is kept for ever")
	}
	list, err := os.ReadDir(filepath.Join(dir, releasesName))
	if err != nil || len(list) != 3 {
		t.Errorf("%d releases are kept, want 3 (%v)", len(list), err)
	}
	rs, err := History(context.Background(), folderJob(t, dir, siteA, clock).Target, World{})
	if err != nil || len(rs) != 3 || rs[0].Serial != 5 {
		t.Errorf("%v, %v", rs, err)
	}
}

func TestAFolderGoesBack(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	mustDeploy(t, folderJob(t, dir, siteA, clock))
	mustDeploy(t, folderJob(t, dir, siteB, clock))
	j := Job{Target: folderJob(t, dir, siteA, clock).Target, World: World{Clock: clock.clock()}}
	r, err := Rollback(context.Background(), j, "")
	if err != nil || r.Bodies != 0 || !isSite(live(t, dir), siteA) {
		t.Fatalf("%+v, %v", r, err)
	}
	if rs, err := History(context.Background(), j.Target, World{}); err != nil || rs[0].Serial != 1 {
		t.Errorf("%v, %v", rs, err)
	}
	// What follows is made from what is live, and gets a number of its own.
	if r := mustDeploy(t, folderJob(t, dir, siteC, clock)); r.Release.Serial != 3 {
		t.Errorf("the release is %+v", r.Release)
	}
	if !isSite(live(t, dir), siteC, siteA) {
		t.Errorf("%v", live(t, dir))
	}
	var refused *RefusedError
	for _, id := range []string{"3", "9"} {
		if _, err := Rollback(context.Background(), j, id); !errors.As(err, &refused) {
			t.Errorf("rollback %s: %v", id, err)
		}
	}
}

func TestAFolderIsLocked(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	mustDeploy(t, folderJob(t, dir, siteA, clock))
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if free, err := tryLock(f); err != nil || !free {
		t.Fatal(free, err)
	}
	var locked *LockedError
	if _, err := Deploy(context.Background(), folderJob(t, dir, siteB, clock)); !errors.As(err, &locked) {
		t.Errorf("%v", err)
	}
	if !isSite(live(t, dir), siteA) {
		t.Error("it has changed something")
	}
}

// Every operation on the folder fails once, in turn, and then all after it:
// what is served is one whole site, and the next deploy makes it right.
func TestEveryOperationOnAFolderFails(t *testing.T) {
	runs := 0
	for _, forever := range []bool{false, true} {
		for n := 1; ; n++ {
			dir, clock := t.TempDir(), newFake()
			mustDeploy(t, folderJob(t, dir, siteA, clock))
			count, at := 0, ""
			j := folderJob(t, dir, siteB, clock)
			j.Target.Keep = 1 // so that old releases are removed, too
			j.fault = func(op, name string) error {
				if count++; count == n {
					at = op + " " + name
				}
				if count == n || forever && count > n {
					return syscall.ENOSPC
				}
				return nil
			}
			r, err := Deploy(context.Background(), j)
			if at == "" {
				break
			}
			runs++
			got := live(t, dir)
			switch {
			case r.Committed && !isSite(got, siteB, siteA), !r.Committed && !isSite(got, siteA):
				t.Errorf("committed %v, and live is %v", r.Committed, got)
			case err == nil && !r.Committed:
				t.Error("it failed without an error")
			}
			then := []tree{siteA, siteB, siteC}[n%3]
			mustDeploy(t, folderJob(t, dir, then, clock))
			if !isSite(live(t, dir), then, siteA, siteB) {
				t.Errorf("the next deploy leaves %v", live(t, dir))
			}
			list, _ := filepath.Glob(filepath.Join(dir, releasesName, ".*"))
			if len(list) > 0 {
				t.Errorf("left behind: %v", list)
			}
			if t.Failed() {
				t.Fatalf("at operation %d (%s), for ever: %v: %v", n, at, forever, err)
			}
		}
	}
	if runs < 60 {
		t.Errorf("only %d operations", runs)
	}
}

func TestVerifyMendsAFolder(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	mustDeploy(t, folderJob(t, dir, siteA, clock))
	if err := os.WriteFile(filepath.Join(dir, currentName, "index.html"), []byte("defaced"), 0o644); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(dir, currentName, "logo.png"))
	j := folderJob(t, dir, siteA, clock)
	j.Verify = true
	if r := mustDeploy(t, j); !slices.Equal(paths(r.Changes), []string{"again index.html", "again logo.png"}) || !isSite(live(t, dir), siteA) {
		t.Errorf("%v", paths(r.Changes))
	}
}

func TestTwinsAreOfTheirFiles(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	long := strings.Repeat("운영하는 글 ", 500)
	site := plus(siteA, tree{"posts/long/index.html": long, "long.png": long})
	job := func(twins ...string) Job {
		j := folderJob(t, dir, site, clock)
		j.Target.Twins = twins
		return j
	}
	mustDeploy(t, job())
	if got := live(t, dir); got["posts/long/index.html.gz"] != "" {
		t.Error("twins that nobody asked for")
	}
	mustDeploy(t, job("gzip", "br"))
	first := live(t, dir)
	for _, name := range []string{"posts/long/index.html.gz", "posts/long/index.html.br"} {
		if n := len(first[name]); n == 0 || n > len(long)/10 {
			t.Errorf("%s has %d bytes of %d", name, n, len(long))
		}
	}
	if first["long.png.gz"] != "" || first["index.html.gz"] != "" {
		t.Error("a picture or a small page has a twin")
	}
	if r := mustDeploy(t, job("gzip", "br")); r.Committed {
		t.Error("the same site and twins make a release")
	}
	again := t.TempDir()
	j := folderJob(t, again, site, clock)
	j.Target.Twins = []string{"gzip", "br"}
	mustDeploy(t, j)
	if second := live(t, again); second["posts/long/index.html.gz"] != first["posts/long/index.html.gz"] || second["posts/long/index.html.br"] != first["posts/long/index.html.br"] {
		t.Error("equal files have different twins")
	}
	var b twinReader
	if text, err := b.read(first["posts/long/index.html.gz"], first["posts/long/index.html.br"]); err != nil || text[0] != long || text[1] != long {
		t.Errorf("the twins say something else (%v)", err)
	}
}

func TestACurrentThatIsNoLinkIsRefused(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	if err := os.MkdirAll(filepath.Join(dir, currentName), 0o755); err != nil {
		t.Fatal(err)
	}
	// There are no records yet, so it is the switch that finds it.
	_, err := Deploy(context.Background(), folderJob(t, dir, siteA, clock))
	if err == nil || !strings.Contains(err.Error(), currentName) {
		t.Errorf("%v", err)
	}
	if fi, err := os.Lstat(filepath.Join(dir, currentName)); err != nil || !fi.IsDir() {
		t.Error("the folder of somebody else was replaced")
	}
}
