package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A gram is what the index knows: up to three characters, or an Ops type. It is
// a number, so that the many grams of a body need no memory each.
type gram uint64

const (
	runeBits = 21
	// mentions and isOf mark grams that are no characters: a document that names
	// an Ops type in any spelling, and one that is of the type. The place of the
	// type in the vocabulary follows.
	mentions gram = 1 << 63
	isOf     gram = mentions | 1<<62
)

func pair(a, b rune) gram      { return gram(a)<<runeBits | gram(b) }
func triple(a, b, c rune) gram { return gram(a)<<(2*runeBits) | pair(b, c) }

// name is how the index writes a gram. Ops types are "=devops" (named) and
// "@devops" (of the type).
func (g gram) name(types []Type) string {
	if g&mentions != 0 {
		id := types[g&0xffff].ID
		if g&isOf == isOf {
			return "@" + id
		}
		return "=" + id
	}
	const mask = 1<<runeBits - 1
	var out []rune
	for _, r := range [...]rune{rune(g >> (2 * runeBits)), rune(g >> runeBits & mask), rune(g & mask)} {
		if r != 0 {
			out = append(out, r)
		}
	}
	return string(out)
}

// A kind of character decides what grams it makes.
type kind uint8

const (
	other  kind = iota // parts words
	space              // likewise; Korean may be written without
	wide               // Hangul syllables, Han, Kana: a pair tells much
	narrow             // letters and digits of other scripts: three tell much
	jamo               // a consonant of Hangul by itself
)

// kindOf must agree with assets/js/search/text.js.
func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return narrow
	case r == ' ' || r >= '\t' && r <= '\r':
		return space
	case r < 0x80:
		return other
	case r >= 0xAC00 && r <= 0xD7A3,
		r >= 0x3400 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x3FFFF,
		r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA, r == 0x30FC:
		return wide
	case r >= 0x3131 && r <= 0x314E:
		return jamo
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return narrow
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// fold makes one of the spellings that mean the same: composed (NFC) and
// without case.
func fold(s string) string {
	return string(appendFold(make([]byte, 0, len(s)), s))
}

func appendFold(b []byte, s string) []byte {
	s = composed(s)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			b = append(b, byte(lower(rune(c))))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		b = utf8.AppendRune(b, lower(r))
		i += n
	}
	return b
}

// composed gives a text in NFC. Nearly every text is, and consists of characters
// that nothing composes with, which is seen at a fraction of the cost.
func composed(s string) string {
	for _, r := range s {
		plain := r < 0x300 || r >= firstSyllable && r <= lastSyllable || r >= 0x4E00 && r <= 0x9FFF ||
			r >= 0x2010 && r <= 0x2027 || r >= 0x2190 && r <= 0x21FF || r >= 0x3000 && r <= 0x3029
		if !plain {
			return norm.NFC.String(s)
		}
	}
	return s
}

// lower is unicode.ToLower but for one letter, whose dot JavaScript keeps.
func lower(r rune) rune {
	switch {
	case r < 0x80:
		if r >= 'A' && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	case r >= 0xAC00 && r <= 0xD7A3, r == 'İ':
		return r
	}
	return unicode.ToLower(r)
}

// grams hands every gram of a folded text to see: the pairs of wide runs and the
// syllable that begins each, the pairs and triples of narrow runs. "+" and "#"
// belong to the letters before them (C++, C#), a "." between letters to both
// (Node.js).
func grams(text string, see func(g gram)) {
	var last kind // of the character before
	var a, b rune // the last two of the run
	var run int   // its length
	var dot bool  // a "." after a narrow run that may go on
	end := func() {
		if run == 1 && last == narrow {
			see(gram(b))
		}
		run = 0
	}
	letter := func(r rune) {
		if run > 0 {
			see(pair(b, r))
		}
		if run > 1 {
			see(triple(a, b, r))
		}
		a, b = b, r
		run++
	}
	for _, r := range text {
		k := kindOf(r)
		if last == narrow && !dot && (r == '+' || r == '#') {
			k = narrow
		}
		dotted := dot
		dot = false
		switch {
		case k == wide:
			if last != wide {
				end()
				see(gram(r))
			} else {
				see(pair(b, r))
			}
			b = r
		case k == narrow:
			if dotted {
				letter('.')
			} else if last != narrow {
				end()
			}
			letter(r)
		case last == narrow && r == '.' && !dotted:
			dot = true
			continue // the run may go on
		default:
			end()
		}
		last = k
	}
	end()
}
