package check

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"

	"opspress/generator/diag"
)

// Picture tells whether an image says where it was taken: GPS coordinates in its
// Exif data (JPEG, PNG, WebP, TIFF; CIPA DC-008, 4.6.6) or in XMP.
func Picture(file string, b []byte) []diag.Diagnostic {
	if !isPicture(file) {
		return nil
	}
	exif := exifOf(b)
	if !hasGPS(exif) && !bytes.Contains(b, []byte("exif:GPSLatitude")) {
		return nil
	}
	return []diag.Diagnostic{{
		Rule: "image-gps", Severity: diag.Error, File: file, Message: "the picture tells where it was taken (GPS in its metadata)",
		Hint: "take the metadata out: exiftool -all= " + path.Base(file),
	}}
}

func isPicture(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".heic":
		return true
	}
	return false
}

// exifOf gives the TIFF structure that holds an image's Exif data, or nil.
func exifOf(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")):
		return b
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		return exifOfJPEG(b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return chunk(b[8:], "eXIf", binary.BigEndian, 4, 1, 4)
	case bytes.HasPrefix(b, []byte("RIFF")) && len(b) > 12:
		return bytes.TrimPrefix(chunk(b[12:], "EXIF", binary.LittleEndian, 0, 2, 0), []byte("Exif\x00\x00"))
	}
	if _, after, ok := bytes.Cut(b, []byte("Exif\x00\x00")); ok && bytes.Contains(b[:min(len(b), 32)], []byte("ftyp")) {
		return after // AVIF and HEIC keep it in an item of its own
	}
	return nil
}

// exifOfJPEG looks through the segments before the picture for APP1 with Exif.
func exifOfJPEG(b []byte) []byte {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if b[i+1] == 0xda || n < 2 || i+2+n > len(b) { // the picture begins
			return nil
		}
		if tiff, ok := bytes.CutPrefix(b[i+4:i+2+n], []byte("Exif\x00\x00")); ok && b[i+1] == 0xe1 {
			return tiff
		}
		i += 2 + n
	}
	return nil
}

// chunk finds a chunk of PNG or RIFF by its name. The length stands at lengthAt
// reckoned from the name backwards (PNG) or behind the name (RIFF); chunks are
// padded to a multiple of pad and followed by tail bytes.
func chunk(b []byte, name string, order binary.ByteOrder, before, pad, tail int) []byte {
	for i := 0; i+8 <= len(b); {
		nameAt, sizeAt := i, i+4
		if before > 0 {
			nameAt, sizeAt = i+4, i
		}
		n := int(order.Uint32(b[sizeAt:]))
		if n < 0 || n > len(b)-i-8 {
			return nil
		}
		if string(b[nameAt:nameAt+4]) == name {
			return b[i+8 : i+8+n]
		}
		i += 8 + (n+pad-1)/pad*pad + tail
	}
	return nil
}

// hasGPS says whether IFD0 of a TIFF structure leads to GPS data that hold a
// latitude.
func hasGPS(t []byte) bool {
	if len(t) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if t[0] == 'M' {
		order = binary.BigEndian
	}
	const gpsInfo, latitude = 0x8825, 2
	at, ok := entry(t, order, order.Uint32(t[4:]), gpsInfo)
	if !ok {
		return false
	}
	_, ok = entry(t, order, at, latitude)
	return ok
}

// entry gives the value of a tag of the directory at an offset.
func entry(t []byte, order binary.ByteOrder, at uint32, tag uint16) (uint32, bool) {
	if int64(at)+2 > int64(len(t)) {
		return 0, false
	}
	n := int(order.Uint16(t[at:]))
	for i := range n {
		e := int64(at) + 2 + int64(i)*12
		if e+12 > int64(len(t)) {
			return 0, false
		}
		if order.Uint16(t[e:]) == tag {
			return order.Uint32(t[e+8:]), true
		}
	}
	return 0, false
}
