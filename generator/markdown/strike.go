package markdown

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// strikeParser is goldmark's strikethrough with the rule for CJK of
// emphasisParser, and with an eye for the Korean range sign: a single ~ that
// follows a digit, or stands between a space and a digit, is never a strike
// ("1~5일", "~3개"). Right behind a CJK letter a single ~ does not open one either
// ("월~금, 토~일", "3일~5일, 7일~9일"); it may still close one, as in "~취소~를".
type strikeParser struct{}

func (strikeParser) Trigger() []byte { return []byte{'~'} }

func (strikeParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, strike{})
	if d == nil || d.OriginalLength > 2 || before == '~' {
		return nil
	}
	after := runeAfter(line, d.OriginalLength)
	if d.OriginalLength == 1 && isRange(before, after) {
		return nil
	}
	d.CanOpen, d.CanClose = flanks(before, after)
	if d.OriginalLength == 1 && isCJK(before) && unicode.IsLetter(before) {
		d.CanOpen = false
	}
	return push(d, segment, block, pc)
}

func isRange(before, after rune) bool {
	return unicode.IsDigit(before) || util.IsSpaceRune(before) && unicode.IsDigit(after)
}

// strike makes nodes of matching runs.
type strike struct{}

func (strike) IsDelimiter(b byte) bool { return b == '~' }

func (strike) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (strike) OnMatch(int) ast.Node { return extast.NewStrikethrough() }
