package deploy

import (
	"context"
	"math/rand/v2"
	"time"
)

// A Clock is the time and chance that a deploy needs, so that tests need
// neither.
type Clock struct {
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error // until then, or with the error of ctx
	Random func() float64                                   // from 0 to 1
}

// SystemClock is the clock of the machine.
func SystemClock() Clock {
	return Clock{Now: time.Now, Sleep: sleep, Random: rand.Float64}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
