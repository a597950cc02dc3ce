package highlight

import (
	_ "embed"
	"math"
	"sync/atomic"
)

// The table holds chroma's rules, read by chroma's own code when the table was
// made: names and file patterns of languages, states, emitters, and each
// pattern as the tree that regexp2's parser made of it. A test writes it
// (make rules) and fails when it is not what the chroma in go.mod would give.
// The licence of the rules stands beside it, in chroma.LICENSE.
//
//	table     = line, classes, firsts, languages, names
//	classes   = count, class as string ...          runes.go
//	firsts    = count, 33 bytes ...                 first.go
//	languages = count, entry ...                    names.go
//	entry     = name, priority, files as string, kind, host, ensureNL, body as string
//	files     = globs, globs, media types
//	body      = count, rule as string ..., count, state ...      language.go
//	rule      = first, pattern as string, emitter, moves         emitter.go
//	pattern   = groups, captures, loops, node                    tree.go
//	state     = name, count, rule number ...
//	names     = count, (name, language number) ...
//
// Numbers are varints. A string is its length and its bytes, so what is not
// wanted yet is skipped, and nothing is copied.
//
//go:embed chroma.table
var embeddedTable string

// A reader takes values from the front of a piece of the table.
type reader struct{ s string }

func (r *reader) uint() int {
	n := 0
	for i, shift := 0, 0; ; i, shift = i+1, shift+7 {
		b := r.s[i]
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			r.s = r.s[i+1:]
			return n
		}
	}
}

// int takes a number that may be negative: the sign is its lowest bit.
func (r *reader) int() int {
	u := r.uint()
	return u>>1 ^ -(u & 1)
}

func (r *reader) byte() byte {
	b := r.s[0]
	r.s = r.s[1:]
	return b
}

func (r *reader) string() string { return r.bytes(r.uint()) }

func (r *reader) bytes(n int) string {
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}

func (r *reader) strings() []string {
	out := make([]string, r.uint())
	for i := range out {
		out[i] = r.string()
	}
	return out
}

const firstSize = (atEnd + 8) / 8 // bytes of a first set

// first gives a first set by its number.
func (t *table) first(n int) (f firstSet) {
	s := t.firsts[n*firstSize:][:firstSize]
	for b := range atEnd / 8 {
		f[b/8] |= uint64(s[b]) << (b % 8 * 8)
	}
	f[atEnd/64] = uint64(s[atEnd/8])
	return f
}

// A table is the part of the embedded one that every language needs.
type table struct {
	classes classes
	firsts  string
	entries []entry
	names   map[string]int // the number of an entry
	globs   globs
}

// An entry is what the table says of one language before its rules are wanted.
type entry struct {
	name     string
	priority float32
	files    string
	kind     kind
	host     int // the entry of an embedding's host
	ensureNL bool
	body     string
	lexer    atomic.Pointer[lexer]
}

// A kind says what is done with the rules of a lexer.
type kind uint8

const (
	kindRules    kind = iota // they are all there is
	kindPlain                // there are none, see unconverted
	kindMarkdown             // see markdown
	kindHTTP                 // see http
	kindEmbedded             // they are of the guest in another lexer's text
)

func readTable(s string) *table {
	t := &table{}
	r := &reader{s: s}
	for r.byte() != '\n' {
	}
	t.classes.records = r.strings()
	t.classes.made = make([]atomic.Pointer[class], len(t.classes.records))
	t.firsts = r.bytes(r.uint() * firstSize)
	t.entries = make([]entry, r.uint())
	for i := range t.entries {
		t.entries[i].read(r)
	}
	n := r.uint()
	t.names = make(map[string]int, n)
	for range n {
		name := r.string()
		t.names[name] = r.uint()
	}
	return t
}

func (e *entry) read(r *reader) {
	e.name = r.string()
	e.priority = math.Float32frombits(uint32(r.uint()))
	e.files = r.string()
	e.kind, e.host, e.ensureNL = kind(r.byte()), r.uint(), r.byte() != 0
	e.body = r.string()
}

// patterns are those of the names of its files, of files that may be its own,
// and its media types.
func (e *entry) patterns() (globs [2][]string, mediaTypes []string) {
	r := &reader{s: e.files}
	globs[0], globs[1] = r.strings(), r.strings()
	return globs, r.strings()
}
