package diagram

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// kinOf reads a family: one type a line, "id < broader + combined ~ related".
func kinOf(text string) []Kin {
	var out []Kin
	for line := range strings.Lines(text) {
		var k Kin
		to := &[]string{}
		for i, word := range strings.Fields(line) {
			switch {
			case i == 0:
				k.ID = word
			case word == "<":
				to = &k.Broader
			case word == "+":
				to = &k.Combines
			case word == "~":
				to = &k.Related
			case word == "!":
				to = &k.ConfusedWith
			default:
				*to = append(*to, word)
			}
		}
		if k.ID != "" {
			out = append(out, k)
		}
	}
	return out
}

const ours = `
devops
secops ~ devops
devsecops < devops + devops secops
modelops
mlops < modelops ! aiops
llmops < mlops
itops
aiops < itops
`

func TestEachTypeIsFollowedByThoseNarrowerThanIt(t *testing.T) {
	var ids []string
	for _, k := range Order(kinOf(ours)) {
		ids = append(ids, k.ID)
	}
	if got := strings.Join(ids, " "); got != "devops devsecops secops modelops mlops llmops itops aiops" {
		t.Error(got)
	}
}

func TestPlaces(t *testing.T) {
	got := Places(kinOf(ours))
	for id, want := range map[string]Place{
		"devops":    {0, 0, 0, true},
		"devsecops": {0.125, 1, 2, false},
		"secops":    {0.25, 0, 0, false},
		"modelops":  {0.375, 0, 0, true},
		"mlops":     {0.5, 1, 0, true},
		"llmops":    {0.625, 2, 0, false},
		"itops":     {0.75, 0, 0, true},
		"aiops":     {0.875, 1, 0, false},
	} {
		if got[id] != want {
			t.Errorf("%s: %+v, want %+v", id, got[id], want)
		}
	}
}

// What a glyph is made of tells its place.
func TestTheFormOfAGlyph(t *testing.T) {
	for _, c := range []struct {
		name        string
		p           Place
		lines, dots int
	}{
		{"a type by itself is a ring that its dot goes round on", Place{Turn: 0.3}, 1, 1},
		{"one that others are narrower than has a core", Place{Parent: true}, 1, 2},
		{"one within another", Place{Depth: 1}, 2, 1},
		{"one within one within another", Place{Depth: 2}, 3, 1},
		{"deeper than can be seen", Place{Depth: 9}, 3, 1},
		{"one within another, and itself around a third", Place{Depth: 1, Parent: true}, 2, 2},
		{"one of two", Place{Parts: 2, Depth: 1, Parent: true}, 2, 1},
		{"one of more than can be seen", Place{Parts: 40}, 6, 1},
	} {
		g := NewGlyph(c.p)
		if len(g.Lines) != c.lines || len(g.Dots) != c.dots {
			t.Errorf("%s: %d lines and %d dots, want %d and %d", c.name, len(g.Lines), len(g.Dots), c.lines, c.dots)
		}
	}
}

func TestGlyphPaths(t *testing.T) {
	g := NewGlyph(Place{Turn: 0.5})
	if got, want := g.Line(), "M7.12 19.26A8.75 8.75 0 1 1 16.88 19.26"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := g.Dot(), "M12 17.75A3 3 0 0 1 12 23.75A3 3 0 0 1 12 17.75"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := g.Around().Dot(), "M0 5.75A3 3 0 0 1 0 11.75A3 3 0 0 1 0 5.75"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	k := Curve{Start: Point{1, 2}, Cubic: [][3]Point{{{3, 4}, {5, 6.5}, {-0.001, 8}}}}
	if got, want := k.Path(), "M1 2C3 4 5 6.5 0 8"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whatever the family, no glyph leaves its grid, two types never share one dot,
// and the same family gives the same glyphs.
func TestGlyphsOfAnyFamily(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kin := anyFamily(t)
		places, glyphs := Places(kin), Glyphs(kin)
		if len(glyphs) != len(kin) {
			t.Fatalf("%d glyphs of %d types", len(glyphs), len(kin))
		}
		var turns []float64
		for id, g := range glyphs {
			turns = append(turns, places[id].Turn)
			inside(t, id, g.Lines, GlyphStroke/2)
			inside(t, id, g.Dots, 0)
			if again := Glyphs(slices.Clone(kin))[id]; again.Line() != g.Line() || again.Dot() != g.Dot() {
				t.Fatalf("%s is drawn in two ways", id)
			}
		}
		slices.Sort(turns)
		if n := len(slices.Compact(turns)); n != len(kin) || n > 0 && (turns[0] != 0 || turns[n-1] >= 1) {
			t.Fatalf("turns %v", turns)
		}
	})
}

func anyFamily(t *rapid.T) []Kin {
	n := rapid.IntRange(0, 40).Draw(t, "types")
	kin := make([]Kin, n)
	some := func(what string) []string {
		var out []string
		for range rapid.IntRange(0, 3).Draw(t, what) {
			out = append(out, fmt.Sprint("t", rapid.IntRange(0, n).Draw(t, "id"))) // one of them is unknown
		}
		return out
	}
	for i := range kin {
		kin[i] = Kin{fmt.Sprint("t", i), some("broader"), some("combines"), some("related"), some("confused")}
	}
	return kin
}

// inside walks along curves and holds them against the grid.
func inside(t *rapid.T, id string, ks []Curve, reach float64) {
	for _, k := range ks {
		from := k.Start
		for _, c := range k.Cubic {
			for i := range 9 {
				p := along(from, c, float64(i)/8)
				if math.Min(p.X, p.Y)-reach < 0 || math.Max(p.X, p.Y)+reach > GlyphSize {
					t.Fatalf("%s leaves its grid at %v", id, p)
				}
			}
			from = c[2]
		}
	}
}

func along(from Point, c [3]Point, t float64) Point {
	u := 1 - t
	mix := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
	return Point{mix(from.X, c[0].X, c[1].X, c[2].X), mix(from.Y, c[0].Y, c[1].Y, c[2].Y)}
}
