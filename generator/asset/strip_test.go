package asset

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"
)

// scene is a picture that is different at every corner.
func scene(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), uint8((x ^ y) & 64), 255})
		}
	}
	return m
}

func segment(marker byte, data string) []byte {
	b := []byte{0xff, marker}
	b = binary.BigEndian.AppendUint16(b, uint16(len(data)+2))
	return append(b, data...)
}

func chunk(kind, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// gossip is what no published picture may hold.
const gossip = "37.5665N-126.9780E"

// talkativeJPEG is a photograph as a phone writes it: where it was taken, by what,
// a comment, a colour profile, and a film behind its end.
func talkativeJPEG(t interface{ Fatal(...any) }, w, h, orientation int) []byte {
	b := encoded(t, func(b *bytes.Buffer, _ image.Image) error { return jpeg.Encode(b, scene(w, h), nil) }, w, h)
	b = turned(b, binary.LittleEndian, "II", uint16(orientation))
	exif := be16(b[4:]) + 2
	extra := bytes.Join([][]byte{
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>"+gossip), segment(0xed, "Photoshop 3.0\x00"+gossip),
		segment(0xe2, "ICC_PROFILE\x00\x01\x01profile"), segment(0xe2, "MPF\x00"+gossip), segment(0xfe, gossip), segment(0xe5, gossip),
	}, nil)
	b = bytes.Join([][]byte{b[:2], segment(0xe1, "Exif\x00\x00II*\x00\x08\x00\x00\x00"+gossip), b[2 : 2+exif], extra, b[2+exif:]}, nil)
	return append(b, "ftypmp42"+gossip...)
}

func talkativePNG(t interface{ Fatal(...any) }, w, h int) []byte {
	b := encoded(t, func(b *bytes.Buffer, _ image.Image) error { return png.Encode(b, scene(w, h)) }, w, h)
	head := len(pngSignature) + 25
	extra := bytes.Join([][]byte{
		chunk("tEXt", "Author\x00"+gossip), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+gossip), chunk("eXIf", "II*\x00"+gossip),
		chunk("tIME", "\x07\xea\x01\x01\x00\x00\x00"), chunk("gAMA", "\x00\x00\xb1\x8f"), chunk("prVt", gossip),
	}, nil)
	return append(bytes.Join([][]byte{b[:head], extra, b[head:]}, nil), gossip...)
}

func talkativeGIF(t interface{ Fatal(...any) }) []byte {
	frame := image.NewPaletted(image.Rect(0, 0, 5, 4), color.Palette{color.Black, color.White})
	other := image.NewPaletted(frame.Rect, frame.Palette)
	other.Pix[3] = 1
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame, other}, Delay: []int{1, 1}, LoopCount: 3}); err != nil {
		t.Fatal(err)
	}
	at := 13 + colourTable(b.Bytes()[10])
	comment := append([]byte{0x21, 0xfe, byte(len(gossip))}, gossip+"\x00"...)
	program := append([]byte("\x21\xff\x0bXMP DataXMP"), append([]byte{byte(len(gossip))}, gossip+"\x00"...)...)
	return bytes.Join([][]byte{b.Bytes()[:at], comment, program, b.Bytes()[at:], []byte(gossip)}, nil)
}

func webpOf(parts ...string) []byte {
	body := "WEBP"
	for i := 0; i < len(parts); i += 2 {
		data := parts[i+1]
		body += parts[i] + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data
		if len(data)%2 == 1 {
			body += "\x00"
		}
	}
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...), body...)
}

