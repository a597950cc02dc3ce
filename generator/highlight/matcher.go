package highlight

import (
	"errors"
	"fmt"

	"github.com/dlclark/regexp2/v2/syntax"
)

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
	first  firstSet
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

var errUnsupported = errors.New("the pattern has a construct that the matcher does not know")

// A compiler turns one parse tree into matchers, from its last node to its first.
type compiler struct {
	classes *classes
	numbers map[int]int // group number to group index, nil when they are equal
	loops   int
	caps    bool
	firsts  map[firstKey]firstSet
	known   map[*syntax.RegexNode]*class
	err     error
}

// compile parses an expression with chroma's own parser and compiles the tree.
func compile(cs *classes, expr string) (*pattern, error) {
	tree, err := syntax.Parse(expr, syntax.ParseOptions{})
	if err != nil {
		return nil, err
	}
	c := &compiler{classes: cs, firsts: map[firstKey]firstSet{}, known: map[*syntax.RegexNode]*class{}}
	groups := tree.Captop
	if tree.Capnumlist != nil && groups != len(tree.Capnumlist) {
		groups = len(tree.Capnumlist)
		c.numbers = map[int]int{}
		for i, n := range tree.Capnumlist {
			c.numbers[n] = i
		}
	}
	body := tree.Root.Children[0] // the root is group 0, whose bounds the caller knows
	t := &pattern{groups: groups, match: c.node(body, accept, anything), first: c.first(body, anything)}
	t.loops, t.caps = c.loops, c.caps
	if c.err != nil {
		return nil, fmt.Errorf("%w: %s", c.err, expr)
	}
	return t, nil
}

func accept(_ *machine, p int) int { return p }
func reject(*machine, int) int     { return -1 }

// backwards is true of nodes inside a lookbehind, which match to the left.
func backwards(n *syntax.RegexNode) bool { return n.Options&syntax.RightToLeft != 0 }

// class is asked for the same node several times, and to name a set is work.
func (c *compiler) class(n *syntax.RegexNode) *class {
	cl, ok := c.known[n]
	if !ok {
		cl = c.classes.of(n)
		c.known[n] = cl
	}
	return cl
}

func (c *compiler) group(n int) int {
	if c.numbers != nil {
		return c.numbers[n]
	}
	return n
}

func (c *compiler) unsupported() matcher {
	c.err = errUnsupported
	return reject
}

// node compiles n, which is followed by next, which starts with first.
func (c *compiler) node(n *syntax.RegexNode, next matcher, first firstSet) matcher {
	switch n.T {
	case syntax.NtEmpty, syntax.NtUpdateBumpalong:
		return next
	case syntax.NtNothing:
		return reject
	case syntax.NtOne, syntax.NtNotone, syntax.NtSet:
		return character(c.class(n), backwards(n), next)
	case syntax.NtMulti:
		return literal(string(n.Str), backwards(n), next)
	case syntax.NtOneloop, syntax.NtNotoneloop, syntax.NtSetloop,
		syntax.NtOneloopatomic, syntax.NtNotoneloopatomic, syntax.NtSetloopatomic:
		return c.run(n, next, first)
	case syntax.NtOnelazy, syntax.NtNotonelazy, syntax.NtSetlazy:
		return c.lazyRun(n, next, first)
	case syntax.NtLoop, syntax.NtLazyloop:
		return c.loop(n, next, first)
	case syntax.NtConcatenate:
		for i := len(n.Children) - 1; i >= 0; i-- {
			next = c.node(n.Children[i], next, first)
			first = c.first(n.Children[i], first)
		}
		return next
	case syntax.NtGroup:
		return c.node(n.Children[0], next, first)
	case syntax.NtAlternate:
		return c.alternate(n, next, first)
	case syntax.NtCapture:
		return c.capture(n, next, first)
	case syntax.NtAtomic, syntax.NtPosLook:
		return c.atomic(n, next)
	case syntax.NtNegLook:
		return c.negative(n, next)
	case syntax.NtRef:
		return c.reference(n, next)
	}
	if holds := anchor(n.T); holds != nil {
		return func(m *machine, p int) int {
			if !holds(m, p) {
				return -1
			}
			return next(m, p)
		}
	}
	return c.unsupported()
}

// anchor gives the test of a node that only looks where it is.
func anchor(t syntax.NodeType) func(m *machine, p int) bool {
	switch t {
	case syntax.NtBol:
		return func(m *machine, p int) bool { return p == 0 || m.text[p-1] == '\n' }
	case syntax.NtEol:
		return func(m *machine, p int) bool { return p == len(m.text) || m.text[p] == '\n' }
	case syntax.NtBoundary:
		return func(m *machine, p int) bool { return boundary(m.text, p) }
	case syntax.NtNonboundary:
		return func(m *machine, p int) bool { return !boundary(m.text, p) }
	case syntax.NtBeginning:
		return func(_ *machine, p int) bool { return p == 0 }
	case syntax.NtStart:
		return func(m *machine, p int) bool { return p == m.start }
	case syntax.NtEndZ:
		return func(m *machine, p int) bool {
			return p == len(m.text) || p == len(m.text)-1 && m.text[p] == '\n'
		}
	case syntax.NtEnd:
		return func(m *machine, p int) bool { return p == len(m.text) }
	}
	return nil
}
