package diagram

import (
	"math"
	"strconv"
)

// A Point is a place on a grid: x to the right, y down.
type Point struct{ X, Y float64 }

// A Curve is one line without a break: where it starts, and the cubic Bézier
// curves that it goes on with, each two control points and an end. Radius is not
// zero when all of it lies on one circle, clockwise; Share says how much of that,
// from 0 to 1.
type Curve struct {
	Start         Point
	Cubic         [][3]Point
	Radius, Share float64
}

// round gives a number to a hundredth, and no negative zero.
func round(x float64) float64 { return math.Round(x*100)/100 + 0 }

// at gives the point at a distance from c in a direction, in turns clockwise
// from the top.
func at(c Point, distance, turn float64) Point {
	sin, cos := math.Sincos(2 * math.Pi * turn)
	return Point{round(c.X + float64(distance*sin)), round(c.Y - float64(distance*cos))}
}

// arc gives the part of a circle between two directions, in turns. Each cubic
// spans a quarter of a turn at most, where it differs from the circle by less
// than three ten-thousandths of the radius.
func arc(c Point, radius, from, to float64) Curve {
	n := int(math.Ceil((to - from) * 4))
	step := (to - from) / float64(n)
	pull := radius * 4 / 3 * math.Tan(math.Pi/2*step)
	k := Curve{Start: at(c, radius, from), Radius: radius, Share: to - from}
	for i := range n {
		a, b := from+float64(i)*step, from+float64(i+1)*step
		p, q := at(c, radius, a), at(c, radius, b)
		k.Cubic = append(k.Cubic, [3]Point{at(p, pull, a+0.25), at(q, pull, b-0.25), q})
	}
	return k
}

// circle gives a whole circle that begins in a direction.
func circle(c Point, radius, from float64) Curve { return arc(c, radius, from, from+1) }

// Path gives the curve as SVG path data. A part of a circle is written as one,
// which is shorter.
func (k Curve) Path() string {
	b := appendPoint([]byte("M"), k.Start)
	if k.Radius > 0 {
		return string(k.appendArc(b))
	}
	for _, c := range k.Cubic {
		b = appendPoint(append(b, 'C'), c[0])
		b = appendPoint(append(b, ' '), c[1])
		b = appendPoint(append(b, ' '), c[2])
	}
	return string(b)
}

// appendArc writes a part of a circle. An arc that ends where it starts is
// nothing in SVG, so a whole circle goes by way of its far end.
func (k Curve) appendArc(b []byte) []byte {
	end := k.Cubic[len(k.Cubic)-1][2]
	large := byte('0')
	if k.Share >= 1 {
		b = k.appendTo(b, '0', k.Cubic[len(k.Cubic)/2-1][2])
	} else if k.Share > 0.5 {
		large = '1'
	}
	return k.appendTo(b, large, end)
}

func (k Curve) appendTo(b []byte, large byte, end Point) []byte {
	b = appendNumber(append(b, 'A'), k.Radius)
	b = appendNumber(append(b, ' '), k.Radius)
	b = append(b, " 0 "...)
	return appendPoint(append(b, large, ' ', '1', ' '), end)
}

// paths gives several curves as one piece of path data.
func paths(ks []Curve) string {
	s := ""
	for _, k := range ks {
		s += k.Path()
	}
	return s
}

func appendPoint(b []byte, p Point) []byte {
	return appendNumber(append(appendNumber(b, p.X), ' '), p.Y)
}

func appendNumber(b []byte, x float64) []byte { return strconv.AppendFloat(b, round(x), 'f', -1, 64) }
