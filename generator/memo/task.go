package memo

import (
	"fmt"
	"reflect"
)

// A Task computes a V from a K. Make one value of it, hand its pointer around
// and change nothing in it after the first Get.
type Task[K comparable, V any] struct {
	// Name stands in the answers of Why, in cycles and in panics.
	Name string

	// Run must be deterministic in k and in what it reads through c, and it
	// may read nothing else unless the task is a Source. It uses c on its own
	// goroutine only, and not after it has returned.
	Run func(c *Ctx, k K) (V, error)

	// Same reports whether two values are equal for every reader; nil means
	// reflect.DeepEqual. It is not asked about light tasks, nor about the
	// values of failed ones.
	Same func(a, b V) bool

	// Light tasks leave their digest, reads and warnings in the store, not
	// their value. Whoever asks for the value gets it from the few values that
	// are at hand, or from running the task again. A light task that fails
	// has an error and no value.
	Light bool

	// Digest names a value by its content. Light tasks must have it.
	Digest func(V) [32]byte

	// Passing tasks cost less to run than to remember, or are asked once. In a
	// store without reads Get runs them as a part of the task that asks, whose
	// warnings theirs become, and nothing is kept. Elsewhere they are tasks like
	// any other. No cycle may lead through a passing task: its error would not
	// name it.
	Passing bool

	// Hub entries are those that very many others read, directly or not, and
	// that often change, or are verified, without any of them being asked for.
	// It is for speed only, and for a few dozen entries of a store.
	Hub bool

	// Source tasks look at the world: a file, a directory, the clock. Once
	// run, such a task runs again only in a revision whose changed set names
	// it.
	Source bool
}

// Get gives the value of t for k, and records in c that it was read. It returns
// the error of the task, a *CycleError when k needs the entry that asks, a
// *ChangedError when a light value cannot be made again, or the error of the
// context when the revision was cancelled.
func (t *Task[K, V]) Get(c *Ctx, k K) (V, error) {
	if t.Passing && c.rev.store.opts.NoReads && !c.within(t) {
		return t.pass(c, k)
	}
	e := t.entry(c.rev.store, k)
	v, err, ok := e.ready(c.rev)
	if !ok {
		v, err = e.value(c, &c.arm)
	}
	c.record(&e.node)
	return v, err
}

// All is Get for many keys, in parallel as far as there are free workers.
// Values and errors stand in the order of ks.
func (t *Task[K, V]) All(c *Ctx, ks []K) ([]V, []error) {
	vs, errs := make([]V, len(ks)), make([]error, len(ks))
	es := make([]*entry[K, V], len(ks))
	var rest []int // what is not ready
	for i, k := range ks {
		es[i] = t.entry(c.rev.store, k)
		v, err, ok := es[i].ready(c.rev)
		if !ok {
			rest = append(rest, i)
			continue
		}
		vs[i], errs[i] = v, err
	}
	c.fan(len(rest), func(a *arm, j int) {
		i := rest[j]
		vs[i], errs[i] = es[i].value(c, a)
	})
	recordAll(c, es)
	return vs, errs
}

// Sum gives the digest of a light task's value without asking for the value: a
// read like Get, but the task runs only if its entry is not current. The digest
// of a failed task is zero.
func (t *Task[K, V]) Sum(c *Ctx, k K) ([32]byte, error) {
	t.mustBeLight()
	e := t.entry(c.rev.store, k)
	sum, err := e.digest(c, &c.arm)
	c.record(&e.node)
	return sum, err
}

// Sums is Sum for many keys, in parallel. Digests and errors stand in the order
// of ks.
func (t *Task[K, V]) Sums(c *Ctx, ks []K) ([][32]byte, []error) {
	t.mustBeLight()
	sums, errs := make([][32]byte, len(ks)), make([]error, len(ks))
	es := make([]*entry[K, V], len(ks))
	var rest []int
	for i, k := range ks {
		es[i] = t.entry(c.rev.store, k)
		if !es[i].fresh(c.rev) {
			rest = append(rest, i)
			continue
		}
		sums[i], errs[i] = es[i].digest(c, &c.arm)
	}
	c.fan(len(rest), func(a *arm, j int) {
		i := rest[j]
		sums[i], errs[i] = es[i].digest(c, a)
	})
	recordAll(c, es)
	return sums, errs
}

func (t *Task[K, V]) mustBeLight() {
	if !t.Light {
		panic("memo: Sum of " + t.name() + ", which is not light")
	}
}

// Node names the entry of t for k, whether it exists or not.
func (t *Task[K, V]) Node(k K) Node { return Node{t, k} }

// A Node names one entry: a task and a key. Nodes are comparable.
type Node struct {
	task namer
	key  any
}

// namer is a *Task of any type.
type namer interface {
	name() string
	find(s *Store, key any) *node
}

func (t *Task[K, V]) name() string {
	if t.Name == "" {
		return reflect.TypeFor[V]().String()
	}
	return t.Name
}

// find gives the entry for key, or nil.
func (t *Task[K, V]) find(s *Store, key any) *node {
	tb, ok := s.tables.Load(t)
	if !ok {
		return nil
	}
	if e := tb.(*table[K, V]).find(key.(K)); e != nil {
		return &e.node
	}
	return nil
}

// Task gives the name of the node's task, "" for the zero Node.
func (n Node) Task() string {
	if n.task == nil {
		return ""
	}
	return n.task.name()
}

// Key gives the key of the node, nil for the zero Node.
func (n Node) Key() any { return n.key }

// String gives "Task(key)", or "Task" where the key is struct{}{}.
func (n Node) String() string {
	if n.task == nil {
		return ""
	}
	if n.key == struct{}{} {
		return n.Task()
	}
	return fmt.Sprintf("%s(%v)", n.Task(), n.key)
}
