package memo

import (
	"errors"
	"reflect"
	"runtime/debug"
	"sync/atomic"
)

// An entry is the place of one task and one key in a store.
type entry[K comparable, V any] struct {
	node
	table *table[K, V]
	key   K
	val   atomic.Pointer[V] // nil: no result yet, or a light value that is not at hand
	sum   *[32]byte         // of a light task's value
}

// ready gives the value if it is current and at hand: the hot path.
func (e *entry[K, V]) ready(r *Revision) (v V, err error, ok bool) {
	if !e.fresh(r) {
		return v, nil, false
	}
	if e.note != nil {
		err = e.note.err
	}
	p := e.val.Load()
	if p == nil {
		return v, err, err != nil // a light task that failed has no value
	}
	if e.table.task.Light && !e.used.Load() {
		e.used.Store(true)
	}
	return *p, err, true
}

// value brings the entry up to date and gives its value.
func (e *entry[K, V]) value(c *Ctx, a *arm) (V, error) {
	var none V
	for {
		f, err := e.bring(c, a)
		if err != nil {
			return none, err
		}
		if v, err, ok := e.ready(c.rev); ok {
			return v, err
		}
		if f != nil && f.out != nil {
			return *f.out.(*V), nil // the ring has let go of it already
		}
		again, err := e.begin(c, a, true)
		if err != nil {
			return none, err
		}
		if again != nil {
			a.waits.Store(&e.node)
			defer a.waits.Store(nil)
			return e.repeat(again)
		}
	}
}

// digest brings the entry up to date and gives the digest of its value.
func (e *entry[K, V]) digest(c *Ctx, a *arm) (sum [32]byte, err error) {
	if _, err := e.bring(c, a); err != nil {
		return sum, err
	}
	if e.note != nil && e.note.err != nil {
		return sum, e.note.err
	}
	return *e.sum, nil
}

// execute runs the task for flight f and keeps what it gave, unless the
// revision was cancelled meanwhile. It reports whether the flight goes on, as a
// member of a knot.
func (e *entry[K, V]) execute(f *Ctx, why Reason, cause *node) (parked bool) {
	v, sum, err := e.table.attempt(f, e.key)
	if f.rev.ctx.Err() != nil {
		f.rev.store.loose.Store(true)
		return false
	}
	if f.convicted.Load() {
		e.park(f, why, cause)
		return true
	}
	if err != nil && e.table.task.Light {
		v = *new(V)
	}
	same := false
	if e.has && !e.forget {
		var broken error
		if same, broken = e.same(v, sum, err); broken != nil {
			v, err = *new(V), broken
		}
	}
	e.keep(f, v, sum, err, same)
	e.settle(f, outcome{err: err, changed: !same, reason: why, cause: cause})
	return false
}

// fail makes err the result of a member of a knot. What its task made of the
// refusals it met, warnings included, may depend on who was asked first.
func (e *entry[K, V]) fail(f *Ctx, err *CycleError) {
	same := e.has && !e.forget && e.note != nil && sameError(e.note.err, err)
	f.warns = nil
	e.keep(f, *new(V), [32]byte{}, err, same)
	e.settle(f, outcome{err: err, changed: !same, reason: f.why, cause: f.because})
}

// keep stores the value, or what a light task leaves of it.
func (e *entry[K, V]) keep(f *Ctx, v V, sum [32]byte, err error, same bool) {
	switch {
	case !e.table.task.Light:
		if !same || e.val.Load() == nil {
			e.val.Store(&v)
		}
	case err != nil:
		e.val.Store(nil)
		e.sum = nil
	default:
		if !same || e.sum == nil {
			e.sum = &sum
		}
		f.out = &v
		e.val.Store(&v)
		f.rev.store.ring.add(&e.node)
	}
}

// attempt is Run and Digest with a worker's slot, and a panic made an error.
func (tb *table[K, V]) attempt(f *Ctx, k K) (v V, sum [32]byte, err error) {
	t, l := tb.task, f.arm.lane
	if !l.held {
		if err := l.take(f.rev); err != nil {
			return v, sum, err
		}
		defer l.give(f.rev)
	}
	tb.runs.Add(1)
	returned := false
	defer func() {
		if returned {
			return
		}
		p := recover()
		if p == nil {
			// The goroutine is ending (runtime.Goexit); nothing may be kept.
			f.rev.cancel()
			return
		}
		v, err = *new(V), &PanicError{Node{t, k}, p, debug.Stack()}
	}()
	v, err = t.Run(f, k)
	if t.Light && err == nil {
		sum = t.Digest(v)
	}
	returned = true
	return v, sum, err
}

// same reports whether a new result equals the one that is kept.
func (e *entry[K, V]) same(v V, sum [32]byte, err error) (same bool, broken error) {
	defer func() {
		if p := recover(); p != nil {
			same, broken = false, &PanicError{e.named(), p, debug.Stack()}
		}
	}()
	var old error
	if e.note != nil {
		old = e.note.err
	}
	t := e.table.task
	switch {
	case !sameError(old, err):
		return false, nil
	case t.Light:
		return err != nil || *e.sum == sum, nil
	case t.Same != nil && err == nil:
		return t.Same(*e.val.Load(), v), nil
	default:
		return reflect.DeepEqual(*e.val.Load(), v), nil
	}
}

// repeat runs a light task again, only for its value.
func (e *entry[K, V]) repeat(f *Ctx) (v V, err error) {
	defer e.end(f)
	if v, err, ok := e.ready(f.rev); ok {
		return v, err // another goroutine has just made it
	}
	e.table.again.Add(1)
	v, sum, err := e.table.attempt(f, e.key)
	if over := f.rev.ctx.Err(); over != nil {
		return *new(V), over
	}
	if err == nil && sum == *e.sum {
		e.val.Store(&v)
		f.rev.store.ring.add(&e.node)
		return v, nil
	}
	f.rev.store.distrust(&e.node)
	var deeper *ChangedError
	if errors.As(err, &deeper) {
		return *new(V), deeper
	}
	return *new(V), &ChangedError{e.named(), err}
}

func (e *entry[K, V]) named() Node { return Node{e.table.task, e.key} }

func (e *entry[K, V]) release() { e.val.Store(nil) }

func (e *entry[K, V]) remove() {
	sh := e.table.shard(e.key)
	sh.mu.Lock()
	delete(sh.m, e.key)
	sh.mu.Unlock()
}
