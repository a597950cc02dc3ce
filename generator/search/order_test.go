package search

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Grams are sorted as by comparison, each with its class.
func TestOrder(t *testing.T) {
	var o order
	rapid.Check(t, func(t *rapid.T) {
		grams := rapid.SliceOfDistinct(rapid.Uint64(), rapid.ID).Draw(t, "grams")
		var want []ranked
		for _, g := range grams {
			want = append(want, ranked{gram(g), Class(g % uint64(classes))})
		}
		o.ranked = append(o.ranked[:0], want...)
		o.sort()
		slices.SortFunc(want, func(a, b ranked) int {
			if a.gram < b.gram {
				return -1
			}
			return 1
		})
		if !slices.Equal(o.ranked, want) {
			t.Fatalf("got %v, want %v", o.ranked, want)
		}
	})
}
