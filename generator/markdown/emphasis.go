package markdown

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasisParser is goldmark's, except that CommonMark's rule for what may open
// and close emphasis counts on spaces between words. In **운영(Ops)**은 the
// closing ** has punctuation on its left and a letter on its right, and so
// closes nothing. Here, as in the proposal markdown-cjk-friendly, a CJK
// character on one side is as good as a space, and CJK punctuation is no
// punctuation. Text without CJK characters is read as before.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte { return []byte{'*', '_'} }

func (emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, emphasis{})
	if d == nil {
		return nil
	}
	if d.Char == '*' {
		d.CanOpen, d.CanClose = flanks(before, runeAfter(line, d.OriginalLength))
	}
	return push(d, segment, block, pc)
}

// push puts a run of delimiters on goldmark's list and into the tree.
func push(d *parser.Delimiter, segment text.Segment, block text.Reader, pc parser.Context) ast.Node {
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// runeAfter is the character behind the first n bytes of a line.
func runeAfter(line []byte, n int) rune {
	if n >= len(line) {
		return ' '
	}
	return util.ToRune(line, n)
}

// flanks tells from the characters on both sides whether a run may open and
// whether it may close.
func flanks(before, after rune) (open, closes bool) {
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	cjkBefore, cjkAfter := isCJK(before), isCJK(after)
	punctBefore := util.IsPunctRune(before) && !cjkBefore
	punctAfter := util.IsPunctRune(after) && !cjkAfter
	open = !spaceAfter && (!punctAfter || spaceBefore || punctBefore || cjkBefore)
	closes = !spaceBefore && (!punctBefore || spaceAfter || punctAfter || cjkAfter)
	return open, closes
}

// isCJK tells whether a character belongs to writing that puts no space around
// punctuation: Hangul, and what is as wide as a Han character but no emoji.
func isCJK(r rune) bool {
	if r < 0x1100 {
		return false
	}
	if unicode.Is(unicode.Hangul, r) {
		return true
	}
	switch util.EastAsianWidth(r) {
	case "W", "F", "H":
		emoji := unicode.Is(unicode.So, r) && (r < 0x2E80 || r >= 0x1F000)
		return !emoji
	}
	return false
}

// emphasis makes nodes of matching runs.
type emphasis struct{}

func (emphasis) IsDelimiter(b byte) bool { return b == '*' || b == '_' }

func (emphasis) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasis) OnMatch(n int) ast.Node { return ast.NewEmphasis(n) }
