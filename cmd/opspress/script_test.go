package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are the verbs of our own that scripts use beside those of
// testscript.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"exits":  exits,
		"same":   same,
		"tree":   tree,
		"fifo":   fifo,
		"rename": rename,
		"bytes":  writeBytes,

		"note":      note,
		"untouched": untouched,
		"equal":     equal,
		"hold":      hold,
		"flock":     flock,
		"socket":    socket,
		"repeat":    repeat,
		"json":      validJSON,
		"touch":     touch,
		"order":     order,
		"spoil":     spoil,
		"shout":     shout,
	}
}

// exits runs opspress and wants an exit code: exits CODE ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("opspress", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("opspress %s: exit status %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// same wants that a file kept its inode and time since the last `same` of it:
// the first use notes them. same FILE
func same(ts *testscript.TestScript, neg bool, args []string) {
	for _, a := range args {
		info, err := os.Stat(ts.MkAbs(a))
		ts.Check(err)
		now := stamp{info.ModTime().UnixNano(), info.Sys().(*syscall.Stat_t).Ino}
		key := "same " + a
		before, ok := notes(ts)[key]
		notes(ts)[key] = now
		if ok && (before == now) == neg {
			ts.Fatalf("%s: was touched: %v, want %v", a, before != now, neg)
		}
	}
}

type stamp struct {
	mtime int64
	inode uint64
}

// notes is what `same` has noted in this script.
func notes(ts *testscript.TestScript) map[string]stamp {
	if m, ok := ts.Value(notesKey{}).(map[string]stamp); ok {
		return m
	}
	ts.Fatalf("no notes")
	return nil
}

type notesKey struct{}

// digest is what the name of a hashed asset, or of its folder, has at its end.
var digest = regexp.MustCompile(`\.[0-9a-f]{10}(/|\.\w+$)`)

// tree prints the paths of all files below a folder to stdout, in order, with
// HASH for the digests in names: tree DIR
func tree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree DIR")
	}
	root := ts.MkAbs(args[0])
	var names [][]string
	ts.Check(filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, p)
			names = append(names, strings.Split(digest.ReplaceAllString(filepath.ToSlash(rel), ".HASH$1"), "/"))
		}
		return err
	}))
	slices.SortFunc(names, slices.Compare) // not by the digests
	for _, n := range names {
		ts.Check(justError(ts.Stdout().Write([]byte(strings.Join(n, "/") + "\n"))))
	}
}

func justError(_ int, err error) error { return err }

// order wants that a file leads to pages of these names, first to the first:
// order FILE NAME...
func order(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: order FILE NAME NAME...")
	}
	text, at, before := ts.ReadFile(args[0]), -1, "the beginning"
	for _, name := range args[1:] {
		i := strings.Index(text, "/"+name+"/")
		if i < 0 {
			ts.Fatalf("%s does not lead to %s", args[0], name)
		}
		if i < at {
			ts.Fatalf("%s leads to %s before %s", args[0], name, before)
		}
		at, before = i, name
	}
}

// fifo makes a named pipe: fifo PATH
func fifo(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// rename renames: rename OLD NEW
func rename(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.Rename(ts.MkAbs(args[0]), ts.MkAbs(args[1])))
}

var escape = regexp.MustCompile(`\\x([0-9a-fA-F]{2})|\\n|\\r`)

// bytes writes a file; path and text may hold \xNN, \n and \r: bytes PATH TEXT
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	path, text := ts.MkAbs(unescape(args[0])), unescape(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(os.WriteFile(path, []byte(text), 0o644))
}

func unescape(text string) string {
	return escape.ReplaceAllStringFunc(text, func(s string) string {
		switch s {
		case `\n`:
			return "\n"
		case `\r`:
			return "\r"
		}
		var b byte
		for _, c := range strings.ToLower(s[2:]) {
			d := byte(strings.IndexRune("0123456789abcdef", c))
			b = b<<4 | d
		}
		return string([]byte{b})
	})
}
