package highlight

import (
	"sync"
	"testing"
)

// Goroutines that start at different blocks meet in states being compiled, and
// write what one alone writes.
func TestGoroutinesShareAHighlighter(t *testing.T) {
	samples := ofOurs(t)
	alone := New()
	want := make([]string, len(samples))
	for i, s := range samples {
		want[i] = alone.Render(s.lang, s.code, Options{LineNumbers: true})
	}
	shared := New()
	var wg sync.WaitGroup
	const workers = 8
	for w := range workers {
		wg.Go(func() {
			for k := range samples {
				i := (k + w/2*len(samples)/workers) % len(samples) // two start at the same place
				s := samples[i]
				if got := shared.Render(s.lang, s.code, Options{LineNumbers: true}); got != want[i] {
					t.Errorf("%s: got %q, want %q", s.lang, got, want[i])
				}
			}
		})
	}
	wg.Wait()
}
