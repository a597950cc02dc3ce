package search

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Segment is the index of at most SegmentSize documents: files that lie in
// one folder, whose name changes with any of them.
type Segment struct {
	Documents int
	Shards    [][]byte // 0.txt, 1.txt, …: see shardOf
	Tables    [][]byte // t0.json, …: the names of the texts of tableSize documents each
}

// shardBytes is how large a shard is about, before compression. Smaller ones
// cost more files, larger ones more bytes for each query.
const shardBytes = 3 << 9

// tableSize is how many names of texts a table holds.
const tableSize = 64

// smallBytes is up to what size an index is not sharded.
const smallBytes = 256 << 10

// A posting list is written as text, because hosts compress text: a character
// for each document, firstGap and the distance to the one before. The lists of
// the classes follow each other, parted by a space.
const firstGap = '!' + 1

// Build makes the segment of shares in order of publication, the oldest first;
// names are those of their texts. alone says that there is no other segment.
func (r *Reader) Build(shares []Share, names []string, alone bool) Segment {
	lists := collect(shares)
	s := Segment{Documents: len(shares)}
	var all int
	for i := range lists {
		all += lists[i].size
	}
	n := max(1, all/shardBytes)
	if alone && len(shares) <= Small && all <= smallBytes {
		n = 1
	}
	entries := make([][]entry, n)
	for i := range lists {
		name := lists[i].gram.name(r.types)
		at := shardOf(name, n)
		entries[at] = append(entries[at], entry{name, &lists[i]})
	}
	for _, es := range entries {
		s.Shards = append(s.Shards, writeShard(es))
	}
	for part := range slices.Chunk(names, tableSize) {
		b, _ := json.Marshal(part)
		s.Tables = append(s.Tables, b)
	}
	return s
}

// A list is the postings of one gram in a segment.
type list struct {
	gram     gram
	size     int // in bytes, about
	postings []posting
}

// A posting is a document of the segment and a class.
type posting uint16

func (p posting) document() int { return int(p >> 3) }
func (p posting) class() Class  { return Class(p & 7) }

// collect gives the list of every gram. All postings lie in one array.
func collect(shares []Share) []list {
	var n int
	for _, s := range shares {
		n += s.entries()
	}
	place := counts{slots: make([]slot, 1<<14)} // whose count is that of a list, from 1
	lists := make([]list, 0, len(place.slots))
	ids := make([]int32, 0, n)
	for _, s := range shares {
		s.each(func(g gram, _ Class) {
			at := place.at(g)
			if at.count == 0 {
				lists = append(lists, list{gram: g})
				at.count = int32(len(lists))
			}
			lists[at.count-1].size++
			ids = append(ids, at.count-1)
		})
	}
	all := make([]posting, n)
	for i := range lists {
		l := &lists[i]
		l.postings, all = all[:0:l.size], all[l.size:]
		l.size += 8
	}
	n = 0
	for d, s := range shares {
		s.each(func(_ gram, c Class) {
			l := &lists[ids[n]]
			l.postings = append(l.postings, posting(d<<3|int(c)))
			n++
		})
	}
	return lists
}

type entry struct {
	name string
	list *list
}

// writeShard writes a line for each gram, in order: how many characters its name
// shares with the one before, the others, a tab, the posting list.
func writeShard(es []entry) []byte {
	slices.SortFunc(es, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	var b []byte
	var last []rune
	for _, e := range es {
		name := []rune(e.name)
		same := 0
		for same < min(len(name), len(last), 9) && name[same] == last[same] {
			same++
		}
		b = append(b, '0'+byte(same))
		b = append(b, string(name[same:])...)
		b = append(e.list.append(append(b, '\t')), '\n')
		last = name
	}
	return b
}

func (l *list) append(b []byte) []byte {
	var blank int // spaces that no list follows are left out
	for c := range classes {
		last := -1
		for _, p := range l.postings {
			if p.class() != c {
				continue
			}
			for ; blank > 0; blank-- {
				b = append(b, ' ')
			}
			b = utf8.AppendRune(b, rune(firstGap+p.document()-last))
			last = p.document()
		}
		blank++
	}
	return b
}

// shardOf gives the shard of a gram by the FNV-1a hash of its UTF-16 units. Of
// a second syllable only the initial consonant counts, so that all that
// a half-typed syllable may become lies in one shard.
func shardOf(name string, n int) int {
	rs := []rune(name)
	if len(rs) == 2 && isSyllable(rs[1]) {
		rs[1] = lead(rs[1])
	}
	h := uint32(2166136261)
	unit := func(u rune) { h = (h ^ uint32(u)) * 16777619 }
	for _, r := range rs {
		if r > 0xFFFF {
			unit((r-0x10000)>>10 + 0xD800)
			r = (r-0x10000)&0x3FF + 0xDC00
		}
		unit(r)
	}
	return int(h % uint32(n))
}
