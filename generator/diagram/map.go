package diagram

import (
	"math"
	"slices"
)

// A Frame is what a map has to fit: its width, how far the loop reaches to each
// side of its middle, and how far apart two rows of types are.
type Frame struct{ Width, Reach, Pitch float64 }

// Narrow is for a phone.
func Narrow() Frame { return Frame{Width: 340, Reach: 62, Pitch: 50} }

// Wide is for a page that has room for it.
func Wide() Frame { return Frame{Width: 720, Reach: 205, Pitch: 54} }

// A Map shows the types of a family on the loop, and what they declare of each
// other. The first stands at the top, the others follow clockwise. Every label
// stands outside of the loop, in a row of its own or at an end.
type Map struct {
	Width, Height int
	Loop          string // path data
	Nodes         []Node // in the order of the loop
	Edges         []Edge // in the order of their kinds, the weakest first
}

// A Node is a type on the map. Its glyph is drawn around X and Y.
type Node struct {
	ID    string
	X, Y  int
	Label Label
}

// An Edge is what two types are to each other. Of several relations it shows the
// strongest.
type Edge struct {
	From, To string // ids; From is the narrower, or the one that combines
	Kind     string // related, confused-with, broader, combines
	Path     string
}

const (
	margin   = 4.0 // around everything
	nodeSize = GlyphSize / 2
	labelGap = 8.0
	// bend is how square the loop is: 0.55 is an ellipse, 1 a rectangle.
	bend = 0.72
)

// NewMap lays a family out, whose types have names by their ids.
func NewMap(kin []Kin, names map[string]string, f Frame) Map {
	kin = Order(kin)
	if len(kin) == 0 {
		return Map{}
	}
	l := newLoop(len(kin), f)
	m := Map{Width: int(f.Width)}
	spots := make([]Point, len(kin))
	labels := make([]Label, len(kin))
	above, below := nodeSize+margin, nodeSize+margin
	for i, k := range kin {
		spots[i] = l.spot(i)
		labels[i] = l.label(i, spots[i], names[k.ID])
		if n := float64(len(labels[i].Lines)) * LineHeight; labels[i].Anchor == "middle" && i == 0 {
			above = max(above, nodeSize+labelGap+n)
		} else if labels[i].Anchor == "middle" {
			below = max(below, nodeSize+labelGap+n)
		}
	}
	down := int(math.Ceil(l.half + above + margin))
	m.Height = down + int(math.Ceil(l.half+below+margin))
	middle := Point{f.Width / 2, float64(down)}
	shift := func(p Point) Point { return Point{round(p.X + middle.X), round(p.Y + middle.Y)} }
	for i, k := range kin {
		p := shift(spots[i])
		lb := labels[i]
		lb.X, lb.Y = lb.X+int(middle.X), lb.Y+down
		m.Nodes = append(m.Nodes, Node{k.ID, int(math.Round(p.X)), int(math.Round(p.Y)), lb})
	}
	m.Loop = l.curve(shift).Path()
	m.Edges = edges(kin, m.Nodes, middle, l.half)
	return m
}

// A loop is a line around the middle. Its places stand in rows on both sides,
// the first at the top, and one at the bottom where their number is even.
type loop struct {
	n     int
	frame Frame
	half  float64 // of its height
}

func newLoop(n int, f Frame) loop {
	return loop{n, f, float64(n/2+n%2) * f.Pitch / 2}
}

// quarter is the part of the loop from its top to its right end.
func (l loop) quarter() (p0, p1, p2, p3 Point) {
	a, b := l.frame.Reach, l.half
	return Point{0, -b}, Point{a * bend, -b}, Point{a, -b * (1 - bend)}, Point{a, 0}
}

func (l loop) curve(shift func(Point) Point) Curve {
	p0, p1, p2, p3 := l.quarter()
	x := func(p Point) Point { return shift(Point{-p.X, p.Y}) }
	y := func(p Point) Point { return shift(Point{p.X, -p.Y}) }
	z := func(p Point) Point { return shift(Point{-p.X, -p.Y}) }
	return Curve{Start: shift(p0), Cubic: [][3]Point{
		{shift(p1), shift(p2), shift(p3)}, {y(p2), y(p1), y(p0)}, {z(p1), z(p2), z(p3)}, {x(p2), x(p1), x(p0)},
	}}
}

