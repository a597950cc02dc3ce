package asset

import (
	"bytes"
	"encoding/binary"
)

// A Picture is what can be told of an image without decoding a pixel.
type Picture struct {
	Format        string // png, jpeg, gif, webp, avif or svg; "" for anything else
	Width, Height int    // as a browser shows it: turned as its orientation says
	// Orientation is that of its EXIF data, 1 to 8; 1 is upright.
	Orientation int
	// Photo says that smaller versions of it are worth their bytes: a JPEG, or a
	// PNG of full colour that is not small.
	Photo bool
}

// photoBytes is how large a PNG must be for smaller versions of it. Below that,
// a diagram or a button, a smaller one saves less than it costs.
const photoBytes = 64 << 10

// Inspect reads the headers of an image.
func Inspect(b []byte) Picture {
	p := Picture{Orientation: 1}
	var ok bool
	p.Width, p.Height, ok = ImageSize(b)
	if !ok {
		return Picture{Orientation: 1}
	}
	p.Format = formatOf(b)
	switch p.Format {
	case "jpeg":
		p.Orientation, p.Photo = jpegOrientation(b), true
	case "png":
		const palette = 3
		p.Photo = len(b) >= photoBytes && b[25] != palette && !animatedPNG(b)
	}
	return p
}

func formatOf(b []byte) string {
	switch {
	case bytes.HasPrefix(b, pngSignature):
		return "png"
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		return "jpeg"
	case bytes.HasPrefix(b, []byte("GIF8")):
		return "gif"
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "webp"
	case isAVIF(b):
		return "avif"
	}
	return "svg"
}

// animatedPNG says whether a PNG has frames (APNG: acTL before the pixels).
func animatedPNG(b []byte) bool {
	animated := false
	chunks(b, func(kind string, _ []byte) bool {
		animated = animated || kind == "acTL"
		return kind != "IDAT"
	})
	return animated
}

// chunks visits the chunks of a PNG, with their length and checksum, until
// visit says false or the file is not one any more.
func chunks(b []byte, visit func(kind string, whole []byte) bool) (ok bool) {
	for at := len(pngSignature); at+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[at:]))
		end := int64(at) + 12 + n
		if end > int64(len(b)) {
			return false
		}
		kind := string(b[at+4 : at+8])
		if !visit(kind, b[at:end]) {
			return true
		}
		if kind == "IEND" {
			return true
		}
		at = int(end)
	}
	return false
}

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// isAVIF says whether the file type box names AVIF (ISO 14496-12, 4.3).
func isAVIF(b []byte) bool {
	if len(b) < 16 || string(b[4:8]) != "ftyp" {
		return false
	}
	end := min(int64(binary.BigEndian.Uint32(b)), int64(len(b)))
	return end >= 16 && (bytes.Contains(b[8:end], []byte("avif")) || bytes.Contains(b[8:end], []byte("avis")))
}

// avifSize reads the first image spatial extents property (ISO 23008-12,
// 6.5.3), which lies in the meta box near the beginning.
func avifSize(b []byte) (w, h int, ok bool) {
	head := b[:min(len(b), 64<<10)]
	i := bytes.Index(head, []byte("ispe"))
	if i < 0 || i+16 > len(head) {
		return 0, 0, false
	}
	w, h = int(binary.BigEndian.Uint32(head[i+8:])), int(binary.BigEndian.Uint32(head[i+12:]))
	return w, h, w < 1<<20 && h < 1<<20
}
