package highlight

import (
	"slices"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// character matches one character of a class.
func character(cl *class, back bool, next matcher) matcher {
	if back {
		return func(m *machine, p int) int {
			if p = cl.before(m.text, p); p < 0 {
				return -1
			}
			return next(m, p)
		}
	}
	return func(m *machine, p int) int {
		if p >= len(m.text) {
			return -1
		}
		switch cl.table[m.text[p]] {
		case no:
			return -1
		case yes:
			p++
		default:
			if p = cl.after(m.text, p); p < 0 {
				return -1
			}
		}
		return next(m, p)
	}
}

// literal matches a string.
func literal(s string, back bool, next matcher) matcher {
	if back {
		return func(m *machine, p int) int {
			if p -= len(s); p < 0 || m.text[p:p+len(s)] != s {
				return -1
			}
			return next(m, p)
		}
	}
	return func(m *machine, p int) int {
		if len(m.text)-p < len(s) || m.text[p:p+len(s)] != s {
			return -1
		}
		return next(m, p+len(s))
	}
}

// alternate tries the branches that the next byte allows, in their order. The
// parser has already drawn common prefixes out of the branches, so a list of
// keywords becomes a trie of such tables. A branch is compiled when its first
// byte is met: a block of code uses a few of a language's thousand words.
func (c *compiler) alternate(n *node, next matcher, first firstSet) matcher {
	if n.back {
		branches := make([]matcher, len(n.kids))
		for i := range n.kids {
			branches[i] = c.node(c.classes.kid(n, i), next, first)
		}
		return func(m *machine, p int) int { return anyOf(branches, m, p) }
	}
	firsts := make([]firstSet, len(n.kids))
	for i := range n.kids {
		firsts[i] = c.first(c.classes.kid(n, i), first)
	}
	b := &branches{c: c, of: n, next: next, first: first, made: make([]matcher, len(n.kids)), table: choose(firsts)}
	b.lists = make([]atomic.Pointer[[]matcher], len(b.table.lists))
	return func(m *machine, p int) int { return anyOf(b.at(m.next(p)), m, p) }
}

// branches are those of one alternation.
type branches struct {
	c     *compiler
	of    *node
	next  matcher
	first firstSet
	made  []matcher // nil until compiled; under the compiler's lock
	table choice
	lists []atomic.Pointer[[]matcher] // beside those of the table
}

func (b *branches) at(by int) []matcher {
	i := b.table.list[by]
	if l := b.lists[i].Load(); l != nil {
		return *l
	}
	return b.compile(int(i))
}

// compile makes the matchers of one list. It is called while a pattern is being
// matched, perhaps by many goroutines; who comes second finds the work done.
func (b *branches) compile(list int) []matcher {
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	out := make([]matcher, 0, len(b.table.lists[list]))
	for _, i := range b.table.lists[list] {
		if b.made[i] == nil {
			b.made[i] = b.c.node(b.c.classes.kid(b.of, int(i)), b.next, b.first)
		}
		out = append(out, b.made[i])
	}
	b.lists[list].Store(&out)
	return out
}

func anyOf(branches []matcher, m *machine, p int) int {
	for _, b := range branches {
		if e := b(m, p); e >= 0 {
			return e
		}
	}
	return -1
}

// capture notes where a group begins and ends, and takes it back when what
// follows does not match.
func (c *compiler) capture(n *node, next matcher, first firstSet) matcher {
	k := n.id
	body := c.node(&n.kids[0], func(m *machine, p int) int {
		from, to, open := m.caps[2*k], m.caps[2*k+1], m.open[k]
		m.caps[2*k], m.caps[2*k+1] = min(open, p), max(open, p)
		e := next(m, p)
		if e < 0 {
			m.caps[2*k], m.caps[2*k+1], m.open[k] = from, to, open
		}
		return e
	}, first)
	return func(m *machine, p int) int {
		open := m.open[k]
		m.open[k] = p
		e := body(m, p)
		if e < 0 {
			m.open[k] = open
		}
		return e
	}
}

// atomic matches a group or a look ahead or behind, into which no later failure
// comes back. A look does not move.
func (c *compiler) atomic(n *node, next matcher) matcher {
	body := c.node(&n.kids[0], accept, anything)
	captures, look := c.classes.captures(n), n.op == opLook
	return func(m *machine, p int) int {
		var kept []int
		if captures {
			kept = slices.Clone(m.caps)
		}
		if e := body(m, p); e >= 0 {
			if look {
				e = p
			}
			if e = next(m, e); e >= 0 {
				return e
			}
		}
		if captures {
			copy(m.caps, kept)
		}
		return -1
	}
}

// negative goes on where its body does not match, and leaves no group behind.
func (c *compiler) negative(n *node, next matcher) matcher {
	body := c.node(&n.kids[0], accept, anything)
	captures := c.classes.captures(n)
	return func(m *machine, p int) int {
		var kept []int
		if captures {
			kept = slices.Clone(m.caps)
		}
		e := body(m, p)
		if captures {
			copy(m.caps, kept)
		}
		if e >= 0 {
			return -1
		}
		return next(m, p)
	}
}

// reference matches again what a group has matched. A group that has not
// matched cannot be referred to.
func (c *compiler) reference(n *node, next matcher) matcher {
	k := n.id
	after := afterSame
	if n.op == opRefFolded {
		after = afterFolded
	}
	return func(m *machine, p int) int {
		if m.caps[2*k] < 0 {
			return -1
		}
		s := m.text[m.caps[2*k]:m.caps[2*k+1]]
		if !m.spend(len(s) / bytesPerStep) {
			return -1
		}
		if p = after(m.text, p, s); p < 0 {
			return -1
		}
		return next(m, p)
	}
}

func afterSame(text string, p int, s string) int {
	if len(text)-p < len(s) || text[p:p+len(s)] != s {
		return -1
	}
	return p + len(s)
}

func afterFolded(text string, p int, s string) int {
	for _, a := range s {
		b, n := utf8.DecodeRuneInString(text[p:])
		if n == 0 || unicode.ToLower(a) != unicode.ToLower(b) {
			return -1
		}
		p += n
	}
	return p
}
