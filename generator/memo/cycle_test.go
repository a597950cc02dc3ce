package memo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// A web is a task whose entries read one another as a table says. A line such
// as "b c" reads b, then c; "b! c" stops at an error of b; a leading "*" reads
// all at once.
type web struct {
	reads map[string]string
	*Store
	line *Task[string, string] // a source
	word *Task[string, string]
	met  func(k string) // called by every run of word
}

func newWeb(reads map[string]string, o Options) *web {
	w := &web{reads: reads, Store: New(o), met: func(string) {}}
	w.line = &Task[string, string]{Name: "line", Source: true, Run: func(c *Ctx, k string) (string, error) {
		return w.reads[k], nil
	}}
	w.word = &Task[string, string]{Name: "word", Run: func(c *Ctx, k string) (string, error) {
		w.met(k)
		l, _ := w.line.Get(c, k)
		if rest, all := strings.CutPrefix(l, "*"); all {
			vs, errs := w.word.All(c, strings.Fields(rest))
			return k + fmt.Sprint(vs), errors.Join(errs...)
		}
		out := k
		for _, r := range strings.Fields(l) {
			name, stop := strings.CutSuffix(r, "!")
			v, err := w.word.Get(c, name)
			if err != nil && stop {
				return out, fmt.Errorf("%s: %w", k, err)
			}
			if err != nil {
				c.Warn(k + " went on without " + name)
			}
			out += "(" + v + ")"
		}
		return out, nil
	}}
	return w
}

// read asks for the keys, each in a Do of its own, all at once or one by one.
func (w *web) read(r *Revision, keys []string, atOnce bool) map[string]string {
	var mu sync.Mutex
	var wg sync.WaitGroup
	out := map[string]string{}
	for _, k := range keys {
		one := func() {
			v, err := ask(r, w.word, k)
			mu.Lock()
			out[k] = fmt.Sprint(v, " ", err)
			mu.Unlock()
		}
		if atOnce {
			wg.Go(one)
		} else {
			one()
		}
	}
	wg.Wait()
	r.Complete()
	for _, warn := range r.Warnings() {
		out[warn.(string)] = "warning"
	}
	return out
}

func TestACycleNamesItsMembersInOrder(t *testing.T) {
	for _, tt := range []struct {
		name  string
		reads map[string]string
		ask   string
		want  string
	}{
		{"itself", map[string]string{"a": "a"}, "a", "cycle: word(a) -> word(a)"},
		{"two", map[string]string{"a": "b", "b": "a"}, "b", "cycle: word(a) -> word(b) -> word(a)"},
		{"three, entered in the middle", map[string]string{"b": "c", "c": "a", "a": "b"}, "c",
			"cycle: word(a) -> word(b) -> word(c) -> word(a)"},
		{"seen from outside", map[string]string{"x": "a!", "a": "b", "b": "a"}, "x",
			"x: cycle: word(a) -> word(b) -> word(a)"},
		{"within All", map[string]string{"a": "* x b y", "b": "* z a"}, "b",
			"cycle: word(a) -> word(b) -> word(a)"},
		{"the shortest through the lowest", map[string]string{"a": "b c", "b": "c", "c": "a"}, "b",
			"cycle: word(a) -> word(c) -> word(a)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeb(tt.reads, Options{})
			_, err := ask(background(w.Store), w.word, tt.ask)
			if err == nil || err.Error() != tt.want {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			var cycle *CycleError
			if !errors.As(err, &cycle) {
				t.Errorf("%T is no *CycleError", err)
			}
		})
	}
}

// Two goroutines hold one entry each before they ask for the other's.
func TestACycleAcrossGoroutines(t *testing.T) {
	w := newWeb(map[string]string{"a": "b", "b": "a"}, Options{Workers: 2})
	var both sync.WaitGroup
	both.Add(2)
	var once sync.Map
	w.met = func(k string) {
		if _, again := once.LoadOrStore(k, true); !again {
			both.Done()
			both.Wait()
		}
	}
	want := " cycle: word(a) -> word(b) -> word(a)"
	got := w.read(background(w.Store), []string{"a", "b"}, true)
	if got["a"] != want || got["b"] != want {
		t.Errorf("got %q", got)
	}
}

func TestABrokenCycleIsBuiltAfresh(t *testing.T) {
	w := newWeb(map[string]string{"a": "b", "b": "a", "x": "a"}, Options{})
	w.read(background(w.Store), []string{"x"}, false)
	w.reads["b"] = ""
	got := w.read(background(w.Store, w.line.Node("b")), []string{"x"}, false)
	if got["x"] != "x(a(b)) <nil>" {
		t.Errorf("got %q", got)
	}
}

// Whatever knots the entries form, neither the order of asking, nor the number
// of workers, nor what was there before shows in a result.
func TestKnotsAreDeterministic(t *testing.T) {
	keys := []string{"a", "b", "c", "d", "e", "f"}
	line := rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}), 0, 3).Draw(t, "reads")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			return "*" + strings.Join(words, " ")
		case 1:
			return strings.Join(words, " ")
		}
		return strings.TrimSpace(strings.Join(words, "! ") + "!")
	})
	rapid.Check(t, func(t *rapid.T) {
		reads := map[string]string{}
		for _, k := range keys {
			reads[k] = line.Draw(t, k)
		}
		warm := newWeb(reads, Options{Workers: rapid.IntRange(1, 4).Draw(t, "workers")})
		warm.word.Hub = rapid.Bool().Draw(t, "hubs")
		var changed []Node
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			want := newWeb(maps.Clone(reads), Options{Workers: 1}).readAll(keys, false, nil)
			for _, workers := range []int{1, 3} {
				order := rapid.Permutation(keys).Draw(t, "order")
				clean := newWeb(reads, Options{Workers: workers, NoReads: workers == 3})
				if got := clean.readAll(order, workers > 1, nil); !maps.Equal(got, want) {
					t.Fatalf("order %v, %d workers\n got %q\nwant %q\nreads %q", order, workers, got, want, reads)
				}
			}
			order := rapid.Permutation(keys).Draw(t, "order")
			got := warm.readAll(order, rapid.Bool().Draw(t, "at once"), changed)
			if !maps.Equal(got, want) {
				t.Fatalf("warm, order %v\n got %q\nwant %q\nreads %q", order, got, want, reads)
			}
			k := rapid.SampledFrom(keys).Draw(t, "edit")
			reads[k] = line.Draw(t, "line")
			changed = []Node{warm.line.Node(k)}
		}
	})
}

func (w *web) readAll(keys []string, atOnce bool, changed []Node) map[string]string {
	return w.read(background(w.Store, changed...), slices.Clone(keys), atOnce)
}

// One member has been parked, the other is at work, when the revision ends.
func TestACancelledKnotLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var b *Task[string, string]
	a := &Task[string, string]{Name: "a", Run: func(c *Ctx, k string) (string, error) {
		_, err := b.Get(c, k)
		cancel()
		return "", err
	}}
	b = &Task[string, string]{Name: "b", Run: func(c *Ctx, k string) (string, error) { return a.Get(c, k) }}
	s := New(Options{})
	if _, err := ask(s.Revise(ctx, nil), a, "k"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	cancel = func() {}
	for _, name := range []string{"afresh", "kept"} {
		_, err := ask(background(s), b, "k")
		if err == nil || err.Error() != "cycle: a(k) -> b(k) -> a(k)" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
