package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// The keys of what is deploy's own.
const (
	ownFolder   = ".opspress/"
	lockKey     = ownFolder + "lock.json"
	manifestKey = ownFolder + "manifest.json.gz"
	recordKeys  = ownFolder + "releases/"
	bodyKeys    = ownFolder + "bodies/"
)

const (
	leaseTime   = 60 * time.Second // a lock that was not renewed for so long is nobody's
	leaseRenew  = 20 * time.Second
	leaseMargin = 10 * time.Second // before its end the holder stops by itself
	leasePoll   = 5 * time.Second  // how often a lock in other hands is looked at
)

// hold is what the lock says. The object is made once and never deleted:
// whoever takes it writes it on condition that it is as it was read, so nobody
// can have had it in between, and what was read after it still holds.
type hold struct {
	Holder  string    `json:"holder,omitempty"` // empty when nobody has it
	Who     string    `json:"who,omitempty"`    // for people
	Serial  int       `json:"serial"`           // counts all writes, so that no two are equal
	Renewed time.Time `json:"renewed"`          // for people: clocks differ
	Changes []string  `json:"changes,omitempty"`
}

// clean says that whoever had the lock last finished.
func (h hold) clean() bool { return h.Holder == "" && len(h.Changes) == 0 }

// A lease is a deploy's hold on a target.
type lease struct {
	store  Store
	clock  Clock
	target string
	weak   bool // the store knows no conditions
	name   string
	who    string

	hold hold
	etag string // of the lock as we know it; empty when there is none
	held bool

	mu      sync.Mutex
	renewed time.Time
	lost    error
}

// newLease gives the lease of a deploy that is like no other.
func newLease(s Store, c Clock, target string, weak bool) *lease {
	host, _ := os.Hostname()
	return &lease{
		store: s, clock: c, target: target, weak: weak,
		who:  fmt.Sprintf("process %d on %s", os.Getpid(), host),
		name: fmt.Sprintf("%d-%d-%.0f", c.Now().UnixNano(), os.Getpid(), c.Random()*1e15),
	}
}

// look reads the lock. One in other hands is watched: when its holder gives a
// sign of life this is a *LockedError, and when there is none for as long as
// a lease lasts, the lock is anybody's.
func (l *lease) look(ctx context.Context) error {
	if err := l.read(ctx); err != nil || l.hold.Holder == "" {
		return err
	}
	seen := l.etag
	for waited := time.Duration(0); waited < leaseTime; waited += leasePoll {
		if err := l.clock.Sleep(ctx, leasePoll); err != nil {
			return err
		}
		if err := l.read(ctx); err != nil {
			return err
		}
		if l.etag != seen {
			return &LockedError{l.target, l.hold.Who}
		}
	}
	return nil
}

// read reads the lock as it is.
func (l *lease) read(ctx context.Context) error {
	o, err := l.store.Get(ctx, lockKey)
	if errors.Is(err, ErrNotFound) {
		l.hold, l.etag = hold{}, ""
		return nil
	}
	if err != nil {
		return err
	}
	var h hold
	if err := json.Unmarshal(o.Body, &h); err != nil {
		return fmt.Errorf("%s is damaged (%w); remove it, then deploy with --force", lockKey, err)
	}
	l.hold, l.etag = h, o.ETag
	return nil
}

// take takes the lock as it was read, and writes into it what is about to
// change. What an earlier holder left unfinished stays in it.
func (l *lease) take(ctx context.Context, changes []string) error {
	first := l.etag == ""
	h := l.hold
	h.Holder, h.Who, h.Changes = l.name, l.who, union(h.Changes, changes)
	err := l.write(ctx, h)
	if errors.Is(err, ErrCondition) {
		l.read(ctx) // to say who it is
		return &LockedError{l.target, l.hold.Who}
	}
	if err != nil {
		return err
	}
	l.held = true
	switch {
	case l.weak:
		return l.confirm(ctx)
	case first:
		return l.probe(ctx)
	}
	return nil
}

// confirm waits and looks whether the lock is still ours: all that a store
// without conditions allows.
func (l *lease) confirm(ctx context.Context) error {
	if err := l.clock.Sleep(ctx, leasePoll); err != nil {
		return err
	}
	mine := l.hold.Holder
	if err := l.read(ctx); err != nil {
		return err
	}
	if l.hold.Holder != mine {
		l.held = false
		return &LockedError{l.target, l.hold.Who}
	}
	return nil
}

// probe finds out whether the store heeds conditions: one that does not would
// let two deploys write at once.
func (l *lease) probe(ctx context.Context) error {
	_, err := l.store.Put(ctx, lockKey, []byte(`{"probe":true}`), lockHeaders(), Condition{Absent: true})
	if errors.Is(err, ErrCondition) {
		return nil
	}
	if err == nil {
		l.held = false
		_ = l.store.Delete(ctx, lockKey)
		return &RefusedError{"the store does not heed If-None-Match, so two deploys could run at once",
			"add lock=weak to the URL of the target: the lock is then read back after a moment, which is less than a lock"}
	}
	return err
}

func lockHeaders() Headers { return Headers{Type: "application/json", Cache: "no-store"} }

// write writes the lock on condition that it is as we know it. It is called by
// one goroutine at a time.
func (l *lease) write(ctx context.Context, h hold) error {
	began := l.clock.Now()
	h.Serial, h.Renewed = l.hold.Serial+1, began.UTC()
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	c := Condition{Absent: l.etag == "", Match: l.etag}
	if l.weak {
		c = Condition{}
	}
	etag, err := l.store.Put(ctx, lockKey, b, lockHeaders(), c)
	if err != nil {
		return err
	}
	l.hold, l.etag = h, etag
	l.mu.Lock()
	defer l.mu.Unlock()
	l.renewed = began
	return nil
}

// valid says whether the lock is ours still. It is asked before each change.
func (l *lease) valid() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost == nil && l.clock.Now().Sub(l.renewed) > leaseTime-leaseMargin {
		l.lost = fmt.Errorf("the lock could not be renewed in time; run the deploy again")
	}
	return l.lost
}

// keep renews the lock until stop is called, or it is lost. What is being
// written then is finished first.
func (l *lease) keep(ctx context.Context) (stop func()) {
	waiting, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for l.clock.Sleep(waiting, leaseRenew) == nil {
			if err := l.insist(ctx, l.hold); errors.Is(err, ErrCondition) {
				l.mu.Lock()
				l.lost = &LockedError{Target: l.target}
				l.mu.Unlock()
				return
			}
		}
	}()
	return func() { end(); <-done }
}

// free gives the lock back. A deploy that did not finish leaves in it what it
// may have changed.
func (l *lease) free(ctx context.Context, finished bool) error {
	if !l.held || l.lost != nil {
		return l.lost
	}
	l.held = false
	h := l.hold
	h.Holder, h.Who = "", ""
	if finished {
		h.Changes = nil
	}
	return l.insist(ctx, h)
}

// insist writes the lock; when it is not as we know it, but ours all the same,
// a write of ours has been done whose answer nobody got.
func (l *lease) insist(ctx context.Context, h hold) error {
	err := l.write(ctx, h)
	if errors.Is(err, ErrCondition) && l.read(ctx) == nil && l.hold.Holder == l.name {
		err = l.write(ctx, h)
	}
	return err
}
