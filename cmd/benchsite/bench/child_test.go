package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain is also the program that the tests measure: it touches some files
// of a folder, or fails.
func TestMain(m *testing.M) {
	folder := os.Getenv("BENCH_TEST_CHILD")
	if folder == "" {
		os.Exit(m.Run())
	}
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		fmt.Fprintln(os.Stderr, "the reason why")
		os.Exit(1)
	}
	for _, name := range os.Args[1:] {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("new"), 0o644); err != nil {
			panic(err)
		}
	}
}

// folder holds files that were written long ago.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(full, long, long); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestChildCountsWhatItTouched(t *testing.T) {
	dir := folder(t, "a", "b", "sub/c")
	t.Setenv("BENCH_TEST_CHILD", dir)
	r, err := child(t.Context(), dir, os.Args[0], "b", "d")
	if err != nil {
		t.Fatal(err)
	}
	if r.Written != 2 || r.Total != 4 {
		t.Errorf("%d written of %d, want 2 of 4", r.Written, r.Total)
	}
	if r.Wall <= 0 || r.CPU <= 0 {
		t.Errorf("it took %v and %v of CPU", r.Wall, r.CPU)
	}
	if runtime.GOOS == "linux" && (r.Peak < 1<<20 || r.Peak > 1<<32) {
		t.Errorf("its peak was %d bytes", r.Peak)
	}
}

func TestChildTellsWhyAProgramFailed(t *testing.T) {
	dir := folder(t)
	t.Setenv("BENCH_TEST_CHILD", dir)
	if _, err := child(t.Context(), dir, os.Args[0], "fail"); err == nil || !strings.Contains(err.Error(), "the reason why") {
		t.Errorf("got %v", err)
	}
}

// What a program renames into place counts, even with an old time.
func TestARenamedFileIsWritten(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no inodes to tell it by")
	}
	dir := folder(t, "a", "b")
	before, err := stamps(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "b"), filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	after, err := stamps(dir)
	if err != nil || len(after) != 1 {
		t.Fatalf("%v: %v", after, err)
	}
	for name, stamp := range after {
		if before[name] == stamp {
			t.Error("another file of that name passes for the old one")
		}
	}
}

func TestAnAbsentFolderHasNoFiles(t *testing.T) {
	if got, err := stamps(filepath.Join(t.TempDir(), "nothing")); err != nil || len(got) != 0 {
		t.Errorf("%v: %v", got, err)
	}
}
