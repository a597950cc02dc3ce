package cache

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// segmentOf writes some records and gives the file that holds them.
func segmentOf(t *testing.T, dir string) string {
	t.Helper()
	s := Open(Options{Dir: dir})
	fill(s, "doc", 0, 8)
	s.Close()
	names := files(t, dir)
	if len(names) != 1 {
		t.Fatalf("there are %q", names)
	}
	return filepath.Join(dir, subfolder, names[0])
}

// broken opens a folder whose one segment holds these bytes, and says how many
// records it still gives. It wants one warning for a loss, and a folder that the
// next process finds in order.
func broken(t *testing.T, what string, held []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, subfolder), 0o755); err != nil {
		t.Fatal(err)
	}
	name := "0000000000000001-00000000.seg"
	if err := os.WriteFile(filepath.Join(dir, subfolder, name), held, 0o644); err != nil {
		t.Fatal(err)
	}
	s := Open(Options{Dir: dir})
	if n := check(t, s, "doc", 0, 8); n < 8 {
		if m := messages(s); m != "the cache holds damaged files" {
			t.Errorf("%s: %d of 8 are left, and it says %q", what, n, m)
		}
		fill(s, "doc", 0, 8)
	}
	s.Close()
	next := Open(Options{Dir: dir})
	defer next.Close()
	if n := check(t, next, "doc", 0, 8); n != 8 {
		t.Errorf("%s: the next process found %d of 8", what, n)
	}
	if m := messages(next); m != "" {
		t.Errorf("%s: the next process says %q", what, m)
	}
}

func TestNoDamageIsTrusted(t *testing.T) {
	whole, err := os.ReadFile(segmentOf(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		flipped := append([]byte(nil), whole...)
		flipped[i] ^= 0x10
		broken(t, "a bit of byte "+string(rune('0'+i%10))+" flipped", flipped)
	}
	for n := range whole {
		broken(t, "cut short", whole[:n])
	}
	broken(t, "longer", append(append([]byte(nil), whole...), "tail"...))
	broken(t, "foreign", []byte(strings.Repeat("this is no segment\n", 100)))
}

func TestFilesOfOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	for _, p := range []string{"notes.txt", "v2/0000000000000001-00000000.seg", "v1/mine.seg", "v1/0000000000000001-00000000.seg.old"} {
		full := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if b, err := os.ReadFile(full); err != nil || string(b) != "mine" {
				t.Errorf("%s is %q, %v", p, b, err)
			}
		}()
	}
	s := Open(Options{Dir: dir, Limit: 1})
	fill(s, "doc", 0, 8)
	s.Close()
	if m := messages(s); m != "" {
		t.Error(m)
	}
}

func TestAFolderThatCannotBeMadeIsAWarning(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cache")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := Open(Options{Dir: file})
	fill(s, "doc", 0, 8)
	if n := check(t, s, "doc", 0, 8); n != 0 {
		t.Errorf("found %d", n)
	}
	s.Flush()
	s.Close()
	if m := messages(s); !strings.HasPrefix(m, "the cache cannot be used: ") {
		t.Errorf("it says %q", m)
	}
}

func TestAFolderThatCannotBeWrittenIsAWarning(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder that is in use cannot be removed")
	}
	dir := t.TempDir()
	segmentOf(t, dir)
	s := Open(Options{Dir: dir})
	if err := os.RemoveAll(filepath.Join(dir, subfolder)); err != nil {
		t.Fatal(err)
	}
	fill(s, "more", 0, 8)
	s.Flush()
	if n := check(t, s, "doc", 0, 8); n != 8 {
		t.Errorf("of what was there, it found %d", n)
	}
	if n := check(t, s, "more", 0, 8); n != 0 {
		t.Errorf("of what could not be written, it found %d", n)
	}
	s.Close()
	if m := messages(s); !strings.HasPrefix(m, "the cache cannot be written: ") || strings.Contains(m, "\n") {
		t.Errorf("it says %q", m)
	}
}

func TestNoLinkLeadsOutOfTheSite(t *testing.T) {
	site, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(site, ".opspress")); err != nil {
		t.Skip(err)
	}
	s := Open(Options{Root: site, Dir: ".opspress/cache"})
	fill(s, "doc", 0, 8)
	s.Close()
	if m := messages(s); !strings.HasPrefix(m, "the cache cannot be used: ") {
		t.Errorf("it says %q", m)
	}
	if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
		t.Errorf("outside stand %v, %v", left, err)
	}
}
