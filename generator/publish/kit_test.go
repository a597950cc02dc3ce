package publish

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opspress/generator/output"
)

// A tree is the files of a folder: path to bytes; a link is "-> target".
type tree map[string]string

// site is the manifest of a tree. What a path ends in says its kind.
func site(t rapid.TB, files tree) output.Manifest {
	t.Helper()
	var fs []output.File
	for p, b := range files {
		fs = append(fs, output.New(p, kindOf(p), "posts/"+p, []byte(b)))
	}
	m, err := output.NewManifest(fs)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func kindOf(p string) output.Kind {
	switch {
	case strings.HasPrefix(p, "assets/"):
		return output.HashedAsset
	case strings.HasSuffix(p, ".png"):
		return output.Asset
	case strings.HasSuffix(p, "feed.xml"):
		return output.Feed
	case strings.HasPrefix(p, "_"):
		return output.Control
	case p == "index.html":
		return output.List
	}
	return output.Leaf
}

// publishTo builds the site once: Open, Stage of every file, Commit, Close.
func publishTo(o Options, m output.Manifest, fault faultFunc) (r Result, err error) {
	p, err := open(o, fault)
	if err != nil {
		return r, err
	}
	defer func() {
		if e := p.Close(); err == nil {
			err = e
		}
	}()
	for _, f := range m.Files() {
		if err := p.Stage(f); err != nil {
			return r, err
		}
	}
	return p.Commit(m)
}

func mustPublish(t rapid.TB, dir string, files tree) Result {
	t.Helper()
	r, err := publishTo(Options{Dir: dir}, site(t, files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// read gives all files below dir but our record.
func read(t rapid.TB, dir string) tree {
	t.Helper()
	got := tree{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case e.IsDir() || rel == recordName:
			return nil
		case e.Type()&fs.ModeSymlink != 0:
			to, err := os.Readlink(p)
			got[rel] = "-> " + to
			return err
		}
		b, err := os.ReadFile(p)
		got[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func wantTree(t rapid.TB, dir string, want tree) {
	t.Helper()
	if got := read(t, dir); !maps.Equal(got, want) {
		t.Errorf("the folder holds\n%v\nwant\n%v", got, want)
	}
}

func write(t rapid.TB, dir, p, b string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(p))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(b), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lstat(t rapid.TB, dir, p string) fs.FileInfo {
	t.Helper()
	fi, err := os.Lstat(filepath.Join(dir, p))
	if err != nil {
		t.Fatal(err)
	}
	return fi
}

// A site as small as can be that has every kind of file.
var small = tree{
	"assets/a.1234567890.css": "body{}",
	"posts/x/index.html":      "<p>엑스",
	"posts/x/a.png":           "PNG",
	"index.html":              "<h1>홈",
	"feed.xml":                "<feed/>",
	"_headers":                "/*",
}

// The look of a folder: inode and mtime of every file, record included.
func look(t rapid.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		if fi := lstat(t, p, "."); !fi.IsDir() {
			out[p] = inode(fi) + " " + fi.ModTime().String()
		}
		return nil
	})
	return out
}

// quickDir is a temporary folder for tests that build thousands of times: in
// memory, where the system has a RAM disk.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "publish-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A stranger's edit gets a time of its own, as it would have a moment later.
func edit(t rapid.TB, dir, p, b string) {
	t.Helper()
	write(t, dir, p, b)
	touch(t, dir, p)
}

// touches counts the calls of touch. Two edits of one size at one moment are one
// to a record of sizes and times, so no two of a test have the same.
var touches atomic.Int64

func touch(t rapid.TB, dir, p string) {
	t.Helper()
	then := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC).Add(time.Duration(touches.Add(1)) * time.Second)
	if err := os.Chtimes(filepath.Join(dir, p), then, then); err != nil {
		t.Fatal(err)
	}
}
