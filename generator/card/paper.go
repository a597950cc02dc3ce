package card

import (
	"image"
	"image/color"
)

// An ink is a colour with its shades over the ground.
type ink int

const (
	deco       ink = iota // the large glyph behind the text
	accent                // the type
	muted                 // what is read last
	soft                  // the sentence below the title
	text                  // the title
	softOnDeco            // the same two over the large glyph
	textOnDeco
	inks
)

// shades of each ink, from the ground to the full colour. Seven inks of 36 fit
// into a palette.
const shades = 36

// onDeco gives the ink that stands for another over the large glyph.
func onDeco(i ink) (ink, bool) {
	switch i {
	case soft, softOnDeco:
		return softOnDeco, true
	case text, textOnDeco:
		return textOnDeco, true
	}
	return i, false
}

// A paper is a card that is being drawn. Index 0 is the ground; those of an ink
// follow each other from faint to full.
type paper struct{ *image.Paletted }

func newPaper(base oklch) paper {
	c := coloursOf(base)
	palette := color.Palette{c.ground.rgba()}
	over := [inks]rgb{deco: c.ground, accent: c.ground, muted: c.ground, soft: c.ground, text: c.ground, softOnDeco: c.deco, textOnDeco: c.deco}
	full := [inks]rgb{deco: c.deco, accent: c.accent, muted: c.muted, soft: c.soft, text: c.text, softOnDeco: c.soft, textOnDeco: c.text}
	for i := range inks {
		for s := 1; s <= shades; s++ {
			palette = append(palette, mix(over[i], full[i], s, shades).rgba())
		}
	}
	return paper{image.NewPaletted(image.Rect(0, 0, Width, Height), palette)}
}

// put lays a mask of an ink on the paper. What is fainter than what is there
// already is left out, and a title over the large glyph takes its shades from
// there.
func (p paper) put(mask *image.Alpha, at image.Rectangle, from image.Point, i ink) {
	clip := at.Intersect(p.Rect)
	for y := clip.Min.Y; y < clip.Max.Y; y++ {
		row := p.Pix[p.PixOffset(clip.Min.X, y):p.PixOffset(clip.Max.X, y)]
		m := mask.PixOffset(from.X+clip.Min.X-at.Min.X, from.Y+y-at.Min.Y)
		for x := range row {
			shade := (int(mask.Pix[m+x])*shades + 127) / 255
			if shade == 0 {
				continue
			}
			of := i
			below, faint := inkAt(row[x])
			if over, ok := onDeco(i); ok && (below == deco && faint > shades/2 || below == over) {
				of = over
			}
			if below == of && faint > shade {
				continue
			}
			row[x] = uint8(1 + int(of)*shades + shade - 1)
		}
	}
}

// inkAt gives the ink of an index and its shade, 0 for the ground.
func inkAt(index uint8) (ink, int) {
	if index == 0 {
		return inks, 0
	}
	n := int(index) - 1
	return ink(n / shades), n%shades + 1
}
