package memo

import (
	"fmt"
	"math"
	"math/rand"
	"testing"
)

// The faults below are what an incremental engine gets wrong. The comparison of
// TestWarmEqualsClean must notice each of them within a few edits; otherwise it
// proves nothing.
func TestTheComparisonNoticesFaults(t *testing.T) {
	if step := firstMismatch(func(*Store) {}); step >= 0 {
		t.Fatalf("without a fault, step %d differs", step)
	}
	for _, tt := range []struct {
		name  string
		plant func(*Store) // after a revision
	}{
		{"a read is not recorded", func(s *Store) {
			nodes(s, func(n *node) {
				if len(n.reads) > 1 {
					n.link(n.reads[:len(n.reads)-1])
				}
			})
		}},
		{"a reader is not known", func(s *Store) {
			nodes(s, func(n *node) {
				if len(n.readers) > 1 {
					n.readers = n.readers[1:]
				}
			})
		}},
		{"a stale value is kept", func(s *Store) {
			nodes(s, func(n *node) { n.verified.Store(math.MaxUint32) })
		}},
		{"a mark does not climb", func(s *Store) {
			nodes(s, func(n *node) {
				if n.unit.named().Task() == "meta" {
					n.readers = nil
				}
			})
		}},
		{"a hub below is not known", func(s *Store) {
			nodes(s, func(n *node) { n.below.Store(n.below.Load() &^ hubBits) })
		}},
		{"warnings below are not known", func(s *Store) {
			nodes(s, func(n *node) { n.below.Store(n.below.Load() &^ warnBit) })
		}},
		{"warnings are lost with the run", func(s *Store) {
			nodes(s, func(n *node) {
				if n.note != nil {
					n.note = &note{err: n.note.err}
				}
			})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			step := firstMismatch(tt.plant)
			if step < 0 {
				t.Fatal("nobody noticed")
			}
			t.Logf("noticed after %d edits", step)
		})
	}
}

func nodes(s *Store, f func(*node)) {
	for tb := range s.each {
		tb.each(f)
	}
}

// firstMismatch builds a site warm and clean through the same edits, with
// plant called after each warm build, and gives the first step at which they
// differ, or -1.
func firstMismatch(plant func(*Store)) int {
	r := rand.New(rand.NewSource(1))
	files := map[string]string{"layouts/post": "p"}
	warm := newToy(files, Options{Workers: 1}).hub(0b11)
	for step := range 200 {
		files[fmt.Sprintf("posts/%d", r.Intn(5))] = fmt.Sprintf("%c\n%s\n\n%s", 'A'+rune(r.Intn(3)),
			[]string{"go", "rust"}[r.Intn(2)], []string{"x", "y", "z?"}[r.Intn(3)])
		if got := warm.build(); !got.equal(newToy(files, Options{}).build()) {
			return step
		}
		plant(warm.Store)
	}
	return -1
}
