package watch

import (
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// comeAndGone forgets the names that only editors use when nothing stands
// there and nothing stood there before, and says whether that was all.
func (w *Watcher) comeAndGone() bool {
	for p, n := range w.names {
		if !passing(filepath.Base(p)) || !n.first.Has(fsnotify.Create) {
			continue
		}
		if _, err := os.Lstat(p); os.IsNotExist(err) {
			delete(w.names, p)
		}
	}
	return len(w.names) == 0 && w.why == "" && !w.stale
}

// halfSaved says whether a file that was touched is empty: some editors empty
// a file first and write it then.
func (w *Watcher) halfSaved() bool {
	for p := range w.names {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
			return true
		}
	}
	return false
}
