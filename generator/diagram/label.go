package diagram

import (
	"strings"
	"unicode"
)

// A Label is a name beside its node, in at most two lines: where each begins,
// ends or has its middle, by the anchor as SVG calls it. Y is that of the first
// baseline.
type Label struct {
	X, Y   int
	Anchor string // start, middle, end
	Lines  []string
}

const (
	textSize = 14 // of a label, in units of the map
	// LineHeight is how far the lines of a label are apart, in units of the map.
	LineHeight = 17
	ellipsis   = "…"
)

// ems estimates how wide a letter is, in parts of its size and rather too wide
// than too narrow: no font is known where a page is made.
func ems(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r), r == '\u200d', r == '\ufe0f':
		return 0
	case r == ' ':
		return 0.3
	case r >= 0x1100 && unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0xff00 && r < 0xff61, r >= 0x3000 && r < 0x3040:
		return 1
	case r >= 0x1f000:
		return 1.4
	case strings.ContainsRune("iljtfrI.,:;'|!()[]-", r):
		return 0.45
	case strings.ContainsRune("mwMW@%", r):
		return 0.95
	case unicode.IsUpper(r):
		return 0.76
	}
	return 0.62
}

// TextWidth estimates how wide a label's line is, in units of the map.
func TextWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += float64(ems(r) * textSize)
	}
	return w
}

// wrap breaks a name into at most two lines of a width, at a space or hyphen
// where that does, and shortens what does not fit.
func wrap(name string, width float64) []string {
	name = strings.Join(strings.Fields(name), " ")
	if TextWidth(name) <= width {
		return []string{name}
	}
	first, rest := breakLine(name, width)
	if TextWidth(rest) <= width {
		return []string{first, rest}
	}
	for runes := []rune(rest); ; runes = runes[:len(runes)-1] {
		if s := strings.TrimSpace(string(runes)) + ellipsis; TextWidth(s) <= width || len(runes) == 0 {
			return []string{first, s}
		}
	}
}

// breakLine gives as much of a name as fits a width, and the rest.
func breakLine(name string, width float64) (first, rest string) {
	fits, soft, w := 0, 0, 0.0
	for i, r := range name {
		if r == ' ' && i > 0 {
			soft = i
		}
		if w += float64(ems(r) * textSize); w > width {
			break
		}
		fits = i + len(string(r))
		if r == '-' || r == '/' || r == '·' {
			soft = fits
		}
	}
	if fits == 0 { // not one letter fits: one stands there all the same
		fits = len(string([]rune(name)[:1]))
	}
	if soft > 0 && (2*soft >= fits || TextWidth(name[soft:]) <= width) {
		fits = min(fits, soft)
	}
	return strings.TrimSpace(name[:fits]), strings.TrimSpace(name[fits:])
}
