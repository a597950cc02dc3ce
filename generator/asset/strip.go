package asset

import (
	"bytes"
	"encoding/binary"
)

// Strip takes out of an image what is not the picture: where and with what it
// was taken, thumbnails, comments, what was cut away and still hangs behind the
// end. Pixels and colour profile stay as they are, to the byte; nothing is
// decoded. An image that holds nothing of the kind, and anything that is no PNG,
// JPEG, WebP or GIF, comes back as it was. whole is false for one that is damaged or
// ends too early; what can be taken out of it is.
//
// A JPEG that is turned keeps its orientation, and nothing else, in EXIF data
// of 34 bytes; see Upright.
func Strip(b []byte) (clean []byte, whole bool) {
	switch formatOf(b) {
	case "png":
		clean, whole = stripPNG(b)
	case "jpeg":
		clean, whole = stripJPEG(b)
	case "webp":
		clean, whole = stripWebP(b)
	case "gif":
		clean, whole = stripGIF(b)
	default:
		return b, true
	}
	if clean == nil || bytes.Equal(clean, b) {
		return b, whole
	}
	return clean, whole
}

// inPNG are the chunks that make the picture: its pixels, their meaning, its
// frames. Text, times, EXIF data and what programs keep for themselves go.
func inPNG(kind string) bool {
	switch kind {
	case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI",
		"bKGD", "pHYs", "acTL", "fcTL", "fdAT":
		return true
	}
	return false
}

func stripPNG(b []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(b)), pngSignature...)
	ended := false
	at := len(pngSignature)
	chunks(b, func(kind string, whole []byte) bool {
		if inPNG(kind) {
			out = append(out, whole...)
		}
		at += len(whole)
		ended = kind == "IEND"
		return true
	})
	if !ended && len(b) >= at+8 && inPNG(string(b[at+4:at+8])) {
		out = append(out, b[at:]...) // cut short: browsers show what is there
	}
	return out, ended
}

// stripJPEG keeps the segments that a decoder needs: tables, frames, scans, the
// JFIF header, the colour profile and Adobe's colour transform.
func stripJPEG(b []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(b)), b[:2]...)
	if o := jpegOrientation(b); o > 1 {
		out = append(out, orientationSegment(o)...)
	}
	for at := 2; ; {
		if at+2 > len(b) || b[at] != 0xff {
			return nil, false
		}
		marker := b[at+1]
		switch {
		case marker == 0xff:
			at++
			continue
		case marker == 0xd9:
			return append(out, 0xff, 0xd9), true
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8:
			out = append(out, 0xff, marker)
			at += 2
			continue
		}
		if at+4 > len(b) {
			return nil, false
		}
		end := at + 2 + be16(b[at+2:])
		if end < at+4 || end > len(b) {
			return nil, false
		}
		if inJPEG(marker, b[at+4:end]) {
			out = append(out, b[at:end]...)
		}
		if marker == 0xda { // the pixels of a scan, up to the next marker
			from := end
			end = scanEnd(b, end)
			out = append(out, b[from:end]...)
			if end == len(b) { // cut short: browsers show what is there
				return out, false
			}
		}
		at = end
	}
}

func inJPEG(marker byte, segment []byte) bool {
	switch {
	case marker == 0xe0:
		return bytes.HasPrefix(segment, []byte("JFIF\x00"))
	case marker == 0xe2:
		return bytes.HasPrefix(segment, iccMark)
	case marker == 0xee:
		return bytes.HasPrefix(segment, []byte("Adobe"))
	}
	return marker < 0xe0 || marker > 0xef && marker != 0xfe
}

// iccMark begins the segments of a colour profile (ICC.1, B.4).
var iccMark = []byte("ICC_PROFILE\x00")

// scanEnd gives the place of the first marker behind the pixels of a scan that
// is neither a stuffed byte nor a restart.
func scanEnd(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], 0xff)
		if i < 0 || at+i+1 >= len(b) {
			return len(b)
		}
		at += i
		if m := b[at+1]; m != 0 && m != 0xff && (m < 0xd0 || m > 0xd7) {
			return at
		}
		at++
	}
}

// orientationSegment is EXIF data that says nothing but how to turn a picture.
func orientationSegment(o int) []byte {
	return append([]byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"),
		byte(o), 0, 0, 0, 0, 0, 0)
}

// stripWebP drops the EXIF and XMP chunks and their flags (RFC 9649, 2.7).
func stripWebP(b []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(b)), b[:12]...)
	size := min(int64(len(b)), int64(binary.LittleEndian.Uint32(b[4:]))+8)
	for at := int64(12); at < size; {
		if at+8 > size {
			return nil, false
		}
		n := int64(binary.LittleEndian.Uint32(b[at+4:]))
		end := at + 8 + n + n&1
		if end > size && at+8+n == size {
			end = size // the last chunk may lack its padding
		}
		if end > size {
			return nil, false
		}
		switch string(b[at : at+4]) {
		case "EXIF", "XMP ":
		case "VP8X":
			from := len(out)
			if out = append(out, b[at:end]...); n > 0 {
				const exif, xmp = 0x08, 0x04
				out[from+8] &^= exif | xmp
			}
		default:
			out = append(out, b[at:end]...)
		}
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, true
}

// stripGIF drops comments and the data of programs, but for those that say how
// often an animation repeats (GIF89a, 24 and 26).
func stripGIF(b []byte) ([]byte, bool) {
	if len(b) < 13 {
		return nil, false
	}
	at := 13 + colourTable(b[10])
	if at > len(b) {
		return nil, false
	}
	out := append(make([]byte, 0, len(b)), b[:at]...)
	for at < len(b) {
		from := at
		keep := true
		switch b[at] {
		case 0x3b:
			return append(out, 0x3b), true
		case 0x21:
			if at+2 >= len(b) {
				return nil, false
			}
			switch b[at+1] {
			case 0xfe:
				keep = false
			case 0xff:
				keep = bytes.HasPrefix(b[at+2:], []byte("\x0bNETSCAPE2.0")) || bytes.HasPrefix(b[at+2:], []byte("\x0bANIMEXTS1.0"))
			}
			at += 2
		case 0x2c:
			if at+10 >= len(b) {
				return nil, false
			}
			at += 10 + colourTable(b[at+9]) + 1
		default:
			return nil, false
		}
		var ok bool
		if at, ok = subBlocks(b, at); !ok {
			return nil, false
		}
		if keep {
			out = append(out, b[from:at]...)
		}
	}
	return nil, false
}

// colourTable gives the bytes of the colour table that the flags tell of.
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func subBlocks(b []byte, at int) (end int, ok bool) {
	for at < len(b) {
		n := int(b[at])
		if at += 1 + n; n == 0 {
			return at, true
		}
	}
	return 0, false
}
