package generator

import (
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

// A level is what a process holds when it rests.
type level struct {
	files, routines int
	memory          int
}

func levelNow() level {
	runtime.GC()
	runtime.GC() // the first one leaves what finalizers hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fds, _ := os.ReadDir("/proc/self/fd") // empty where there is no such folder: always level
	return level{len(fds), runtime.NumGoroutine(), int(m.HeapAlloc)}
}

// levels are samples of a run, in order.
type levels []level

// trend compares what a run holds in its last third with what it held in its
// middle third, by the medians. The first third is for caches to fill. A leak of
// one thing for each edit, however small, goes on growing. The cache keeps
// sixteen small files open before it merges them, so files come and go.
func (l levels) trend() (middle, last level, grows bool) {
	third := len(l) / 3
	middle, last = l[third:2*third].median(), l[2*third:].median()
	return middle, last, last.files > middle.files+18 || last.routines > middle.routines+4 || last.memory > middle.memory+middle.memory/20+1<<20
}

// stay wants that nothing grows.
func (l levels) stay(t *testing.T) {
	t.Helper()
	middle, last, grows := l.trend()
	t.Logf("%d samples; middle third: %+v, last third: %+v", len(l), middle, last)
	if grows {
		t.Errorf("it held %+v and holds %+v; all samples: %+v", middle, last, l)
	}
}

func (l levels) median() level {
	of := func(value func(level) int) int {
		var all []int
		for _, x := range l {
			all = append(all, value(x))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return level{
		of(func(x level) int { return x.files }), of(func(x level) int { return x.routines }), of(func(x level) int { return x.memory }),
	}
}

// TestLevels wants the judge to see a small leak, and no leak in noise.
func TestLevels(t *testing.T) {
	grows := func(by level) bool {
		var l levels
		for i := range 30 {
			noise := i * 7919 % 11
			l = append(l, level{20 + noise%3 + by.files*i, 30 + noise%4 + by.routines*i, 40<<20 + noise<<16 + by.memory*i})
		}
		_, _, yes := l.trend()
		return yes
	}
	if grows(level{}) {
		t.Error("noise is taken for a leak")
	}
	for _, leak := range []level{{files: 2}, {routines: 1}, {memory: 400 << 10}} {
		if !grows(leak) {
			t.Errorf("a leak of %+v a sample is not seen", leak)
		}
	}
}

// compare judges, at full length, how long something took against what it took
// before: four times as long, and the 60 ms that an edit may take, are for a
// machine that has more to do now.
func compare(t *testing.T, what string, before, now []time.Duration) {
	t.Helper()
	slices.Sort(before)
	slices.Sort(now)
	p := func(d []time.Duration, percent int) time.Duration {
		return d[min(len(d)-1, len(d)*percent/100)].Round(100 * time.Microsecond)
	}
	t.Logf("%s: before p50 %s p95 %s; now p50 %s p95 %s (n=%d, %d)", what, p(before, 50), p(before, 95), p(now, 50), p(now, 95), len(before), len(now))
	if fullSoak && p(now, 50) > 4*p(before, 50)+60*time.Millisecond {
		t.Errorf("%s: %s took %s before", what, p(now, 50), p(before, 50))
	}
}
