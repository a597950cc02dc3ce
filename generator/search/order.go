package search

// A ranked is a gram with its class.
type ranked struct {
	gram  gram
	class Class
}

// order sorts grams by their bytes, the last one first (LSD radix sort): every
// document has some thousand, of which a comparison would look at each a dozen
// times.
type order struct {
	ranked, spare []ranked
}

const gramBytes = 8

func (o *order) sort() {
	var counts [gramBytes][256]int32
	for _, r := range o.ranked {
		for b := range gramBytes {
			counts[b][byte(r.gram>>(8*b))]++
		}
	}
	if cap(o.spare) < len(o.ranked) {
		o.spare = make([]ranked, cap(o.ranked))
	}
	from, to := o.ranked, o.spare[:len(o.ranked)]
	for b := range gramBytes {
		places := &counts[b]
		if len(from) == 0 || int(places[byte(from[0].gram>>(8*b))]) == len(from) {
			continue // all have the same
		}
		var next int32
		for i, n := range places {
			places[i] = next
			next += n
		}
		for _, r := range from {
			at := &places[byte(r.gram>>(8*b))]
			to[*at] = r
			*at++
		}
		from, to = to, from
	}
	o.ranked, o.spare = from, to
}
