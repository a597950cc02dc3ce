package memo

import (
	"errors"
	"slices"
	"testing"
)

// In a store without reads a passing task leaves no entry, and the task that
// asked for it gives its warnings.
func TestPassingTaskLeavesNothing(t *testing.T) {
	warner := &Task[int, int]{Name: "warner", Passing: true, Run: func(c *Ctx, k int) (int, error) {
		c.Warn("odd")
		return k + 1, nil
	}}
	asker := &Task[int, int]{Name: "asker", Run: func(c *Ctx, k int) (int, error) { return warner.Get(c, k) }}
	for _, once := range []bool{true, false} {
		s := New(Options{NoReads: once})
		r := background(s)
		for range 2 {
			if v, err := ask(r, asker, 1); v != 2 || err != nil {
				t.Fatal(v, err)
			}
		}
		want := map[bool]Stats{true: {Entries: 1}, false: {Entries: 2}}[once]
		if st := s.Stats(); st.Entries != want.Entries || st.Runs["warner"] != 1 {
			t.Errorf("once %v: %d entries, %d runs of the passing task", once, st.Entries, st.Runs["warner"])
		}
		if w := r.Warnings(); !slices.Equal(w, []any{"odd"}) {
			t.Errorf("once %v: warnings %q", once, w)
		}
	}
}

// Asked at the root, a passing task that panics gives an error, and one that
// is light and fails gives no value.
func TestPassingTaskFailsLikeAnyOther(t *testing.T) {
	panics := &Task[int, int]{Name: "panics", Passing: true, Run: func(c *Ctx, k int) (int, error) { panic(k) }}
	fails := &Task[int, int]{Name: "fails", Passing: true, Light: true, Digest: digest[int],
		Run: func(c *Ctx, k int) (int, error) { return k, errors.New("no") }}
	for _, once := range []bool{true, false} {
		r := background(New(Options{NoReads: once}))
		_, err := ask(r, panics, 7)
		var p *PanicError
		if !errors.As(err, &p) || p.Node != panics.Node(7) {
			t.Errorf("once %v: %v", once, err)
		}
		if v, err := ask(r, fails, 7); v != 0 || err == nil {
			t.Errorf("once %v: %d, %v", once, v, err)
		}
	}
}

// A passing task that needs itself is a cycle, and no endless way down.
func TestPassingTaskThatNeedsItself(t *testing.T) {
	var self *Task[int, int]
	self = &Task[int, int]{Name: "self", Passing: true, Run: func(c *Ctx, k int) (int, error) { return self.Get(c, k) }}
	for _, once := range []bool{true, false} {
		_, err := ask(background(New(Options{NoReads: once})), self, 1)
		if cycle := new(CycleError); !errors.As(err, &cycle) {
			t.Errorf("once %v: %v", once, err)
		}
	}
}
