package memo

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
)

// A Ctx records what one run of one task reads and warns of. The function given
// to Revision.Do has one too; its reads are roots of the revision. A Ctx
// belongs to one goroutine.
type Ctx struct {
	rev   *Revision
	node  *node // nil at the root
	arm   arm
	arms  []*arm // of those who help with All; guarded by the store's waiting
	reads []*node
	spans []span
	seen  map[*node]struct{} // the reads, once they are many
	warns []any
	told  map[any]struct{} // the warnings, once they are many
	done  chan struct{}    // made by the first who waits; guarded by node.mu
	out   any              // *V of a light task that has just run

	passage *passage // the innermost passing task that c is running as a part of itself

	convicted atomic.Bool // a member of a knot
	knots     []*node     // what it was refused, being in a knot with it; guarded by the store's waiting
	parked    bool        // has run, and waits for the rest of its knot; likewise, with the next two
	why       Reason
	because   *node
}

// many is the number of reads or of warnings above which a map finds double ones faster than
// a look through the list.
const many = 24

// Context gives the context of the revision. It is done as soon as the next
// revision begins; a long run should watch it.
func (c *Ctx) Context() context.Context { return c.rev.ctx }

// Warn keeps w, which must be comparable, with the entry of the running task.
// Equal warnings of one entry are one.
func (c *Ctx) Warn(w any) {
	if !reflect.ValueOf(w).Comparable() {
		panic(fmt.Sprintf("memo: a warning of type %T is not comparable", w))
	}
	if c.told == nil {
		if slices.Contains(c.warns, w) {
			return
		}
		if c.warns = append(c.warns, w); len(c.warns) > many {
			c.told = make(map[any]struct{}, 4*many)
			for _, x := range c.warns {
				c.told[x] = struct{}{}
			}
		}
		return
	}
	if _, ok := c.told[w]; !ok {
		c.told[w] = struct{}{}
		c.warns = append(c.warns, w)
	}
}

// A span is a part of a list of reads that was asked for at once: none of it
// depends on the rest of it, so it may be verified in parallel.
type span struct{ from, to uint32 }

// recordAll notes that all of es were read at once.
func recordAll[K comparable, V any](c *Ctx, es []*entry[K, V]) {
	from := len(c.reads)
	for _, e := range es {
		c.record(&e.node)
	}
	if to := len(c.reads); to > from+1 {
		c.spans = append(c.spans, span{uint32(from), uint32(to)})
	}
}

// record notes that n was read.
func (c *Ctx) record(n *node) {
	if c.rev.store.opts.NoReads {
		return
	}
	if c.seen == nil {
		if slices.Contains(c.reads, n) {
			return
		}
		if c.reads = append(c.reads, n); len(c.reads) > many {
			c.seen = make(map[*node]struct{}, 4*many)
			for _, r := range c.reads {
				c.seen[r] = struct{}{}
			}
		}
		return
	}
	if _, ok := c.seen[n]; !ok {
		c.seen[n] = struct{}{}
		c.reads = append(c.reads, n)
	}
}
