package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A state is everything about one file or folder that a build might touch.
type state struct {
	stamp
	mode fs.FileMode
	text string
}

// states looks at a folder and all below it.
func states(ts *testscript.TestScript, dir string) map[string]state {
	all := map[string]state{}
	ts.Check(filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		s := state{stamp: stamp{info.ModTime().UnixNano(), info.Sys().(*syscall.Stat_t).Ino}, mode: info.Mode()}
		if info.Mode().IsRegular() {
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			s.text = string(b)
		}
		rel, err := filepath.Rel(dir, p)
		if rel == "." {
			return err
		}
		all[filepath.ToSlash(rel)] = s
		return err
	}))
	return all
}

type noteKey string

// note remembers a folder, with times, inodes and bytes: note DIR
func note(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: note DIR")
	}
	noted(ts)[args[0]] = states(ts, ts.MkAbs(args[0]))
}

// noted is what `note` has remembered in this script.
func noted(ts *testscript.TestScript) map[string]map[string]state {
	return ts.Value(noteKey("")).(map[string]map[string]state)
}

// untouched wants that all below a folder is as `note` found it, down to the
// times of folders. The folder itself may have another time: a build's lock
// comes and goes in it. untouched DIR
func untouched(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: untouched DIR")
	}
	before, now := noted(ts)[args[0]], states(ts, ts.MkAbs(args[0]))
	if before == nil {
		ts.Fatalf("%s was not noted", args[0])
	}
	for p := range before {
		if _, ok := now[p]; !ok && !neg {
			ts.Fatalf("%s: is gone", p)
		}
	}
	for p, s := range now {
		if b, ok := before[p]; b != s && !neg {
			ts.Fatalf("%s: was there before: %v, bytes changed: %v, time or inode changed: %v", p, ok, b.text != s.text, b.stamp != s.stamp)
		}
	}
	if neg && maps.Equal(before, now) {
		ts.Fatalf("%s was not touched", args[0])
	}
}

// equal wants that two folders hold the same paths with the same bytes; the
// record, which holds times, aside: equal DIR DIR
func equal(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: equal DIR DIR")
	}
	a, b := states(ts, ts.MkAbs(args[0])), states(ts, ts.MkAbs(args[1]))
	delete(a, ".opspress.json")
	delete(b, ".opspress.json")
	if len(a) == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
	differs := ""
	for p := range a {
		if s, ok := b[p]; !ok || s.text != a[p].text {
			differs = p
		}
	}
	for p := range b {
		if _, ok := a[p]; !ok {
			differs = p
		}
	}
	if (differs != "") != neg {
		ts.Fatalf("%s and %s: want equal %v, but %q differs", args[0], args[1], !neg, differs)
	}
}

// hold takes the lock of an output folder, as another build would, until the
// script ends: hold DIR
func hold(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	f, err := os.OpenFile(filepath.Join(ts.MkAbs(args[0]), ".opspress.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	ts.Check(err)
	_, err = f.WriteString("4711\n")
	ts.Check(err)
	ts.Check(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	ts.Defer(func() { f.Close() })
}

// flock takes the system's lock on a file: flock PATH
func flock(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR|os.O_CREATE, 0o644)
	ts.Check(err)
	ts.Check(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	ts.Defer(func() { f.Close() })
}

// socket makes a socket file: socket PATH
func socket(ts *testscript.TestScript, neg bool, args []string) {
	at, err := os.MkdirTemp("", "s") // a socket's path must be short
	ts.Check(err)
	ts.Defer(func() { os.RemoveAll(at) })
	l, err := net.Listen("unix", filepath.Join(at, "s"))
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Check(os.Rename(filepath.Join(at, "s"), ts.MkAbs(args[0])))
}

// repeat writes a file of HEAD, then TEXT N times; both know \xNN and \n:
// repeat PATH HEAD N TEXT
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: repeat PATH HEAD N TEXT")
	}
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(unescape(args[1])+strings.Repeat(unescape(args[3]), n)), 0o644))
}

// json wants that a file, or stdout, is JSON: json stdout
func validJSON(ts *testscript.TestScript, neg bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&v); err != nil {
		ts.Fatalf("%s is no JSON: %v\n%s", args[0], err, b)
	}
	if d.More() {
		ts.Fatalf("%s is more than one JSON value", args[0])
	}
}

// touch sets the times of everything below folders to a day long ago:
// touch DIR...
func touch(ts *testscript.TestScript, neg bool, args []string) {
	day := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
	for _, a := range args {
		ts.Check(filepath.WalkDir(ts.MkAbs(a), func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("touching: %w", err)
			}
			return os.Chtimes(p, day, day)
		}))
	}
}

// spoil damages every segment of a cache folder: spoil flip|cut|foreign DIR
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: spoil flip|cut|foreign DIR")
	}
	segments, err := filepath.Glob(filepath.Join(ts.MkAbs(args[1]), "*.seg"))
	ts.Check(err)
	if len(segments) == 0 {
		ts.Fatalf("%s has no segments", args[1])
	}
	for _, s := range segments {
		b, err := os.ReadFile(s)
		ts.Check(err)
		switch args[0] {
		case "flip":
			for i := len(b) / 2; i < len(b); i += 50 {
				b[i] ^= 1
			}
		case "cut":
			b = b[:len(b)/2]
		default:
			b = []byte("this is no segment\n")
		}
		ts.Check(os.WriteFile(s, b, 0o644))
	}
}

// shout turns the letters of a file into capitals, its size staying the same:
// shout FILE
func shout(ts *testscript.TestScript, neg bool, args []string) {
	file := ts.MkAbs(args[0])
	ts.Check(os.WriteFile(file, []byte(strings.ToUpper(ts.ReadFile(file))), 0o644))
}
