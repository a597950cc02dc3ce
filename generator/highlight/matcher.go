package highlight

import "sync"

// A machine is what one attempt of one pattern needs to remember. Its slices
// are as long as the largest pattern tried so far wants them.
type machine struct {
	text  string
	start int   // where the attempt began, for \G
	caps  []int // start and end of each group, -1 when unset
	open  []int // start of each group that is being matched
	count []int // iterations of each general loop
	mark  []int // where the current iteration of each began

	steps, limit int // work done in this attempt, and when to give up
	depth        int // iterations of general loops on Go's stack

	stack []*state // lent to the lexer
}

// maxDepth is how many iterations of general loops may stand on Go's stack.
// Each takes a few frames there, and Go's stacks end at 1 GB.
const maxDepth = 100_000

// next is the byte at p as first sets count them.
func (m *machine) next(p int) int {
	if p < len(m.text) {
		return int(m.text[p])
	}
	return atEnd
}

// spend counts work. It is false when there was too much of it, and then every
// loop fails at once, so that the attempt ends.
func (m *machine) spend(n int) bool {
	m.steps += n
	return m.steps <= m.limit
}

// enough makes room for a pattern.
func (m *machine) enough(p *pattern) {
	if n := p.groups - len(m.open); n > 0 {
		m.open = append(m.open, make([]int, n)...)
		m.caps = append(m.caps, make([]int, 2*n)...)
	}
	if n := p.loops - len(m.count); n > 0 {
		m.count = append(m.count, make([]int, n)...)
		m.mark = append(m.mark, make([]int, n)...)
	}
}

// A matcher matches the rest of a pattern at p: the node it was made of and all
// that follows. It returns where the whole match ends, or -1. What follows is
// compiled into it, so trying something else is simply calling another matcher.
type matcher func(m *machine, p int) int

// A pattern is a compiled regular expression.
type pattern struct {
	match  matcher
	groups int // with group 0
	loops  int
	caps   bool // whether any group is captured
}

// at tries the pattern at p and gives the end of the match, or -1. A pattern
// that ran out of steps has not matched, even if a negative look thinks so.
func (t *pattern) at(m *machine, p int) int {
	m.enough(t)
	if t.caps {
		caps := m.caps[:2*t.groups]
		for i := range caps {
			caps[i] = -1
		}
	}
	m.start, m.steps, m.depth = p, 0, 0
	if e := t.match(m, p); m.steps <= m.limit {
		return e
	}
	return -1
}

// A compiler turns one tree into matchers, from its last node to its first.
type compiler struct {
	classes *classes

	mu     sync.Mutex // of what is made later, while the pattern is in use
	firsts map[firstKey]firstSet
}

// compile makes a pattern of what the table says of it.
func compile(cs *classes, record string) *pattern {
	root, t := decodePattern(cs, record)
	c := &compiler{classes: cs, firsts: map[firstKey]firstSet{}}
	t.match = c.node(root, accept, anything)
	return t
}

func decodePattern(cs *classes, record string) (*node, *pattern) {
	r := &reader{s: record}
	t := &pattern{groups: r.uint(), caps: r.byte() != 0, loops: r.uint()}
	root := &node{}
	cs.decode(r, root)
	return root, t
}

func accept(_ *machine, p int) int { return p }
func reject(*machine, int) int     { return -1 }

// node compiles n, which is followed by next, which starts with first.
func (c *compiler) node(n *node, next matcher, first firstSet) matcher {
	switch n.op {
	case opEmpty:
		return next
	case opClass:
		return character(n.class, n.back, next)
	case opString:
		return literal(n.text, n.back, next)
	case opRun, opRunAtomic:
		return c.run(n, next, first)
	case opRunLazy:
		return c.lazyRun(n, next, first)
	case opLoop, opLoopLazy:
		return c.loop(n, next, first)
	case opConcat:
		for i := len(n.kids) - 1; i >= 0; i-- {
			next = c.node(&n.kids[i], next, first)
			first = c.first(&n.kids[i], first)
		}
		return next
	case opAlternate:
		return c.alternate(n, next, first)
	case opCapture:
		return c.capture(n, next, first)
	case opAtomic, opLook:
		return c.atomic(n, next)
	case opNotLook:
		return c.negative(n, next)
	case opRef, opRefFolded:
		return c.reference(n, next)
	}
	if holds := anchor(n.op); holds != nil {
		return func(m *machine, p int) int {
			if !holds(m, p) {
				return -1
			}
			return next(m, p)
		}
	}
	return reject
}

// anchor gives the test of a node that only looks where it is.
func anchor(o op) func(m *machine, p int) bool {
	switch o {
	case opLineStart:
		return func(m *machine, p int) bool { return p == 0 || m.text[p-1] == '\n' }
	case opLineEnd:
		return func(m *machine, p int) bool { return p == len(m.text) || m.text[p] == '\n' }
	case opBoundary:
		return func(m *machine, p int) bool { return boundary(m.text, p) }
	case opInside:
		return func(m *machine, p int) bool { return !boundary(m.text, p) }
	case opStart:
		return func(_ *machine, p int) bool { return p == 0 }
	case opHere:
		return func(m *machine, p int) bool { return p == m.start }
	case opLastLine:
		return func(m *machine, p int) bool {
			return p == len(m.text) || p == len(m.text)-1 && m.text[p] == '\n'
		}
	case opEnd:
		return func(m *machine, p int) bool { return p == len(m.text) }
	}
	return nil
}
