package highlight

import "unicode/utf8"

// bytesPerStep is how many bytes a scan may pass for one step of the budget.
const bytesPerStep = 8

// run compiles a greedy loop over one class, such as [a-z]+: take all there is,
// then give back one character at a time wherever what follows can start. An
// atomic one, which the parser makes where giving back is in vain, keeps all.
func (c *compiler) run(n *node, next matcher, first firstSet) matcher {
	cl, least, most := n.class, n.min, n.max
	atomic := n.op == opRunAtomic
	if n.back {
		return runBack(cl, least, most, atomic, next)
	}
	return func(m *machine, p int) int {
		s, from, k := m.text, p, 0
		low := p // giving back ends here
		for k < most && p < len(s) {
			if t := cl.table[s[p]]; t == yes {
				p++
			} else if t == no {
				break
			} else if q := cl.after(s, p); q >= 0 {
				p = q
			} else {
				break
			}
			if k++; k == least {
				low = p
			}
		}
		if k < least || !m.spend((p-from)/bytesPerStep) {
			return -1
		}
		if atomic || p == low {
			return next(m, p)
		}
		return giveBack(m, p, low, next, &first)
	}
}

// giveBack tries next at p and at every character before it down to low.
func giveBack(m *machine, p, low int, next matcher, first *firstSet) int {
	for {
		if first.has(m.next(p)) {
			if !m.spend(1) {
				return -1
			}
			if e := next(m, p); e >= 0 {
				return e
			}
		}
		if p <= low {
			return -1
		}
		for p--; !utf8.RuneStart(m.text[p]); p-- {
		}
	}
}

// runBack is run for lookbehinds: it takes to the left and gives back to the right.
func runBack(cl *class, least, most int, atomic bool, next matcher) matcher {
	return func(m *machine, p int) int {
		from, k := p, 0
		high := p
		for k < most {
			q := cl.before(m.text, p)
			if q < 0 {
				break
			}
			p = q
			if k++; k == least {
				high = p
			}
		}
		if k < least || !m.spend((from-p)/bytesPerStep) {
			return -1
		}
		for {
			if !m.spend(1) {
				return -1
			}
			if e := next(m, p); e >= 0 || atomic || p >= high {
				return e
			}
			_, n := utf8.DecodeRuneInString(m.text[p:])
			p += n
		}
	}
}

// lazyRun compiles a loop over one class that takes as little as it can.
func (c *compiler) lazyRun(n *node, next matcher, first firstSet) matcher {
	cl, back := n.class, n.back
	step := cl.after
	if back {
		step, first = cl.before, anything
	}
	return lazily(step, n.min, n.max, next, first, back)
}

func lazily(step func(string, int) int, least, most int, next matcher, first firstSet, back bool) matcher {
	return func(m *machine, p int) int {
		for k := 0; ; k++ {
			if k%bytesPerStep == 0 && !m.spend(1) {
				return -1
			}
			if k >= least && (back || first.has(m.next(p))) {
				if !m.spend(1) {
					return -1
				}
				if e := next(m, p); e >= 0 {
					return e
				}
			}
			if k >= most {
				return -1
			}
			if p = step(m.text, p); p < 0 {
				return -1
			}
		}
	}
}

// loop compiles a loop over anything. Its body ends in again, which decides
// whether to go round once more; counts and marks are put back on the way out,
// so that a loop inside a loop finds its own when it is tried otherwise.
func (c *compiler) loop(n *node, next matcher, first firstSet) matcher {
	if m := c.guardedLoop(n, next, first); m != nil {
		return m
	}
	l := &loop{id: n.id, least: n.min, most: n.max, lazy: n.op == opLoopLazy, next: next, first: first}
	if n.back {
		l.first = anything
	}
	again := l.again
	if l.lazy {
		again = l.againLazily
	}
	l.body = c.node(&n.kids[0], again, c.first(&n.kids[0], anything).or(first))
	return func(m *machine, p int) int {
		k, mark := m.count[l.id], m.mark[l.id]
		var e int
		if l.least == 0 {
			m.count[l.id], m.mark[l.id] = 0, -1
			e = again(m, p)
		} else {
			m.count[l.id], m.mark[l.id] = 1, p
			e = l.body(m, p)
		}
		if e < 0 {
			m.count[l.id], m.mark[l.id] = k, mark
		}
		return e
	}
}

// A loop is a general loop: body, then again or next.
type loop struct {
	id, least, most int
	lazy            bool
	body, next      matcher
	first           firstSet // of next
}

// again is where an iteration ends: another one if it can be, else what follows.
func (l *loop) again(m *machine, p int) int {
	if !m.spend(1) {
		return -1
	}
	k, mark := m.count[l.id], m.mark[l.id]
	if e := l.once(m, p, k, mark); e >= 0 {
		return e
	}
	if k < l.least || !l.first.has(m.next(p)) {
		return -1
	}
	e := l.next(m, p)
	m.count[l.id], m.mark[l.id] = k, mark
	return e
}

// againLazily prefers what follows.
func (l *loop) againLazily(m *machine, p int) int {
	if !m.spend(1) {
		return -1
	}
	k, mark := m.count[l.id], m.mark[l.id]
	if k >= l.least && l.first.has(m.next(p)) {
		if e := l.next(m, p); e >= 0 {
			return e
		}
		m.count[l.id], m.mark[l.id] = k, mark
	}
	return l.once(m, p, k, mark)
}

// once goes round once more, unless there were enough iterations or the last
// one was empty.
func (l *loop) once(m *machine, p, k, mark int) int {
	if k >= l.most || p == mark && k >= l.least {
		return -1
	}
	if m.depth++; m.depth > maxDepth {
		m.steps = m.limit + 1
		return -1
	}
	m.count[l.id], m.mark[l.id] = k+1, p
	e := l.body(m, p)
	if e < 0 {
		m.count[l.id], m.mark[l.id] = k, mark
	}
	m.depth--
	return e
}

// guardedLoop recognises (?:(?!literal)[class])*, which YAML's keys are made of:
// it moves one character at a time and needs none of the above.
func (c *compiler) guardedLoop(n *node, next matcher, first firstSet) matcher {
	body := &n.kids[0]
	if n.back || body.op != opConcat || len(body.kids) != 2 {
		return nil
	}
	look, char := &body.kids[0], &body.kids[1]
	if look.op != opNotLook || char.op != opClass {
		return nil
	}
	stop := &look.kids[0]
	if look.back || stop.back {
		return nil
	}
	lit := stop.text
	if stop.op == opClass {
		lit = stop.class.character()
	}
	if lit == "" {
		return nil
	}
	cl := char.class
	step := func(s string, p int) int {
		if p < len(s) && s[p] == lit[0] && len(s)-p >= len(lit) && s[p:p+len(lit)] == lit {
			return -1
		}
		return cl.after(s, p)
	}
	if n.op == opLoopLazy {
		return lazily(step, n.min, n.max, next, first, false)
	}
	return greedily(step, n.min, n.max, next, first)
}

func greedily(step func(string, int) int, least, most int, next matcher, first firstSet) matcher {
	return func(m *machine, p int) int {
		from, low, k := p, p, 0
		for k < most {
			q := step(m.text, p)
			if q < 0 {
				break
			}
			p = q
			if k++; k == least {
				low = p
			}
		}
		if k < least || !m.spend((p-from)/bytesPerStep) {
			return -1
		}
		return giveBack(m, p, low, next, &first)
	}
}
