package watch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	interval = 500 * time.Millisecond // between two walks, unless asked otherwise
	leisure  = 4                      // a walk rests so many times as long as it took
	young    = 2 * time.Second        // the coarsest clock of the file systems in use
)

// A stamp tells two states of one file apart without reading it. A file that
// was changed a moment ago may change again with the same times; that is why
// its stamp changes once more when it has come of age.
type stamp struct {
	mode         fs.FileMode
	size         int64
	mtime, ctime int64
	id           id
	young        bool
}

// poll walks the tree again and again, and brings each difference as an event.
// When it has the first state to compare with, it asks for a look: what
// changed before was not seen.
func (t tree) poll(ctx context.Context, every time.Duration, in *inbox) {
	prev, took := t.stamps(ctx)
	in.everything("polling begins")
	timer := time.NewTimer(max(every, leisure*took))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		var next map[string]stamp
		next, took = t.stamps(ctx)
		if ctx.Err() != nil {
			return // a walk broken off compares with nothing
		}
		for p, s := range next {
			if prev[p] != s {
				in.event(p, fsnotify.Write)
			}
		}
		for p := range prev {
			if _, ok := next[p]; !ok {
				in.event(p, fsnotify.Write)
			}
		}
		prev = next
		timer.Reset(max(every, leisure*took))
	}
}

// stamps takes the state of every file, and says how long that took.
func (t tree) stamps(ctx context.Context) (map[string]stamp, time.Duration) {
	began := time.Now()
	out := map[string]stamp{}
	var visit func(path string, above []id)
	visit = func(path string, above []id) {
		info, err := os.Stat(path)
		if err != nil {
			if info, err = os.Lstat(path); err != nil {
				return // gone; a link that leads nowhere is itself
			}
		}
		s := stamp{
			mode: info.Mode(), size: info.Size(), mtime: info.ModTime().UnixNano(),
			ctime: changed(info), id: idOf(path, info),
		}
		if !info.IsDir() {
			s.young = max(s.mtime, s.ctime) > began.Add(-young).UnixNano()
			out[path] = s
			return
		}
		entries, err := os.ReadDir(path)
		if err != nil || slices.Contains(above, s.id) || ctx.Err() != nil {
			out[path] = stamp{mode: s.mode, id: s.id}
			return
		}
		above = append(slices.Clip(above), s.id)
		for _, e := range entries {
			if p := filepath.Join(path, e.Name()); !t.skips(p) {
				visit(p, above)
			}
		}
	}
	for _, p := range t.tops() {
		visit(p, nil)
	}
	return out, time.Since(began)
}
