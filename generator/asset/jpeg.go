package asset

import (
	"bytes"
	"encoding/binary"
)

// jpegSize walks over the segments up to the frame header, which holds the
// size (ITU-T T.81, B.2.2), and notes the orientation on the way.
func jpegSize(b []byte) (w, h int, ok bool) {
	turned := false
	for at := 2; at+4 <= len(b); {
		if b[at] != 0xff {
			return 0, 0, false
		}
		marker := b[at+1]
		if marker == 0xff { // padding
			at++
			continue
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // no length
			at += 2
			continue
		}
		size := be16(b[at+2:])
		if size < 2 || at+2+size > len(b) {
			return 0, 0, false
		}
		segment := b[at+4 : at+2+size]
		switch {
		case marker == 0xe1:
			turned = turned || exifTurned(segment)
		case isFrame(marker):
			if len(segment) < 5 {
				return 0, 0, false
			}
			h, w = be16(segment[1:]), be16(segment[3:])
			if turned {
				w, h = h, w
			}
			return w, h, true
		case marker == 0xda, marker == 0xd9: // pixels or the end, and no frame yet
			return 0, 0, false
		}
		at += 2 + size
	}
	return 0, 0, false
}

// isFrame tells SOF0 to SOF15 from the three others in their range.
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// exifTurned says that the picture lies on its side: orientation 5 to 8 in the
// first directory of its EXIF data (CIPA DC-008, 4.6.5).
func exifTurned(segment []byte) bool {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return false
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return false
		}
		if order.Uint16(entries) == 0x0112 {
			o := order.Uint16(entries[8:])
			return o >= 5 && o <= 8
		}
		entries = entries[12:]
	}
	return false
}
