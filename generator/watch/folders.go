package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// A system is what the watches need of the machine; tests make it fail.
type system struct {
	open    func() (*fsnotify.Watcher, error)
	add     func(w *fsnotify.Watcher, dir string) error
	foreign func(path string) string
}

// A folder is one that is watched. The system watches inodes, so a folder that
// can be reached on two ways is one folder, and its events come under the path
// on which it was met first.
type folder struct {
	all  bool            // every name in it is of interest
	only map[string]bool // these are in any case
	// children are the folders and links in it that were seen. When one of
	// them goes, the watches below it are those of something else.
	children map[string]child
}

type child struct {
	id    id
	blind bool // it may not be read
}

// A watches is the set of watched folders.
type watches struct {
	tree
	sys   system
	fs    *fsnotify.Watcher
	byID  map[id]*folder
	paths map[string]*folder // by the paths under which events come
}

// build watches the whole tree. An error says that events cannot be had, or
// not of all folders.
func (w *watches) build(ctx context.Context) error {
	fs, err := w.sys.open()
	if err != nil {
		return err
	}
	w.fs, w.byID, w.paths = fs, map[id]*folder{}, map[string]*folder{}
	for _, path := range append([]string{w.root}, w.tops()...) {
		parent, err := w.anchor(path)
		switch {
		case err != nil || parent == nil:
		case path == w.root:
			err = w.link(parent, path)
		default:
			err = w.enter(ctx, parent, path)
		}
		if err != nil {
			w.close()
			return err
		}
	}
	return nil
}

func (w *watches) close() {
	if w.fs != nil {
		w.fs.Close() // its only error is that of closing a descriptor of our own
		w.fs = nil
	}
}

// add watches one folder; nil says that there is none, or that it may not be
// read.
func (w *watches) add(dir string) (*folder, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return nil, unlessGone(err)
	}
	i := idOf(dir, info)
	if f := w.byID[i]; f != nil {
		return f, nil
	}
	if err := w.sys.add(w.fs, dir); err != nil {
		return nil, unlessGone(err)
	}
	f := &folder{only: map[string]bool{}, children: map[string]child{}}
	w.byID[i], w.paths[dir] = f, f
	return f, nil
}

// unlessGone keeps the errors that are the machine's. What vanishes while it is
// looked at, or may not be read, is the author's business.
func unlessGone(err error) error {
	for _, mild := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.ENOTDIR, syscall.ELOOP} {
		if errors.Is(err, mild) {
			return nil
		}
	}
	return err
}

// anchor watches the folder of path for that one name, so that it may vanish
// and return. Where the folder is absent too, its own folder is anchored; then
// the answer is nil.
func (w *watches) anchor(path string) (*folder, error) {
	above := filepath.Dir(path)
	if above == path {
		return nil, nil
	}
	f, err := w.add(above)
	if err != nil {
		return nil, err
	}
	if f == nil {
		_, err := w.anchor(above)
		return nil, err
	}
	name := filepath.Base(path)
	f.only[name] = true
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		f.children[name] = child{id: idOf(path, info)}
	}
	return f, nil
}

// enter watches what stands at path, if it is a folder or a link. Its folder is
// watched already.
func (w *watches) enter(ctx context.Context, in *folder, path string) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return unlessGone(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return w.follow(ctx, in, path)
	case info.IsDir():
		return w.walk(ctx, in, path, info)
	}
	return nil
}

// follow watches a link and the folder that it leads to.
func (w *watches) follow(ctx context.Context, in *folder, path string) error {
	if err := w.link(in, path); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return w.walk(ctx, in, path, info)
	}
	return nil
}

// link anchors the way on which a link leads, step by step, also when it leads
// nowhere. What is no link leads no further.
func (w *watches) link(in *folder, path string) error {
	for range 40 { // as many as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			return nil // the end of the way
		}
		in.children[filepath.Base(path)] = child{}
		if !filepath.IsAbs(target) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return unlessGone(err)
			}
			target = filepath.Join(dir, target)
		}
		if in, err = w.anchor(target); err != nil || in == nil {
			return err
		}
		path = target
	}
	return nil
}

// walk watches a folder and those in it: added first, listed afterwards.
func (w *watches) walk(ctx context.Context, in *folder, dir string, info fs.FileInfo) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := filepath.Base(dir)
	f, err := w.add(dir)
	if err != nil {
		return err
	}
	in.children[name] = child{id: idOf(dir, info), blind: f == nil}
	if f == nil || f.all {
		return nil // not to be had, or met on another way
	}
	f.all = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unlessGone(err)
	}
	for _, e := range entries {
		p := filepath.Join(dir, e.Name())
		if !e.IsDir() && e.Type()&fs.ModeSymlink == 0 || w.skips(p) {
			continue
		}
		if err := w.enter(ctx, f, p); err != nil {
			return err
		}
	}
	return nil
}
