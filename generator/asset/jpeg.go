package asset

import (
	"bytes"
	"encoding/binary"
)

// jpegSize reads the frame header, which holds the size (ITU-T T.81, B.2.2), and
// turns it as the orientation says.
func jpegSize(b []byte) (w, h int, ok bool) {
	segments(b, func(marker byte, whole []byte) bool {
		if isFrame(marker) && len(whole) >= 9 {
			h, w, ok = be16(whole[5:]), be16(whole[7:]), true
		}
		return !ok && marker != 0xda
	})
	if ok && jpegOrientation(b) > 4 {
		w, h = h, w
	}
	return w, h, ok
}

// jpegOrientation gives how a picture has to be turned, 1 to 8.
func jpegOrientation(b []byte) int {
	o := 1
	segments(b, func(marker byte, whole []byte) bool {
		if marker == 0xe1 && o == 1 {
			o = exifOrientation(whole[4:])
		}
		return marker != 0xda
	})
	return o
}

// isFrame tells SOF0 to SOF15 from the three others in their range.
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// exifOrientation reads the first directory of EXIF data (CIPA DC-008, 4.6.5).
func exifOrientation(segment []byte) int {
	const upright = 1
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return upright
		}
		if order.Uint16(entries) == 0x0112 {
			if o := order.Uint16(entries[8:]); o >= 1 && o <= 8 {
				return int(o)
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
