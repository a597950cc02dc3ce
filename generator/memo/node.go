package memo

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A node is the part of an entry that does not depend on the types of its
// task: what was read, by whom, and how current it is.
//
// Only the flight that holds run writes; it publishes by setting verified to its
// revision. Whoever finds that may read has, changed and note without a lock.
// The fields that Why and Warnings look at while tasks run are written under mu
// as well.
type node struct {
	unit unit
	mu   sync.Mutex
	run  atomic.Pointer[Ctx] // the flight that brings the node up to date

	good    atomic.Bool // clear means marked, or never run
	used    atomic.Bool // a light value that was asked for since the ring's hand passed
	has     bool        // there is a result
	stale   bool        // named as changed: run, do not verify
	knotted bool        // the result is that of a knot, not of a run
	forget  bool        // the result is not to be trusted: what comes next has changed
	held    bool        // in the ring of light values; guarded by the ring
	reason  Reason      // why it ran last

	hub      uint64        // its bit, if it is a hub
	below    atomic.Uint64 // hubs that it depends on, as of verified, and more; see hub.go
	verified atomic.Uint32 // revision in which the result was last known good
	changed  atomic.Uint32 // revision in which the result last became different
	ran      uint32        // revision in which the task last ran
	reach    uint32        // the sweep that last reached the node; guarded by the store's gate

	gen     atomic.Uint32 // counts the different lists of reads
	reads   []*node       // each once, in the order of first reading
	spans   []span        // of reads that were asked for at once
	readers []edge        // guarded by mu
	cause   *node         // the first changed read that made it run last
	note    *note         // nil for a result without error and warnings
}

// A note holds what most results do not have.
type note struct {
	err   error
	warns []any
}

// An edge leads from what was read up to its reader. It holds as long as the
// reader's list of reads is the one it was made for, so nobody has to search
// for edges to take back.
type edge struct {
	reader *node
	gen    uint32
}

func (e edge) live() bool { return e.reader.gen.Load() == e.gen }

// unit is an *entry of any type.
type unit interface {
	named() Node
	execute(f *Ctx, why Reason, cause *node) (parked bool)
	fail(f *Ctx, err *CycleError)
	release() // lets go of a light value
	remove()  // takes the entry out of its table
	differs(other unit) bool
}

// link makes reads the reads of n and enters n as their reader. It reports
// whether they are other reads than before.
func (n *node) link(reads []*node) bool {
	if slices.Equal(n.reads, reads) {
		return false
	}
	gen := n.gen.Add(1)
	for _, r := range reads {
		r.addReader(edge{n, gen})
	}
	reads = slices.Clone(reads)
	n.mu.Lock()
	n.reads = reads
	n.mu.Unlock()
	return true
}

// addReader drops the dead edges before the list would grow, which keeps the
// list within twice the number of readers at a constant cost for each edge.
func (n *node) addReader(e edge) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.readers) == cap(n.readers) {
		n.readers = slices.DeleteFunc(n.readers, func(e edge) bool { return !e.live() })
		if len(n.readers) > cap(n.readers)/2 {
			n.readers = slices.Grow(n.readers, len(n.readers))
		}
	}
	n.readers = append(n.readers, e)
}

// mark makes everything that could depend on n, directly or not, subject to
// verification, and n itself to a run. What is marked already has marked
// readers: a result can become good only when all that it read is good. The
// readers of a hub see to themselves.
func (n *node) mark() (marked int) {
	n.stale = true
	n.good.Store(false)
	for todo := []*node{n}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n.hub != 0 {
			continue
		}
		for _, e := range n.readers {
			if e.live() && e.reader.good.Load() {
				e.reader.good.Store(false)
				marked++
				todo = append(todo, e.reader)
			}
		}
	}
	return marked
}

// drop forgets the node. Raising gen kills the edges that lead to it.
func (n *node) drop() {
	n.unit.remove()
	n.unit.release()
	n.gen.Add(1)
	n.good.Store(false)
	n.has = false
	n.reads, n.spans, n.readers, n.cause, n.note = nil, nil, nil, nil, nil
}
