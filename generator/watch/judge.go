package watch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// A verdict is what an event asks for; each asks for what those before it ask
// for, too.
type verdict uint8

const (
	nothing verdict = iota
	look            // at the files
	fresh           // watches on what is new
	stale           // all watches anew
)

// judge says what an event asks for.
func (w *watches) judge(path string, n news) verdict {
	gone := n.ops.Has(fsnotify.Remove | fsnotify.Rename)
	if gone && w.paths[path] != nil {
		return stale
	}
	dir, name := filepath.Dir(path), filepath.Base(path)
	f := w.paths[dir]
	if f == nil {
		// Of watches that have just been thrown away, or found by polling.
		if n.ops == fsnotify.Chmod {
			return nothing
		}
		return look
	}
	if !f.only[name] && (!f.all || w.skips(path)) {
		return nothing
	}
	c, known := f.children[name]
	switch {
	case n.ops == fsnotify.Chmod && !c.blind:
		return nothing
	case known && (gone || c.blind):
		return stale
	case n.ops.Has(fsnotify.Create):
		return w.created(f, path)
	}
	return look
}

// created judges a name that has appeared, or was taken by something else.
func (w *watches) created(f *folder, path string) verdict {
	name := filepath.Base(path)
	c, known := f.children[name]
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return look // gone again
	case info.IsDir() && known && c.id == idOf(path, info):
		return look // the walk has met it before its event came
	case known:
		return stale
	case !info.IsDir() && info.Mode()&fs.ModeSymlink == 0:
		return look
	case f.only[name]:
		return stale // an anchored name is back, and the way down from it
	}
	return fresh
}

// grow watches what is new.
func (w *watches) grow(ctx context.Context, paths []string) error {
	for _, p := range paths {
		f := w.paths[filepath.Dir(p)]
		if f == nil {
			continue
		}
		if err := w.enter(ctx, f, p); err != nil {
			return err
		}
	}
	return nil
}
