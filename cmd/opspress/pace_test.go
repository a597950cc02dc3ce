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
