package search

import (
	"slices"
	"strings"
)

// The syllables of Hangul are a table of 19 initial consonants, 21 vowels and
// 28 endings (Unicode 3.12).
const (
	firstSyllable, lastSyllable = 0xAC00, 0xD7A3
	endings                     = 28
	vowels                      = 21
	perLead                     = vowels * endings
)

// leadLetters are the initial consonants in the order of that table, as a
// keyboard writes them.
const leadLetters = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

// endLetters are the endings likewise; the first is none. A double one that is
// two consonants is not on the way to anything that is looked for.
const endLetters = "-ㄱㄲ-ㄴ--ㄷㄹ-------ㅁㅂ-ㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

func isSyllable(r rune) bool { return r >= firstSyllable && r <= lastSyllable }

// lead gives the initial consonant of a syllable, or 0.
func lead(r rune) rune {
	if !isSyllable(r) {
		return 0
	}
	return []rune(leadLetters)[(r-firstSyllable)/perLead]
}

// A span is a row of characters, both ends included.
type span struct{ from, to rune }

// begunBy gives the syllables that a consonant begins.
func begunBy(letter rune) (s span, ok bool) {
	i := rune(slices.Index([]rune(leadLetters), letter))
	from := firstSyllable + i*perLead
	return span{from, from + perLead - 1}, i >= 0
}

// A partial is what the end of a word that is still being typed may become: the
// last of its characters replaced by head, if that is not 0, and then by one of
// last.
type partial struct {
	head rune
	last span
}

// partialOf gives what the last character of a word may become. 여 may become
// any of 여 to 옇; 갑 may go on as 가 and a syllable that begins with ㅂ.
func partialOf(r rune) (p partial, ok bool) {
	if !isSyllable(r) {
		return p, false
	}
	end := (r - firstSyllable) % endings
	if end == 0 {
		return partial{0, span{r, r + endings - 1}}, true
	}
	next, ok := begunBy([]rune(endLetters)[end])
	return partial{r - end, next}, ok
}

// particles are what stands behind a noun, longest first.
var particles = []string{
	"에서부터", "으로부터", "이라는", "이라고", "에서는", "에서도", "에게서", "으로는", "으로도", "까지는", "까지도", "부터는",
	"에서", "에게", "으로", "까지", "부터", "처럼", "보다", "라고", "이란", "라는", "에는", "에도", "와는", "과는", "로는", "로도", "마다", "조차", "밖에", "이나", "하고",
	"은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만", "란", "나",
}

// bare gives a word without its last particle, if two characters are left.
func bare(word string) string {
	for _, p := range particles {
		if rest, ok := strings.CutSuffix(word, p); ok && len([]rune(rest)) >= 2 {
			return rest
		}
	}
	return word
}
