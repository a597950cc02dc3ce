package deploy

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

// A fault is something that happens at one request. Before and after say
// whether the store has done it.
type fault struct {
	name          string
	before, after error
	slow          time.Duration // passes before the answer
	forever       bool          // all requests after it fail too: the deploy is dead
}

func faults() []fault {
	passing := func(what string) error { return &Trouble{Err: errors.New(what)} }
	return []fault{
		{name: "500", before: passing("500")},
		{name: "503 SlowDown", before: &Trouble{Err: errors.New("SlowDown"), Slow: true}},
		{name: "429 with Retry-After", before: &Trouble{Err: errors.New("429"), Slow: true, After: 3 * time.Second}},
		{name: "reset in the body", before: passing("connection reset by peer")},
		{name: "answer lost", after: passing("connection reset by peer")},
		{name: "latency", slow: 9 * time.Second},
		{name: "latency beyond the lease", slow: 90 * time.Second},
		{name: "dead before", before: errDead, forever: true},
		{name: "dead after", after: errDead, forever: true},
		{name: "outage", before: passing("503"), forever: true},
	}
}

var errDead = errors.New("dead")

// plant puts a fault at request n (from 1) into a store, and looks at the site
// after each change as a reader does.
func plant(m *memory, f fault, n int, clock *fake, see func(op, key string)) (reached func() bool) {
	var mu sync.Mutex
	count, hit := 0, false
	at := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return count == n || f.forever && count > n
	}
	m.before = func(op, key string) error {
		mu.Lock()
		count++
		hit = hit || count == n
		mu.Unlock()
		if !at() {
			return nil
		}
		clock.pass(f.slow)
		if f.forever && f.after != nil && count > n {
			return f.after
		}
		return f.before
	}
	m.after = func(op, key string) error {
		see(op, key)
		if at() {
			return f.after
		}
		return nil
	}
	return func() bool { mu.Lock(); defer mu.Unlock(); return hit }
}

// TestEveryRequestFails deploys B over A with one fault at one request, for
// every request and every fault, one at a time. A reader looks after every
// change. Then the same site, or another one, is deployed without a fault.
func TestEveryRequestFails(t *testing.T) {
	step := 3
	if os.Getenv("SOAK") != "" {
		step = 1
	}
	runs, crawls := 0, 0
	for i, f := range faults() {
		for _, then := range []struct {
			name string
			site tree
		}{{"the same", siteB}, {"the old", siteA}, {"a third", siteC}} {
			t.Run(f.name+", then "+then.name, func(t *testing.T) {
				step := step
				if f.after != nil {
					step = 1 // whether an answer that got lost is understood differs from request to request
				}
				for n := 1 + i%step; ; n += step {
					reached, seen := faultAt(t, f, n, then.site)
					if !reached {
						break
					}
					runs++
					crawls += seen
					if t.Failed() {
						t.Fatalf("%s at request %d", f.name, n)
					}
				}
			})
		}
	}
	t.Logf("%d deploys with a fault, %d crawls", runs, crawls)
	if runs < 250 {
		t.Errorf("only %d deploys", runs)
	}
}

func faultAt(t *testing.T, f fault, n int, then tree) (reached bool, crawls int) {
	t.Helper()
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	m.objects["foreign.txt"] = stored{body: []byte("of somebody else")}
	var mu sync.Mutex
	see := func(op, key string) {
		site, _ := m.snapshot()
		mu.Lock()
		defer mu.Unlock()
		crawls++
		for _, w := range missing(site) {
			t.Errorf("after %s %s: %s", op, key, w)
		}
		if op == "DELETE" {
			t.Errorf("%s was deleted", key)
		}
	}
	hit := plant(m, f, n, clock, see)
	_, err := Deploy(context.Background(), job(t, siteB, m, clock))
	switch {
	case !hit():
		return false, crawls
	case f.forever || f.slow > leaseTime:
		var known *TargetError
		var locked *LockedError
		if err != nil && !errors.As(err, &known) && !errors.As(err, &locked) {
			t.Errorf("the deploy says %v", err)
		}
	case err != nil:
		t.Errorf("one fault, and the deploy says %v", err)
	default:
		m.before, m.after = nil, nil
		wantSite(t, m, siteB)
	}
	m.before, m.after = nil, func(op, key string) error { see(op, key); return nil }
	mustDeploy(t, job(t, then, m, clock))
	wantSite(t, m, then)
	again := mustDeploy(t, job(t, then, m, clock))
	if len(again.Changes) != 0 || again.Committed {
		t.Errorf("a third deploy changes %v", paths(again.Changes))
	}
	if string(m.objects["foreign.txt"].body) != "of somebody else" {
		t.Error("a foreign object was touched")
	}
	return true, crawls
}

// A second death, in the deploy that would mend the first.
func TestADeathAfterADeath(t *testing.T) {
	dead := fault{before: errDead, forever: true}
	for n := 3; ; n += 4 {
		for k := 1; ; k += 3 {
			m, clock := newMemory(), newFake()
			mustDeploy(t, job(t, siteA, m, clock))
			see := func(op, key string) {
				site, _ := m.snapshot()
				for _, w := range missing(site) {
					t.Errorf("after %s %s: %s", op, key, w)
				}
			}
			first := plant(m, dead, n, clock, see)
			Deploy(context.Background(), job(t, siteB, m, clock))
			if !first() {
				return
			}
			second := plant(m, dead, k, clock, see)
			Deploy(context.Background(), job(t, siteC, m, clock))
			m.before, m.after = nil, nil
			mustDeploy(t, job(t, siteB, m, clock))
			wantSite(t, m, siteB)
			if t.Failed() {
				t.Fatalf("first at request %d, then at %d", n, k)
			}
			if !second() {
				break
			}
		}
	}
}
