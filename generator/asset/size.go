package asset

import (
	"bytes"
	"encoding/binary"
)

// ImageSize gives the size in pixels at which a browser shows a picture: PNG,
// JPEG (turned as its EXIF orientation says), GIF,
// WebP, AVIF or SVG. It reads
// headers and decodes no pixels; ok is false for anything else.
func ImageSize(b []byte) (w, h int, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		w, h, ok = pngSize(b)
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		w, h, ok = jpegSize(b)
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		if len(b) >= 10 {
			w, h, ok = le16(b[6:]), le16(b[8:]), true
		}
	case len(b) >= 16 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		w, h, ok = webpSize(b[12:])
	case isAVIF(b):
		w, h, ok = avifSize(b)
	default:
		w, h, ok = svgSize(b)
	}
	if !ok || w <= 0 || h <= 0 {
		return 0, 0, false
	}
	return w, h, true
}

func le16(b []byte) int { return int(binary.LittleEndian.Uint16(b)) }
func be16(b []byte) int { return int(binary.BigEndian.Uint16(b)) }

// pngSize reads the header chunk, which stands first (PNG 3, 5.6).
func pngSize(b []byte) (w, h int, ok bool) {
	if len(b) < 24 || string(b[12:16]) != "IHDR" {
		return 0, 0, false
	}
	return int(binary.BigEndian.Uint32(b[16:])), int(binary.BigEndian.Uint32(b[20:])), true
}

// webpSize reads the first chunk (RFC 9649): a canvas, or a lossless or lossy
// frame.
func webpSize(b []byte) (w, h int, ok bool) {
	if len(b) < 8 {
		return 0, 0, false
	}
	data := b[8:]
	switch string(b[:4]) {
	case "VP8X":
		if len(data) >= 10 {
			le24 := func(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
			return le24(data[4:]) + 1, le24(data[7:]) + 1, true
		}
	case "VP8L":
		if len(data) >= 5 && data[0] == 0x2f {
			bits := binary.LittleEndian.Uint32(data[1:])
			return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, true
		}
	case "VP8 ":
		if len(data) >= 10 && bytes.Equal(data[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return le16(data[6:]) & 0x3fff, le16(data[8:]) & 0x3fff, true
		}
	}
	return 0, 0, false
}
