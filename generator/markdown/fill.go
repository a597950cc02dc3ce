package markdown

import "strings"

// Fill appends the HTML of f to dst and lets fill append what belongs in each
// hole: for a Link the value of its href, escaped; for an Image its attributes,
// src="…" and what else it wants; for a Shortcode HTML.
func (f *Fragment) Fill(dst []byte, fill func(dst []byte, h *Hole) []byte) []byte {
	done := 0
	for i := range f.Holes {
		h := &f.Holes[i]
		dst = append(dst, f.HTML[done:h.Offset]...)
		dst = fill(dst, h)
		done = h.Offset
	}
	return append(dst, f.HTML[done:]...)
}

// AppendEscaped appends s as text that may stand in HTML, also between the
// double quotes of an attribute.
func AppendEscaped(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&quot;"
		case 0:
			e = "\uFFFD" // HTML has no way to write it
		default:
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = append(dst, e...)
		start = i + 1
	}
	return append(dst, s[start:]...)
}

// AttrEscape returns s as text that may stand in HTML, also between the double
// quotes of an attribute.
func AttrEscape(s string) string {
	if !strings.ContainsAny(s, "&<>\"\x00") {
		return s
	}
	return string(AppendEscaped(nil, s))
}
