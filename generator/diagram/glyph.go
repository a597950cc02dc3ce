package diagram

import "math"

// GlyphSize is the side of the grid of a glyph, and GlyphStroke how wide its
// lines are drawn on it, with round ends.
const (
	GlyphSize   = 24
	GlyphStroke = 2.25
)

// A Glyph is the mark of an Ops type: lines that are drawn with GlyphStroke, and
// dots that are filled, on a grid of GlyphSize. Every glyph is a loop with a dot
// on it. The dot is where the type stands on the map. A type that is narrower
// than another has a loop within the loop; one that combines others has a loop
// for each, through one point; one that is broader than others has a core.
type Glyph struct{ Lines, Dots []Curve }

const (
	ringRadius = 8.75
	loopRadius = 4.5 // of the loops that meet in the centre
	dotRadius  = 3
	coreRadius = 2
	// dotGap is how far the ring stays from a dot that goes round on it.
	dotGap = 2.1
	// mostLoops is how many loops can be told apart in a glyph.
	mostLoops = 6
	// mostDepth is how many rings can stand within each other.
	mostDepth = 2
)

// NewGlyph draws the glyph of a place.
func NewGlyph(p Place) Glyph {
	centre := Point{GlyphSize / 2, GlyphSize / 2}
	var g Glyph
	core := centre
	switch loops := min(p.Parts, mostLoops); {
	case loops > 1:
		for i := range loops {
			turn := p.Turn + float64(i)/float64(loops)
			g.Lines = append(g.Lines, circle(at(centre, loopRadius, turn), loopRadius, turn))
		}
		g.Dots = append(g.Dots, circle(at(centre, 2*loopRadius, p.Turn), dotRadius-0.25, 0))
	case p.Depth > 0:
		rings := min(p.Depth, mostDepth)
		for i := range rings + 1 {
			r := ringRadius * (1 - 0.72*float64(i)/float64(rings+1))
			core = at(centre, ringRadius-r, p.Turn)
			g.Lines = append(g.Lines, circle(core, r, p.Turn))
		}
		g.Dots = append(g.Dots, circle(at(centre, ringRadius, p.Turn), dotRadius-0.25, 0))
	default:
		half := math.Asin((dotRadius+dotGap)/(2*ringRadius)) / math.Pi
		g.Lines = append(g.Lines, arc(centre, ringRadius, p.Turn+half, p.Turn+1-half))
		g.Dots = append(g.Dots, circle(at(centre, ringRadius, p.Turn), dotRadius, 0))
	}
	if p.Parent && p.Parts < 2 {
		g.Dots = append(g.Dots, circle(core, coreRadius, 0))
	}
	return g
}

// Glyphs gives the glyph of each type of a family by its id.
func Glyphs(kin []Kin) map[string]Glyph {
	out := make(map[string]Glyph, len(kin))
	for id, p := range Places(kin) {
		out[id] = NewGlyph(p)
	}
	return out
}

// Line gives the lines as SVG path data, for a stroke.
func (g Glyph) Line() string { return paths(g.Lines) }

// Dot gives the dots as SVG path data, for a fill.
func (g Glyph) Dot() string { return paths(g.Dots) }

// Around gives the glyph with its middle at 0, 0.
func (g Glyph) Around() Glyph {
	shift := func(p Point) Point { return Point{round(p.X - GlyphSize/2), round(p.Y - GlyphSize/2)} }
	move := func(ks []Curve) []Curve {
		out := make([]Curve, len(ks))
		for i, k := range ks {
			out[i] = Curve{Start: shift(k.Start), Radius: k.Radius, Share: k.Share}
			for _, c := range k.Cubic {
				out[i].Cubic = append(out[i].Cubic, [3]Point{shift(c[0]), shift(c[1]), shift(c[2])})
			}
		}
		return out
	}
	return Glyph{move(g.Lines), move(g.Dots)}
}
