package highlight

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync/atomic"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// An encoder writes patterns as the table has them. Classes are numbered in the
// order in which they are met.
type encoder struct {
	records []string
	numbers map[string]int
	groups  map[int]int // group number to index, nil when they are equal
	caps    bool
	loops   int
}

func newEncoder() *encoder { return &encoder{numbers: map[string]int{}} }

// classes are those that were met.
func (w *encoder) classes() *classes {
	return &classes{records: w.records, made: make([]atomic.Pointer[class], len(w.records))}
}

func appendUint(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendString(b []byte, s string) []byte { return append(appendUint(b, len(s)), s...) }

func appendStrings(b []byte, all []string) []byte {
	b = appendUint(b, len(all))
	for _, s := range all {
		b = appendString(b, s)
	}
	return b
}

// pattern parses an expression with the parser that chroma uses. What our
// matcher does not know is an error.
func (w *encoder) pattern(expr string) ([]byte, error) {
	tree, err := syntax.Parse(`\G(?:`+expr+`)`, syntax.ParseOptions{})
	if err != nil {
		return nil, err
	}
	groups := tree.Captop
	w.groups, w.caps, w.loops = nil, false, 0
	if tree.Capnumlist != nil && groups != len(tree.Capnumlist) {
		groups = len(tree.Capnumlist)
		w.groups = map[int]int{}
		for i, n := range tree.Capnumlist {
			w.groups[n] = i
		}
	}
	body, err := w.node(nil, anchored(tree.Root.Children[0])) // the root is group 0, whose bounds the caller knows
	if err != nil {
		return nil, fmt.Errorf("%s: %w", expr, err)
	}
	out := append(appendUint(nil, groups), bit(w.caps))
	return append(appendUint(out, w.loops), body...), nil
}

// anchored takes the \G away: a pattern is only ever tried where it stands.
func anchored(n *syntax.RegexNode) *syntax.RegexNode {
	if n.T == syntax.NtConcatenate && n.Children[0].T == syntax.NtStart && n.Options&syntax.RightToLeft == 0 {
		rest := *n
		rest.Children = n.Children[1:]
		return &rest
	}
	return n
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// ops are the nodes that say all by their type.
var ops = map[syntax.NodeType]op{
	syntax.NtEmpty: opEmpty, syntax.NtUpdateBumpalong: opEmpty, syntax.NtNothing: opNothing,
	syntax.NtOne: opClass, syntax.NtNotone: opClass, syntax.NtSet: opClass, syntax.NtMulti: opString,
	syntax.NtOneloop: opRun, syntax.NtNotoneloop: opRun, syntax.NtSetloop: opRun,
	syntax.NtOneloopatomic: opRunAtomic, syntax.NtNotoneloopatomic: opRunAtomic, syntax.NtSetloopatomic: opRunAtomic,
	syntax.NtOnelazy: opRunLazy, syntax.NtNotonelazy: opRunLazy, syntax.NtSetlazy: opRunLazy,
	syntax.NtLoop: opLoop, syntax.NtLazyloop: opLoopLazy,
	syntax.NtConcatenate: opConcat, syntax.NtAlternate: opAlternate, syntax.NtCapture: opCapture,
	syntax.NtAtomic: opAtomic, syntax.NtPosLook: opLook, syntax.NtNegLook: opNotLook, syntax.NtRef: opRef,
	syntax.NtBol: opLineStart, syntax.NtEol: opLineEnd, syntax.NtBoundary: opBoundary, syntax.NtNonboundary: opInside,
	syntax.NtBeginning: opStart, syntax.NtStart: opHere, syntax.NtEndZ: opLastLine, syntax.NtEnd: opEnd,
}

func (w *encoder) node(b []byte, n *syntax.RegexNode) ([]byte, error) {
	if n.T == syntax.NtGroup {
		return w.node(b, n.Children[0])
	}
	o, ok := ops[n.T]
	back := n.Options&syntax.RightToLeft != 0
	if !ok || o == opCapture && n.N != -1 || o == opRef && back {
		return nil, fmt.Errorf("the matcher does not know node type %d", n.T)
	}
	if o == opRef && n.Options&syntax.IgnoreCase != 0 {
		o = opRefFolded
	}
	head := byte(o)
	if back {
		head |= opBackwards
	}
	b = append(b, head)
	switch o {
	case opString:
		return appendString(b, string(n.Str)), nil
	case opClass, opRun, opRunAtomic, opRunLazy:
		record, err := classRecord(n)
		if err != nil {
			return nil, err
		}
		b = appendUint(b, w.number(record))
		if o != opClass {
			b = appendMost(appendUint(b, n.M), n.N)
		}
	case opLoop, opLoopLazy:
		b = appendMost(appendUint(appendUint(b, w.loops), n.M), n.N)
		w.loops++
	case opConcat, opAlternate:
		b = appendUint(b, len(n.Children))
	case opCapture, opRef, opRefFolded:
		w.caps = w.caps || o == opCapture
		group := n.M
		if w.groups != nil {
			group = w.groups[n.M]
		}
		b = appendUint(b, group)
	}
	for _, child := range n.Children {
		own, err := w.node(nil, child)
		if err != nil {
			return nil, err
		}
		if o == opAlternate {
			b = appendUint(b, len(own))
		}
		b = append(b, own...)
	}
	return b, nil
}

func appendMost(b []byte, n int) []byte {
	if n == endless {
		n = -1
	}
	return appendUint(b, n+1)
}

func (w *encoder) number(record string) int {
	n, ok := w.numbers[record]
	if !ok {
		n = len(w.records)
		w.numbers[record] = n
		w.records = append(w.records, record)
	}
	return n
}

// classRecord asks regexp2 about each character of ASCII.
func classRecord(n *syntax.RegexNode) (string, error) {
	kind, beyond, has, rest := byte(classOne), byte(no), func(r rune) bool { return r == n.Ch }, string(n.Ch)
	if n.Ch >= utf8.RuneSelf {
		beyond = ask
	}
	switch {
	case n.Set != nil:
		kind, beyond, has, rest = classSet, beyondASCII(n.Set), n.Set.CharIn, string(n.Set.Hash())
		if back := syntax.NewCharSetRuntime(rest); !back.Equals(n.Set) {
			return "", fmt.Errorf("the set %v cannot be written", n.Set)
		}
	case !utf8.ValidRune(n.Ch):
		return "", fmt.Errorf("%x is no character", n.Ch)
	case n.IsNotoneFamily():
		kind, has = classNot, func(r rune) bool { return r != n.Ch }
		beyond = max(beyond, ask)
		if n.Ch < utf8.RuneSelf {
			beyond = always
		}
	}
	out := []byte{kind, beyond}
	for i := range utf8.RuneSelf / 8 {
		var bits byte
		for k := range 8 {
			bits |= bit(has(rune(8*i+k))) << k
		}
		out = append(out, bits)
	}
	return string(out) + rest, nil
}

// beyondASCII tells what a set says of all characters outside ASCII: nothing
// in common, unless it is made of ASCII ranges alone.
func beyondASCII(set *syntax.CharSet) byte {
	const most = 40 // ranges; sets of more are rare and may as well ask
	for n := 1; n < most; n++ {
		ranges := set.GetIfNRanges(n)
		if ranges == nil {
			continue
		}
		if slices.ContainsFunc(ranges, func(r syntax.SingleRange) bool { return r.Last >= utf8.RuneSelf }) {
			return ask
		}
		if set.IsNegated() {
			return always
		}
		return no
	}
	return ask
}
