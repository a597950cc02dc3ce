package highlight

// An op says what a node of a pattern matches.
type op uint8

const (
	opEmpty     op = iota // nothing, always
	opNothing             // nothing, never
	opClass               // one character of a class
	opString              // a string
	opRun                 // characters of a class, as many as there are, or fewer
	opRunAtomic           // the same, but never fewer
	opRunLazy             // the same, as few as will do
	opLoop                // the child again and again
	opLoopLazy            // the same, as rarely as will do
	opConcat              // the children one after the other
	opAlternate           // the first child that leads to a match
	opCapture             // the child, whose bounds are noted
	opAtomic              // the child, into which no later failure comes back
	opLook                // a look ahead or behind
	opNotLook             // the same, and the child must not match
	opRef                 // what a group has matched
	opRefFolded           // the same, whatever the case
	opLineStart           // ^
	opLineEnd             // $
	opBoundary            // \b
	opInside              // \B
	opStart               // \A
	opHere                // \G
	opLastLine            // \Z
	opEnd                 // \z
	opLater               // a child of an alternation that was not decoded yet

	opBackwards = 0x80 // a flag of nodes inside a lookbehind, which match to the left
)

// A node is one of a pattern's tree, as regexp2's parser made it, in the words
// of this package.
type node struct {
	op       op
	back     bool // it matches to the left
	class    *class
	text     string // of opString; the bytes of opLater
	id       int    // of a group, or of a general loop
	min, max int
	kids     []node
}

// decode takes a node and what is below it.
func (cs *classes) decode(r *reader, n *node) {
	b := r.byte()
	n.op, n.back = op(b&^opBackwards), b&opBackwards != 0
	switch n.op {
	case opClass:
		n.class = cs.at(r.uint())
	case opString:
		n.text = r.string()
	case opRun, opRunAtomic, opRunLazy:
		n.class = cs.at(r.uint())
		n.min, n.max = r.uint(), most(r.uint())
	case opLoop, opLoopLazy:
		n.id, n.min, n.max = r.uint(), r.uint(), most(r.uint())
		cs.decodeKids(r, n, 1)
	case opConcat:
		cs.decodeKids(r, n, r.uint())
	case opAlternate:
		n.kids = make([]node, r.uint())
		for i := range n.kids {
			n.kids[i] = node{op: opLater, text: r.string()}
		}
	case opCapture:
		n.id = r.uint()
		cs.decodeKids(r, n, 1)
	case opAtomic, opLook, opNotLook:
		cs.decodeKids(r, n, 1)
	case opRef, opRefFolded:
		n.id = r.uint()
	}
}

func (cs *classes) decodeKids(r *reader, n *node, count int) {
	n.kids = make([]node, count)
	for i := range n.kids {
		cs.decode(r, &n.kids[i])
	}
}

// endless is how often a loop may go round that has no limit.
const endless = 1<<31 - 1

// most is a limit as the table has it: 0 is none.
func most(n int) int {
	if n == 0 {
		return endless
	}
	return n - 1
}

// kid is a child that is decoded when it was not.
func (cs *classes) kid(n *node, i int) *node {
	k := &n.kids[i]
	if k.op == opLater {
		cs.decode(&reader{s: k.text}, k)
	}
	return k
}

// captures tells whether a group is noted in n or below.
func (cs *classes) captures(n *node) bool {
	if n.op == opCapture {
		return true
	}
	for i := range n.kids {
		if cs.captures(cs.kid(n, i)) {
			return true
		}
	}
	return false
}
