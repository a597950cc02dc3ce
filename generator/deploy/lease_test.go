package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Two deploys at once: one commits, the other says who has the lock. The
// second begins at every request of the first from the second one on: before
// that, it is simply the first.
func TestTwoAtOnce(t *testing.T) {
	for n := 2; ; n++ {
		m, clock := newMemory(), newFake()
		mustDeploy(t, job(t, siteA, m, clock))
		var mu sync.Mutex
		count, began := 0, false
		var second Result
		var secondErr error
		m.before = func(op, key string) error {
			mu.Lock()
			count++
			now := count == n && !began
			began = began || now
			mu.Unlock()
			if now {
				// The holder is alive: it renews the lock whenever somebody looks.
				other := newFake()
				other.now = clock.now
				c := other.clock()
				sleep := c.Sleep
				c.Sleep = func(ctx context.Context, d time.Duration) error {
					if d == leasePoll {
						renew(t, m)
					}
					return sleep(ctx, d)
				}
				j := job(t, siteC, m, other)
				j.Clock = c
				second, secondErr = Deploy(context.Background(), j)
			}
			return nil
		}
		first, err := Deploy(context.Background(), job(t, siteB, m, clock))
		m.before = nil
		if !began {
			if n < 10 {
				t.Errorf("a deploy has only %d requests", n)
			}
			return
		}
		var locked *LockedError
		switch {
		case err == nil && errors.As(secondErr, &locked):
			wantSite(t, m, siteB)
		case secondErr == nil && errors.As(err, &locked):
			wantSite(t, m, siteC)
		case err == nil && secondErr == nil && first.Release.Serial != second.Release.Serial && n > 20:
			// The first one was done when the second began.
		default:
			t.Fatalf("at request %d: the first says %v, the second %v", n, err, secondErr)
		}
	}
}

// renew changes the lock as its holder does.
func renew(t *testing.T, m *memory) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var h hold
	if json.Unmarshal(m.objects[lockKey].body, &h) != nil || h.Holder == "" {
		return
	}
	h.Serial++
	b, err := json.Marshal(h)
	if err != nil {
		t.Error(err)
	}
	m.objects[lockKey] = stored{body: b}
}

// A lock whose holder is dead is waited out, and then taken.
func TestADeadHolderIsWaitedOut(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	plant(m, fault{before: errDead, forever: true}, 6, clock, func(string, string) {})
	Deploy(context.Background(), job(t, siteB, m, clock))
	m.before, m.after = nil, nil
	began := clock.now
	mustDeploy(t, job(t, siteB, m, clock))
	if waited := clock.now.Sub(began); waited < leaseTime || waited > leaseTime+10*time.Second {
		t.Errorf("the lock of a dead holder was waited for %s", waited)
	}
	wantSite(t, m, siteB)
}

// A deploy that fails in order gives the lock back, and nobody has to wait.
func TestAFailedDeployGivesTheLockBack(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	broken := errors.New("access denied")
	m.before = func(op, key string) error {
		if op == "COPY" && strings.HasPrefix(key, "posts/") {
			return broken
		}
		return nil
	}
	if _, err := Deploy(context.Background(), job(t, siteB, m, clock)); !errors.Is(err, broken) {
		t.Errorf("the deploy says %v", err)
	}
	m.before = nil
	began := clock.now
	mustDeploy(t, job(t, siteB, m, clock))
	if waited := clock.now.Sub(began); waited != 0 {
		t.Errorf("the next deploy waited for %s", waited)
	}
	wantSite(t, m, siteB)
}

// An interrupt gives the lock back, too.
func TestAnInterruptGivesTheLockBack(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	ctx, cancel := context.WithCancel(context.Background())
	m.after = func(op, key string) error {
		if op == "COPY" {
			cancel()
		}
		return nil
	}
	if _, err := Deploy(ctx, job(t, siteB, m, clock)); !errors.Is(err, context.Canceled) {
		t.Errorf("the deploy says %v", err)
	}
	m.after = nil
	var h hold
	if err := json.Unmarshal(m.objects[lockKey].body, &h); err != nil || h.Holder != "" || len(h.Changes) == 0 {
		t.Errorf("the lock says %+v", h)
	}
	mustDeploy(t, job(t, siteB, m, clock))
	wantSite(t, m, siteB)
}

// The lock is renewed while a deploy runs, and a deploy that has lost it stops.
func TestTheLockIsRenewed(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	ticks := make(chan struct{})
	clock.tick = func(ctx context.Context) bool {
		select {
		case <-ticks:
			return true
		case <-ctx.Done():
			return false
		}
	}
	renewed := make(chan struct{}, 100)
	var mu sync.Mutex
	begun := false
	m.after = func(op, key string) error {
		if key == lockKey && op == "PUT" {
			renewed <- struct{}{}
		}
		if op != "COPY" {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		if begun {
			return nil
		}
		begun = true
		<-renewed // that of taking it
		for range 3 {
			clock.pass(leaseRenew)
			ticks <- struct{}{}
			<-renewed
		}
		return nil
	}
	mustDeploy(t, job(t, siteB, m, clock)) // a minute passed, and the lock held
	m.after = nil
	wantSite(t, m, siteB)
}

func TestALostLockStopsTheDeploy(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	m.after = func(op, key string) error {
		if op == "COPY" {
			clock.pass(leaseTime)
		}
		return nil
	}
	_, err := Deploy(context.Background(), job(t, siteB, m, clock))
	if err == nil || !strings.Contains(err.Error(), "the lock could not be renewed in time") {
		t.Errorf("the deploy says %v", err)
	}
	var s state
	if e := unpack(m.objects[manifestKey].body, &s); e != nil || s.Live.Serial != 1 {
		t.Errorf("release %d is live, %v", s.Live.Serial, e)
	}
}

// A store that does not heed conditions is found out, and must be named as
// such; then the lock is read back.
func TestAStoreWithoutConditions(t *testing.T) {
	m, clock := newMemory(), newFake()
	m.deaf = true
	var refused *RefusedError
	if _, err := Deploy(context.Background(), job(t, siteA, m, clock)); !errors.As(err, &refused) || !strings.Contains(refused.Hint, "lock=weak") {
		t.Fatalf("the deploy says %v", err)
	}
	if site, _ := m.snapshot(); len(site) != 0 {
		t.Errorf("it has written %v", site)
	}
	weak := func(s tree) Job {
		j := job(t, s, m, clock)
		j.Target.Weak = true
		return j
	}
	for _, s := range []tree{siteA, siteB, siteC} {
		mustDeploy(t, weak(s))
		wantSite(t, m, s)
	}
	if !slices.Contains(clock.slept, leasePoll) {
		t.Error("the lock was not read back after a moment")
	}
	// Somebody else writes the lock at the same moment.
	m.after = func(op, key string) error {
		if op == "PUT" && key == lockKey {
			m.after = nil
			m.objects[lockKey] = stored{body: []byte(`{"holder":"another","serial":99}`)}
		}
		return nil
	}
	var locked *LockedError
	if _, err := Deploy(context.Background(), weak(siteA)); !errors.As(err, &locked) {
		t.Errorf("with the lock in other hands: %v", err)
	}
	wantSite(t, m, siteC)
}

func TestADamagedLockOrManifestIsSaid(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	for _, key := range []string{lockKey, manifestKey} {
		was := m.objects[key]
		m.objects[key] = stored{body: []byte("garbage")}
		if _, err := Deploy(context.Background(), job(t, siteB, m, clock)); err == nil || !strings.Contains(err.Error(), key+" is damaged") {
			t.Errorf("%s: %v", key, err)
		}
		m.objects[key] = was
	}
}
