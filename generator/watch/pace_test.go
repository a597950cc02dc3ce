package watch

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

// at is a moment of a made-up day.
func at(d time.Duration) time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).Add(d) }

// signals runs a pace over events at the given times (sorted) and gives when
// it signals. names says how many names wait at an event.
func signals(events []time.Duration, names func(waiting int) int, locked func(now time.Duration) bool) []time.Duration {
	var p pace
	var out []time.Duration
	waiting := 0
	for {
		due := p.due()
		if len(events) > 0 && (due.IsZero() || at(events[0]).Before(due)) {
			waiting++
			p.saw(at(events[0]), names(waiting))
			events = events[1:]
			continue
		}
		if due.IsZero() {
			return out
		}
		now := due.Sub(at(0))
		if p.hold(due, locked(now)) {
			continue
		}
		out = append(out, now)
		p.signalled(due)
		waiting = 0
	}
}

func each(waiting int) int    { return waiting }
func same(int) int            { return 1 }
func free(time.Duration) bool { return false }
func every(n int, step time.Duration) []time.Duration {
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = time.Duration(i) * step
	}
	return out
}

func TestPace(t *testing.T) {
	between := func(a, b time.Duration) func(time.Duration) bool {
		return func(now time.Duration) bool { return a <= now && now < b }
	}
	for _, c := range []struct {
		name   string
		events []time.Duration
		names  func(int) int
		locked func(time.Duration) bool
		want   []time.Duration
	}{
		{"a lone event", []time.Duration{0}, each, free, []time.Duration{2 * ms}},
		{"one save is several events", []time.Duration{0, 1 * ms, 2 * ms}, same, free, []time.Duration{4 * ms}},
		{"two edits far apart", []time.Duration{0, 100 * ms}, each, free, []time.Duration{2 * ms, 102 * ms}},
		{"an edit close behind a signal waits for quiet", []time.Duration{0, 10 * ms}, same, free, []time.Duration{2 * ms, 30 * ms}},
		{"twenty edits: one at once, one when all is done", every(20, 5*ms), same, free, []time.Duration{4 * ms, 115 * ms}},
		{"many files at once", every(1000, 10*time.Microsecond), each, free, []time.Duration{9990*time.Microsecond + 20*ms}},
		{"a burst without end is told every 150 ms", every(40, 10*ms), each, free,
			[]time.Duration{2 * ms, 160 * ms, 310 * ms, 410 * ms}},
		{"a checkout is one signal", every(2000, 1*ms), each, between(0, 1995*ms), []time.Duration{2022 * ms}},
		{"git's lock holds up five seconds at most", []time.Duration{0}, each, between(0, time.Hour), []time.Duration{5 * time.Second}},
		{"also when it goes at the last moment", []time.Duration{0}, each, between(0, 4995*ms), []time.Duration{5 * time.Second}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := signals(c.events, c.names, c.locked)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if d := got[i] - c.want[i]; d < -3*ms || d > 10*ms {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
}

// Whatever comes: after the last event there is a signal, no event waits
// longer than its ceiling, and a lone one waits 4 ms at most.
func TestNoEventWaitsTooLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 200), 1, 60).Draw(t, "steps in ms")
		files := rapid.IntRange(1, 20).Draw(t, "files")
		var events []time.Duration
		now := time.Duration(0)
		for _, s := range steps {
			now += time.Duration(s) * ms
			events = append(events, now)
		}
		got := signals(events, func(waiting int) int { return min(waiting, files) }, free)
		i := 0
		for _, e := range events {
			for i < len(got) && got[i] < e {
				i++
			}
			if i == len(got) {
				t.Fatalf("no signal after the event at %v", e)
			}
			if got[i]-e > patience {
				t.Fatalf("the event at %v waits until %v", e, got[i])
			}
		}
		if first := got[0] - events[0]; len(events) == 1 && first > lone {
			t.Fatalf("a lone event waits %v", first)
		}
	})
}

// An empty file is doubted once: it waits as a burst does, no longer.
func TestDoubt(t *testing.T) {
	var p pace
	p.saw(at(0), 1)
	if !p.doubt(at(2 * ms)) {
		t.Error("an empty file is not waited for")
	}
	if got := p.due(); got != at(quiet) {
		t.Errorf("it is due at %v", got)
	}
	if p.doubt(at(quiet)) {
		t.Error("it is waited for twice")
	}
}
