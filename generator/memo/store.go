package memo

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Options of a store.
type Options struct {
	// Workers is how many tasks may run at once; 0 means GOMAXPROCS.
	Workers int

	// NoReads keeps no reads, for a store that is used once: it has one
	// revision, and Why knows no reads.
	NoReads bool

	// Light is how many values of light tasks stay at hand; 0 means 512, less
	// than 0 none.
	Light int

	// FullWalk marks all entries in every revision, so that each is verified
	// through its reads. It is the slow twin of marking upward from what has
	// changed.
	FullWalk bool
}

// A Store holds the results of tasks from revision to revision.
type Store struct {
	opts   Options
	slots  chan struct{} // holds one for every worker that is busy
	tables sync.Map      // *Task[K, V] -> *table[K, V]
	ring   ring
	hubs   hubs

	turn    sync.Mutex   // one Revise at a time
	gate    sync.RWMutex // held by Do; taken whole to revise and to sweep
	current *Revision

	waiting sync.Mutex // guards the search for cycles
	parked  []*node    // guarded by waiting

	loose  atomic.Bool // there may be entries that no root reaches
	sweeps uint32
	marked int

	mu     sync.Mutex
	held   map[*node]struct{} // all roots since the last complete revision, and its own
	warned map[*node]struct{} // entries with warnings
	broken []*node            // to run in the next revision: a ChangedError was given
}

// New returns an empty store.
func New(o Options) *Store {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Light == 0 {
		o.Light = 512
	}
	return &Store{
		opts:   o,
		slots:  make(chan struct{}, o.Workers),
		ring:   ring{size: max(o.Light, 0)},
		held:   make(map[*node]struct{}),
		warned: make(map[*node]struct{}),
	}
}

// Revise cancels the running revision, waits until nothing of it runs, and
// begins a new one, in which the world stands still. changed names the sources
// whose value may have changed since the last revision; naming too many costs
// time and nothing else. ctx is the parent of the revision's context. Revise
// must not be called from within Do.
func (s *Store) Revise(ctx context.Context, changed []Node) *Revision {
	s.turn.Lock()
	defer s.turn.Unlock()
	r := &Revision{store: s, n: 1, roots: make(map[*node]struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	if last := s.current; last != nil {
		if s.opts.NoReads {
			panic("memo: a store without reads has one revision only")
		}
		r.n = last.n + 1
		last.cancel()
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	s.current = r
	s.abandon()
	s.mark(changed)
	for tb := range s.each {
		tb.begin()
	}
	return r
}

// mark marks what could depend on the changed nodes, and on results that are
// not to be trusted.
func (s *Store) mark(changed []Node) {
	s.marked = 0
	for _, n := range s.broken {
		n.forget = true
		s.marked += n.mark()
	}
	s.broken = nil
	for _, c := range changed {
		if c.task == nil {
			continue
		}
		if n := c.task.find(s, c.key); n != nil {
			s.marked += n.mark()
		}
	}
	if !s.opts.FullWalk {
		return
	}
	s.marked = 0
	for tb := range s.each {
		tb.each(func(n *node) {
			n.good.Store(false)
			s.marked++
		})
	}
}

func (s *Store) each(yield func(tabler) bool) {
	s.tables.Range(func(_, tb any) bool { return yield(tb.(tabler)) })
}

// distrust makes n, and all that read it, run in the next revision.
func (s *Store) distrust(n *node) {
	s.mu.Lock()
	s.broken = append(s.broken, n)
	s.mu.Unlock()
}

// noteWarnings keeps the set of entries that have warnings.
func (s *Store) noteWarnings(n *node, has bool) {
	if !has && n.note == nil {
		return
	}
	s.mu.Lock()
	if has {
		s.warned[n] = struct{}{}
	} else {
		delete(s.warned, n)
	}
	s.mu.Unlock()
}
