package memo

import "slices"

// A flight is one attempt to bring a node up to date: the Ctx that stands in
// node.run while it lasts. There is at most one for a node; others who ask for
// the node wait for its end.

// bring makes n good in this revision. It gives the flight if it was its own.
func (n *node) bring(c *Ctx, a *arm) (*Ctx, error) {
	for !n.fresh(c.rev) {
		f, err := n.begin(c, a, false)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		a.waits.Store(n)
		n.refresh(f)
		a.waits.Store(nil)
		if n.verified.Load() == c.rev.n {
			return f, nil
		}
	}
	return nil, nil
}

// begin starts a flight, or waits for the end of another's and gives nil. It
// gives nil at once if n is current already, unless again is set.
func (n *node) begin(c *Ctx, a *arm, again bool) (*Ctx, error) {
	if err := c.rev.ctx.Err(); err != nil {
		return nil, err
	}
	n.mu.Lock()
	if !again && n.rest(c.rev) {
		n.mu.Unlock()
		return nil, nil
	}
	if f := n.run.Load(); f != nil {
		if f.done == nil {
			f.done = make(chan struct{})
		}
		done := f.done
		n.mu.Unlock()
		return nil, c.await(a, n, done)
	}
	f := &Ctx{rev: c.rev, node: n, arm: arm{lane: a.lane}}
	n.run.Store(f)
	n.mu.Unlock()
	return f, nil
}

// end lets those go on who wait for f.
func (n *node) end(f *Ctx) {
	n.mu.Lock()
	n.run.Store(nil)
	done := f.done
	f.done = nil
	n.mu.Unlock()
	if done != nil {
		close(done)
	}
}

// refresh finds n still valid, or runs it. It leaves n as it was if the
// revision is cancelled.
func (n *node) refresh(f *Ctx) {
	parked := false
	defer func() {
		if !parked {
			n.end(f)
		}
	}()
	why, cause, err := n.judge(f)
	switch {
	case err != nil:
		f.rev.store.loose.Store(true)
	case why == Kept:
		below := f.rev.beneath(n.reads) | n.ownBits()
		n.mu.Lock()
		n.verified.Store(f.rev.n)
		n.below.Store(below)
		n.good.Store(true)
		n.mu.Unlock()
	default:
		parked = n.unit.execute(f, why, cause)
	}
}

// judge says whether n must run, and why. Reads are looked at in the order in
// which they happened, because a later one may only have been made on account
// of what an earlier one gave.
func (n *node) judge(f *Ctx) (Reason, *node, error) {
	switch {
	case !n.has:
		return First, nil, nil
	case n.stale:
		return Named, nil, nil
	case n.knotted:
		// Whether the knot still holds together, its reads cannot tell: they
		// may have the same error as before without n being one of them.
		return Named, nil, nil
	}
	spans, since := n.spans, n.verified.Load()
	for i, r := range n.reads {
		if len(spans) > 0 && int(spans[0].from) == i {
			f.bringAll(n.reads[i:spans[0].to])
			spans = spans[1:]
		}
		if !r.fresh(f.rev) {
			_, err := r.bring(f, &f.arm)
			if _, cycle := err.(*CycleError); cycle {
				return Read, r, nil
			}
			if err != nil {
				return Kept, nil, err
			}
		}
		if r.changed.Load() > since {
			return Read, r, nil
		}
	}
	if f.convicted.Load() {
		return Named, nil, nil
	}
	return Kept, nil, nil
}

// bringAll brings nodes up to date in parallel, as far as that is possible.
func (f *Ctx) bringAll(ns []*node) {
	var bad []*node
	for _, n := range ns {
		if !n.fresh(f.rev) {
			bad = append(bad, n)
		}
	}
	if len(bad) < 2 {
		return
	}
	// Errors are left to the one who looks at the nodes in their order.
	f.fan(len(bad), func(a *arm, i int) { _, _ = bad[i].bring(f, a) })
}

// An outcome is what a run leaves in the node, apart from the value.
type outcome struct {
	err     error
	changed bool
	reason  Reason
	cause   *node
}

// settle makes the result of flight f that of n.
func (n *node) settle(f *Ctx, o outcome) {
	s, had := f.rev.store, len(n.reads) > 0
	if n.link(f.reads) && had {
		s.loose.Store(true)
	}
	var nt *note
	if o.err != nil || len(f.warns) > 0 {
		nt = &note{o.err, f.warns}
	}
	s.noteWarnings(n, len(f.warns) > 0)
	below := f.rev.beneath(f.reads)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.note, n.spans = nt, slices.Clip(f.spans)
	n.has, n.stale, n.forget, n.knotted = true, false, false, f.parked
	n.reason, n.cause = o.reason, o.cause
	n.ran = f.rev.n
	if o.changed {
		n.changed.Store(f.rev.n)
	}
	n.verified.Store(f.rev.n)
	n.below.Store(below | n.ownBits())
	n.good.Store(true)
}

// ownBits gives what n adds to what stands below it.
func (n *node) ownBits() (set uint64) {
	if n.note != nil && len(n.note.warns) > 0 {
		set |= warnBit
	}
	if n.knotted {
		set |= knotBit
	}
	return set
}
