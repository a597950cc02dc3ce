package generator

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A level is what a process holds.
type level struct {
	files, routines int
	memory          int
	segments        int // files of the cache that are open
}

func levelNow() level {
	runtime.GC()
	runtime.GC() // the first one leaves what finalizers and pools hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	l := level{routines: runtime.NumGoroutine(), memory: int(m.HeapAlloc)}
	const open = "/proc/self/fd"
	fds, _ := os.ReadDir(open) // empty where there is no such folder: always level
	for _, fd := range fds {
		if to, err := os.Readlink(filepath.Join(open, fd.Name())); err == nil && strings.Contains(to, "/.opspress/cache/") {
			l.segments++
		} else {
			l.files++
		}
	}
	return l
}

// levelAtRest reads until three readings in a row agree, for a pass that is
// still going on holds more than what stays of it. A machine that is too busy
// ever to rest gives the least of many readings: what leaks is in all of them.
func levelAtRest() level {
	least := levelNow()
	for agree, i := 1, 0; agree < 3 && i < 100; i++ {
		<-time.After(5 * time.Millisecond)
		now := levelNow()
		agree++
		if now.files != least.files || now.routines != least.routines || max(now.memory, least.memory)-min(now.memory, least.memory) > 128<<10 {
			agree = 1
		}
		least = levels{least, now}.least()
	}
	return least
}

// levels are samples of a run, in order.
type levels []level

// trend compares the least that a run held in its last third with the least that
// it held in its middle third. The first third is for caches to fill. What
// happens to be there when a sample is taken (garbage of a pass, a connection on
// its way out) comes and goes and is not in the least; a leak of one thing for
// each edit, however small, is, and goes on growing. Only the cache's files are
// no leak while they grow: it keeps sixteen small ones open before it merges
// them.
func (l levels) trend() (middle, last level, grows bool) {
	third := len(l) / 3
	middle, last = l[third:2*third].least(), l[2*third:].least()
	return middle, last, last.files > middle.files+4 || last.segments > middle.segments+18 || last.routines > middle.routines+4 || last.memory > middle.memory+middle.memory/20+512<<10
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

func (l levels) least() level {
	least := l[0]
	for _, x := range l {
		least = level{min(x.files, least.files), min(x.routines, least.routines), min(x.memory, least.memory), min(x.segments, least.segments)}
	}
	return least
}

// TestLevels wants the judge to see a small leak, and no leak in noise: not in
// that of a machine which is at work at two samples of three.
func TestLevels(t *testing.T) {
	grows := func(by level) bool {
		var l levels
		for i := range 30 {
			noise := i * 7919 % 11
			x := level{20 + noise%3 + by.files*i, 30 + noise%4 + by.routines*i, 40<<20 + noise<<16 + by.memory*i, 4 + noise + by.segments*i}
			if i%3 > 0 && i > 15 {
				x.files, x.routines, x.memory = x.files+30, x.routines+20, x.memory+noise<<20
			}
			l = append(l, x)
		}
		_, _, yes := l.trend()
		return yes
	}
	if grows(level{}) {
		t.Error("noise is taken for a leak")
	}
	for _, leak := range []level{{files: 1}, {routines: 1}, {memory: 300 << 10}, {segments: 3}} {
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
