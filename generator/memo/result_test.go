package memo

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestAPanicIsTheError(t *testing.T) {
	bad := &Task[string, string]{Name: "bad", Run: func(c *Ctx, k string) (string, error) {
		panic(fmt.Errorf("no %s", k))
	}}
	over := &Task[string, string]{Name: "over", Run: func(c *Ctx, k string) (string, error) {
		return bad.Get(c, k)
	}}
	_, err := ask(background(New(Options{})), over, "luck")
	var p *PanicError
	if !errors.As(err, &p) || p.Error() != "bad(luck): panic: no luck" || p.Node != bad.Node("luck") {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(string(p.Stack), "TestAPanicIsTheError") {
		t.Errorf("the stack does not show the place:\n%s", p.Stack)
	}
}

func TestAPanicInSameOrDigestIsTheError(t *testing.T) {
	w := newWorld(map[string]string{"a": "1"})
	same := &Task[string, string]{Name: "same", Run: w.file.Run, Source: true,
		Same: func(a, b string) bool { panic("differ") }}
	light := &Task[string, string]{Name: "light", Run: w.file.Run, Light: true,
		Digest: func(string) [32]byte { panic("sum") }}
	s := New(Options{})
	if _, err := ask(background(s), same, "a"); err != nil {
		t.Fatal(err)
	}
	r := background(s, same.Node("a"))
	if _, err := ask(r, same, "a"); err == nil || err.Error() != "same(a): panic: differ" {
		t.Errorf("Same: got %v", err)
	}
	if _, err := ask(r, light, "a"); err == nil || err.Error() != "light(a): panic: sum" {
		t.Errorf("Digest: got %v", err)
	}
}

// A run that ends its goroutine, as t.Fatal does, must not leave others waiting.
func TestAnEndedGoroutineCancelsTheRevision(t *testing.T) {
	s := New(Options{})
	gone := &Task[string, string]{Name: "gone", Run: func(c *Ctx, k string) (string, error) {
		runtime.Goexit()
		return k, nil
	}}
	r := background(s)
	done := make(chan bool)
	go func() {
		defer close(done)
		ask(r, gone, "x")
	}()
	<-done
	if _, err := ask(r, gone, "x"); err == nil {
		t.Error("the revision goes on")
	}
	background(s)
}

// The value stays the same through all steps; only the error tells them apart.
func TestAnErrorIsComparedWithItsValue(t *testing.T) {
	text := ""
	source := &Task[string, int]{Name: "source", Source: true, Run: func(c *Ctx, k string) (int, error) {
		switch text {
		case "":
			return 1, nil
		case "panic":
			panic("again")
		}
		return 1, errors.New(text)
	}}
	reader := &Task[string, string]{Name: "reader", Run: func(c *Ctx, k string) (string, error) {
		n, err := source.Get(c, k)
		return fmt.Sprint(n, " ", err), nil
	}}
	s := New(Options{})
	for _, st := range []struct {
		text, want string
		runs       int
	}{
		{"", "1 <nil>", 1}, {"", "1 <nil>", 0},
		{"x", "1 x", 1}, {"x", "1 x", 0}, {"y", "1 y", 1}, {"", "1 <nil>", 1},
		{"panic", "0 source(k): panic: again", 1}, {"panic", "0 source(k): panic: again", 0},
	} {
		text = st.text
		r := background(s, source.Node("k"))
		got, err := ask(r, reader, "k")
		if got != st.want || err != nil || s.Stats().Runs["reader"] != st.runs {
			t.Errorf("%q: got %q, %v after %d runs, want %q after %d",
				st.text, got, err, s.Stats().Runs["reader"], st.want, st.runs)
		}
	}
}

// Few warnings are looked through and many have a map: both keep each once, in
// order.
func TestEqualWarningsOfAnEntryAreOne(t *testing.T) {
	for _, n := range []int{1, many - 1, many, many + 1, 3 * many} {
		c, want := &Ctx{}, []any{}
		for i := range n {
			c.Warn(i)
			c.Warn(i / 2)
			want = append(want, i)
		}
		if !slices.Equal(c.warns, want) {
			t.Errorf("%d different warnings are kept as %v", n, c.warns)
		}
	}
}

func TestWarningsStayWithTheirEntry(t *testing.T) {
	w := newWorld(map[string]string{"a": "x", "b": ""})
	warner := &Task[string, string]{Name: "warner", Run: func(c *Ctx, k string) (string, error) {
		v, err := w.file.Get(c, k)
		if v != "" {
			c.Warn("warning of " + k)
			c.Warn("warning of " + k)
			c.Warn("common")
		}
		return "", err
	}}
	top := &Task[string, string]{Name: "top", Run: func(c *Ctx, k string) (string, error) {
		vs, _ := warner.All(c, []string{"a", "b"})
		v, err := warner.Get(c, "a") // reached twice
		return v + fmt.Sprint(vs), err
	}}
	s := New(Options{})
	for _, st := range []struct {
		b    string
		want []string
	}{
		{"", []string{"common", "warning of a"}},
		{"", []string{"common", "warning of a"}},
		{"x", []string{"common", "warning of a", "warning of b"}},
		{"", []string{"common", "warning of a"}},
	} {
		w.files["b"] = st.b
		r := background(s, w.file.Node("b"))
		ask(r, top, "")
		walked := texts(r.Warnings())
		r.Complete()
		if all := texts(r.Warnings()); !slices.Equal(walked, st.want) || !slices.Equal(all, st.want) {
			t.Errorf("b is %q: warnings %q, after Complete %q, want %q", st.b, walked, all, st.want)
		}
	}
}

func texts(ws []any) (out []string) {
	for _, w := range ws {
		out = append(out, w.(string))
	}
	slices.Sort(out)
	return out
}

func TestAWarningMustBeComparable(t *testing.T) {
	bad := &Task[string, string]{Name: "bad", Run: func(c *Ctx, k string) (string, error) {
		c.Warn([]string{"x"})
		return "", nil
	}}
	_, err := ask(background(New(Options{})), bad, "")
	if err == nil || err.Error() != "bad(): panic: memo: a warning of type []string is not comparable" {
		t.Errorf("got %v", err)
	}
}

func TestReadingWhatIsAbsentIsARead(t *testing.T) {
	w := newWorld(map[string]string{"fallback": "f"})
	either := &Task[string, string]{Name: "either", Run: func(c *Ctx, k string) (string, error) {
		if v, err := w.file.Get(c, k); err == nil {
			return v, nil
		}
		return w.file.Get(c, "fallback")
	}}
	s := New(Options{})
	for _, st := range []struct{ k, v, want string }{{"", "", "f"}, {"k", "mine", "mine"}, {"fallback", "g", "mine"}} {
		w.files[st.k] = st.v
		if got, err := ask(background(s, w.file.Node(st.k)), either, "k"); got != st.want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, st.want)
		}
	}
}

