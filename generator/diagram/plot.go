package diagram

import "math"

// A Month is how many posts one month has.
type Month struct{ Year, Month, Count int }

// A Plot shows how many posts each month has, from the first to the last: a stem
// with a dot on it for each that has any. X is in hundredths of the width, so
// that a plot fits any; Y is in pixels from the top.
type Plot struct {
	Height int // of the plot with its line of years
	Base   int // where the stems stand
	Stems  []Stem
	Years  []Tick
}

// A Stem is one month. Its dot is the larger the more posts there are.
type Stem struct {
	Month
	X      float64
	Y      int
	Radius float64
}

// A Tick names a year where it begins.
type Tick struct {
	Year int
	X    float64
}

const (
	// mostMonths is how far back a plot goes: what a phone can show apart.
	mostMonths = 120
	mostYears  = 8

	plotHeight = 64
	yearsLine  = 24
	yearWidth  = 10.0 // in hundredths of a phone's width
	plotEdge   = 3.0  // in hundredths, left free on both sides for the largest dot
)

// NewPlot draws the months, which come in any order. Those without posts need
// not be given. A plot of fewer than two months says nothing and is empty.
func NewPlot(months []Month) Plot {
	count := map[int]int{}
	for _, m := range months {
		count[m.number()] += m.Count
	}
	first, last := math.MaxInt, 0
	for n, c := range count {
		if c > 0 {
			first, last = min(first, n), max(last, n)
		}
	}
	if last <= first {
		return Plot{}
	}
	first = max(first, last-mostMonths+1)
	most := 0
	for n := first; n <= last; n++ {
		most = max(most, count[n])
	}
	p := Plot{Height: plotHeight + yearsLine, Base: plotHeight}
	x := func(n int) float64 { return round(plotEdge + (100-2*plotEdge)*float64(n-first)/float64(last-first)) }
	for n := first; n <= last; n++ {
		if c := count[n]; c > 0 {
			share := float64(c) / float64(most)
			p.Stems = append(p.Stems, Stem{Month{n / 12, n%12 + 1, c}, x(n),
				int(math.Round(plotHeight - 8 - share*(plotHeight-16))), round(2.5 + 2.5*math.Sqrt(share))})
		}
	}
	every := 1 + (last/12-first/12)/mostYears
	for y := first / 12; y <= last/12; y++ {
		if t := (Tick{y, x(max(first, y*12))}); (last/12-y)%every == 0 {
			if n := len(p.Years); n > 0 && t.X-p.Years[n-1].X < yearWidth {
				p.Years = nil // the first year, which has too few months to be named
			}
			p.Years = append(p.Years, t)
		}
	}
	return p
}

// number counts the months since the year nought.
func (m Month) number() int { return m.Year*12 + m.Month - 1 }
