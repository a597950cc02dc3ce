package search

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// composed is norm.NFC, and tidy what strings.Fields makes of it.
func TestTextsAreComposed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("가각ㄱ\u1100\u1161\u11a8e\u0301 \n\u00a0…·—漢a")))).Draw(t, "text")
		if got, want := composed(s), norm.NFC.String(s); got != want {
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
		if got, want := fold(s), strings.Map(lower, norm.NFC.String(s)); got != want {
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
		if got, want := tidy(s), strings.Join(strings.Fields(norm.NFC.String(s)), " "); got != want {
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
	})
}

// A spelling that a text holds is never passed over for its grams, and a share
// has as many entries as it hands out.
func TestSpellingsThatStandAreLookedFor(t *testing.T) {
	known := spellings([]Type{{ID: "devops", Spellings: []string{"데브옵스", "DevOps", "옵스"}}})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("데브옵스devops -·\n가."))).Draw(t, "text")
		table := counts{}
		table.reset()
		table.all(text, Body)
		for i := range known {
			if s := &known[i]; s.in(text) && !table.has(s) {
				t.Fatalf("%q holds %q", text, s.text)
			}
		}
		share, n := table.pack(), 0
		share.each(func(gram, Class) { n++ })
		if share.entries() != n {
			t.Fatalf("%d entries, handed out are %d", share.entries(), n)
		}
	})
}

func TestSpaced(t *testing.T) {
	for text, want := range map[string]bool{
		"데브옵스": true, "이 데브 옵스는": true, "데 브\n옵 스": true, "데데브옵스": true, "데브, 옵스": false, "데브": false, "": false, "데브데브옵": false,
	} {
		if got := spaced(text, "데브옵스"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
