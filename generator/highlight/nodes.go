package highlight

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
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
// keywords becomes a trie of such tables.
func (c *compiler) alternate(n *syntax.RegexNode, next matcher, first firstSet) matcher {
	branches := make([]matcher, len(n.Children))
	firsts := make([]firstSet, len(n.Children))
	for i, child := range n.Children {
		branches[i] = c.node(child, next, first)
		firsts[i] = c.first(child, first)
	}
	if backwards(n) {
		return func(m *machine, p int) int { return anyOf(branches, m, p) }
	}
	table := choose(branches, firsts)
	return func(m *machine, p int) int { return anyOf(table.at(m.next(p)), m, p) }
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
func (c *compiler) capture(n *syntax.RegexNode, next matcher, first firstSet) matcher {
	if n.N != -1 { // a balancing group
		return c.unsupported()
	}
	k := c.group(n.M)
	c.caps = true
	body := c.node(n.Children[0], func(m *machine, p int) int {
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
func (c *compiler) atomic(n *syntax.RegexNode, next matcher) matcher {
	body := c.node(n.Children[0], accept, anything)
	captures, look := hasCapture(n), n.T == syntax.NtPosLook
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
func (c *compiler) negative(n *syntax.RegexNode, next matcher) matcher {
	body := c.node(n.Children[0], accept, anything)
	captures := hasCapture(n)
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

func hasCapture(n *syntax.RegexNode) bool {
	return n.T == syntax.NtCapture || slices.ContainsFunc(n.Children, hasCapture)
}

// reference matches again what a group has matched. A group that has not
// matched cannot be referred to.
func (c *compiler) reference(n *syntax.RegexNode, next matcher) matcher {
	if backwards(n) {
		return c.unsupported()
	}
	k := c.group(n.M)
	after := afterSame
	if n.Options&syntax.IgnoreCase != 0 {
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
