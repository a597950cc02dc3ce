package main

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// A small heap may grow by room, a large one by half of itself.
func TestPaceOfCollections(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		alive uint64
		goal  uint64
	}{
		{4 * mb, 100 * mb}, {32 * mb, 128 * mb}, {96 * mb, 192 * mb}, {192 * mb, 288 * mb}, {1000 * mb, 1500 * mb},
	} {
		if goal := c.alive + c.alive*uint64(percentOf(c.alive))/100; goal != c.goal {
			t.Errorf("%d MB alive: the heap may grow to %d MB, not %d", c.alive/mb, goal/mb, c.goal/mb)
		}
	}
	if percentOf(0) != percentOf(4*mb) {
		t.Error("an empty heap has a percentage of its own")
	}
}

// The memory limit leaves the heap its room at every size, and little more.
func TestPaceLimitsWhatLiesIdle(t *testing.T) {
	for alive := uint64(0); alive < 4<<30; alive += 10 << 20 {
		live := max(alive, 4<<20)
		goal := int64(live + live*uint64(percentOf(live))/100)
		if limit := limitOf(live); limit < goal || limit > goal+goal/8+16<<20 {
			t.Errorf("%d MB alive: %d MB in all, of which the heap may take %d", alive>>20, limit>>20, goal>>20)
		}
	}
}

// After every collection the pace is set anew, not only after the first.
func TestPaceIsSetAfterEachCollection(t *testing.T) {
	var called atomic.Int64
	afterGC(func() { called.Add(1) })
	for called.Load() < 3 { // the finalizer of an object comes some time after the collection
		runtime.GC()
		runtime.Gosched()
	}
	if alive() == 0 {
		t.Error("nothing is alive")
	}
}
