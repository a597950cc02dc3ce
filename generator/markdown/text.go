package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// decode resolves what stands for another character in Markdown text: a
// backslash before punctuation and HTML's character references. It is one pass,
// so that \&amp; stays &amp;.
func decode(s []byte) string {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return string(s)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			out = append(out, s[i+1])
			i += 2
		case s[i] == '&':
			chars, n := reference(s[i:])
			out = append(out, chars...)
			i += n
		default:
			out = append(out, s[i])
			i++
		}
	}
	return string(out)
}

// reference reads the character reference at the start of s and tells its
// length. An & that begins none stands for itself.
func reference(s []byte) (chars string, n int) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "&", 1
	}
	name := string(s[1:end])
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), end + 1
		}
		return "&", 1
	}
	digits, base, most := name[1:], 10, 7
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, most = digits[1:], 16, 6
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || len(digits) > most || digits[0] == '+' {
		return "&", 1
	}
	r := rune(v)
	if v == 0 || v > unicode.MaxRune || !utf8.ValidRune(r) || r == mask {
		r = utf8.RuneError
	}
	return string(r), end + 1
}

// plainOf is the text that a reader sees of an inline node, or of what is in a
// block of them. What a shortcode would write is not in it.
func plainOf(n ast.Node, src []byte) string {
	var b strings.Builder
	appendPlain(&b, n, src)
	return b.String()
}

func appendPlain(b *strings.Builder, n ast.Node, src []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if c.IsRaw() {
				b.Write(c.Segment.Value(src))
			} else {
				b.WriteString(decode(c.Segment.Value(src)))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.CodeSpan:
			b.WriteString(codeText(c, src))
		case *ast.AutoLink:
			b.Write(c.Label(src))
		default:
			appendPlain(b, c, src)
		}
	}
}

// collapse makes one line of s.
func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// count counts the words of a text. What was counted before is kept.
func count(s string, n Words) Words {
	inWord := false  // a word in a script with spaces
	inField := false // an eojeol with a letter or a digit in it
	for _, r := range s {
		space, letter, syllable := classify(r)
		switch {
		case space:
			inWord, inField = false, false
			continue
		case syllable:
			n.Hangul++
			inWord = false
		case letter && !inWord:
			n.Latin++
			inWord = true
		case !letter && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-' && r != '_':
			inWord = false
		}
		if letter && !inField {
			n.Eojeol++
			inField = true
		}
		n.Spelled++
	}
	return n
}

// classify tells what count wants to know of a character. Most are precomposed
// Hangul or ASCII, which need no table.
func classify(r rune) (space, letter, syllable bool) {
	switch {
	case r < utf8.RuneSelf:
		lower := r | 0x20
		return r == ' ' || r >= '\t' && r <= '\r', lower >= 'a' && lower <= 'z' || r >= '0' && r <= '9', false
	case r >= 0xAC00 && r <= 0xD7A3:
		return false, true, true
	}
	return classifyByTable(r)
}

func classifyByTable(r rune) (space, letter, syllable bool) {
	return unicode.IsSpace(r), unicode.IsLetter(r) || unicode.IsDigit(r), isSyllable(r)
}

// isSyllable tells whether a character counts by itself: Hangul, Han and Kana.
func isSyllable(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// summary is the text before <!--more-->, else the first paragraph with words.
func (w *writer) summary() string {
	if w.d.More >= 0 {
		return w.d.Summary
	}
	return collapse(w.first)
}

// more marks the place of <!--more-->: the first one counts.
func (w *writer) more() {
	if w.d.More < 0 {
		w.d.More = len(w.out)
		w.d.Summary = collapse(string(w.brief))
		w.told = true
	}
}
