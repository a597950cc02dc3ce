package memo

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// ask is one Do with one Get.
func ask[K comparable, V any](r *Revision, t *Task[K, V], k K) (v V, err error) {
	over := r.Do(func(c *Ctx) error {
		v, err = t.Get(c, k)
		return nil
	})
	if over != nil {
		return v, over
	}
	return v, err
}

// A world is what the source of a test looks at.
type world struct {
	files map[string]string
	file  *Task[string, string]
}

var errAbsent = errors.New("absent")

func newWorld(files map[string]string) *world {
	w := &world{files: files}
	w.file = &Task[string, string]{Name: "file", Source: true, Run: func(c *Ctx, k string) (string, error) {
		v, ok := w.files[k]
		if !ok {
			return "", errAbsent
		}
		return v, nil
	}}
	return w
}

func background(s *Store, changed ...Node) *Revision {
	return s.Revise(context.Background(), changed)
}

func TestATaskRunsAgainOnlyWhenWhatItReadHasChanged(t *testing.T) {
	w := newWorld(map[string]string{"a": "1", "b": "2"})
	length := &Task[string, int]{Name: "length", Run: func(c *Ctx, k string) (int, error) {
		v, err := w.file.Get(c, k)
		return len(v), err
	}}
	total := &Task[struct{}, string]{Name: "total", Run: func(c *Ctx, _ struct{}) (string, error) {
		a, _ := length.Get(c, "a")
		b, _ := length.Get(c, "b")
		return fmt.Sprint(a + b), nil
	}}
	s := New(Options{})
	steps := []struct {
		file, text string
		want       string
		runs       map[string]int
	}{
		{"", "", "2", map[string]int{"file": 2, "length": 2, "total": 1}},
		{"", "", "2", map[string]int{}},
		{"a", "5", "2", map[string]int{"file": 1, "length": 1}},
		{"a", "55", "3", map[string]int{"file": 1, "length": 1, "total": 1}},
	}
	for i, st := range steps {
		var changed []Node
		if st.file != "" {
			w.files[st.file] = st.text
			changed = append(changed, w.file.Node(st.file))
		}
		r := background(s, changed...)
		if got, err := ask(r, total, struct{}{}); got != st.want || err != nil {
			t.Errorf("step %d: got %q, %v, want %q", i, got, err, st.want)
		}
		if got := s.Stats().Runs; fmt.Sprint(got) != fmt.Sprint(st.runs) {
			t.Errorf("step %d: ran %v, want %v", i, got, st.runs)
		}
	}
}
