package memo

import "sync"

// A ring holds the light values that are at hand. It lets go of the one that
// was not asked for since the hand last passed it, which is close to the least
// recently used one and costs a reader no lock.
type ring struct {
	mu    sync.Mutex
	slots []*node
	size  int
	hand  int
}

// add enters n, whose value has just been set.
func (r *ring) add(n *node) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case n.held:
		n.used.Store(true)
		return
	case r.size == 0:
		n.unit.release()
		return
	}
	n.held = true
	n.used.Store(false)
	if len(r.slots) < r.size {
		r.slots = append(r.slots, n)
		return
	}
	for r.slots[r.hand].used.Swap(false) {
		r.hand = (r.hand + 1) % r.size
	}
	old := r.slots[r.hand]
	old.held = false
	old.unit.release()
	r.slots[r.hand] = n
	r.hand = (r.hand + 1) % r.size
}
