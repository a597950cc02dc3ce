package search

import (
	"regexp"
	"slices"
	"strings"
)

// A Query is what somebody looks for, as words that a document must all hold.
// It does the same as assets/js/search/query.js.
type Query struct {
	words []word
	// phrase matches the words as they were written one after the other.
	phrase *regexp.Regexp
	whole  *regexp.Regexp // likewise, with nothing of a word before or behind
}

// A word is found in a document that has all of one of the ways.
type word struct {
	ways    []way
	pattern *regexp.Regexp // what it looks like in a text
	types   []string       // ids of the Ops types that it may name
	lead    bool           // consonants, which are looked for in the title and tags
	text    string         // "" when it is not one word any more
}

type way []need

// A need is a gram, or every gram from it to one with another last character.
type need struct {
	name string
	to   rune // 0 for the gram alone
}

// A run is characters of one kind that stand together.
type run struct {
	kind  kind
	text  []rune
	after bool // nothing stands between it and the run before
	joins bool // at most spaces, hyphens and dots do, as in a name written apart
}

// longest is how many characters of a query count.
const longest = 100

// runs cuts a query as grams cuts a text.
func runs(q string) []run {
	var out []run
	rs := []rune(fold(q))
	rs = rs[:min(longest, len(rs))]
	var last kind
	joins := true
	for i, r := range rs {
		k := kindOf(r)
		if last == narrow && k == other {
			dot := r == '.' && i+1 < len(rs) && kindOf(rs[i+1]) == narrow && rs[i-1] != '.'
			if r == '+' || r == '#' || dot {
				k = narrow
			}
		}
		switch {
		case k == other || k == space:
			joins = joins && (k == space || r == '-' || r == '·')
		case k == last:
			at := &out[len(out)-1]
			at.text = append(at.text, r)
		default:
			out = append(out, run{k, []rune{r}, last != other && last != space && i > 0, joins})
			joins = true
		}
		last = k
	}
	return out
}

// most is how many grams a query reads of each segment: some thirty files in all.
func most(segments int) int {
	return max(3, 30/max(1, segments))
}

// Parse reads a query for an index of so many segments. With loose, words may be
// written apart, and the last one may be half typed and the beginning of an Ops
// type's name.
func Parse(q string, types []TypeRef, segments int, loose bool) Query {
	rs := runs(q)
	p := parser{types: types, loose: loose}
	for i := 0; i < len(rs); {
		i += p.take(rs[i:])
	}
	if len(p.words) == 0 {
		p.single(rs)
	}
	out := Query{words: p.words}
	if len(out.words) == 0 {
		return out
	}
	out.trim(most(segments))
	var parts []string
	for _, r := range rs {
		parts = append(parts, literal(string(r.text)))
	}
	phrase := strings.Join(parts, `[^\p{L}\p{N}]{0,3}`)
	out.phrase = compile(phrase)
	out.whole = compile(`(^|[^\p{L}\p{N}])` + phrase + `($|[^a-z0-9])`)
	return out
}

type parser struct {
	types []TypeRef
	loose bool
	words []word
}

// longestName is of how many runs a name of an Ops type is made at most.
const longestName = 5

// take makes a word of the first runs and tells how many.
func (p *parser) take(rs []run) int {
	for n := min(longestName, len(rs)); n > 0; n-- {
		if slices.ContainsFunc(rs[1:n], func(r run) bool { return !r.joins }) {
			continue
		}
		if t, ok := p.named(join(rs[:n])); ok {
			p.words = append(p.words, word{ways: []way{{{name: "=" + t.ID}}}, pattern: compile(t.pattern()), types: []string{t.ID}})
			return n
		}
	}
	r, last := rs[0], len(rs) == 1
	switch {
	case r.kind == wide && len(rs) == 2 && rs[1].after && rs[1].kind == jamo && len(rs[1].text) == 1:
		p.half(r.text, rs[1].text[0])
		return 2
	case r.kind == jamo:
		p.leads(r.text, last)
	case len(r.text) > 1:
		p.plain(r, last)
	}
	return 1
}

// named finds the type with a name, which may have a particle behind it.
func (p *parser) named(name string) (TypeRef, bool) {
	for _, try := range [...]string{name, bare(name)} {
		for _, t := range p.types {
			for _, s := range t.Spellings {
				if strings.Join(s, "") == try {
					return t, true
				}
			}
		}
	}
	return TypeRef{}, false
}

func (p *parser) plain(r run, last bool) {
	text := string(r.text)
	if r.kind == wide {
		text = bare(text)
	}
	w := word{ways: []way{gramsOf([]rune(text), r.kind)}, text: text}
	patterns := []string{literal(text)}
	if r.kind == wide && p.loose && len(w.ways[0]) < longestApart {
		w.ways = append(w.ways, apart(w.ways[0])...)
	}
	if p.loose && last {
		if r.kind == wide {
			if x, ok := partialOf(r.text[len(r.text)-1]); ok {
				head := r.text[:len(r.text)-1]
				if x.head != 0 {
					head = append(slices.Clone(head), x.head)
				}
				w.ways = append(w.ways, halfWay(head, x.last))
				patterns = append(patterns, literal(string(head))+`\s?`+class(x.last))
			}
		}
		for _, t := range p.begun(string(r.text), false) {
			w.ways, w.types = append(w.ways, way{{name: "=" + t.ID}}), append(w.types, t.ID)
			patterns = append(patterns, t.pattern())
		}
	}
	w.pattern = compile(strings.Join(patterns, "|"))
	p.words = append(p.words, w)
}

