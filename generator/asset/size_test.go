package asset

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"
)

func encoded(t interface{ Fatal(...any) }, encode func(*bytes.Buffer, image.Image) error, w, h int) []byte {
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(b *bytes.Buffer, m image.Image) error  { return png.Encode(b, m) }
func jpegOf(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
func gifOf(b *bytes.Buffer, m image.Image) error  { return gif.Encode(b, m, nil) }

// turned puts an EXIF segment with an orientation before the rest of a JPEG.
func turned(jpeg []byte, order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	exif := append([]byte("Exif\x00\x00"), mark...)
	exif = order.AppendUint16(exif, 42)
	exif = order.AppendUint32(exif, 8)
	exif = order.AppendUint16(exif, 2)
	for _, e := range [][2]uint16{{0x010f, 7}, {0x0112, orientation}} {
		exif = order.AppendUint16(exif, e[0])
		exif = order.AppendUint16(exif, 3)
		exif = order.AppendUint32(exif, 1)
		exif = order.AppendUint16(exif, e[1])
		exif = order.AppendUint16(exif, 0)
	}
	out := []byte{0xff, 0xd8, 0xff, 0xe1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(exif)+2))
	return append(append(out, exif...), jpeg[2:]...)
}

func TestImageSize(t *testing.T) {
	j := encoded(t, jpegOf, 30, 20)
	riff := func(chunk string) []byte { return []byte("RIFF\x00\x00\x00\x00WEBP" + chunk) }
	for _, c := range []struct {
		name string
		b    []byte
		w, h int
	}{
		{"png", encoded(t, pngOf, 3, 70000), 3, 70000},
		{"gif", encoded(t, gifOf, 31, 7), 31, 7},
		{"jpeg", j, 30, 20},
		{"jpeg upright", turned(j, binary.BigEndian, "MM", 1), 30, 20},
		{"jpeg on its head", turned(j, binary.BigEndian, "MM", 3), 30, 20},
		{"jpeg on its side", turned(j, binary.BigEndian, "MM", 6), 20, 30},
		{"jpeg on its side, little-endian", turned(j, binary.LittleEndian, "II", 8), 20, 30},
		{"webp canvas", riff("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00"), 320, 240},
		{"webp lossless", riff("VP8L\x05\x00\x00\x00\x2f\x3f\xc1\x3b\x00"), 320, 240},
		{"webp lossy", riff("VP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x40\x01\xf0\x00"), 320, 240},
		{"svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20px"/>`), 40, 20},
		{"svg with a prologue", []byte("\uFEFF<?xml version=\"1.0\" encoding=\"euc-kr\"?>\n<!DOCTYPE svg PUBLIC \"x\" \"y\">\n<!-- c -->\n<svg viewBox='0,0 24 12.4'><path/></svg>"), 24, 12},
		{"svg in percent", []byte(`<svg width="100%" height="100%" viewBox="0 0 8 9">`), 8, 9},
		{"svg with one side", []byte(`<svg width="80" viewBox="0 0 8 4">`), 80, 40},
		{"svg in inches", []byte(`<svg width="1in" height="25.4mm">`), 96, 96},
		{"svg without a size", []byte(`<svg><rect width="9" height="9"/></svg>`), 0, 0},
		{"svg inside a page", []byte(`<html><svg width="9" height="9"/></html>`), 0, 0},
		{"a png cut short", encoded(t, pngOf, 3, 7)[:20], 0, 0},
		{"a jpeg cut short", j[:30], 0, 0},
		{"a width of nothing", []byte("GIF89a\x00\x00\x01\x00"), 0, 0},
		{"text", []byte("운영"), 0, 0},
		{"nothing", nil, 0, 0},
	} {
		w, h, ok := ImageSize(c.b)
		if w != c.w || h != c.h || ok != (c.w > 0) {
			t.Errorf("%s: %d by %d, %t; want %d by %d", c.name, w, h, ok, c.w, c.h)
		}
	}
}

// Whatever the bytes, reading a size neither panics nor gives half a size.
func TestImageSizeOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := [][]byte{
			encoded(t, pngOf, 3, 7), turned(encoded(t, jpegOf, 3, 7), binary.LittleEndian, "II", 6),
			encoded(t, gifOf, 3, 7), []byte("RIFF\x00\x00\x00\x00WEBPVP8X0123456789"), []byte(`<svg width="9" viewBox="0 0 1 1">`),
		}
		b := bytes.Clone(rapid.SampledFrom(kinds).Draw(t, "kind"))
		b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		for range rapid.IntRange(0, 4).Draw(t, "faults") {
			if len(b) > 0 {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		if w, h, ok := ImageSize(b); ok != (w > 0 && h > 0) {
			t.Fatalf("%d by %d, %t", w, h, ok)
		}
	})
}
