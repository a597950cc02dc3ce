package deploy

import (
	"context"
	"sync"
)

const (
	mostAtOnce = 16       // requests
	mostBytes  = 64 << 20 // of bodies in memory, unless one alone is larger
	recovery   = 32       // requests without trouble before one more may run
)

// A pace says how many requests run at once: half as many each time the store
// asks for fewer, and slowly more again.
type pace struct {
	mu      sync.Mutex
	free    *sync.Cond
	limit   int
	running int
	held    int64 // bytes
	calm    int   // requests since the last trouble
}

func newPace() *pace {
	p := &pace{limit: mostAtOnce}
	p.free = sync.NewCond(&p.mu)
	return p
}

// slow is called when the store has asked for fewer requests.
func (p *pace) slow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit, p.calm = max(1, p.limit/2), 0
}

func (p *pace) begin(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.running >= p.limit || p.running > 0 && p.held+bytes > mostBytes {
		p.free.Wait()
	}
	p.running++
	p.held += bytes
}

func (p *pace) end(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running--
	p.held -= bytes
	if p.calm++; p.calm >= recovery && p.limit < mostAtOnce {
		p.limit, p.calm = p.limit+1, 0
	}
	p.free.Broadcast()
}

// each does work for all items, several at once, and stops at the first error.
// weight is how many bytes an item holds in memory.
func each[T any](ctx context.Context, p *pace, items []T, weight func(T) int64, work func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	for _, item := range items {
		bytes := weight(item)
		p.begin(bytes)
		if ctx.Err() != nil {
			p.end(bytes)
			break
		}
		wait.Go(func() {
			defer p.end(bytes)
			if err := work(ctx, item); err != nil {
				cancel(err)
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}
