package card

import (
	"image"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// A typesetter sets the text of one card: faces are not for several goroutines.
type typesetter struct {
	fonts []*sfnt.Font
	faces map[int][]font.Face // by size in pixels, in the order of fonts
	of    map[rune]int        // the font that draws a character; -1 for none
	buf   sfnt.Buffer
}

func (r *Renderer) typesetter() *typesetter {
	return &typesetter{fonts: r.fonts, faces: map[int][]font.Face{}, of: map[rune]int{}}
}

func (t *typesetter) close() {
	for _, fs := range t.faces {
		for _, f := range fs {
			f.Close()
		}
	}
}

// at gives the faces of a size.
func (t *typesetter) at(size int) []font.Face {
	if fs := t.faces[size]; fs != nil {
		return fs
	}
	var fs []font.Face
	for _, f := range t.fonts {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			panic(err) // only options that are not ours can be wrong
		}
		fs = append(fs, face)
	}
	t.faces[size] = fs
	return fs
}

// font gives the font that draws a character, or -1.
func (t *typesetter) font(r rune) int {
	if n, ok := t.of[r]; ok {
		return n
	}
	n := -1
	if drawable(r) {
		for i, f := range t.fonts {
			if g, err := f.GlyphIndex(&t.buf, r); err == nil && g != 0 {
				n = i
				break
			}
		}
	}
	t.of[r] = n
	return n
}

// unshaped are scripts whose letters change beside each other or run from right
// to left, which drawing them one by one gets wrong.
var unshaped = []*unicode.RangeTable{
	unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao, unicode.Tibetan, unicode.Myanmar, unicode.Khmer,
	unicode.Mongolian,
}

func drawable(r rune) bool {
	return !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.M, r) && !unicode.In(r, unshaped...)
}

// clean gives what can be drawn of a text, with single spaces.
func (t *typesetter) clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if t.font(r) < 0 {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return "" // punctuation between what could not be drawn
	}
	return s
}

// width gives the width of a text in pixels.
func (t *typesetter) width(s string, size int) int {
	return t.each(s, size, func(font.Face, rune, fixed.Int26_6) {}).Ceil()
}

// each visits the characters of a text with their places and gives the place
// behind the last one.
func (t *typesetter) each(s string, size int, visit func(f font.Face, r rune, x fixed.Int26_6)) fixed.Int26_6 {
	faces := t.at(size)
	tracking := fixed.Int26_6(-size * 64 / 60) // large letters stand closer
	if size < 44 {
		tracking = 0
	}
	var x fixed.Int26_6
	before, from := rune(-1), -1
	for _, r := range s {
		n := t.font(r)
		if n < 0 {
			continue
		}
		f := faces[n]
		if from == n {
			x += f.Kern(before, r)
		}
		visit(f, r, x)
		a, _ := f.GlyphAdvance(r)
		x += a + tracking
		before, from = r, n
	}
	return x
}

// line draws a text on a baseline and gives the place behind it.
func (t *typesetter) line(p paper, s string, size, x, y int, i ink) int {
	end := t.each(s, size, func(f font.Face, r rune, at fixed.Int26_6) {
		dr, mask, from, _, ok := f.Glyph(fixed.Point26_6{X: fixed.I(x) + at, Y: fixed.I(y)}, r)
		if a, alpha := mask.(*image.Alpha); ok && alpha {
			p.put(a, dr, from, i)
		}
	})
	return x + end.Ceil()
}

// cut shortens a text with an ellipsis to a width.
func (t *typesetter) cut(s string, size, most int) string {
	if t.width(s, size) <= most {
		return s
	}
	rs := []rune(s)
	for len(rs) > 0 {
		rs = rs[:len(rs)-1]
		short := strings.TrimRight(string(rs), " .,·:;-–—") + "…"
		if t.width(short, size) <= most {
			return short
		}
	}
	return ""
}
