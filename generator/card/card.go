package card

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
)

// The size of every card in pixels: what Open Graph asks for.
const (
	Width  = 1200
	Height = 630
)

// Recipe names what this version of the package draws. Cards are known by what
// they are drawn from, so whoever changes a single pixel changes it too;
// TestCardsLookAsTheyDid remembers.
const Recipe = "card 1"

// A Card is what a card says. Equal cards have equal pictures.
type Card struct {
	Title string // of the page
	Text  string // a sentence below the title, or ""
	Type  string // name of the Ops type, or ""
	Other string // the type's name in the other language, or ""
	Site  string // name of the blog
	Color string // of the type, in CSS; "" or one that cannot be read takes ours
	Glyph Glyph  // of the type; empty takes the loop
}

// A Renderer draws cards with its fonts. It may be used from many goroutines.
type Renderer struct {
	fonts []*sfnt.Font // the first one that has a character draws it
}

// New reads the fonts, OpenType or TrueType. The first is that of the card, the
// others are asked for the characters it does not have.
func New(fonts ...[]byte) (*Renderer, error) {
	r := &Renderer{}
	for i, b := range fonts {
		f, err := opentype.Parse(b)
		if err != nil {
			return nil, fmt.Errorf("reading font %d of the cards: %w", i+1, err)
		}
		r.fonts = append(r.fonts, f)
	}
	if len(r.fonts) == 0 {
		return nil, fmt.Errorf("cards need a font")
	}
	return r, nil
}

// PNG draws a card. Equal cards give equal bytes.
func (r *Renderer) PNG(c Card) ([]byte, error) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed} // half the time for a twentieth more bytes
	if err := e.Encode(&b, r.draw(c)); err != nil {
		return nil, fmt.Errorf("encoding a card: %w", err)
	}
	return b.Bytes(), nil
}

// Where things stand, in pixels.
const (
	left    = 84
	right   = Width - 84
	safeTop = (Height - 600) / 2

	kickerLine = safeTop + 102 // baselines
	footLine   = Height - safeTop - 60

	kickerSize  = 38
	footSize    = 30
	textSize    = 34
	textLines   = 2
	textLeading = 50
	iconSize    = 52
	emblem      = 600 // side of the large glyph
	hidden      = 30  // of it, beyond the right edge
)

func (r *Renderer) draw(c Card) *image.Paletted {
	p := newPaper(colorOf(c.Color))
	t := r.typesetter()
	defer t.close()
	glyph := c.Glyph
	if len(glyph.Lines)+len(glyph.Dots) == 0 {
		glyph = Loop()
	}
	p.mark(glyph, square{Width - emblem + hidden, (Height - emblem) / 2, emblem}, deco)

	title, kicker := t.clean(c.Title), t.clean(c.Type)
	site := t.clean(c.Site)
	if title == "" {
		title, site = site, ""
	}
	if kicker != "" {
		p.mark(glyph, square{left - 6, kickerLine - 42, iconSize}, accent)
		x := left + iconSize + 12
		x = t.line(p, kicker, kickerSize, x, kickerLine, accent)
		if other := t.clean(c.Other); other != "" {
			other = t.cut(other, kickerSize, right-x-18)
			t.line(p, other, kickerSize, x+18, kickerLine, muted)
		}
	}
	if site != "" {
		p.mark(Loop(), square{left, footLine - 32, 44}, muted)
		x := left + 44 + 14
		t.line(p, t.cut(site, footSize, right-x), footSize, x, footLine, muted)
	}
	top, bottom := kickerLine+36, footLine-footSize-30
	if kicker == "" {
		top = safeTop + 60
	}
	lines := t.some(t.clean(c.Text), textSize, right-left-60, textLines)
	room := bottom - top - len(lines)*textLeading
	if len(lines) > 0 {
		room -= textSize / 2
	}
	block := t.fit(title, right-left, room)
	y := top + (room-block.height())/2 + block.ascent
	for _, l := range block.lines {
		t.line(p, l, block.size, left, y, text)
		y += block.leading
	}
	y += textLeading + textSize - block.leading
	for _, l := range lines {
		t.line(p, l, textSize, left, y, soft)
		y += textLeading
	}
	return p.Paletted
}
