package search

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// A Share is the part of the index that comes of one document: its grams with
// their classes, packed.
type Share string

// A Reader makes shares. It serves many goroutines.
type Reader struct {
	types  []Type
	known  []spelling
	tables sync.Pool // of *counts, which are large
}

// NewReader returns a reader that knows the Ops types.
func NewReader(types []Type) *Reader {
	return &Reader{types: types, known: spellings(types)}
}

// Share makes the share of a document.
func (r *Reader) Share(d *Document) Share {
	t, _ := r.tables.Get().(*counts)
	if t == nil {
		t = &counts{}
	}
	defer r.tables.Put(t)
	t.reset()
	var in [classes]string // the folded texts by class
	in[Body] = t.folded(d.Description, d.Text)
	in[Tag] = fold(strings.Join(d.Tags, "\n"))
	in[Heading] = fold(strings.Join(d.Headings, "\n"))
	in[Title] = fold(d.Title)
	for c, text := range in {
		t.all(text, Class(c))
	}
	leads(in[Title], t.add(Title))
	leads(in[Tag], t.add(Tag))
	for _, id := range d.Types {
		if i := slices.IndexFunc(r.types, func(x Type) bool { return x.ID == id }); i >= 0 {
			t.put(isOf|gram(i), Tag)
			t.put(mentions|gram(i), Tag)
		}
	}
	for i := range r.known {
		s := &r.known[i]
		if !t.has(s) {
			continue
		}
		for c, text := range in {
			if s.in(text) {
				t.put(mentions|s.of, Class(c))
			}
		}
	}
	return t.pack()
}

// counts is how often each gram stands in a body, and its class. It is a hash
// table with open addressing, several times as fast as a map.
type counts struct {
	slots []slot
	used  []int32 // slots that are taken
	order order
	text  []byte // room to fold a body in
}

// folded folds texts and joins them as lines.
func (t *counts) folded(a, b string) string {
	t.text = appendFold(t.text[:0], a)
	t.text = append(t.text, '\n')
	t.text = appendFold(t.text, b)
	return string(t.text)
}

type slot struct {
	gram  gram // 0 is none
	count int32
	class Class
}

func (t *counts) reset() {
	if t.slots == nil {
		t.slots = make([]slot, 4096)
	}
	for _, i := range t.used {
		t.slots[i] = slot{}
	}
	t.used = t.used[:0]
}

// at gives the slot of a gram, taking one when the gram is new.
func (t *counts) at(g gram) *slot {
	if 2*len(t.used) > len(t.slots) {
		t.grow()
	}
	i := t.find(g)
	s := &t.slots[i]
	if s.gram == 0 {
		s.gram = g
		t.used = append(t.used, int32(i))
	}
	return s
}

func (t *counts) find(g gram) int {
	mask := len(t.slots) - 1
	i := int(uint64(g)*0x9e3779b97f4a7c15>>32) & mask
	for t.slots[i].gram != g && t.slots[i].gram != 0 {
		i = (i + 1) & mask
	}
	return i
}

func (t *counts) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	for n, i := range t.used {
		at := t.find(old[i].gram)
		t.slots[at] = old[i]
		t.used[n] = int32(at)
	}
}

// put raises the class of a gram.
func (t *counts) put(g gram, c Class) {
	s := t.at(g)
	s.class = max(s.class, c)
}

func (t *counts) add(c Class) func(gram) { return func(g gram) { t.put(g, c) } }

// all takes in the grams of a text of a class.
func (t *counts) all(text string, c Class) {
	see := t.add(c)
	if c == Body {
		see = func(g gram) {
			s := t.at(g)
			if s.count++; s.count == oftenFrom {
				s.class = max(s.class, Often)
			}
		}
	}
	grams(text, see)
}

// pack writes the grams in order: the difference to the one before, then the
// class.
func (t *counts) pack() Share {
	t.order.ranked = t.order.ranked[:0]
	for _, i := range t.used {
		t.order.ranked = append(t.order.ranked, ranked{t.slots[i].gram, t.slots[i].class})
	}
	t.order.sort()
	out := t.text[:0]
	var last gram
	for _, r := range t.order.ranked {
		out = binary.AppendUvarint(out, uint64(r.gram-last))
		out = append(out, byte(r.class))
		last = r.gram
	}
	t.text = out
	return Share(out)
}

// entries gives how many grams a share has. The last byte of a difference and
// the class that follows it are the bytes whose high bit is not set.
func (s Share) entries() (n int) {
	for i := range len(s) {
		n += int(^s[i] >> 7)
	}
	return n / 2
}

// each hands the grams of a share to see, in order.
func (s Share) each(see func(g gram, c Class)) {
	var g gram
	for i := 0; i < len(s); {
		var d uint64
		for shift := 0; ; shift += 7 {
			b := s[i]
			i++
			d |= uint64(b&0x7f) << shift
			if b < 0x80 {
				break
			}
		}
		g += gram(d)
		see(g, Class(s[i]))
		i++
	}
}

// leads hands the grams of a text's initial consonants to see: 데브옵스 is
// ㄷㅂㅇㅅ. Only titles and tags have them, for three consonants are found in
// every body.
func leads(text string, see func(gram)) {
	var a, b rune
	for _, r := range text {
		switch l := lead(r); {
		case l != 0:
			if b != 0 {
				see(pair(b, l))
				if a != 0 {
					see(triple(a, b, l))
				}
			}
			a, b = b, l
		case kindOf(r) != space:
			a, b = 0, 0
		}
	}
}
