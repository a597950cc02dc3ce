package content

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Places answer as a map of key and member would.
func TestPlacesAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ps Places
		slow, members := map[string]Pos{}, map[string]int{}
		key := rapid.SampledFrom([]string{"title", "tags", "ops", "cover.image"})
		for i := range rapid.IntRange(0, 40).Draw(t, "steps") {
			k, pos := key.Draw(t, "key"), Pos{i + 1, i%7 + 1}
			if rapid.Bool().Draw(t, "member") {
				ps.add(k, members[k], pos)
				slow[fmt.Sprint(k, members[k])] = pos
				members[k]++
			} else {
				ps.set(k, pos)
				slow[k] = pos
			}
		}
		for _, k := range []string{"title", "tags", "ops", "cover.image", "nosuch"} {
			if got, want := ps.At(k), slow[k]; got != want || ps.has(k) != (want != Pos{}) {
				t.Fatalf("%s is at %v, want %v", k, got, want)
			}
			for n := range members[k] + 2 {
				if got, want := ps.Member(k, n), slow[fmt.Sprint(k, n)]; got != want {
					t.Fatalf("member %d of %s is at %v, want %v", n, k, got, want)
				}
			}
		}
	})
}
