package diagram

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A box is a part of the map.
type box struct {
	what                     string
	left, top, right, bottom float64
}

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// boxes gives what each label and each glyph covers.
func boxes(m Map) []box {
	var out []box
	for _, n := range m.Nodes {
		x, y := float64(n.X), float64(n.Y)
		out = append(out, box{"the glyph of " + n.ID, x - nodeSize, y - nodeSize, x + nodeSize, y + nodeSize})
		w := 0.0
		for _, l := range n.Label.Lines {
			w = max(w, TextWidth(l))
		}
		left := float64(n.Label.X)
		switch n.Label.Anchor {
		case "middle":
			left -= w / 2
		case "end":
			left -= w
		}
		top := float64(n.Label.Y) - textSize
		out = append(out, box{"the label of " + n.ID, left, top, left + w, top + float64(len(n.Label.Lines))*LineHeight})
	}
	return out
}

// A letter of a line that is too narrow for one may stick out; no frame of ours
// is so narrow.
func wantClear(t interface{ Fatalf(string, ...any) }, m Map) {
	all := boxes(m)
	for i, b := range all {
		if b.left < 0 || b.top < 0 || b.right > float64(m.Width) || b.bottom > float64(m.Height) {
			t.Fatalf("%s leaves the map of %d by %d: %+v", b.what, m.Width, m.Height, b)
		}
		for _, o := range all[:i] {
			if b.meets(o) {
				t.Fatalf("%s covers %s: %+v %+v", b.what, o.what, b, o)
			}
		}
	}
}

func frames() map[string]Frame { return map[string]Frame{"narrow": Narrow(), "wide": Wide()} }

func TestMapOfAnyNumberOfTypes(t *testing.T) {
	for name, f := range frames() {
		for n := range 61 {
			var kin []Kin
			names := map[string]string{}
			for i := range n {
				id := fmt.Sprint("t", i)
				kin = append(kin, Kin{ID: id, Related: []string{fmt.Sprint("t", (i*7+3)%n)}})
				names[id] = strings.Repeat("플랫폼 운영 ", i%5) + "Ops-엔지니어링"
			}
			m := NewMap(kin, names, f)
			if len(m.Nodes) != n {
				t.Fatalf("%s: %d nodes of %d types", name, len(m.Nodes), n)
			}
			wantClear(t, m)
		}
	}
}

// Whatever types are called and whatever they say of each other, no label covers
// another or a glyph, and nothing leaves the map.
func TestNothingOnAMapOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kin := anyFamily(t)
		names := map[string]string{}
		for _, k := range kin {
			names[k.ID] = rapid.OneOf(
				rapid.StringOf(rapid.SampledFrom([]rune("가나다라 ABCdefgMW·-/الع漢字😀Ⅷ"))),
				rapid.SampledFrom([]string{"", "DevOps", "클라우드옵스", strings.Repeat("운영", 100), strings.Repeat("W", 200)}),
			).Draw(t, "name")
		}
		for _, f := range frames() {
			m := NewMap(kin, names, f)
			wantClear(t, m)
			seen := map[string]bool{}
			for _, e := range m.Edges {
				pair := min(e.From, e.To) + " " + max(e.From, e.To)
				if e.From == e.To || seen[pair] {
					t.Fatalf("%+v is drawn twice or leads back", e)
				}
				seen[pair] = true
				if strings.Contains(e.Path, "NaN") || strings.Contains(e.Path, "Inf") {
					t.Fatal(e.Path)
				}
			}
		}
	})
}

func TestTheFirstTypeStandsAtTheTopAndTheOthersFollowClockwise(t *testing.T) {
	kin := kinOf("a\nb\nc\nd")
	m := NewMap(kin, nil, Wide())
	top, right, bottom, left := m.Nodes[0], m.Nodes[1], m.Nodes[2], m.Nodes[3]
	if top.X != 360 || bottom.X != 360 || top.Y >= right.Y || right.Y != left.Y || right.Y >= bottom.Y || left.X >= 360 || right.X <= 360 {
		t.Errorf("%+v", m.Nodes)
	}
}

func TestTheStrongestRelationIsDrawnOnTop(t *testing.T) {
	m := NewMap(kinOf("a ~ b c\nb < a + a c ! a\nc"), nil, Wide())
	var got []string
	for _, e := range m.Edges {
		got = append(got, e.From+" "+e.Kind+" "+e.To)
	}
	if s := strings.Join(got, ", "); s != "a related c, b combines a, b combines c" {
		t.Error(s)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		width float64
		want  string
	}{
		{"데브옵스", 60, "데브옵스"},
		{"사이트 신뢰성 엔지니어링", 100, "사이트 신뢰성|엔지니어링"},
		{"플랫폼엔지니어링", 60, "플랫폼엔|지니어링"},
		{"Site-Reliability Engineering", 130, "Site-Reliability|Engineering"},
		{"아주 긴 이름을 가진 운영의 한 종류", 70, "아주 긴|이름을 가…"},
		{"", 70, ""},
	} {
		if got := strings.Join(wrap(c.name, c.width), "|"); got != c.want {
			t.Errorf("%q in %v: %s, want %s", c.name, c.width, got, c.want)
		}
	}
}

func TestPlot(t *testing.T) {
	p := NewPlot([]Month{{2026, 3, 4}, {2025, 12, 1}, {2026, 1, 0}})
	want := Plot{Height: 88, Base: 64,
		Stems: []Stem{{Month{2025, 12, 1}, 3, 44, 3.75}, {Month{2026, 3, 4}, 97, 8, 5}},
		Years: []Tick{{2025, 3}, {2026, 34.33}}}
	if fmt.Sprint(p) != fmt.Sprint(want) {
		t.Errorf("\n got %+v\nwant %+v", p, want)
	}
}

// However many months there are, each stem and year stands inside of the plot,
// and years are far enough apart to be read on a phone.
func TestPlotOfAnyMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ms []Month
		for range rapid.IntRange(0, 300).Draw(t, "months") {
			ms = append(ms, Month{rapid.IntRange(1990, 2040).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(0, 90).Draw(t, "count")})
		}
		p := NewPlot(ms)
		if len(p.Stems) > mostMonths {
			t.Fatalf("%d stems", len(p.Stems))
		}
		for i, s := range p.Stems {
			if s.X < plotEdge || s.X > 100-plotEdge || float64(s.Y)-s.Radius < 0 || s.Y > p.Base || math.IsNaN(s.X) || i > 0 && p.Stems[i-1].X >= s.X {
				t.Fatalf("%+v", p.Stems)
			}
		}
		for i, y := range p.Years {
			if y.X < plotEdge || y.X > 100-plotEdge || i > 0 && y.X-p.Years[i-1].X < yearWidth {
				t.Fatalf("%+v", p.Years)
			}
		}
	})
}
