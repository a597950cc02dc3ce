package memo

import "sync/atomic"

// A hub is a node that very many others read, directly or not: the graph of a
// site, its settings, a template. Marking does not go on above a hub. Instead
// each node knows which hubs stand below it, and is current as long as they
// are and none of them has become different since the node was last known
// good. So an edit that leaves a hub as it was costs nothing above the hub,
// and one that changes it costs only what is asked for.
//
// What stands below a node is a set of bits: one for each hub, and two more.
const (
	warnBit uint64 = 1 << iota // the node, or what it reads, has warnings
	knotBit                    // it is, or reads, a member of a knot: never current without a look
	firstHub

	hubBits = ^(warnBit | knotBit)
)

// hubs are the hubs of a store by their bits. A bit is never given twice; when
// there are no more, a further hub is marked through like any other node.
type hubs struct {
	nodes [64]atomic.Pointer[node]
	next  atomic.Uint32
}

// add gives n a bit.
func (h *hubs) add(n *node) {
	for {
		i := h.next.Load()
		bit := firstHub << i
		if bit == 0 {
			return
		}
		if h.next.CompareAndSwap(i, i+1) {
			n.hub = bit
			h.nodes[i].Store(n)
			return
		}
	}
}

// each gives the hubs of a set.
func (h *hubs) each(set uint64, yield func(bit uint64, n *node) bool) {
	for i := range h.next.Load() {
		if bit := firstHub << i; set&bit != 0 {
			if n := h.nodes[i].Load(); n != nil && !yield(bit, n) {
				return
			}
		}
	}
}

// calm reports whether what has these hubs below it, and was good in revision
// since, is good in revision now, unless it is marked. above holds the hubs
// that were gone through on the way.
func (h *hubs) calm(below uint64, since, now uint32, above uint64) bool {
	if below&knotBit != 0 || below&above != 0 {
		return false
	}
	for i := range h.next.Load() {
		bit := firstHub << i
		if below&bit == 0 {
			continue
		}
		n := h.nodes[i].Load()
		if n == nil || !n.good.Load() {
			return false
		}
		// The order matters: what settles n stores verified before below.
		b, v := n.below.Load(), n.verified.Load()
		if v != now && !h.calm(b, v, now, above|bit) {
			return false
		}
		n.verified.CompareAndSwap(v, now)
		if n.changed.Load() > since {
			return false
		}
	}
	return true
}

// withWarnings gives the hubs that have warnings, or read what has some.
func (h *hubs) withWarnings() (set uint64) {
	for more := true; more; {
		more = false
		h.each(hubBits&^set, func(bit uint64, n *node) bool {
			if n.below.Load()&(warnBit|set) != 0 {
				set |= bit
				more = true
			}
			return true
		})
	}
	return set
}

// fresh reports whether n is current in r: it has been brought up to date, or
// nothing that it depends on can have changed.
func (n *node) fresh(r *Revision) bool {
	if n.verified.Load() == r.n {
		return true
	}
	if !n.good.Load() {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rest(r)
}

// rest is fresh for one who holds mu.
func (n *node) rest(r *Revision) bool {
	switch v := n.verified.Load(); {
	case v == r.n:
		return true
	case !n.good.Load() || n.run.Load() != nil:
		return false
	case !r.store.hubs.calm(n.below.Load(), v, r.n, n.hub):
		return false
	}
	n.verified.Store(r.n)
	return true
}

// beneath gives what stands below one who has read ns.
func (r *Revision) beneath(ns []*node) (set uint64) {
	for _, n := range ns {
		n.mu.Lock()
		set |= n.below.Load() | n.hub
		if n.verified.Load() != r.n {
			set |= knotBit // it was refused
		}
		n.mu.Unlock()
	}
	return set
}
