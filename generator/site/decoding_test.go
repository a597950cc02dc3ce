package site

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"opspress/generator/asset"
)

// What is decoded at the same time fits the room there is; what is larger than the
// room is decoded alone, and nobody waits for ever.
func TestPicturesAreDecodedWithinBounds(t *testing.T) {
	d := newDecoding()
	var held, alone atomic.Int64
	var wait sync.WaitGroup
	for i := range 60 {
		size := int64(i%7) * asset.MaxDecoded / 5 // up to more than there is
		wait.Go(func() {
			leave := d.enter(size)
			now := held.Add(size)
			if now > asset.MaxDecoded && now != size {
				t.Errorf("%d bytes are held, %d of them by one", now, size)
			}
			if size > asset.MaxDecoded {
				alone.Add(1)
			}
			runtime.Gosched()
			held.Add(-size)
			leave()
		})
	}
	wait.Wait()
	if alone.Load() == 0 || d.held != 0 {
		t.Errorf("%d large ones, %d bytes still held", alone.Load(), d.held)
	}
}
