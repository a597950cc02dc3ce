package card

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// A Glyph is a mark in a square whose sides are 1: lines that are drawn with a
// pen, and shapes that are filled.
type Glyph struct {
	Pen         float64 // width of the lines
	Lines, Dots []Curve
}

// A Curve is a chain of cubic curves: a first point, then two handles and an
// end for each.
type Curve []Point

// A Point has its origin at the top left.
type Point struct{ X, Y float64 }

// Loop is the mark of a card without a type: the loop of operations, which has
// no end.
func Loop() Glyph {
	// The path of layouts/partials/mark.html, whose box is 40 by 20.
	p := func(x, y float64) Point { return Point{x / 40, (y + 10) / 40} }
	const r, k = 7.5, 7.5 * 0.5523 // of a circle, and of the handles of its quarters
	return Glyph{Pen: 0.085, Lines: []Curve{{
		p(20, 10), p(16, 4), p(13, 2.5), p(10, 2.5),
		p(10-k, 2.5), p(10-r, 10-k), p(10-r, 10), p(10-r, 10+k), p(10-k, 17.5), p(10, 17.5),
		p(13, 17.5), p(16, 16), p(20, 10), p(24, 4), p(27, 2.5), p(30, 2.5),
		p(30+k, 2.5), p(30+r, 10-k), p(30+r, 10), p(30+r, 10+k), p(30+k, 17.5), p(30, 17.5),
		p(27, 17.5), p(24, 16), p(20, 10),
	}}}
}

// A square is where on the paper a glyph goes.
type square struct{ x, y, side float64 }

// mark draws a glyph. Every piece of a line runs the same way round, so that
// where they overlap they add up and never cancel out.
func (p paper) mark(g Glyph, in square, i ink) {
	pen := g.Pen * in.side
	// Glyphs stay within their square, but for the pen; what hangs over the edge
	// of the paper is cut off when the mask is put there.
	margin := int(pen) + 2
	box := image.Rect(int(in.x), int(in.y), int(in.x+in.side)+1, int(in.y+in.side)+1).Inset(-margin)
	in.x, in.y = in.x-float64(box.Min.X), in.y-float64(box.Min.Y)
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, l := range g.Lines {
		points := l.flat(in)
		for n := 1; n < len(points); n++ {
			bar(z, points[n-1], points[n], pen/2)
		}
		for _, q := range points {
			disc(z, q, pen/2)
		}
	}
	z.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for _, d := range g.Dots {
		if points := d.flat(in); len(points) > 2 {
			z.Reset(box.Dx(), box.Dy())
			polygon(z, points...)
			z.Draw(mask, mask.Rect, image.Opaque, image.Point{})
		}
	}
	p.put(mask, box, image.Point{}, i)
}

// steps is how many straight lines stand for a curve.
const steps = 24

func (c Curve) flat(in square) []Point {
	at := func(p Point) Point { return Point{in.x + p.X*in.side, in.y + p.Y*in.side} }
	if len(c) == 0 {
		return nil
	}
	out := []Point{at(c[0])}
	for n := 0; n+3 < len(c); n += 3 {
		p0, p1, p2, p3 := at(c[n]), at(c[n+1]), at(c[n+2]), at(c[n+3])
		for k := 1; k <= steps; k++ {
			t := float64(k) / steps
			u := 1 - t
			w0, w1, w2, w3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
			out = append(out, Point{w0*p0.X + w1*p1.X + w2*p2.X + w3*p3.X, w0*p0.Y + w1*p1.Y + w2*p2.Y + w3*p3.Y})
		}
	}
	return out
}

// bar adds the rectangle around a line.
func bar(z *vector.Rasterizer, a, b Point, r float64) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*r, dx/length*r
	polygon(z, Point{a.X - nx, a.Y - ny}, Point{b.X - nx, b.Y - ny}, Point{b.X + nx, b.Y + ny}, Point{a.X + nx, a.Y + ny})
}

// disc adds a round joint or end.
func disc(z *vector.Rasterizer, at Point, r float64) {
	const sides = 48
	var ps [sides]Point
	for i := range ps {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / sides)
		ps[i] = Point{at.X + r*cos, at.Y + r*sin}
	}
	polygon(z, ps[:]...)
}

func polygon(z *vector.Rasterizer, ps ...Point) {
	z.MoveTo(float32(ps[0].X), float32(ps[0].Y))
	for _, p := range ps[1:] {
		z.LineTo(float32(p.X), float32(p.Y))
	}
	z.ClosePath()
}