// spot gives the place of type i: rows are a pitch apart, and the line says how
// far to the side.
func (l loop) spot(i int) Point {
	switch {
	case i == 0:
		return Point{0, -l.half}
	case 2*i == l.n:
		return Point{0, l.half}
	}
	row, side := i, 1.0
	if 2*i > l.n {
		row, side = l.n-i, -1
	}
	y := -l.half + float64(float64(row)*l.frame.Pitch)
	return Point{side * l.across(math.Abs(y)), y}
}

// across gives how far the line is from the middle at a height, by bisection:
// on a quarter the height only falls.
func (l loop) across(y float64) float64 {
	p0, p1, p2, p3 := l.quarter()
	on := func(t float64) Point {
		u := 1 - t
		mix := func(a, b, c, d float64) float64 {
			return float64(u*u*u*a) + float64(3*u*u*t*b) + float64(3*u*t*t*c) + float64(t*t*t*d)
		}
		return Point{mix(p0.X, p1.X, p2.X, p3.X), mix(p0.Y, p1.Y, p2.Y, p3.Y)}
	}
	from, to := 0.0, 1.0
	for range 40 {
		if t := (from + to) / 2; on(t).Y < -y {
			from = t
		} else {
			to = t
		}
	}
	return round(on(from).X)
}

// label places a name outside of the loop.
func (l loop) label(i int, p Point, name string) Label {
	const away = nodeSize + labelGap
	const rise = textSize * 0.35 // from the middle of a line down to its baseline
	switch {
	case i == 0:
		lines := wrap(name, l.frame.Width-2*margin)
		return Label{0, int(math.Round(p.Y - away - float64((len(lines)-1)*LineHeight))), "middle", lines}
	case 2*i == l.n:
		return Label{0, int(math.Round(p.Y + away + 2*rise)), "middle", wrap(name, l.frame.Width-2*margin)}
	}
	lines := wrap(name, l.frame.Width/2-math.Abs(p.X)-away-margin)
	y := int(math.Round(p.Y + rise - float64((len(lines)-1)*LineHeight)/2))
	if p.X > 0 {
		return Label{int(math.Round(p.X + away)), y, "start", lines}
	}
	return Label{int(math.Round(p.X - away)), y, "end", lines}
}

// The kinds of relation, from the weakest to the strongest.
var kinds = [...]string{"related", "confused-with", "broader", "combines"}

func declared(k Kin) [len(kinds)][]string {
	return [...][]string{k.Related, k.ConfusedWith, k.Broader, k.Combines}
}

// edges gives one edge for each two types that relate.
func edges(kin []Kin, nodes []Node, middle Point, half float64) []Edge {
	by := index(kin)
	taken := map[[2]int]bool{}
	var out []Edge
	for kind := len(kinds) - 1; kind >= 0; kind-- {
		var of []Edge
		for i, k := range kin {
			for _, id := range known(by, declared(k)[kind]) {
				j := by[id]
				pair := [2]int{min(i, j), max(i, j)}
				if i == j || taken[pair] {
					continue
				}
				taken[pair] = true
				of = append(of, Edge{k.ID, id, kinds[kind], chord(nodes[i], nodes[j], middle, half).Path()})
			}
		}
		out = append(of, out...)
	}
	return slices.Clip(out)
}

// chord bends from node to node through the inside of the loop, the further in
// the further they are apart.
func chord(a, b Node, middle Point, half float64) Curve {
	p, q := Point{float64(a.X), float64(a.Y)}, Point{float64(b.X), float64(b.Y)}
	far := min(1, math.Hypot(p.X-q.X, p.Y-q.Y)/(2*half))
	in := 0.3 + float64(0.6*far)
	pull := func(from, to Point) Point {
		return Point{
			round(from.X + float64((middle.X-from.X)*in)),
			round(from.Y + float64((to.Y-from.Y)*0.2) + float64((middle.Y-from.Y)*in*0.35)),
		}
	}
	return Curve{Start: p, Cubic: [][3]Point{{pull(p, q), pull(q, p), q}}}
}
