package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A spelling is one way to write an Ops type, folded.
type spelling struct {
	of    gram // place of the type
	text  string
	apart bool   // its parts do not touch
	loose bool   // it is Korean, which may be written with spaces anywhere
	grams []gram // that a text with it has; those of 데브옵스 may stand apart
	begun []gram // for each of these, a text with a loose one has it or its syllable alone
}

// spellings gives every spelling of the types, each once for each type. The
// parts of a name may stand together or be parted by a space, hyphen or dot.
func spellings(types []Type) []spelling {
	var out []spelling
	for i, t := range types {
		seen := map[string]bool{"": true}
		for _, name := range t.Spellings {
			parts := Parts(name)
			for _, between := range [...]string{"", " ", "-", "·"} {
				s := spelling{of: gram(i), text: strings.Join(parts, between), apart: between != ""}
				if seen[s.text] {
					continue
				}
				seen[s.text] = true
				s.loose = !s.apart && allWide(s.text)
				if s.loose {
					s.begun = pairs(s.text)
				} else {
					grams(s.text, func(g gram) { s.grams = append(s.grams, g) })
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// Parts gives the folded parts of a name, which may be written together or
// apart: "FinOps" and "Fin Ops" are fin and ops.
func Parts(name string) []string {
	var out []string
	var part []rune
	end := func() {
		if len(part) > 0 {
			out = append(out, string(part))
		}
		part = nil
	}
	var last rune
	for _, r := range norm.NFC.String(name) {
		switch k := kindOf(lower(r)); {
		case k == other || k == space:
			end()
		default:
			if unicode.IsUpper(r) && unicode.IsLower(last) || last != 0 && (k == wide) != (kindOf(lower(last)) == wide) {
				end()
			}
			part = append(part, lower(r))
		}
		last = r
	}
	end()
	return out
}

// has says whether a document may hold a spelling: it has all its grams.
func (t *counts) has(s *spelling) bool {
	const syllable = 1<<runeBits - 1
	for _, g := range s.begun {
		if !t.holds(g) && !t.holds(g&syllable) {
			return false
		}
	}
	return !slices.ContainsFunc(s.grams, func(g gram) bool { return !t.holds(g) })
}

func (t *counts) holds(g gram) bool { return t.slots[t.find(g)].gram == g }

// pairs gives the pairs of a word's characters.
func pairs(word string) (out []gram) {
	var last rune
	for _, r := range word {
		if last != 0 {
			out = append(out, pair(last, r))
		}
		last = r
	}
	return out
}

// in says whether a folded text holds the spelling. One whose parts do not
// touch must begin a word: "edit ops" does not name ITOps.
func (s *spelling) in(text string) bool {
	if !s.apart {
		return strings.Contains(text, s.text) || s.loose && spaced(text, s.text)
	}
	for from := 0; ; from++ {
		at := strings.Index(text[from:], s.text)
		if at < 0 {
			return false
		}
		from += at
		if r, _ := utf8.DecodeLastRuneInString(text[:from]); kindOf(r) != narrow {
			return true
		}
	}
}

// spaced says whether a text holds a word with spaces between its characters.
func spaced(text, word string) bool {
	first, n := utf8.DecodeRuneInString(word)
	for at := strings.IndexRune(text, first); at >= 0; {
		left := word[n:]
		for _, r := range text[at+n:] {
			next, size := utf8.DecodeRuneInString(left)
			if r == next {
				left = left[size:]
			} else if kindOf(r) != space {
				break
			}
			if left == "" {
				return true
			}
		}
		more := strings.IndexRune(text[at+n:], first)
		if more < 0 {
			break
		}
		at += n + more
	}
	return false
}

func allWide(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return kindOf(r) != wide }) < 0
}
