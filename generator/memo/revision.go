package memo

import "context"

// A Revision is one look at the world; within it nothing changes.
type Revision struct {
	store    *Store
	n        uint32 // revisions count from 1
	ctx      context.Context
	cancel   context.CancelFunc
	complete bool // swept since the last Do; guarded by the store's gate and mu

	// Guarded by the store's mu.
	roots map[*node]struct{}
	warns map[any]struct{} // given at the root
}

// Do calls f, whose reads are roots of the revision. Several may run at once,
// but one must not be called from within another. Do returns what f returns;
// when the revision was cancelled, the error of its context. When Do returns,
// nothing that f asked for runs any more.
func (r *Revision) Do(f func(c *Ctx) error) error {
	s := r.store
	s.gate.RLock()
	defer s.gate.RUnlock()
	if err := r.ctx.Err(); err != nil {
		return err
	}
	c := &Ctx{rev: r, arm: arm{lane: new(lane)}}
	defer r.root(c)
	err := f(c)
	if over := r.ctx.Err(); over != nil {
		return over
	}
	return err
}

// root makes the reads of c roots of the revision.
func (r *Revision) root(c *Ctx) {
	s := r.store
	s.mu.Lock()
	defer s.mu.Unlock()
	r.complete = false
	for _, n := range c.reads {
		r.roots[n] = struct{}{}
		s.held[n] = struct{}{}
	}
	for _, w := range c.warns {
		if r.warns == nil {
			r.warns = make(map[any]struct{})
		}
		r.warns[w] = struct{}{}
	}
}

// Complete says that all roots of the revision have been asked for: entries
// that are not reached from them are dropped. It waits for running Do's, and
// does nothing when the revision is over or cancelled.
func (r *Revision) Complete() {
	s := r.store
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.current != r || s.opts.NoReads || r.ctx.Err() != nil {
		return
	}
	if s.loose.Load() || len(s.held) > len(r.roots) {
		s.sweep(r.roots)
	}
	s.loose.Store(false)
	clear(s.held)
	for n := range r.roots {
		s.held[n] = struct{}{}
	}
	r.complete = true
}

// sweep drops all entries that are not reached from roots.
func (s *Store) sweep(roots map[*node]struct{}) {
	s.sweeps++
	walk(roots, func(n *node) bool {
		if n.reach == s.sweeps {
			return false
		}
		n.reach = s.sweeps
		return true
	})
	var gone []*node
	for tb := range s.each {
		tb.each(func(n *node) {
			if n.reach != s.sweeps {
				gone = append(gone, n)
			}
		})
	}
	for _, n := range gone {
		delete(s.warned, n)
		n.drop()
	}
}

// walk calls enter for each root and, where enter returns true, for what the
// node has read.
func walk(roots map[*node]struct{}, enter func(*node) bool) {
	var todo []*node
	for n := range roots {
		todo = append(todo, n)
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !enter(n) {
			continue
		}
		n.mu.Lock()
		todo = append(todo, n.reads...)
		n.mu.Unlock()
	}
}

// Warnings gives the warnings of all entries that the roots of the revision
// reach, each once, in no order: sort them. A store without reads gives those
// of all entries. There are none of a revision that is over.
func (r *Revision) Warnings() []any {
	s := r.store
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.current != r {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found := make(map[any]struct{})
	for w := range r.warns {
		found[w] = struct{}{}
	}
	for _, n := range r.warned() {
		n.mu.Lock()
		if n.note != nil {
			for _, w := range n.note.warns {
				found[w] = struct{}{}
			}
		}
		n.mu.Unlock()
	}
	out := make([]any, 0, len(found))
	for w := range found {
		out = append(out, w)
	}
	return out
}

// warned gives the entries whose warnings are those of the revision. After
// Complete every entry is reached, which saves the walk; before, only what
// stands above a warning is gone through.
func (r *Revision) warned() (ns []*node) {
	s := r.store
	if r.complete || s.opts.NoReads {
		for n := range s.warned {
			ns = append(ns, n)
		}
		return ns
	}
	seen := make(map[*node]struct{})
	above := warnBit | s.hubs.withWarnings()
	walk(r.roots, func(n *node) bool {
		if _, ok := seen[n]; ok {
			return false
		}
		if (n.below.Load()|n.hub)&above == 0 && !s.opts.FullWalk {
			return false
		}
		seen[n] = struct{}{}
		if _, ok := s.warned[n]; ok {
			ns = append(ns, n)
		}
		return true
	})
	return ns
}
