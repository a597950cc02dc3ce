package watch

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"opspress/generator/diag"
)

// Options say what is watched.
type Options struct {
	Root  string   // the site
	Dirs  []string // folders in it, slash-separated, with all that is in them
	Files []string // files in it

	// Poll above zero asks for polling at that interval, and no events.
	Poll time.Duration

	// Ignore says which files and folders are no part of the site, beside
	// those that editors and systems leave behind. It is given slash-separated
	// paths from Root and called by several goroutines. It may be nil.
	Ignore func(path string) bool

	// Say is told, now and then, what a person should know: that the files
	// are polled, and why. It may be nil.
	Say func(diag.Diagnostic)
}

// A Signal says that something has happened. A look that begins after it was
// received misses nothing that happened before.
type Signal struct {
	Why   string    // for people: "posts/a.md", "posts/a.md and 11 more", "watching begins"
	First bool      // the watches stand now; nothing need have changed
	Burst bool      // it was more than a lone event
	Since time.Time // when the first event of it was met
}

// A Watcher says when to look at the files of a site.
type Watcher struct {
	tree
	every time.Duration // asked for by Options.Poll
	rest  time.Duration // between two walks when polling was not asked for
	say   func(diag.Diagnostic)
	c     chan Signal
	in    *inbox

	// The rest is Run's own.
	watches watches
	events  bool // the watches stand
	probe   probe
	pace    pace
	names   map[string]news // that wait for a signal
	fresh   []string        // folders and links that have no watches yet
	stale   bool            // the watches must be made anew
	why     string          // of a signal that no name explains
	first   bool            // no signal was sent yet
	work    sync.WaitGroup
	polling context.CancelFunc // ends the polling; nil: nothing is polled
}

// New gives a Watcher that does nothing yet.
func New(o Options) (*Watcher, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, fmt.Errorf("finding the site: %w", err)
	}
	w := &Watcher{
		tree: tree{root, o.Dirs, o.Files, o.Ignore}, every: o.Poll, rest: interval, say: o.Say,
		c: make(chan Signal, 1), in: newInbox(), names: map[string]news{}, first: true,
	}
	if w.say == nil {
		w.say = func(diag.Diagnostic) {}
	}
	w.watches = watches{tree: w.tree, sys: system{fsnotify.NewWatcher, (*fsnotify.Watcher).Add, foreign}}
	return w, nil
}

// C gives the channel of the signals. It holds one; a newer one that finds it
// full is merged into it. It is never closed.
func (w *Watcher) C() <-chan Signal { return w.c }

// Run watches until ctx is done; its answer is then nil. The first signal says
// that the watches stand. Whatever goes wrong on the way ends in polling, not
// in an error. Run is called once.
func (w *Watcher) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer w.work.Wait()
	defer w.watches.close()
	defer cancel()
	if w.every > 0 {
		w.poll(ctx, w.every)
	} else {
		w.begin(ctx)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.in.bell:
			w.take(time.Now())
		case <-timer.C:
		}
		now := time.Now()
		if due := w.pace.due(); !due.IsZero() && !now.Before(due) {
			w.ripe(ctx, now)
		}
		if !w.probe.until.IsZero() && !now.Before(w.probe.until) {
			w.silence(ctx)
		}
		timer.Reset(w.sleep(now))
	}
}

// sleep says how long there is nothing to do unless the bell rings.
func (w *Watcher) sleep(now time.Time) time.Duration {
	d := time.Hour
	for _, at := range []time.Time{w.pace.due(), w.probe.until} {
		if !at.IsZero() {
			d = min(d, at.Sub(now))
		}
	}
	return max(d, 0)
}

// begin makes the watches and finds out whether events come.
func (w *Watcher) begin(ctx context.Context) {
	if !w.renew(ctx) {
		return
	}
	w.in.everything("watching begins")
	for _, p := range append([]string{w.root}, w.tops()...) {
		if kind := w.watches.sys.foreign(p); kind != "" {
			w.fallBack(ctx, "the site is on a file system ("+kind+") that does not tell what others change", "")
			return
		}
	}
	w.probe = w.startProbe()
}

// take files what has come.
func (w *Watcher) take(now time.Time) {
	m := w.in.take()
	if m.all != "" {
		w.why = m.all
		w.pace.saw(now, len(w.names))
	}
	if m.again != "" {
		w.why, w.stale = m.again, true
		w.pace.saw(now, few+1)
	}
	if len(m.names) > 0 && w.polling == nil {
		w.heard() // any event proves what the probe would
	}
	for path, n := range m.names {
		if isProbe(path) {
			w.heard()
			continue
		}
		v := look
		if w.events {
			v = w.watches.judge(path, n)
		}
		if v == nothing {
			continue
		}
		w.stale = w.stale || v == stale
		if v == fresh {
			w.fresh = append(w.fresh, path)
		}
		if before, ok := w.names[path]; ok {
			n = news{before.first, before.ops | n.ops}
		}
		if len(w.names) < full {
			w.names[path] = n
		}
		w.pace.saw(now, len(w.names))
	}
}

// ripe is called when events have waited long enough. It brings the watches in
// order and signals, unless there is a reason to wait, or none to signal.
func (w *Watcher) ripe(ctx context.Context, now time.Time) {
	if w.pace.hold(now, gitLocked(w.root, now)) {
		return
	}
	if w.comeAndGone() {
		w.pace.dropped()
		return
	}
	if !w.pace.burst && w.halfSaved() && w.pace.doubt(now) {
		return
	}
	s := Signal{Why: w.reason(), Burst: w.pace.burst, Since: w.pace.began, First: w.first}
	if w.events {
		if w.stale {
			w.renew(ctx)
		} else if err := w.watches.grow(ctx, w.fresh); err != nil {
			w.giveUp(ctx, err)
		}
	}
	w.send(s)
	clear(w.names)
	w.fresh, w.stale, w.why, w.first = nil, false, "", false
	w.pace.signalled(time.Now())
}

// send puts a signal into the channel, merged with the one that waits there.
func (w *Watcher) send(s Signal) {
	select {
	case old := <-w.c:
		s.First, s.Burst, s.Since = s.First || old.First, true, old.Since
	default:
	}
	w.c <- s // there is room: nobody else sends
}

// reason says in words what happened.
func (w *Watcher) reason() string {
	if w.why != "" || len(w.names) == 0 {
		return w.why
	}
	var names []string
	for p := range w.names {
		names = append(names, w.name(p))
	}
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %d more", slices.Min(names), len(names)-1)
}
