package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"opspress/generator/output"
)

func input(i int) output.Digest { return output.Sum(fmt.Append(nil, i)) }

// value is what the recipes of these tests make of an input.
func value(recipe string, i int) []byte {
	return bytes.Repeat(fmt.Appendf(nil, "%s of %d;", recipe, i), 1+i%7)
}

func fill(s *Store, recipe string, from, to int) {
	for i := from; i < to; i++ {
		s.Put(recipe, input(i), value(recipe, i))
	}
}

// check wants every value of a range to be right, and says how many there are.
func check(t *testing.T, s *Store, recipe string, from, to int) (found int) {
	t.Helper()
	for i := from; i < to; i++ {
		got, ok := s.Get(recipe, input(i))
		if !ok {
			continue
		}
		found++
		if !bytes.Equal(got, value(recipe, i)) {
			t.Fatalf("%s of %d is %q", recipe, i, got)
		}
	}
	return found
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, subfolder))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func messages(s *Store) string {
	var out []string
	for _, w := range s.Warnings() {
		out = append(out, w.Message)
	}
	return strings.Join(out, "\n")
}

func TestWhatOneProcessPutAnotherGets(t *testing.T) {
	dir := t.TempDir()
	a := Open(Options{Dir: dir})
	fill(a, "doc", 0, 100)
	if n := check(t, a, "doc", 0, 100); n != 100 {
		t.Fatalf("of what it has put itself, the store found %d", n)
	}
	a.Flush()
	if n := check(t, a, "doc", 0, 100); n != 100 {
		t.Fatalf("of what it has written, the store found %d", n)
	}
	fill(a, "card", 0, 10)
	a.Close()

	b := Open(Options{Dir: dir})
	defer b.Close()
	if n := check(t, b, "doc", 0, 101); n != 100 {
		t.Errorf("of 100 docs the next process found %d", n)
	}
	if n := check(t, b, "card", 0, 20); n != 10 {
		t.Errorf("of 10 cards the next process found %d", n)
	}
	if st := b.Stats(); st.Hits != 110 || st.Misses != 11 || st.Bytes == 0 {
		t.Errorf("stats are %+v", st)
	}
	if m := messages(b); m != "" {
		t.Error(m)
	}
}

func TestAnotherToolFindsNothing(t *testing.T) {
	dir := t.TempDir()
	a := Open(Options{Dir: dir, Tool: input(1)})
	fill(a, "doc", 0, 3)
	a.Close()
	b := Open(Options{Dir: dir, Tool: input(2)})
	defer b.Close()
	if n := check(t, b, "doc", 0, 3); n != 0 {
		t.Errorf("found %d results of another tool", n)
	}
}

func TestManyProcessesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	for p := range 8 {
		wait.Go(func() {
			for round := range 5 {
				s := Open(Options{Dir: dir, Limit: 1 << 20})
				for i := range 40 {
					if got, ok := s.Get("doc", input(i)); ok && !bytes.Equal(got, value("doc", i)) {
						t.Errorf("doc of %d is %q", i, got)
					} else if !ok {
						s.Put("doc", input(i), value("doc", i))
					}
					s.Put("mine", input(1000*p+100*round+i), value("mine", i))
				}
				s.Flush()
				if m := messages(s); m != "" {
					t.Error(m)
				}
				s.Close()
			}
		})
	}
	wait.Wait()
	s := Open(Options{Dir: dir})
	defer s.Close()
	if n := check(t, s, "doc", 0, 40); n != 40 {
		t.Errorf("found %d of 40", n)
	}
}

func TestOneStoreServesManyGoroutines(t *testing.T) {
	s := Open(Options{Dir: t.TempDir()})
	defer s.Close()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := range 200 {
				if got, ok := s.Get("doc", input(i)); ok && !bytes.Equal(got, value("doc", i)) {
					t.Errorf("doc of %d is %q", i, got)
				}
				s.Put("doc", input(i), value("doc", i))
				if i%50 == 0 {
					s.Flush()
				}
			}
		})
	}
	wait.Wait()
}

