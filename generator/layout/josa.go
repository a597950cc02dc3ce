package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Josa gives the Korean particle of a pair such as "을/를", "은/는", "이/가",
// "와/과", "과/와" or "으로/로" that fits after word, by the sound that word
// ends in. The order of the pair does not matter. When the sound of a word is
// not known (most Latin words), both are given: "을(를)".
func Josa(word, pair string) string {
	a, b, ok := strings.Cut(pair, "/")
	if !ok {
		return pair
	}
	closed, open := a, b // after a consonant, after a vowel
	if vowelFirst(a) {
		closed, open = b, a
	}
	switch s := ending(word); {
	case s == unknown:
		return closed + "(" + open + ")"
	case s == vowel, s == rieul && open == "로":
		return open
	}
	return closed
}

// vowelFirst tells the particle that follows a vowel.
func vowelFirst(particle string) bool {
	switch particle {
	case "를", "는", "가", "와", "로", "나", "랑", "야", "여":
		return true
	}
	return false
}

// A sound is how a word ends, as far as particles care.
type sound uint8

const (
	unknown sound = iota
	vowel
	rieul // ㄹ, which takes 로 and not 으로
	consonant
)

// ending gives the sound that a word ends in: Hangul by its last consonant,
// digits as they are read, Latin letters that are spelt out by their names, and
// every …Ops as 옵스.
func ending(word string) sound {
	word = strings.TrimRightFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	last, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case last >= '가' && last <= '힣':
		switch (last - '가') % 28 {
		case 0:
			return vowel
		case 8:
			return rieul
		}
		return consonant
	case last >= '0' && last <= '9':
		return digit(last)
	case strings.HasSuffix(strings.ToLower(word), "ops"):
		return vowel
	case abbreviation(word):
		return letter(last)
	}
	return unknown
}

// digit reads the last digit: 영 일 이 삼 사 오 육 칠 팔 구. A number that ends
// in 0 ends in 영, 십, 백, 천 or 만, none of which is a vowel or ㄹ.
func digit(d rune) sound {
	switch d {
	case '2', '4', '5', '9':
		return vowel
	case '1', '7', '8':
		return rieul
	}
	return consonant
}

// abbreviation says that the last word is capitals alone, which Koreans spell
// out: CI, SLO, API.
func abbreviation(word string) bool {
	if i := strings.LastIndexFunc(word, func(r rune) bool { return r < 'A' || r > 'z' }); i >= 0 {
		_, n := utf8.DecodeRuneInString(word[i:])
		word = word[i+n:]
	}
	return word != "" && strings.ToUpper(word) == word
}

// letter gives the sound of a letter's Korean name: 엘, 알 end in ㄹ, 엠, 엔 in
// another consonant.
func letter(r rune) sound {
	switch r {
	case 'L', 'R':
		return rieul
	case 'M', 'N':
		return consonant
	}
	return vowel
}
