package highlight

import "math/bits"

// atEnd stands beside the 256 bytes for "there is no next byte".
const atEnd = 256

// A firstSet holds the bytes with which a pattern can go on, and atEnd if it can
// at the end of the text. It may hold too many, never too few.
type firstSet [5]uint64

func (f *firstSet) has(b int) bool { return f[b>>6]>>(b&63)&1 != 0 }
func (f *firstSet) add(b int)      { f[b>>6] |= 1 << (b & 63) }

// meets tells whether there is a byte in both.
func (f *firstSet) meets(g *firstSet) bool {
	return f[0]&g[0]|f[1]&g[1]|f[2]&g[2]|f[3]&g[3]|f[4]&g[4] != 0
}

func (f firstSet) or(g firstSet) firstSet {
	for i := range f {
		f[i] |= g[i]
	}
	return f
}

func (f firstSet) and(g firstSet) firstSet {
	for i := range f {
		f[i] &= g[i]
	}
	return f
}

func (f firstSet) less(g firstSet) firstSet {
	for i := range f {
		f[i] &^= g[i]
	}
	return f
}

// anything is what a pattern starts with of which nothing is known.
var anything = firstSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), 1}

// A choice is a table that tells, by the next byte, which of some alternatives
// can match there, by their numbers. Bytes that allow the same ones share a list.
type choice struct {
	list  [atEnd + 1]uint16
	lists [][]uint16
}

// choose makes the table: it starts with all bytes in one group and lets each
// alternative's first set split the groups it cuts through.
func choose(first []firstSet) choice {
	groups := []firstSet{anything}
	for k, f := range first {
		if k > 0 && f == first[k-1] {
			continue // it splits nothing anew
		}
		for i, g := range groups {
			if in, out := g.and(f), g.less(f); in != (firstSet{}) && out != (firstSet{}) {
				groups[i] = in
				groups = append(groups, out)
			}
		}
	}
	c := choice{lists: make([][]uint16, len(groups))}
	for i, g := range groups {
		for k := range first {
			if g.meets(&first[k]) {
				c.lists[i] = append(c.lists[i], uint16(k))
			}
		}
		for w, word := range g {
			for ; word != 0; word &= word - 1 {
				if b := 64*w + bits.TrailingZeros64(word); b <= atEnd {
					c.list[b] = uint16(i)
				}
			}
		}
	}
	return c
}

// firstKey names a question already answered by first.
type firstKey struct {
	n    *node
	then firstSet
}

// first gives the bytes with which n, followed by what starts with then, can start.
func (c *compiler) first(n *node, then firstSet) firstSet {
	if len(n.kids) == 0 {
		return c.firstOf(n, then)
	}
	key := firstKey{n, then}
	f, ok := c.firsts[key]
	if !ok {
		f = c.firstOf(n, then)
		c.firsts[key] = f
	}
	return f
}

func (c *compiler) firstOf(n *node, then firstSet) firstSet {
	if n.back {
		return anything
	}
	switch n.op {
	case opClass:
		return n.class.first
	case opString:
		var f firstSet
		f.add(int(n.text[0]))
		return f
	case opRun, opRunAtomic, opRunLazy:
		f := n.class.first
		if n.min == 0 {
			f = f.or(then)
		}
		return f
	case opNothing:
		return firstSet{}
	case opAlternate:
		var f firstSet
		for i := range n.kids {
			f = f.or(c.first(c.classes.kid(n, i), then))
		}
		return f
	case opConcat:
		last := 0 // what follows a child that takes a character does not matter
		for last < len(n.kids)-1 && !n.kids[last].takes() {
			last++
		}
		for i := last; i >= 0; i-- {
			then = c.first(&n.kids[i], then)
		}
		return then
	case opCapture, opAtomic:
		return c.first(&n.kids[0], then)
	case opLoop, opLoopLazy:
		f := c.first(&n.kids[0], then)
		if n.min == 0 {
			f = f.or(then)
		}
		return f
	case opLook:
		return c.first(&n.kids[0], anything).and(then)
	case opRef, opRefFolded:
		return anything
	}
	return then // what is left has no width: anchors, boundaries, negative looks
}

// takes is true of a leaf that always takes a character.
func (n *node) takes() bool {
	switch n.op {
	case opClass, opString:
		return !n.back
	case opRun, opRunAtomic, opRunLazy:
		return !n.back && n.min > 0
	}
	return false
}