func TestWhatNoRootReachesIsDropped(t *testing.T) {
	w := newWorld(map[string]string{"list": "a b", "a": "1", "b": "2"})
	list := &Task[string, string]{Name: "list", Run: func(c *Ctx, k string) (string, error) {
		l, _ := w.file.Get(c, k)
		vs, _ := w.file.All(c, strings.Fields(l))
		return strings.Join(vs, " "), nil
	}}
	s := New(Options{})
	r := background(s)
	ask(r, list, "list")
	ask(r, list, "other")
	r.Complete()
	if n := s.Stats().Entries; n != 6 {
		t.Fatalf("%d entries", n)
	}
	w.files["list"] = "a"
	r = background(s, w.file.Node("list"))
	ask(r, list, "list")
	if n := s.Stats().Entries; n != 6 {
		t.Errorf("%d entries before the revision is complete", n)
	}
	r.Complete()
	if n := s.Stats().Entries; n != 3 || s.Why(w.file.Node("b")).Known || s.Why(list.Node("other")).Known {
		t.Errorf("%d entries", n)
	}
	w.files["list"] = "a b"
	if v, _ := ask(background(s, w.file.Node("list")), list, "list"); v != "1 2" {
		t.Errorf("a dropped entry comes back as %q", v)
	}
}

