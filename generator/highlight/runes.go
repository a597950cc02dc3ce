package highlight

import (
	"strconv"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// What a class says of a byte with which a character starts.
const (
	no     = iota // no character that starts so is in the class
	yes           // the byte is a character and in the class
	ask           // decode the character and ask
	always        // every character that starts so is in the class
)

// A class is a set of characters. A byte decides nearly always; the rest asks
// the set, whose answers are kept a page of 256 characters at a time, which
// makes Korean as fast as English.
type class struct {
	table [256]uint8
	set   *syntax.CharSet // nil: the class is one character, or all but one
	only  rune
	not   bool
	pages [256]atomic.Pointer[[4]uint64]
	first firstSet // the bytes with which its characters start
}

// after returns the position behind a character of the class at p, or -1.
func (c *class) after(s string, p int) int {
	if p >= len(s) {
		return -1
	}
	switch c.table[s[p]] {
	case no:
		return -1
	case yes:
		return p + 1
	}
	r, n := utf8.DecodeRuneInString(s[p:])
	if c.table[s[p]] == always || c.has(r) {
		return p + n
	}
	return -1
}

// before returns the position of a character of the class that ends at p, or -1.
func (c *class) before(s string, p int) int {
	if p <= 0 {
		return -1
	}
	r, n := utf8.DecodeLastRuneInString(s[:p])
	if t := c.table[s[p-n]]; t == yes || t == always || t == ask && c.has(r) {
		return p - n
	}
	return -1
}

// has answers for characters that are more than a byte long.
func (c *class) has(r rune) bool {
	if c.set == nil {
		return (r == c.only) != c.not
	}
	if r >= 1<<16 {
		return c.set.CharIn(r)
	}
	page := c.pages[r>>8].Load()
	if page == nil {
		page = new([4]uint64)
		for i := range rune(256) {
			if c.set.CharIn(r&^255 | i) {
				page[i>>6] |= 1 << (i & 63)
			}
		}
		c.pages[r>>8].Store(page) // who loses a race has only repeated the work
	}
	return page[r>>6&3]>>(r&63)&1 != 0
}

// classes holds every class once: lexers share most of theirs.
type classes struct {
	byKey  sync.Map
	single [2][utf8.RuneSelf]atomic.Pointer[class] // of one ASCII character, and of all others
}

// of returns the class of a node that matches single characters.
func (cs *classes) of(n *syntax.RegexNode) *class {
	if n.Set != nil {
		return cs.once("set"+string(n.Set.Hash()), func() *class { return setClass(n.Set) })
	}
	not, all := n.IsNotoneFamily(), 0
	if not {
		all = 1
	}
	if n.Ch >= utf8.RuneSelf {
		return cs.once(strconv.Itoa(all)+string(n.Ch), func() *class { return oneClass(n.Ch, not) })
	}
	kept := &cs.single[all][n.Ch]
	if kept.Load() == nil {
		kept.Store(oneClass(n.Ch, not).withFirst())
	}
	return kept.Load()
}

func (cs *classes) once(key string, make func() *class) *class {
	if c, ok := cs.byKey.Load(key); ok {
		return c.(*class)
	}
	c, _ := cs.byKey.LoadOrStore(key, make().withFirst())
	return c.(*class)
}

// withFirst fills in the first set from the table.
func (c *class) withFirst() *class {
	for b, v := range c.table {
		if v != no {
			c.first.add(b)
		}
	}
	return c
}

func setClass(set *syntax.CharSet) *class {
	own := set.Copy()
	c := &class{set: &own}
	for i := range c.table {
		if i >= utf8.RuneSelf {
			c.table[i] = beyondASCII(set)
		} else if set.CharIn(rune(i)) {
			c.table[i] = yes
		}
	}
	return c
}

// beyondASCII tells what a set says of all characters outside ASCII: nothing
// in common, unless it is made of ASCII ranges alone.
func beyondASCII(set *syntax.CharSet) uint8 {
	const most = 40 // ranges; sets of more are rare and may as well ask
	for n := 1; n < most; n++ {
		ranges := set.GetIfNRanges(n)
		if ranges == nil {
			continue
		}
		for _, r := range ranges {
			if r.Last >= utf8.RuneSelf {
				return ask
			}
		}
		if set.IsNegated() {
			return always
		}
		return no
	}
	return ask
}

func oneClass(r rune, not bool) *class {
	c := &class{only: r, not: not}
	for i := range c.table {
		switch {
		case i >= utf8.RuneSelf && r >= utf8.RuneSelf:
			c.table[i] = ask
		case i >= utf8.RuneSelf && not:
			c.table[i] = always
		case i < utf8.RuneSelf && (rune(i) == r) != not:
			c.table[i] = yes
		}
	}
	return c
}

// wordBytes are the ASCII characters of \w.
var wordBytes = func() (t [utf8.RuneSelf]bool) {
	for i := range t {
		t[i] = syntax.IsWordChar(rune(i))
	}
	return t
}()

// boundary is \b: a character of \w on one side only.
func boundary(s string, p int) bool {
	before, after := false, false
	if p > 0 {
		if b := s[p-1]; b < utf8.RuneSelf {
			before = wordBytes[b]
		} else {
			r, _ := utf8.DecodeLastRuneInString(s[:p])
			before = syntax.IsWordChar(r)
		}
	}
	if p < len(s) {
		if b := s[p]; b < utf8.RuneSelf {
			after = wordBytes[b]
		} else {
			r, _ := utf8.DecodeRuneInString(s[p:])
			after = syntax.IsWordChar(r)
		}
	}
	return before != after
}