func TestStripTakesAwayWhatIsNoPicture(t *testing.T) {
	const canvas = "\x00\x00\x00\x3f\x01\x00\xef\x00\x00"
	for _, c := range []struct {
		name    string
		b, want []byte // want nil: only look for gossip
		keeps   string
	}{
		{"jpeg", talkativeJPEG(t, 40, 30, 1), nil, "ICC_PROFILE\x00\x01\x01profile"},
		{"a turned jpeg", talkativeJPEG(t, 40, 30, 6), nil, string(orientationSegment(6))},
		{"png", talkativePNG(t, 40, 30), nil, "gAMA"},
		{"gif", talkativeGIF(t), nil, "NETSCAPE2.0"},
		{"webp", webpOf("VP8X", "\x2c"+canvas, "ICCP", "abc", "VP8L", "pixels", "EXIF", gossip, "XMP ", gossip),
			webpOf("VP8X", "\x20"+canvas, "ICCP", "abc", "VP8L", "pixels"), ""},
	} {
		got, whole := Strip(c.b)
		if bytes.Contains(got, []byte(gossip)) || len(got) >= len(c.b) {
			t.Errorf("%s still tells: %d bytes of %d", c.name, len(got), len(c.b))
		}
		if !whole {
			t.Errorf("%s is damaged", c.name)
		}
		if !bytes.Contains(got, []byte(c.keeps)) || c.want != nil && !bytes.Equal(got, c.want) {
			t.Errorf("%s lost something: %q", c.name, got)
		}
		if again, _ := Strip(got); !bytes.Equal(again, got) {
			t.Errorf("%s: twice is not once", c.name)
		}
		if a, b := Inspect(c.b), Inspect(got); a != b {
			t.Errorf("%s was %+v and is %+v", c.name, a, b)
		}
		samePixels(t, c.name, c.b, got)
	}
}

// samePixels wants that two files hold the same picture, if we can read it.
func samePixels(t interface {
	Helper()
	Errorf(string, ...any)
}, name string, a, b []byte) {
	t.Helper()
	if g, err := gif.DecodeAll(bytes.NewReader(a)); err == nil {
		h, err := gif.DecodeAll(bytes.NewReader(b))
		if err != nil || len(g.Image) != len(h.Image) || g.LoopCount != h.LoopCount || !bytes.Equal(g.Image[len(g.Image)-1].Pix, h.Image[len(h.Image)-1].Pix) {
			t.Errorf("%s is another animation: %v", name, err)
		}
		return
	}
	m, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		return
	}
	n, _, err := image.Decode(bytes.NewReader(b))
	if err != nil || m.Bounds() != n.Bounds() {
		t.Errorf("%s: %v", name, err)
		return
	}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			if m.At(x, y) != n.At(x, y) {
				t.Errorf("%s differs at %d, %d", name, x, y)
				return
			}
		}
	}
}

func TestStripLeavesOthersAlone(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("text"), []byte("\x89PNG\r\n\x1a\n"), []byte("\xff\xd8\xff"), []byte("GIF89a"), []byte(`<svg width="9" height="9"/>`),
		encoded(t, pngOf, 3, 7), encoded(t, pngOf, 3, 7)[:len(encoded(t, pngOf, 3, 7))-20]} {
		if got, _ := Strip(b); !bytes.Equal(got, b) {
			t.Errorf("%q became %q", b, got)
		}
	}
}

// A picture that ends too early is told from a whole one, and tells nothing all the
// same.
func TestStripOfWhatEndsTooEarly(t *testing.T) {
	for name, b := range map[string][]byte{"jpeg": talkativeJPEG(t, 90, 70, 1)[:1400], "png": talkativePNG(t, 90, 70)[:len(talkativePNG(t, 90, 70))-len(gossip)-20], "gif": talkativeGIF(t)[:60]} {
		got, whole := Strip(b)
		if whole {
			t.Errorf("%s is whole", name)
		}
		if name != "gif" && bytes.Contains(got, []byte(gossip)) {
			t.Errorf("%s tells", name)
		}
	}
}

// Whatever the bytes: no panic, and what could be read can be read as it was.
func TestStripOfAnything(t *testing.T) {
	kinds := [][]byte{
		talkativeJPEG(t, 9, 7, 1), talkativeJPEG(t, 9, 7, 8), talkativePNG(t, 9, 7), talkativeGIF(t),
		webpOf("VP8X", "\x2c\x00\x00\x00\x3f\x01\x00\xef\x00\x00", "EXIF", gossip, "VP8L", "pixels"),
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(rapid.SampledFrom(kinds).Draw(t, "kind"))
		b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		for range rapid.IntRange(0, 4).Draw(t, "faults") {
			if len(b) > 0 {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		before := bytes.Clone(b)
		got, _ := Strip(b)
		if !bytes.Equal(before, b) {
			t.Fatal("the bytes were changed in place")
		}
		samePixels(t, "a damaged picture", b, got)
		Inspect(b)
		Decoded(b)
		if Resizable(b) {
			_, _ = Resize(b, 2)
			_, _ = Upright(b)
		}
	})
}
