package highlight

import (
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
	pages atomic.Pointer[pages]
	first firstSet // the bytes with which its characters start
}

// pages are what is known of the characters up to 0xFFFF, 256 to a page.
type (
	pages = [256]atomic.Pointer[page]
	page  = [4]uint64
)

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
	kept := c.pages.Load()
	if kept == nil {
		c.pages.CompareAndSwap(nil, new(pages))
		kept = c.pages.Load()
	}
	p := kept[r>>8].Load()
	if p == nil {
		p = new(page)
		for i := range rune(256) {
			if c.set.CharIn(r&^255 | i) {
				p[i>>6] |= 1 << (i & 63)
			}
		}
		kept[r>>8].Store(p) // who loses a race has only repeated the work
	}
	return p[r>>6&3]>>(r&63)&1 != 0
}

// classes are those of the table, each made when a pattern first has it: lexers
// share most of theirs. A class is
//
//	kind, what it says of bytes beyond ASCII, 128 bits for those of ASCII,
//	then a character or a set as regexp2 writes it
type classes struct {
	records []string
	made    []atomic.Pointer[class]
}

// The kinds of classes in the table.
const (
	classOne = iota // one character
	classNot        // all but one
	classSet
)

func (cs *classes) at(i int) *class {
	c := cs.made[i].Load()
	if c == nil {
		c = readClass(cs.records[i])
		cs.made[i].Store(c) // who loses a race has only repeated the work
	}
	return c
}

func readClass(record string) *class {
	c := &class{}
	r := &reader{s: record}
	kind, beyond := r.byte(), r.byte()
	for i := range utf8.RuneSelf / 8 {
		c.first[i/8] |= uint64(r.byte()) << (i % 8 * 8)
	}
	for b := range utf8.RuneSelf {
		c.table[b] = uint8(c.first[b/64] >> (b % 64) & 1) // no or yes
	}
	if beyond != no {
		c.first[2], c.first[3] = ^uint64(0), ^uint64(0)
	}
	for b := utf8.RuneSelf; b < len(c.table); b++ {
		c.table[b] = beyond
	}
	if kind == classSet {
		set := syntax.NewCharSetRuntime(r.s)
		c.set = &set
	} else {
		c.only, _ = utf8.DecodeRuneInString(r.s)
		c.not = kind == classNot
	}
	return c
}

// character is the one of the class, if it has only one.
func (c *class) character() string {
	if c.set != nil || c.not {
		return ""
	}
	return string(c.only)
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
