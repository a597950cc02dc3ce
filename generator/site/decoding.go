package site

import (
	"sync"

	"opspress/generator/asset"
)

// A decoding bounds the memory of pictures that are decoded at the same time:
// small ones side by side, a large one alone.
type decoding struct {
	mu   sync.Mutex
	wait *sync.Cond
	held int64
}

func newDecoding() *decoding {
	d := &decoding{}
	d.wait = sync.NewCond(&d.mu)
	return d
}

// enter waits until so many bytes fit beside those that others hold, or nobody
// holds any, and gives the function that lets go of them.
func (d *decoding) enter(bytes int64) (leave func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.held > 0 && d.held+bytes > asset.MaxDecoded {
		d.wait.Wait()
	}
	d.held += bytes
	return func() {
		d.mu.Lock()
		d.held -= bytes
		d.mu.Unlock()
		d.wait.Broadcast()
	}
}
