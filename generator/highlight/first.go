package highlight

import "github.com/dlclark/regexp2/v2/syntax"

// atEnd stands beside the 256 bytes for "there is no next byte".
const atEnd = 256

// A firstSet holds the bytes with which a pattern can go on, and atEnd if it can
// at the end of the text. It may hold too many, never too few.
type firstSet [5]uint64

func (f *firstSet) has(b int) bool { return f[b>>6]>>(b&63)&1 != 0 }
func (f *firstSet) add(b int)      { f[b>>6] |= 1 << (b & 63) }

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
// can match there. Bytes that allow the same ones share a list.
type choice[T any] struct {
	list  [atEnd + 1]uint16
	lists [][]T
}

// choose makes the table: it starts with all bytes in one group and lets each
// alternative's first set split the groups it cuts through.
func choose[T any](all []T, first []firstSet) *choice[T] {
	groups := []firstSet{anything}
	for _, f := range first {
		for i, g := range groups {
			if in, out := g.and(f), g.less(f); in != (firstSet{}) && out != (firstSet{}) {
				groups[i] = in
				groups = append(groups, out)
			}
		}
	}
	c := &choice[T]{lists: make([][]T, len(groups))}
	for i, g := range groups {
		for k, f := range first {
			if g.and(f) != (firstSet{}) {
				c.lists[i] = append(c.lists[i], all[k])
			}
		}
		for b := range c.list {
			if g.has(b) {
				c.list[b] = uint16(i)
			}
		}
	}
	return c
}

func (c *choice[T]) at(b int) []T { return c.lists[c.list[b]] }

// firstKey names a question already answered by first.
type firstKey struct {
	n    *syntax.RegexNode
	then firstSet
}

// first gives the bytes with which n, followed by what starts with then, can start.
func (c *compiler) first(n *syntax.RegexNode, then firstSet) firstSet {
	if len(n.Children) == 0 {
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

func (c *compiler) firstOf(n *syntax.RegexNode, then firstSet) firstSet {
	if backwards(n) {
		return anything
	}
	switch n.T {
	case syntax.NtOne, syntax.NtNotone, syntax.NtSet:
		return c.class(n).first
	case syntax.NtMulti:
		var f firstSet
		f.add(int(string(n.Str)[0]))
		return f
	case syntax.NtOneloop, syntax.NtNotoneloop, syntax.NtSetloop,
		syntax.NtOnelazy, syntax.NtNotonelazy, syntax.NtSetlazy,
		syntax.NtOneloopatomic, syntax.NtNotoneloopatomic, syntax.NtSetloopatomic:
		f := c.class(n).first
		if n.M == 0 {
			f = f.or(then)
		}
		return f
	case syntax.NtNothing:
		return firstSet{}
	case syntax.NtAlternate:
		var f firstSet
		for _, child := range n.Children {
			f = f.or(c.first(child, then))
		}
		return f
	case syntax.NtConcatenate:
		for i := len(n.Children) - 1; i >= 0; i-- {
			then = c.first(n.Children[i], then)
		}
		return then
	case syntax.NtCapture, syntax.NtGroup, syntax.NtAtomic:
		return c.first(n.Children[0], then)
	case syntax.NtLoop, syntax.NtLazyloop:
		f := c.first(n.Children[0], then)
		if n.M == 0 {
			f = f.or(then)
		}
		return f
	case syntax.NtPosLook:
		return c.first(n.Children[0], anything).and(then)
	case syntax.NtRef:
		return anything
	}
	return then // what is left has no width: anchors, boundaries, negative looks
}