func TestWhyTellsTheFirstChangedRead(t *testing.T) {
	w := newWorld(map[string]string{"a": "1", "b": "1"})
	sum := &Task[struct{}, string]{Name: "sum", Run: func(c *Ctx, _ struct{}) (string, error) {
		a, _ := w.file.Get(c, "a")
		b, _ := w.file.Get(c, "b")
		_, _ = w.file.Get(c, "a")
		return a + b, nil
	}}
	s := New(Options{})
	n := sum.Node(struct{}{})
	if st := s.Why(n); st.Known {
		t.Error("known before it ran")
	}
	ask(background(s), sum, struct{}{})
	st := s.Why(n)
	if !st.Known || st.Reason != First || !slices.Equal(st.Reads, []Node{w.file.Node("a"), w.file.Node("b")}) {
		t.Errorf("first: %+v", st)
	}
	w.files["b"] = "2"
	ask(background(s, w.file.Node("b")), sum, struct{}{})
	if st = s.Why(n); st.Reason != Read || st.Cause != w.file.Node("b") || !st.Changed {
		t.Errorf("after an edit: %+v", st)
	}
	if st = s.Why(w.file.Node("b")); st.Reason != Named || st.Node.String() != "file(b)" {
		t.Errorf("source: %+v", st)
	}
	ask(background(s), sum, struct{}{})
	if st = s.Why(n); st.Reason != Kept || st.Changed || len(st.Reads) != 2 || st.Node.String() != "sum" {
		t.Errorf("without an edit: %+v", st)
	}
}

func TestAStoreWithoutReadsIsUsedOnce(t *testing.T) {
	w := newWorld(map[string]string{"a": "1"})
	s := New(Options{NoReads: true})
	r := background(s)
	ask(r, w.file, "a")
	r.Complete()
	if st := s.Why(w.file.Node("a")); !st.Known || st.Reads != nil {
		t.Errorf("%+v", st)
	}
	defer func() {
		if recover() == nil {
			t.Error("a second revision began")
		}
	}()
	background(s)
}

func TestWarningsAtTheRootAreThoseOfTheRevision(t *testing.T) {
	s := New(Options{})
	old := background(s)
	old.Do(func(c *Ctx) error {
		c.Warn("here")
		return nil
	})
	if ws := texts(old.Warnings()); !slices.Equal(ws, []string{"here"}) {
		t.Errorf("got %q", ws)
	}
	r := background(s)
	if ws := append(r.Warnings(), old.Warnings()...); len(ws) > 0 {
		t.Errorf("they stay: %q", ws)
	}
}

func TestErrorsSayWhatTheyAreAbout(t *testing.T) {
	task := &Task[string, string]{Name: "page"}
	cause := errors.New("gone")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&ChangedError{task.Node("x"), nil}, "page(x): changed within a revision, or is not deterministic"},
		{&ChangedError{task.Node("x"), cause}, "page(x): changed within a revision, or is not deterministic: gone"},
		{&PanicError{task.Node("x"), cause, nil}, "page(x): panic: gone"},
		{&CycleError{[]Node{task.Node("x"), task.Node("y")}}, "cycle: page(x) -> page(y) -> page(x)"},
	} {
		if tt.err.Error() != tt.want {
			t.Errorf("got %q, want %q", tt.err, tt.want)
		}
		if strings.HasSuffix(tt.want, "gone") != errors.Is(tt.err, cause) {
			t.Errorf("%v: its cause", tt.err)
		}
	}
	if n := task.Node("x"); n.Task() != "page" || n.Key() != "x" || (Node{}).String() != "" || (Node{}).Task() != "" {
		t.Errorf("node %v of %s, %v", n, n.Task(), n.Key())
	}
}

func TestMisuseOfATaskPanics(t *testing.T) {
	pure := &Task[string, string]{Name: "pure", Run: func(*Ctx, string) (string, error) { return "", nil }}
	bare := &Task[string, string]{Name: "bare", Light: true, Run: pure.Run}
	for want, use := range map[string]func(*Ctx){
		"memo: Sum of pure, which is not light": func(c *Ctx) { pure.Sum(c, "") },
		"memo: light task bare has no Digest":   func(c *Ctx) { bare.Get(c, "") },
	} {
		func() {
			defer func() {
				if p := recover(); p != want {
					t.Errorf("panic %v, want %s", p, want)
				}
			}()
			background(New(Options{})).Do(func(c *Ctx) error {
				use(c)
				return nil
			})
		}()
	}
}
