package memo

import (
	"slices"
	"strings"
)

// Entries that need each other form a knot. Every member of a knot gets one and
// the same *CycleError as its result, whichever was asked for first and on how
// many goroutines, and that takes two steps.
//
// A read that would close a circle is answered with a *CycleError at once; all
// on the circle are convicted. A convicted flight that has run to its end is
// parked: its node stays in flight, so that whoever reads it from within the
// knot, however late, is convicted too, and whoever reads it from outside waits.
// When the last member is parked, the knot is complete, and all of it settles.

// await waits until the flight that has n, whose done channel is given, has
// ended or may have been convicted. It returns a *CycleError if that flight
// needs c, perhaps by way of others.
//
// Only the waits entered here can close a circle: one who begins a flight needs
// a node that waits for nothing yet. They are entered one at a time, so the
// last one sees all others.
func (c *Ctx) await(a *arm, n *node, done chan struct{}) error {
	s := c.rev.store
	defer a.waits.Store(nil)
	s.waiting.Lock()
	a.waits.Store(n)
	if c.node != nil {
		if p := path(n, c.node, make(map[*node]bool)); p != nil {
			c.knots = append(c.knots, n)
			err := convict(p)
			n.stir(make(map[*node]bool))
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

// needs gives the nodes in whose hands f is: what its arms wait for, and what
// it was told it cannot have. The store's waiting must be held.
func (f *Ctx) needs() []*node {
	ns := slices.Clone(f.knots)
	if n := f.arm.waits.Load(); n != nil {
		ns = append(ns, n)
	}
	for _, a := range f.arms {
		if n := a.waits.Load(); n != nil {
			ns = append(ns, n)
		}
	}
	return ns
}

// path gives the nodes that lead from one node to another along what each one
// needs, the last one first.
func path(from, to *node, seen map[*node]bool) []*node {
	if from == to {
		return []*node{to}
	}
	f := from.run.Load()
	if f == nil || seen[from] {
		return nil
	}
	seen[from] = true
	for _, next := range f.needs() {
		if p := path(next, to, seen); p != nil {
			return append(p, from)
		}
	}
	return nil
}

// convict makes the nodes of a circle members of a knot.
func convict(p []*node) *CycleError {
	slices.Reverse(p[1:])
	members := make([]Node, len(p))
	for i, n := range p {
		members[i] = n.unit.named()
		if f := n.run.Load(); f != nil {
			f.convicted.Store(true)
		}
	}
	return newCycle(members)
}

// stir lets those look again who wait for n or for anything that n needs. The
// read that closed one circle may have closed others, and all of them lead
// through what the node that was asked for needs.
func (n *node) stir(seen map[*node]bool) {
	f := n.run.Load()
	if f == nil || seen[n] {
		return
	}
	seen[n] = true
	n.mu.Lock()
	if f.done != nil {
		close(f.done)
		f.done = nil
	}
	n.mu.Unlock()
	for _, next := range f.needs() {
		next.stir(seen)
	}
}

// park ends the work of a convicted flight. If it was the last of its knot, the
// knot settles.
func (n *node) park(f *Ctx, why Reason, cause *node) {
	s := f.rev.store
	s.waiting.Lock()
	defer s.waiting.Unlock()
	f.parked, f.why, f.because = true, why, cause
	s.parked = append(s.parked, n)
	knot := map[*node]bool{}
	if !gather(n, knot) || f.rev.ctx.Err() != nil {
		return
	}
	err := circle(knot)
	for m := range knot {
		m.unit.fail(m.run.Load(), err)
	}
	for m := range knot {
		m.end(m.run.Load())
	}
	s.parked = slices.DeleteFunc(s.parked, func(m *node) bool { return knot[m] })
}

// gather collects what n needs, directly or not, and reports whether all of it
// is parked.
func gather(n *node, knot map[*node]bool) bool {
	f := n.run.Load()
	if f == nil || knot[n] {
		return true
	}
	if !f.parked {
		return false
	}
	knot[n] = true
	for _, next := range f.needs() {
		if !gather(next, knot) {
			return false
		}
	}
	return true
}

// circle gives the error of a complete knot: the shortest circle through its
// lowest member, and of several the lowest by its members' names.
func circle(knot map[*node]bool) *CycleError {
	order := make([]*node, 0, len(knot))
	names := make(map[*node]string, len(knot))
	for n := range knot {
		order = append(order, n)
		names[n] = n.unit.named().String()
	}
	byName := func(a, b *node) int { return strings.Compare(names[a], names[b]) }
	start := slices.MinFunc(order, byName)
	from := map[*node]*node{}
	todo := []*node{start}
	for i := 0; i < len(todo) && from[start] == nil; i++ {
		next := slices.Clone(todo[i].run.Load().knots)
		slices.SortFunc(next, byName)
		for _, r := range next {
			if knot[r] && from[r] == nil {
				from[r] = todo[i]
				todo = append(todo, r)
			}
		}
	}
	var members []Node
	for n := from[start]; n != nil && n != start; n = from[n] {
		members = append(members, n.unit.named())
	}
	members = append(members, start.unit.named())
	slices.Reverse(members)
	return &CycleError{members}
}

// abandon ends the flights of knots that a cancelled revision left incomplete.
func (s *Store) abandon() {
	for _, n := range s.parked {
		n.end(n.run.Load())
		s.loose.Store(true)
	}
	s.parked = nil
}