func TestTheOldestIsRemovedFirst(t *testing.T) {
	dir := t.TempDir()
	big := bytes.Repeat([]byte("x"), 1000)
	for i := range 20 {
		s := Open(Options{Dir: dir, Limit: 10_000})
		s.Put("big", input(i), big)
		if _, ok := s.Get("big", input(0)); !ok {
			t.Fatalf("in round %d the record that is always asked for is gone", i)
		}
		s.Close()
	}
	var size int64
	for _, name := range files(t, dir) {
		info, err := os.Stat(filepath.Join(dir, subfolder, name))
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 10_000 {
		t.Errorf("the folder has %d bytes, more than its limit", size)
	}
	s := Open(Options{Dir: dir, Limit: 10_000})
	defer s.Close()
	if _, ok := s.Get("big", input(1)); ok {
		t.Error("the oldest record is still there")
	}
	if _, ok := s.Get("big", input(19)); !ok {
		t.Error("the newest record is gone")
	}
}

func TestSmallSegmentsAreMerged(t *testing.T) {
	dir := t.TempDir()
	const rounds = 3 * manySeg
	for i := range rounds {
		s := Open(Options{Dir: dir})
		fill(s, "doc", i, i+2) // each record but two stands in two segments
		s.Close()
	}
	if n := len(files(t, dir)); n > manySeg+1 {
		t.Errorf("%d segments are left", n)
	}
	s := Open(Options{Dir: dir})
	defer s.Close()
	if n := check(t, s, "doc", 0, rounds+1); n != rounds+1 {
		t.Errorf("found %d of %d", n, rounds+1)
	}
	seen := 0
	for _, g := range s.segments {
		seen += len(g.keys)
	}
	if seen > rounds+1+2*manySeg {
		t.Errorf("%d records are left of %d", seen, rounds+1)
	}
}

func TestAProcessThatFlushesAllDayHoldsFewFiles(t *testing.T) {
	dir := t.TempDir()
	s := Open(Options{Dir: dir})
	s.Put("doc", input(0), value("doc", 0))
	s.Flush()
	other := Open(Options{Dir: dir})
	if n := check(t, other, "doc", 0, 1); n != 1 {
		t.Error("another process does not find what the first flush wrote")
	}
	other.Close()
	var wait sync.WaitGroup
	for g := range 2 {
		wait.Go(func() {
			for i := range 200 {
				s.Put("doc", input(i+200*g), value("doc", i+200*g))
				s.Put("big", input(i+200*g), make([]byte, 200_000))
				s.Flush()
				check(t, s, "doc", 0, i)
			}
		})
	}
	wait.Wait()
	if n := check(t, s, "doc", 0, 400); n != 400 {
		t.Errorf("found %d of 400", n)
	}
	// 80 MB are ten whole segments.
	if n := len(files(t, dir)); n > 2*manySeg+10 {
		t.Errorf("%d files are left", n)
	}
	if m := messages(s); m != "" {
		t.Error(m)
	}
	s.Close()
}

func TestWhatAKilledProcessWasWritingIsRemoved(t *testing.T) {
	dir := t.TempDir()
	Open(Options{Dir: dir}).Close()
	stale := filepath.Join(dir, subfolder, "0000000000000001-00000000.seg.new")
	busy := filepath.Join(dir, subfolder, "0000000000000002-00000000.seg.new")
	for _, f := range []string{stale, busy} {
		if err := os.WriteFile(f, []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * leftover)
	if err := os.Chtimes(stale, long, long); err != nil {
		t.Fatal(err)
	}
	s := Open(Options{Dir: dir})
	if m := messages(s); m != "" {
		t.Error(m)
	}
	s.Close()
	if got := files(t, dir); !slices.Equal(got, []string{filepath.Base(busy)}) {
		t.Errorf("left are %q", got)
	}
}
