package memo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
)

// A shelf is a light source, a light task over it, and a task that reads both.
type shelf struct {
	*world
	text *Task[string, string]
	size *Task[string, int]
	*Store
}

func newShelf(light int, files map[string]string) *shelf {
	s := &shelf{world: newWorld(files), Store: New(Options{Light: light})}
	sum := func(v string) [32]byte { return sha256.Sum256([]byte(v)) }
	s.file.Light, s.file.Digest = true, sum
	s.text = &Task[string, string]{Name: "text", Light: true, Digest: sum, Run: func(c *Ctx, k string) (string, error) {
		v, err := s.file.Get(c, k)
		c.Warn("read " + k)
		return "text " + v, err
	}}
	s.size = &Task[string, int]{Name: "size", Run: func(c *Ctx, k string) (int, error) {
		v, err := s.text.Get(c, k)
		return len(v), err
	}}
	return s
}

func (s *shelf) expect(t *testing.T, when string, runs, again string) {
	t.Helper()
	st := s.Stats()
	if got := fmt.Sprint(st.Runs); got != "map["+runs+"]" {
		t.Errorf("%s: ran %v, want %s", when, got, runs)
	}
	if got := fmt.Sprint(st.Again); got != "map["+again+"]" {
		t.Errorf("%s: ran again %v, want %s", when, got, again)
	}
}

func TestALightValueIsMadeAgainWhenItIsNotAtHand(t *testing.T) {
	s := newShelf(-1, map[string]string{"a": "1"})
	r := background(s.Store)
	ask(r, s.size, "a")
	s.expect(t, "first", "file:1 size:1 text:1", "")
	r = background(s.Store)
	ask(r, s.size, "a")
	s.expect(t, "nothing wanted", "", "")
	if v, err := ask(r, s.text, "a"); v != "text 1" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
	s.expect(t, "wanted", "file:1 text:1", "file:1 text:1")
	if ws := texts(r.Warnings()); len(ws) != 1 || ws[0] != "read a" {
		t.Errorf("warnings %q", ws)
	}
}

func TestRecentLightValuesAreAtHand(t *testing.T) {
	s := newShelf(4, map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"})
	r := background(s.Store)
	for _, k := range []string{"a", "b", "a", "b", "a"} {
		ask(r, s.text, k)
	}
	s.expect(t, "recent", "file:2 text:2", "")
	for _, k := range []string{"c", "d"} { // two values each: a and b have to go
		ask(r, s.text, k)
	}
	s.expect(t, "others", "file:4 text:4", "")
	ask(r, s.text, "d")
	s.expect(t, "recent", "file:4 text:4", "")
	ask(r, s.text, "a")
	ask(r, s.text, "b")
	if again := s.Stats().Again["text"]; again == 0 {
		t.Error("the old ones were at hand, too")
	}
}

func TestALightTaskStopsAChange(t *testing.T) {
	s := newShelf(8, map[string]string{"a": "1"})
	ask(background(s.Store), s.size, "a")
	ask(background(s.Store, s.file.Node("a")), s.size, "a")
	s.expect(t, "equal digest", "file:1", "")
	s.files["a"] = "2"
	ask(background(s.Store, s.file.Node("a")), s.size, "a")
	s.expect(t, "another digest", "file:1 size:1 text:1", "")
}

func TestSumDoesNotAskForTheValue(t *testing.T) {
	s := newShelf(-1, map[string]string{"a": "1"})
	site := &Task[string, string]{Name: "site", Run: func(c *Ctx, k string) (string, error) {
		one, _ := s.text.Sum(c, "a")
		all, errs := s.text.Sums(c, []string{"a", "none"})
		return fmt.Sprint(one == all[0], one == sha256.Sum256([]byte("text 1")), all[1] == [32]byte{}, errs), nil
	}}
	const want = "true true true [<nil> absent]"
	if got, _ := ask(background(s.Store), site, ""); got != want {
		t.Errorf("got %s", got)
	}
	s.files["b"] = "2"
	if got, _ := ask(background(s.Store), site, ""); got != want {
		t.Errorf("warm: got %s", got)
	}
	s.expect(t, "warm", "", "")
}

// The file changes behind the back of the revision: whoever asks for the value
// hears of it, and the next revision has the new value everywhere, even though
// it is not told of the change.
func TestALightValueThatCannotBeMadeAgain(t *testing.T) {
	s := newShelf(-1, map[string]string{"a": "1"})
	r := background(s.Store)
	ask(r, s.size, "a")
	late := &Task[string, string]{Name: "late", Run: func(c *Ctx, k string) (string, error) {
		v, err := s.text.Get(c, k)
		return v, err
	}}
	s.files["a"] = "22"
	_, err := ask(r, late, "a")
	var changed *ChangedError
	if !errors.As(err, &changed) || changed.Node != s.file.Node("a") {
		t.Fatalf("got %v", err)
	}
	r = background(s.Store)
	if v, err := ask(r, late, "a"); v != "text 22" || err != nil {
		t.Errorf("next revision: %q, %v", v, err)
	}
	if n, err := ask(r, s.size, "a"); n != 7 || err != nil {
		t.Errorf("next revision: %d, %v", n, err)
	}
}

// The file has changed and changed back: no digest differs, yet the error must
// not stay.
func TestAChangedErrorDoesNotOutliveItsRevision(t *testing.T) {
	s := newShelf(-1, map[string]string{"a": "1"})
	late := &Task[string, string]{Name: "late", Run: func(c *Ctx, k string) (string, error) { return s.text.Get(c, k) }}
	r := background(s.Store)
	ask(r, s.size, "a")
	s.files["a"] = "2"
	if _, err := ask(r, late, "a"); err == nil {
		t.Fatal("no error")
	}
	s.files["a"] = "1"
	if v, err := ask(background(s.Store), late, "a"); v != "text 1" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
}

func TestALightTaskThatFailsHasNoValue(t *testing.T) {
	s := newShelf(8, map[string]string{})
	r := background(s.Store)
	for range 2 {
		if v, err := ask(r, s.text, "none"); v != "" || !errors.Is(err, errAbsent) {
			t.Errorf("got %q, %v", v, err)
		}
	}
	s.expect(t, "twice", "file:1 text:1", "")
}
