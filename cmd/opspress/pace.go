package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// room is how many bytes a build may allocate between two collections. With
	// the runtime's own rule, as many as are alive, a build of 10,000 posts is
	// collected twice as often while its heap is small, and needs more memory
	// when it is large.
	room = 96 << 20
	// least is the percentage of what is alive that may be allocated when that is
	// more than room, so that the work stays linear.
	least = 50
	// serving is the percentage while opspress serves. A collection takes half of
	// two cores for 0.2 s at 10,000 posts, and an edit that meets one waits twice
	// as long; with half as many again between them, fewer than one in twenty do.
	// The bench of serve (.ci/bench-serve) sets it too.
	serving = 150
	// runtimes is about what the runtime needs for itself.
	runtimes = 12 << 20
	// idle is which part of such a heap may lie idle in it, one byte in so many.
	// A build makes and drops large buffers of every size; without a limit what
	// lies between them adds up to half as much again as is in use.
	idle = 16
)

// paceBuild paces the garbage collector for a process that builds once.
func paceBuild() {
	if paced() {
		return
	}
	debug.SetGCPercent(percentOf(0))
	afterGC(func() {
		n := alive()
		debug.SetGCPercent(percentOf(n))
		debug.SetMemoryLimit(limitOf(n))
	})
}

// paceServe paces it for one that serves.
func paceServe() {
	if !paced() {
		debug.SetGCPercent(serving)
	}
}

// paced says whether the user paces it.
func paced() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }

// percentOf gives the GOGC for a heap in which that many bytes are alive. The
// first collection comes at 4 MB times this percentage.
func percentOf(alive uint64) int {
	return int(max(least, 100*room/max(alive, 4<<20)))
}

// limitOf gives the memory limit, in bytes, for a heap in which that many are
// alive: what it may grow to and what may lie idle. It lies above what the
// percentage allows, so that it gives memory back and brings no collection
// forward.
func limitOf(alive uint64) int64 {
	grown := alive + max(room, alive*least/100)
	return int64(grown + grown/idle + runtimes)
}

// alive gives the bytes that the last collection found alive.
func alive() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// afterGC calls f after each collection: that of an object that nobody holds.
func afterGC(f func()) {
	runtime.SetFinalizer(&struct{ self any }{f}, func(any) {
		f()
		afterGC(f)
	})
}
