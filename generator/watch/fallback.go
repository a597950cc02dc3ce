package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"opspress/generator/diag"
)

// renew throws the watches away and makes them anew. The signal that follows
// tells what happened in between. It says whether there are watches now.
func (w *Watcher) renew(ctx context.Context) bool {
	w.watches.close()
	w.events, w.probe = false, probe{}
	if err := w.watches.build(ctx); err != nil {
		w.giveUp(ctx, err)
		return false
	}
	w.events = true
	fs := w.watches.fs
	w.work.Go(func() { pump(fs.Events, fs.Errors, w.in) })
	return true
}

// pump brings what the system tells into the inbox until the watches are
// closed. It does nothing else: fsnotify waits for it, sometimes with a lock
// held that adding a watch would need.
func pump(events <-chan fsnotify.Event, errs <-chan error, in *inbox) {
	for events != nil || errs != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			in.event(e.Name, e.Op)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				in.distrust("more happened than the system could tell")
			} else if err != nil {
				in.distrust("the system told of an error while watching: " + err.Error())
			}
		}
	}
}

// giveUp goes over to polling because watches cannot be had. Those that were
// had are given back: others on this machine may need them.
func (w *Watcher) giveUp(ctx context.Context, err error) {
	w.watches.close()
	w.events, w.probe = false, probe{}
	if ctx.Err() != nil {
		return // it is not the system that failed
	}
	why, hint := "watching fails: "+err.Error(), ""
	switch {
	case errors.Is(err, syscall.ENOSPC):
		why = "the system's limit on watched folders is used up"
		hint = "raise fs.inotify.max_user_watches and start again"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		why = "the system's limit on watchers or open files is used up"
		hint = "raise fs.inotify.max_user_instances or the limit on open files, and start again"
	}
	w.fallBack(ctx, why, hint)
}

// fallBack polls beside, or instead of, events, and says why.
func (w *Watcher) fallBack(ctx context.Context, why, hint string) {
	if w.polling != nil {
		return
	}
	w.say(diag.Diagnostic{
		Rule: "watch", Severity: diag.Warning, Hint: hint,
		Message: fmt.Sprintf("the files are looked through every %v: %s", w.rest, why),
	})
	w.poll(ctx, w.rest)
}

func (w *Watcher) poll(ctx context.Context, every time.Duration) {
	ctx, w.polling = context.WithCancel(ctx)
	w.work.Go(func() { w.tree.poll(ctx, every, w.in) })
}

// A probe is a file that was written only for its event to be heard. It tells
// of sandboxes and mounts that take watches and stay silent.
type probe struct {
	until  time.Time // when the silence is long enough; zero: nothing is awaited
	silent bool      // it was not heard in time, and so the files are polled
}

const (
	probeName = ".opspress-probe-"
	hearing   = 200 * time.Millisecond
)

func isProbe(path string) bool { return strings.HasPrefix(filepath.Base(path), probeName) }

// startProbe writes the probe into a folder that is watched. Where nothing may
// be written there is no probe, and events are trusted.
func (w *Watcher) startProbe() probe {
	for _, dir := range append(w.tops(), w.root) {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		f, err := os.CreateTemp(dir, probeName)
		if err != nil {
			return probe{}
		}
		f.Close()
		os.Remove(f.Name()) // it has served; left behind it would be hidden
		return probe{until: time.Now().Add(hearing)}
	}
	return probe{}
}

// heard is called when the probe's event has come. A busy machine may have
// been late with it.
func (w *Watcher) heard() {
	if w.probe.silent {
		w.polling()
		w.polling = nil
		w.say(diag.Diagnostic{
			Rule: "watch", Severity: diag.Warning,
			Message: "file events come after all: the files are no longer looked through",
		})
	}
	w.probe = probe{}
}

// silence is called when the probe was not heard in time.
func (w *Watcher) silence(ctx context.Context) {
	w.probe = probe{silent: true}
	w.fallBack(ctx, "no file events come here", "")
}
