package memo

import (
	"sync"
	"sync/atomic"
)

// A lane is a goroutine's share of the workers. Tasks that run nested on one
// goroutine pass its slot down and up, since only the innermost one works.
type lane struct{ held bool }

// take waits for a slot, unless the revision is cancelled.
func (l *lane) take(r *Revision) error {
	select {
	case r.store.slots <- struct{}{}:
		l.held = true
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

func (l *lane) give(r *Revision) {
	if l.held {
		l.held = false
		<-r.store.slots
	}
}

// without gives the slot back while f waits for something.
func (l *lane) without(r *Revision, f func()) {
	if !l.held {
		f()
		return
	}
	l.give(r)
	f()
	// Not take: whoever holds a slot gives it back in the end, and a task must
	// not go on without one even when the revision is over.
	r.store.slots <- struct{}{}
	l.held = true
}

// An arm is one line of work on behalf of a Ctx: its own goroutine, or one of
// those who help with All. waits is the node that it needs right now, whether
// another goroutine brings it or the arm itself; these are the edges of the
// graph in which cycles are found.
type arm struct {
	waits atomic.Pointer[node]
	lane  *lane
}

// fan calls do for 0 to n-1 on the caller's goroutine, and on further ones as
// long as slots are free. Nobody is started only to wait for a slot, and the
// caller goes on by itself in any case, so nested calls cannot starve.
func (c *Ctx) fan(n int, do func(a *arm, i int)) {
	if n == 0 {
		return
	}
	r, l := c.rev, c.arm.lane
	if !l.held && l.take(r) == nil {
		defer l.give(r)
	}
	var next atomic.Int64
	var helpers sync.WaitGroup
	var work func(a *arm)
	work = func(a *arm) {
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			if i+1 < n {
				c.hire(&helpers, work)
			}
			do(a, i)
		}
	}
	work(&c.arm)
	l.without(r, helpers.Wait)
	r.store.waiting.Lock()
	c.arms = nil
	r.store.waiting.Unlock()
}

// hire starts a helper if there is a free slot.
func (c *Ctx) hire(helpers *sync.WaitGroup, work func(*arm)) {
	s := c.rev.store
	select {
	case s.slots <- struct{}{}:
	default:
		return
	}
	a := &arm{lane: &lane{held: true}}
	s.waiting.Lock()
	c.arms = append(c.arms, a)
	s.waiting.Unlock()
	helpers.Go(func() {
		defer a.lane.give(c.rev)
		work(a)
	})
}
