package generator

import "sync"

// A gate lets the background wait while anything is in front.
type gate struct {
	mu    sync.Mutex
	empty *sync.Cond
	n     int
}

func newGate() *gate {
	g := &gate{}
	g.empty = sync.NewCond(&g.mu)
	return g
}

func (g *gate) enter() {
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.n--; g.n == 0 {
		g.empty.Broadcast()
	}
}

// wait waits until nothing is in front.
func (g *gate) wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.n > 0 {
		g.empty.Wait()
	}
}
