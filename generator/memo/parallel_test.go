package memo

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A gauge counts how many are in it, and the most there ever were.
type gauge struct{ now, most atomic.Int64 }

func (g *gauge) in() {
	n := g.now.Add(1)
	for m := g.most.Load(); n > m && !g.most.CompareAndSwap(m, n); m = g.most.Load() {
	}
	runtime.Gosched()
}

func (g *gauge) out() { g.now.Add(-1) }

// A tree deeper and wider than there are workers, read by several at once: it
// ends, and never do more than that many work.
func TestATaskGivesItsSlotBackWhileItWaits(t *testing.T) {
	const depth, width = 6, 3
	for workers := 1; workers <= 3; workers++ {
		var g gauge
		var tree *Task[string, int]
		tree = &Task[string, int]{Name: "tree", Run: func(c *Ctx, k string) (int, error) {
			g.in()
			defer g.out()
			if len(k) == depth {
				return 1, nil
			}
			var below []string
			for i := range width {
				below = append(below, k+fmt.Sprint(i))
			}
			g.out()
			ns, _ := tree.All(c, below)
			n, _ := tree.Get(c, k+"0"+strings.Repeat("1", depth-len(k)-1))
			g.in()
			for _, m := range ns {
				n += m
			}
			return n, nil
		}}
		r := background(New(Options{Workers: workers}))
		var wg sync.WaitGroup
		for i := range width {
			wg.Go(func() { ask(r, tree, fmt.Sprint(i)) })
		}
		wg.Wait()
		if m := g.most.Load(); m > int64(workers) || m < 1 {
			t.Errorf("%d workers: %d at work at once", workers, m)
		}
	}
}

func TestAChainDeeperThanTheWorkers(t *testing.T) {
	var chain *Task[int, int]
	chain = &Task[int, int]{Name: "chain", Run: func(c *Ctx, k int) (int, error) {
		if k == 0 {
			return 0, nil
		}
		n, err := chain.Get(c, k-1)
		return n + 1, err
	}}
	r := background(New(Options{Workers: 1}))
	if n, err := ask(r, chain, 10000); n != 10000 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestAllWorksInParallelAndKeepsTheOrder(t *testing.T) {
	var meet sync.WaitGroup // passes only when both workers are at it
	meet.Add(2)
	pair := &Task[int, string]{Name: "pair", Run: func(c *Ctx, k int) (string, error) {
		if k < 2 {
			meet.Done()
			meet.Wait()
		}
		if k == 3 {
			return "", errors.New("three")
		}
		return fmt.Sprint(k), nil
	}}
	r := background(New(Options{Workers: 2}))
	r.Do(func(c *Ctx) error {
		vs, errs := pair.All(c, []int{0, 1, 3, 2, 1})
		if !slices.Equal(vs, []string{"0", "1", "", "2", "1"}) {
			t.Errorf("values %q", vs)
		}
		for i, err := range errs {
			if (err != nil) != (i == 2) {
				t.Errorf("error %d is %v", i, err)
			}
		}
		return nil
	})
}

func TestAllStartsFewGoroutines(t *testing.T) {
	var most atomic.Int64
	leaf := &Task[int, int]{Name: "leaf", Run: func(c *Ctx, k int) (int, error) {
		most.Store(max(most.Load(), int64(runtime.NumGoroutine())))
		return k, nil
	}}
	before := runtime.NumGoroutine()
	r := background(New(Options{Workers: 4}))
	r.Do(func(c *Ctx) error {
		leaf.All(c, make([]int, 0))
		ks := make([]int, 10000)
		for i := range ks {
			ks[i] = i
		}
		leaf.All(c, ks)
		return nil
	})
	if n := most.Load() - int64(before); n > 4 {
		t.Errorf("%d goroutines for 4 workers", n)
	}
	// One that has done its work may still be on its way out.
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-time.After(time.Millisecond) {
		if runtime.NumGoroutine() <= before {
			return
		}
	}
	t.Errorf("%d goroutines stay", runtime.NumGoroutine()-before)
}

func TestACancelledRunLeavesNoResult(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	runs := 0
	inner := &Task[string, string]{Name: "inner", Run: func(c *Ctx, k string) (string, error) { return k, nil }}
	outer := &Task[string, string]{Name: "outer", Run: func(c *Ctx, k string) (string, error) {
		if runs++; runs == 1 {
			cancel()
		}
		v, err := inner.Get(c, k)
		if err != nil {
			c.Warn("no inner")
			return "swallowed " + err.Error(), nil
		}
		return v, nil
	}}
	s := New(Options{})
	r := s.Revise(ctx, nil)
	if v, err := ask(r, outer, "x"); v != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %q, %v", v, err)
	}
	if st := s.Why(outer.Node("x")); st.Known {
		t.Error("the cancelled run left a result")
	}
	if err := r.Do(func(*Ctx) error { t.Error("a Do began"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Do gives %v", err)
	}
	r = background(s)
	if v, err := ask(r, outer, "x"); v != "x" || err != nil || len(r.Warnings()) > 0 {
		t.Errorf("afresh: got %q, %v, %v", v, err, r.Warnings())
	}
}

// Revise is called while one goroutine runs a task and another waits for it.
func TestARevisionCancelsAndWaits(t *testing.T) {
	begun := make(chan bool)
	var ended atomic.Bool
	first := true
	slow := &Task[string, string]{Name: "slow", Run: func(c *Ctx, k string) (string, error) {
		if first {
			close(begun)
			<-c.Context().Done()
			ended.Store(true)
		}
		return k, nil
	}}
	s := New(Options{Workers: 2})
	r := background(s)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, err := ask(r, slow, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled: got %v", err)
			}
		})
	}
	<-begun
	next := background(s)
	if !ended.Load() {
		t.Error("Revise did not wait")
	}
	wg.Wait()
	first = false
	if v, err := ask(next, slow, "x"); v != "x" || err != nil {
		t.Errorf("afresh: got %q, %v", v, err)
	}
}

// Both sources have to be at work at once for the verification to go on.
func TestWhatWasReadAtOnceIsVerifiedInParallel(t *testing.T) {
	var meet *sync.WaitGroup
	source := &Task[int, int]{Name: "source", Source: true, Run: func(c *Ctx, k int) (int, error) {
		meet.Done()
		meet.Wait()
		return k, nil
	}}
	sum := &Task[string, int]{Name: "sum", Run: func(c *Ctx, k string) (int, error) {
		ns, _ := source.All(c, []int{1, 2})
		return ns[0] + ns[1], nil
	}}
	s := New(Options{Workers: 2})
	for range 3 {
		meet = new(sync.WaitGroup)
		meet.Add(2)
		r := background(s, source.Node(1), source.Node(2))
		if n, err := ask(r, sum, ""); n != 3 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
	}
	if n := s.Stats().Runs["sum"]; n != 0 {
		t.Errorf("sum ran %d times", n)
	}
}
