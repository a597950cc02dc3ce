package asset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/draw"
	"pgregory.net/rapid"
)

// resized is Resize for one width.
func resized(b []byte, width int) ([]byte, error) {
	out, err := Resize(b, width)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// apart says how far two pictures of one size are from each other at most.
func apart(a, b image.Image) (most int) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 999
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r0, g0, b0, a0 := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r1, g1, b1, a1 := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range [][2]uint32{{r0, r1}, {g0, g1}, {b0, b1}, {a0, a1}} {
				most = max(most, int(max(d[0], d[1])-min(d[0], d[1]))>>8)
			}
		}
	}
	return most
}

// Scaling a few rows and columns at a time is scaling at once, but for the
// rounding between the two passes, and what overshoots white or black there.
func TestScalingInStripsIsScalingAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(2, 150).Draw(t, "w"), rapid.IntRange(1, 150).Draw(t, "h")
		to := image.Pt(rapid.IntRange(1, w).Draw(t, "to w"), rapid.IntRange(1, h).Draw(t, "to h"))
		m := scene(w, h)
		whole := image.NewRGBA(image.Rect(0, 0, to.X, to.Y))
		draw.CatmullRom.Scale(whole, whole.Rect, m, m.Rect, draw.Src, nil)
		if d := apart(scale(m, to), whole); d > 10 {
			t.Fatalf("%d by %d to %v: %d of 255 apart", w, h, to, d)
		}
	})
}

