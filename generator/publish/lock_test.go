package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestASecondBuildIsTurnedAway(t *testing.T) {
	dir := t.TempDir()
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(Options{Dir: dir})
	var locked *LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Fatalf("got %v", err)
	}
	if want := fmt.Sprintf("another build (process %d) is publishing into %s; wait until it is done", os.Getpid(), dir); err.Error() != want {
		t.Errorf("got %q", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, lockName)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the lock file was left behind")
	}
	mustPublish(t, dir, small)
}

func TestTheOneTurnedAwayTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, small)
	p, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	next := plus(small, tree{"index.html": "new"})
	for _, f := range site(t, next).Files() {
		if err := p.Stage(f); err != nil {
			t.Fatal(err)
		}
	}
	before := look(t, dir)
	if _, err := publishTo(Options{Dir: dir}, site(t, tree{"index.html": "other"}), nil); !errors.As(err, new(*LockedError)) {
		t.Errorf("got %v", err)
	}
	if after := look(t, dir); !maps.Equal(before, after) {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
	if _, err := p.Commit(site(t, next)); err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, next)
}

func TestAStaleLockFileLocksNobodyOut(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, lockName, "4194304999\n")
	mustPublish(t, dir, small)
	wantTree(t, dir, small)
}

// Many builds at once into one folder that is not there yet: each wins whole
// or is turned away, and what stands at the end is one site, not a mixture.
func TestManyBuildsAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	sites := make([]tree, 50)
	for i := range sites {
		sites[i] = tree{"index.html": fmt.Sprint("site ", i), fmt.Sprintf("posts/%d/index.html", i): "x", "a.png": strings.Repeat("p", i)}
	}
	var won sync.Map
	var wg sync.WaitGroup
	for i, files := range sites {
		m := site(t, files)
		wg.Go(func() {
			for range 3 {
				_, err := publishTo(Options{Dir: dir}, m, nil)
				if err == nil {
					won.Store(i, true)
				} else if !errors.As(err, new(*LockedError)) {
					t.Errorf("build %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	got := read(t, dir)
	var n int
	if _, err := fmt.Sscanf(got["index.html"], "site %d", &n); err != nil {
		t.Fatalf("%v in %v", err, got)
	}
	wantTree(t, dir, sites[n])
	if _, ok := won.Load(n); !ok {
		t.Errorf("the folder holds site %d, which was turned away", n)
	}
}

// The lock file that a build opened is removed before it is locked: the lock
// would guard nothing, as the next build makes a new file.
func TestALockOnARemovedFileIsNone(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var second *Publication
	between := func(op, p string) error {
		if op == "lock" && second == nil {
			if err := first.Close(); err != nil {
				t.Error(err)
			}
			if second, err = Open(Options{Dir: dir}); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	if _, err := open(Options{Dir: dir}, between); !errors.As(err, new(*LockedError)) {
		t.Errorf("got %v: two builds hold the lock", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	mustPublish(t, dir, small)
}

// A build that fails removes the folder it made, perhaps just when another has
// opened it.
func TestAFolderThatVanishesIsMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	removed := false
	p, err := open(Options{Dir: dir}, func(op, p string) error {
		if p == lockName && !removed {
			removed = true
			return os.Remove(dir)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Commit(site(t, small)); err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, small)
}

// The lock file is removed while others open it: never do two hold it.
func TestTheLockIsHeldByOne(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	var mu sync.Mutex
	holders := 0
	for range 8 {
		wg.Go(func() {
			for range 200 {
				p, err := Open(Options{Dir: dir})
				if err != nil {
					if !errors.As(err, new(*LockedError)) {
						t.Error(err)
					}
					continue
				}
				mu.Lock()
				if holders++; holders > 1 {
					t.Error("two builds hold the lock")
				}
				mu.Unlock()
				mu.Lock()
				holders--
				mu.Unlock()
				if err := p.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
