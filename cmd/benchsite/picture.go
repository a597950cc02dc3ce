package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path"
	"strings"
)

// bundleEvery is how many posts there are to each one that is a bundle, in a
// site with images.
const bundleEvery = 10

// bundled says whether post i is a folder with pictures.
func (s site) bundled(i int) bool { return s.images && i%bundleEvery == 7 }

// A picture is an image in a bundle: a bar chart as PNG, or what a camera
// might see as JPEG.
type picture struct {
	name          string
	width, height int
	seed          int
}

// pictures are those of post i. They have dice of their own, so that the rest
// of a post is the same with and without them.
func (s site) pictures(i int) []picture {
	if !s.bundled(i) {
		return nil
	}
	d := newDice(-1 - i)
	all := []picture{
		{"chart.png", 640, 360, d.below(1 << 30)},
		{"rack.jpg", 800, 450, d.below(1 << 30)},
		{"before.png", 320, 200, d.below(1 << 30)},
	}
	return all[:d.between(1, len(all))]
}

// markdown shows p alone in a paragraph, with a caption.
func (p picture) markdown(t *tongue, d *dice) string {
	return fmt.Sprintf("![%s](%s %q)\n", t.say(d.one(t.headings), d), p.name, t.say(d.one(t.headings), d))
}

// encode returns the bytes of the file. The pixels are whole-number
// arithmetic; how they are packed is up to the version of Go.
func (p picture) encode() string {
	var b bytes.Buffer
	var err error
	if path.Ext(p.name) == ".png" {
		err = png.Encode(&b, p.chart())
	} else {
		err = jpeg.Encode(&b, p.photo(), &jpeg.Options{Quality: 80})
	}
	if err != nil { // sizes are ours, and a buffer takes every byte
		panic(err)
	}
	return b.String()
}

func (p picture) chart() image.Image {
	d := newDice(p.seed)
	m := image.NewPaletted(image.Rect(0, 0, p.width, p.height), color.Palette{
		color.White, color.RGBA{0x0b, 0x6b, 0x57, 0xff}, color.RGBA{0xd9, 0x77, 0x06, 0xff}, color.Black,
	})
	const bars = 20
	for k := range bars {
		top, ink := d.between(10, p.height-10), uint8(d.between(1, 2))
		for x := k*p.width/bars + 3; x < (k+1)*p.width/bars; x++ {
			for y := top; y < p.height; y++ {
				m.SetColorIndex(x, y, ink)
			}
		}
	}
	return m
}

// photo is a slope of light with grain, so that it packs like a photograph
// and not like a drawing.
func (p picture) photo() image.Image {
	d := newDice(p.seed)
	m := image.NewRGBA(image.Rect(0, 0, p.width, p.height))
	r, g, b := d.below(128), d.below(128), d.below(128)
	for y := range p.height {
		for x := range p.width {
			light, grain := 96*x/p.width, d.below(24)
			m.SetRGBA(x, y, color.RGBA{uint8(r + light + grain), uint8(g + 64*y/p.height + grain), uint8(b + light/2 + grain), 0xff})
		}
	}
	return m
}

// shown is what stands in the text of post i for its pictures.
func (s site) shown(i int, t *tongue) string {
	var b strings.Builder
	d := newDice(-1 - i)
	for _, p := range s.pictures(i) {
		b.WriteString(p.markdown(t, d) + "\n")
	}
	return b.String()
}
