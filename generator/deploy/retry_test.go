package deploy

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func TestWaitsOfRetries(t *testing.T) {
	trouble := &Trouble{Err: errors.New("503")}
	asked := &Trouble{Err: errors.New("429"), After: 7 * time.Second}
	for _, c := range []struct {
		name  string
		errs  []error
		waits []time.Duration
		ok    bool
	}{
		{"success", nil, nil, true},
		{"twice as long each time, three quarters of it by a mean chance", []error{trouble, trouble, trouble}, []time.Duration{375 * time.Millisecond, 750 * time.Millisecond, 1500 * time.Millisecond}, true},
		{"as long as the answer asks", []error{asked, trouble}, []time.Duration{7 * time.Second, 750 * time.Millisecond}, true},
		{"not for ever", slices.Repeat([]error{trouble}, 9), []time.Duration{375 * time.Millisecond, 750 * time.Millisecond, 1500 * time.Millisecond, 3 * time.Second, 6 * time.Second}, false},
		{"not for hours", []error{&Trouble{Err: errors.New("429"), After: time.Hour}}, nil, false},
		{"not at all when it does not pass", []error{errors.New("403")}, nil, false},
	} {
		f, n := newFake(), 0
		err := f.clock().retry(context.Background(), nil, func() error {
			if n++; n <= len(c.errs) {
				return c.errs[n-1]
			}
			return nil
		})
		if (err == nil) != c.ok || !slices.Equal(f.slept, c.waits) {
			t.Errorf("%s: %v after %v, want %v", c.name, err, f.slept, c.waits)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC) }
	for h, want := range map[string]time.Duration{
		"": 0, "12": 12 * time.Second, "-3": 0, "soon": 0,
		"Mon, 30 Nov 2026 09:00:30 GMT": 30 * time.Second, "Mon, 30 Nov 2026 08:00:00 GMT": 0,
	} {
		if got := retryAfter(h, now); got != want {
			t.Errorf("%q: %s, want %s", h, got, want)
		}
	}
}

// As many requests run at once as the pace says, half as many after the store
// asked for fewer, and more again when all is calm.
func TestPace(t *testing.T) {
	p := newPace()
	var now, most atomic.Int64
	run := func(n int) int64 {
		most.Store(0)
		err := each(context.Background(), p, make([]int, n), func(int) int64 { return 1 }, func(context.Context, int) error {
			m := now.Add(1)
			for old := most.Load(); m > old && !most.CompareAndSwap(old, m); old = most.Load() {
			}
			now.Add(-1)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return most.Load()
	}
	if got := run(500); got > mostAtOnce {
		t.Errorf("%d at once", got)
	}
	for _, want := range []int{8, 4, 2, 1, 1} {
		if p.slow(); p.limit != want {
			t.Errorf("the limit is %d, want %d", p.limit, want)
		}
	}
	if got := run(recovery - 1); got != 1 {
		t.Errorf("%d at once after the store asked for fewer", got)
	}
	if run(20 * recovery); p.limit != mostAtOnce {
		t.Errorf("the limit has come back to %d", p.limit)
	}
	// A large body is alone.
	const whole = mostBytes
	var alone atomic.Int64
	err := each(context.Background(), p, make([]int, 50), func(int) int64 { return whole }, func(context.Context, int) error {
		if alone.Add(1) > 1 {
			t.Error("two large bodies at once")
		}
		alone.Add(-1)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	var done atomic.Int64
	err := each(context.Background(), newPace(), make([]int, 1000), func(int) int64 { return 0 }, func(ctx context.Context, _ int) error {
		done.Add(1)
		return broken
	})
	if !errors.Is(err, broken) || done.Load() > 2*mostAtOnce {
		t.Errorf("%v after %d", err, done.Load())
	}
}
