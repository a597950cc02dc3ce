package site

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"opspress/generator/markdown"
)

// They find what counting from the begin of each line finds, in whatever
// order holes come.
func TestHolePlacesAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "운", "\n", "\xff", "[x](y)"})).Draw(t, "body"), "")
		f := holePlaces{body: body, lines: lineStarts(body)}
		for range rapid.IntRange(1, 20).Draw(t, "holes") {
			h := markdown.Hole{Line: rapid.IntRange(0, 6).Draw(t, "line"), Column: rapid.IntRange(1, 12).Draw(t, "column")}
			want := 0
			if lines := strings.Split(body, "\n"); h.Line >= 1 && h.Line <= len(lines) {
				want = len(strings.Join(lines[:h.Line-1], "\n"))
				if h.Line > 1 {
					want++
				}
				rest := lines[h.Line-1]
				for i := 1; i < h.Column && rest != ""; i++ {
					_, n := utf8.DecodeRuneInString(rest)
					rest, want = rest[n:], want+n
				}
			}
			if got := f.find(&h); got != want {
				t.Fatalf("line %d, column %d of %q is byte %d, want %d", h.Line, h.Column, body, got, want)
			}
		}
	})
}
