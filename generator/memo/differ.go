package memo

import "reflect"

// Differ finds where two stores part that have both answered n: the first entry,
// in the order of reading, whose value is another one in b than in a although
// all that it has read is the same. A task whose Same takes no value for equal
// to itself cannot be judged; what it has read and what has read it can. Nothing
// may be running in either store.
func Differ(a, b *Store, n Node) (Node, bool) {
	seen := make(map[Node]bool)
	var visit func(n Node) (Node, bool)
	visit = func(n Node) (Node, bool) {
		if seen[n] || n.task == nil {
			return Node{}, false
		}
		seen[n] = true
		x, y := n.task.find(a, n.key), n.task.find(b, n.key)
		if x == nil || y == nil || !x.has || !y.has {
			return Node{}, false // one side never asked: what made it do so is read before
		}
		for _, r := range x.reads {
			if found, ok := visit(r.unit.named()); ok {
				return found, true
			}
		}
		return n, x.unit.differs(y.unit)
	}
	return visit(n)
}

// differs compares what two stores hold for one task and key.
func (e *entry[K, V]) differs(other unit) bool {
	o := other.(*entry[K, V])
	var x, y error
	if e.note != nil {
		x = e.note.err
	}
	if o.note != nil {
		y = o.note.err
	}
	if !sameError(x, y) {
		return true
	}
	t, p, q := e.table.task, e.val.Load(), o.val.Load()
	switch {
	case x != nil:
		return false
	case p == nil || q == nil: // light values that are not at hand
		return e.sum != nil && o.sum != nil && *e.sum != *o.sum
	case t.Same != nil && (!t.Same(*p, *p) || t.Same(*p, *q)):
		return false
	}
	return !reflect.DeepEqual(*p, *q) // a Same may compare pointers of one store
}