// However a camera was held, what is published stands upright.
func TestEveryOrientationComesUpright(t *testing.T) {
	want := scene(64, 48)
	for o := 1; o <= 8; o++ {
		lying := image.NewNRGBA(image.Rect(0, 0, 64, 48))
		if o > 4 {
			lying = image.NewNRGBA(image.Rect(0, 0, 48, 64))
		}
		for y := range lying.Rect.Dy() {
			for x := range lying.Rect.Dx() {
				ux, uy := uprightAt(x, y, lying.Rect.Dx(), lying.Rect.Dy(), o)
				lying.Set(x, y, want.At(ux, uy))
			}
		}
		b := encoded(t, func(b *bytes.Buffer, _ image.Image) error { return jpeg.Encode(b, lying, &jpeg.Options{Quality: 95}) }, 1, 1)
		b = turned(b, binary.BigEndian, "MM", uint16(o))
		if p := Inspect(b); p.Orientation != o || p.Width != 64 || p.Height != 48 {
			t.Errorf("orientation %d: %+v", o, p)
		}
		for name, make := range map[string]func([]byte) ([]byte, error){"upright": Upright, "resized": func(b []byte) ([]byte, error) { return resized(b, 32) }} {
			out, err := make(b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := jpeg.Decode(bytes.NewReader(out))
			if err != nil || Inspect(out).Orientation != 1 || bytes.Contains(out, []byte("Exif")) {
				t.Fatalf("orientation %d %s: %v", o, name, err)
			}
			size := got.Bounds().Size()
			if d := apart(got, scale(want, size)); d > 60 || size.X*48 != size.Y*64 {
				t.Errorf("orientation %d %s: %v, %d apart", o, name, size, d)
			}
		}
	}
}

// The corners of the table of orientations, by hand (CIPA DC-008, 4.6.5: where
// the first row and the first column are).
func TestOrientationTable(t *testing.T) {
	for o, want := range map[int]string{1: "0,0 3,0", 2: "3,0 0,0", 3: "3,1 0,1", 4: "0,1 3,1", 5: "0,0 0,3", 6: "1,0 1,3", 7: "1,3 1,0", 8: "0,3 0,0"} {
		x0, y0 := uprightAt(0, 0, 4, 2, o)
		x1, y1 := uprightAt(3, 0, 4, 2, o)
		if got := fmt.Sprintf("%d,%d %d,%d", x0, y0, x1, y1); got != want {
			t.Errorf("orientation %d: the first row runs from %s, want %s", o, got, want)
		}
	}
}

func TestResizeKeepsFormatAndProfile(t *testing.T) {
	j, err := resized(talkativeJPEG(t, 90, 60, 1), 30)
	if p := Inspect(j); err != nil || p.Format != "jpeg" || p.Width != 30 || p.Height != 20 {
		t.Errorf("%+v, %v", p, err)
	}
	if !bytes.Contains(j, []byte("ICC_PROFILE\x00\x01\x01profile")) || bytes.Contains(j, []byte(gossip)) {
		t.Error("the profile is lost, or something else is not")
	}
	p, err := resized(talkativePNG(t, 90, 60), 30)
	if i := Inspect(p); err != nil || i.Format != "png" || i.Width != 30 || i.Height != 20 {
		t.Errorf("%+v, %v", i, err)
	}
	if _, err := png.Decode(bytes.NewReader(p)); err != nil || !bytes.Contains(p, []byte("gAMA")) || bytes.Contains(p, []byte(gossip)) {
		t.Errorf("the gamma is lost, or something else is not: %v", err)
	}
	if again, _ := resized(talkativePNG(t, 90, 60), 30); !bytes.Equal(p, again) {
		t.Error("twice resized, two pictures")
	}
	thin, err := resized(encoded(t, jpegOf, 400, 1), 40)
	if i := Inspect(thin); err != nil || i.Height != 1 {
		t.Errorf("%+v, %v", i, err)
	}
}

// cmykJPEG is one gray block in four inks, by hand: each component is a difference
// of nothing and no more.
const cmykJPEG = "\xff\xd8" +
	"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00" +
	"\xff\xdb\x00\x43\x00" + "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01" +
	"\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01" +
	"\xff\xc0\x00\x14\x08\x00\x08\x00\x08\x04\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00" +
	"\xff\xc4\x00\x14\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\xff\xc4\x00\x14\x10\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\xff\xda\x00\x0e\x04\x01\x00\x02\x00\x03\x00\x04\x00\x00\x3f\x00" + "\x00\xff\xd9"

func TestOddPicturesAreHandled(t *testing.T) {
	if _, err := resized([]byte(cmykJPEG), 4); err != nil {
		t.Errorf("CMYK: %v", err)
	}
	if b, whole := Strip([]byte(cmykJPEG)); string(b) != cmykJPEG || !whole {
		t.Error("CMYK: Adobe's segment says what the numbers mean")
	}
	bomb := func(w, h uint32, kind byte) []byte { // a PNG that promises more than it holds
		head := binary.BigEndian.AppendUint32(nil, w)
		head = binary.BigEndian.AppendUint32(head, h)
		return bytes.Join([][]byte{pngSignature, chunk("IHDR", string(head)+"\x08"+string(kind)+"\x00\x00\x00"), chunk("IDAT", "x"), chunk("IEND", "")}, nil)
	}
	for name, c := range map[string]struct {
		b  []byte
		ok bool
	}{
		"one pixel": {encoded(t, pngOf, 1, 1), true}, "a bomb": {bomb(1<<30, 1<<30, 2), false}, "8,000 by 8,000 as PNG": {bomb(8000, 8000, 6), false},
		"a long strip": {bomb(100, 1<<20, 2), false}, "text": {[]byte("text"), false}, "gif": {talkativeGIF(t), false}, "nothing": {nil, false},
	} {
		if got := Resizable(c.b); got != c.ok {
			t.Errorf("%s: resizable %t", name, got)
		}
		if !c.ok {
			if _, err := resized(c.b, 40); err == nil {
				t.Errorf("%s was resized", name)
			}
		}
	}
	big := talkativeJPEG(t, 16, 16, 1) // 8,000 by 8,000 as a camera writes it fits
	i := bytes.Index(big, []byte{0xff, 0xc0, 0, 17, 8})
	copy(big[i+5:], "\x1f\x40\x1f\x40")
	if w, h, _ := ImageSize(big); w != 8000 || h != 8000 || !Resizable(big) {
		t.Errorf("%d by %d takes %d bytes", w, h, Decoded(big))
	}
}

func TestInspect(t *testing.T) {
	small := encoded(t, func(b *bytes.Buffer, _ image.Image) error { return png.Encode(b, scene(50, 50)) }, 1, 1)
	noise := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	seed := uint32(1)
	for i := range noise.Pix {
		seed = seed*1664525 + 1013904223
		noise.Pix[i] = uint8(seed >> 24)
	}
	large := encoded(t, func(b *bytes.Buffer, _ image.Image) error { return png.Encode(b, noise) }, 1, 1)
	moving := bytes.Join([][]byte{large[:33], chunk("acTL", "\x00\x00\x00\x02\x00\x00\x00\x00"), large[33:]}, nil)
	avif := []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1miaf\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\x01\x40\x00\x00\x00\xf0")
	for name, c := range map[string]struct {
		b    []byte
		want Picture
	}{
		"jpeg": {talkativeJPEG(t, 9, 7, 6), Picture{"jpeg", 7, 9, 6, true}}, "a small png": {small, Picture{"png", 50, 50, 1, false}},
		"a large png": {large, Picture{"png", 300, 300, 1, true}}, "an animated png": {moving, Picture{"png", 300, 300, 1, false}},
		"avif": {avif, Picture{"avif", 320, 240, 1, false}}, "text": {[]byte("text"), Picture{Orientation: 1}},
		"svg": {[]byte(`<svg width="9" height="8"/>`), Picture{"svg", 9, 8, 1, false}},
	} {
		if got := Inspect(c.b); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestSVGFaults(t *testing.T) {
	for svg, want := range map[string]string{
		`<svg><path d="M0 0"/><style>.a{fill:url(#b)}</style><a href="https://x.org/"><use href="#c"/></a><image href="data:image/png;base64,x"/></svg>`: "",
		"<svg>\n <script>1</script></svg>":                        "a.svg:2:2: the SVG has a script",
		`<svg onload="f()"/>`:                                     "a.svg:1:1: the SVG has a handler (onload)",
		`<svg><foreignObject/></svg>`:                             "a.svg:1:6: the SVG has a page inside of it (<foreignObject>)",
		`<svg><a xlink:href="java&#10;script:f()"/></svg>`:        "a.svg:1:6: the SVG has a link that runs a script",
		`<svg><image href="https://x.org/a.png"/></svg>`:          `a.svg:1:6: the SVG points to another file ("https://x.org/a.png")`,
		`<svg><use xlink:href="other.svg#a"/></svg>`:              `a.svg:1:6: the SVG points to another file ("other.svg#a")`,
		`<svg><style>@import "x.css";</style></svg>`:              "a.svg:1:13: the SVG has styles that load something from elsewhere",
		`<svg><rect style="fill: url('https://x.org/a')"/></svg>`: "a.svg:1:6: the SVG loads something from elsewhere (style)",
		`<!DOCTYPE svg [<!ENTITY a "b">]><svg/>`:                  "a.svg:1:1: the SVG declares entities",
		`<?xml-stylesheet href="x.css"?><svg/>`:                   "a.svg:1:1: the SVG loads a style sheet",
	} {
		var got []string
		for _, d := range SVGFaults("a.svg", []byte(svg)) {
			got = append(got, d.Error())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s\n got %q\nwant %q", svg, got, want)
		}
	}
}

func BenchmarkResize(b *testing.B) {
	for _, c := range []struct{ w, h int }{{1600, 1200}, {4000, 3000}} {
		j := encoded(b, func(b *bytes.Buffer, _ image.Image) error { return jpeg.Encode(b, scene(c.w, c.h), nil) }, 1, 1)
		b.Run(fmt.Sprintf("%dx%d", c.w, c.h), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := resized(j, 960); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
