package markdown

import (
	"testing"
	"unicode"
)

func TestClassifyAgreesWithTheTables(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		space, letter, syllable := classify(r)
		if s, l, y := classifyByTable(r); space != s || letter != l || syllable != y {
			t.Errorf("%U: %v %v %v, want %v %v %v", r, space, letter, syllable, s, l, y)
		}
	}
}
