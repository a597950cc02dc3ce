package main

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A tongue is what a post needs to speak one language.
type tongue struct {
	titles    []string
	headings  []string
	sentences []string
	items     []string
	fill      map[string][]string // what stands for {system}, {team} …
	columns   [3]string           // heads of a table
	seeAlso   string
	note      string // the text of a footnote
	callout   string
}

// say fills a sentence: {n} is a number, {system} one of fill["system"], and
// {system:을} the same with the particle that its last sound asks for.
func (t *tongue) say(sentence string, d *dice) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		name, particle, _ := strings.Cut(slot, ":")
		word := strconv.Itoa(d.between(2, 97))
		if name != "n" {
			word = d.one(t.fill[name])
		}
		b.WriteString(word + josa(word, particle))
		sentence = after
	}
}

// paragraph returns n different sentences.
func (t *tongue) paragraph(n int, d *dice) string {
	var ss []string
	for _, s := range d.some(t.sentences, n) {
		ss = append(ss, t.say(s, d))
	}
	return strings.Join(ss, " ")
}

// josa returns the form of a Korean particle that fits behind word.
func josa(word, particle string) string {
	pairs := map[string][2]string{
		"은": {"은", "는"}, "이": {"이", "가"}, "을": {"을", "를"}, "과": {"과", "와"}, "으로": {"으로", "로"},
	}
	pair, known := pairs[particle]
	if !known {
		return particle
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	final := rune(0)
	if '가' <= last && last <= '힣' {
		final = (last - '가') % 28
	}
	const rieul = 8 // ㄹ takes 로 like a vowel
	if final == 0 || particle == "으로" && final == rieul {
		return pair[1]
	}
	return pair[0]
}
