package main

// A dice gives a row of numbers that follows from its seed alone. It is
// splitmix64 (Steele, Lea, Flood 2014): a few integer steps, so that every
// machine and every version of Go throws the same.
type dice uint64

// newDice returns the dice of post i. The number is mixed first: seeds that
// lie one step apart would give one row, shifted.
func newDice(i int) *dice {
	d := dice(mix(uint64(i) ^ 0x0b5e55_0b5e55))
	return &d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	return mix(uint64(*d))
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between returns a number from lo to hi.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// one returns one of ss.
func (d *dice) one(ss []string) string { return ss[d.below(len(ss))] }

// some returns n different members of ss.
func (d *dice) some(ss []string, n int) []string {
	rest := append([]string(nil), ss...)
	for i := range n {
		j := i + d.below(len(rest)-i)
		rest[i], rest[j] = rest[j], rest[i]
	}
	return rest[:n]
}

// zipf returns a rank from 0 to n-1, rank k with a weight of 1/(k+1): a few
// tags are everywhere, most are rare. Whole numbers only, for floating point
// is not the same on every machine.
func (d *dice) zipf(n int) int {
	const unit = 1 << 20
	total := 0
	for k := range n {
		total += unit / (k + 1)
	}
	left := d.below(total)
	for k := range n {
		if left -= unit / (k + 1); left < 0 {
			return k
		}
	}
	return n - 1
}