// half makes a word whose last syllable is only begun.
func (p *parser) half(head []rune, letter rune) {
	if s, ok := begunBy(letter); ok {
		p.words = append(p.words, word{
			ways:    []way{halfWay(head, s)},
			pattern: compile(literal(string(head)) + `\s?` + class(s)),
		})
	}
}

func (p *parser) leads(text []rune, last bool) {
	if len(text) < 2 {
		return
	}
	w := word{ways: []way{gramsOf(text, narrow)}, lead: true}
	var parts []string
	for _, l := range text {
		s, ok := begunBy(l)
		if !ok {
			return // ㄳ and the like begin nothing
		}
		parts = append(parts, class(s))
	}
	patterns := []string{strings.Join(parts, `\s?`)}
	if p.loose && last {
		for _, t := range p.begun(string(text), true) {
			w.ways, w.types = append(w.ways, way{{name: "=" + t.ID}}), append(w.types, t.ID)
			w.lead = false
			patterns = append(patterns, t.pattern())
		}
	}
	w.pattern = compile(strings.Join(patterns, "|"))
	p.words = append(p.words, w)
}

// single makes words of a query that has nothing but single characters: what
// stands beside each other is one word, else each by itself.
func (p *parser) single(rs []run) {
	var text []rune
	for _, r := range rs {
		if r.kind == wide {
			text = append(text, r.text...)
		}
	}
	if len(text) == len(rs) && len(text) > 1 {
		p.plain(run{kind: wide, text: text}, true)
		return
	}
	for _, r := range rs {
		if r.kind != jamo {
			p.words = append(p.words, word{ways: []way{{{name: string(r.text)}}}, pattern: compile(literal(string(r.text)))})
		}
	}
}

// gramsOf gives the grams of a word.
func gramsOf(text []rune, k kind) way {
	size := 3
	if k == wide {
		size = 2
	}
	size = min(size, len(text))
	var w way
	for i := 0; i+size <= len(text); i++ {
		w = append(w, need{name: string(text[i : i+size])})
	}
	return w
}

// longestApart is from how many pairs on a word is written together on purpose.
const longestApart = 16

// apart gives the ways of a word that is written as two somewhere: 클라우드 비용
// has all pairs of 클라우드비용 but 드비.
func apart(w way) (out []way) {
	for i := 1; i+1 < len(w); i++ {
		out = append(out, append(w[:i:i], w[i+1:]...))
	}
	return out
}

func halfWay(head []rune, last span) way {
	if len(head) == 0 {
		return nil
	}
	var w way
	if len(head) > 1 {
		w = gramsOf(head, wide)
	}
	return append(w, need{string([]rune{head[len(head)-1], last.from}), last.to})
}

// trim leaves out grams until the query reads no more than it may. A document
// that is found for too few of them is not shown: its text lacks the word.
func (q *Query) trim(most int) {
	if q.needs() <= most {
		return
	}
	if len(q.words) > most {
		long := slices.Clone(q.words)
		slices.SortStableFunc(long, func(a, b word) int { return len([]rune(b.text)) - len([]rune(a.text)) })
		for i := range long[most:] {
			long[most+i].ways = nil // its pattern still counts
		}
		q.words = append(long[:most:most], long[most:]...)
	}
	each := max(1, most/len(q.words))
	for i := range q.words {
		for j, w := range q.words[i].ways {
			q.words[i].ways[j] = w.spread(each)
		}
	}
}

// spread gives n needs of a way, from end to end.
func (w way) spread(n int) way {
	if len(w) <= n {
		return w
	}
	out := way{w[0]}
	for i := 1; i < n; i++ {
		out = append(out, w[i*(len(w)-1)/(n-1)])
	}
	return out
}

func (q *Query) needs() int {
	names := map[string]bool{}
	for _, w := range q.words {
		for _, way := range w.ways {
			for _, n := range way {
				names[n.name] = true
			}
		}
	}
	return len(names)
}

// mostBegun is how many Ops types the beginning of a name may mean.
const mostBegun = 3

// begun gives the types one of whose spellings begins with a text or, with
// leads, with these initial consonants.
func (p *parser) begun(text string, leads bool) []TypeRef {
	var out []TypeRef
	for _, t := range p.types {
		if len(out) < mostBegun && slices.ContainsFunc(t.Spellings, func(parts []string) bool {
			name := []rune(strings.Join(parts, ""))
			for i, r := range name {
				if leads {
					name[i] = lead(r)
				}
			}
			return strings.HasPrefix(string(name), text)
		}) {
			out = append(out, t)
		}
	}
	return out
}

// pattern matches every spelling of the type.
func (t *TypeRef) pattern() string {
	var out []string
	for _, parts := range t.Spellings {
		var ps []string
		for _, p := range parts {
			ps = append(ps, literal(p))
		}
		out = append(out, strings.Join(ps, `[\s·-]?`))
	}
	return strings.Join(out, "|")
}

func join(rs []run) string {
	var b strings.Builder
	for _, r := range rs {
		b.WriteString(string(r.text))
	}
	return b.String()
}

// literal matches a text, with white space between wide characters or without.
func literal(text string) string {
	var b strings.Builder
	var last kind
	for _, r := range text {
		k := kindOf(r)
		if last == wide && k == wide {
			b.WriteString(`\s?`)
		}
		if r == '.' || r == '+' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		last = k
	}
	return b.String()
}

func class(s span) string { return "[" + string(s.from) + "-" + string(s.to) + "]" }

func compile(pattern string) *regexp.Regexp { return regexp.MustCompile("(?i)" + pattern) }
