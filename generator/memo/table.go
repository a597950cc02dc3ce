package memo

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// A table holds the entries of one task in one store, in shards so that
// parallel look-ups seldom meet.
type table[K comparable, V any] struct {
	task   *Task[K, V]
	store  *Store
	seed   maphash.Seed
	runs   atomic.Int64 // in this revision
	again  atomic.Int64 // of these, runs for a light value that was let go
	shards [32]shard[K, V]
}

type shard[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]*entry[K, V]
}

// tabler is a *table of any type.
type tabler interface {
	each(func(*node))
	counts() (name string, runs, again int64)
	begin() // a revision
}

// table gives the entries of t in s.
func (t *Task[K, V]) table(s *Store) *table[K, V] {
	if tb, ok := s.tables.Load(t); ok {
		return tb.(*table[K, V])
	}
	if t.Light && t.Digest == nil {
		panic("memo: light task " + t.name() + " has no Digest")
	}
	tb, _ := s.tables.LoadOrStore(t, &table[K, V]{task: t, store: s, seed: maphash.MakeSeed()})
	return tb.(*table[K, V])
}

// entry gives the entry of t for k, a new one if there is none.
func (t *Task[K, V]) entry(s *Store, k K) *entry[K, V] {
	tb := t.table(s)
	sh := tb.shard(k)
	sh.mu.RLock()
	e := sh.m[k]
	sh.mu.RUnlock()
	if e != nil {
		return e
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if e := sh.m[k]; e != nil {
		return e
	}
	if sh.m == nil {
		sh.m = make(map[K]*entry[K, V])
	}
	e = &entry[K, V]{table: tb, key: k}
	e.unit = e
	if t.Hub {
		s.hubs.add(&e.node)
	}
	sh.m[k] = e
	return e
}

func (tb *table[K, V]) shard(k K) *shard[K, V] {
	return &tb.shards[maphash.Comparable(tb.seed, k)%uint64(len(tb.shards))]
}

func (tb *table[K, V]) find(k K) *entry[K, V] {
	sh := tb.shard(k)
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	return sh.m[k]
}

// each calls f with every node, in no order. f must not add or remove any.
func (tb *table[K, V]) each(f func(*node)) {
	for i := range tb.shards {
		sh := &tb.shards[i]
		sh.mu.RLock()
		for _, e := range sh.m {
			f(&e.node)
		}
		sh.mu.RUnlock()
	}
}

func (tb *table[K, V]) counts() (string, int64, int64) {
	return tb.task.name(), tb.runs.Load(), tb.again.Load()
}

func (tb *table[K, V]) begin() {
	tb.runs.Store(0)
	tb.again.Store(0)
}
