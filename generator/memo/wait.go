package memo

import (
	"slices"
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

// await waits until the flight with the given done has ended. It returns a
// *CycleError if that flight waits for c, perhaps by way of others.
//
// Only the waits entered here can close a cycle: one who begins a flight needs
// a node that waits for nothing yet. They are entered one at a time, so the
// last one sees all others.
func (c *Ctx) await(a *arm, n *node, done chan struct{}) error {
	s := c.rev.store
	defer a.waits.Store(nil)
	s.waiting.Lock()
	a.waits.Store(n)
	if c.node != nil {
		if p := path(n, c.node, make(map[*node]bool)); p != nil {
			err := convict(p)
			s.waiting.Unlock()
			return err
		}
	}
	s.waiting.Unlock()
	var err error
	a.lane.without(c.rev, func() {
		select {
		case <-done:
		case <-c.rev.ctx.Done():
			err = c.rev.ctx.Err()
		}
	})
	return err
}

// path gives the nodes that lead from one node to another along what each one
// waits for, the last one first.
func path(from, to *node, seen map[*node]bool) []*node {
	if from == to {
		return []*node{to}
	}
	f := from.run.Load()
	if f == nil || seen[from] {
		return nil
	}
	seen[from] = true
	for i := range 1 + len(f.arms) {
		a := &f.arm
		if i > 0 {
			a = f.arms[i-1]
		}
		if next := a.waits.Load(); next != nil {
			if p := path(next, to, seen); p != nil {
				return append(p, from)
			}
		}
	}
	return nil
}

// convict makes the cycle the result of all its members. Of several cycles
// through one node the lowest by its text stands.
func convict(p []*node) error {
	slices.Reverse(p[1:])
	members := make([]Node, len(p))
	for i, n := range p {
		members[i] = n.unit.named()
	}
	err := newCycle(members)
	for _, n := range p {
		f := n.run.Load()
		if f == nil {
			continue
		}
		if old := f.cycle.Load(); old == nil || err.Error() < old.Error() {
			f.cycle.Store(err)
		}
	}
	return err
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
