package memo_test

import (
	"context"
	"testing"

	"opspress/generator/memo"
)

// TestDifferFindsTheTaskThatLied builds a small pyramid in two stores, in one of
// which a task in the middle gives something else.
func TestDifferFindsTheTaskThatLied(t *testing.T) {
	lie := ""
	source := &memo.Task[string, string]{Name: "Source", Source: true, Run: func(_ *memo.Ctx, k string) (string, error) { return k, nil }}
	middle := &memo.Task[string, string]{Name: "Middle", Light: true, Digest: func(string) [32]byte { return [32]byte{} },
		Run: func(c *memo.Ctx, k string) (string, error) {
			v, err := source.Get(c, k)
			if k == lie {
				v += "!"
			}
			return v, err
		}}
	opaque := &memo.Task[string, func() string]{Name: "Opaque", Same: func(a, b func() string) bool { return false },
		Run: func(c *memo.Ctx, k string) (func() string, error) {
			v, err := middle.Get(c, k)
			return func() string { return v }, err
		}}
	top := &memo.Task[string, string]{Name: "Top", Run: func(c *memo.Ctx, _ string) (out string, err error) {
		for _, k := range []string{"a", "b", "c"} {
			f, e := opaque.Get(c, k)
			out, err = out+f(), e
		}
		return out, err
	}}
	store := func(liar string) *memo.Store {
		lie = liar
		s := memo.New(memo.Options{})
		if err := s.Revise(context.Background(), nil).Do(func(c *memo.Ctx) error { _, err := top.Get(c, ""); return err }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if n, ok := memo.Differ(store(""), store("b"), top.Node("")); !ok || n.String() != "Middle(b)" {
		t.Errorf("found %v, %v", n, ok)
	}
	if n, ok := memo.Differ(store(""), store(""), top.Node("")); ok {
		t.Errorf("equal stores differ in %v", n)
	}
	if _, ok := memo.Differ(store(""), memo.New(memo.Options{}), top.Node("")); ok {
		t.Error("a store that knows nothing differs")
	}
}
