package check

import (
	"encoding/binary"
	"testing"
)

// tiff is Exif data with or without a latitude, in one byte order or the other.
func tiff(order binary.ByteOrder, gps bool) []byte {
	b := make([]byte, 64)
	copy(b, "II*\x00")
	if order == binary.ByteOrder(binary.BigEndian) {
		copy(b, "MM\x00*")
	}
	order.PutUint32(b[4:], 8)
	order.PutUint16(b[8:], 1)
	tag := uint16(0x010f)
	if gps {
		tag = 0x8825
	}
	order.PutUint16(b[10:], tag)
	order.PutUint32(b[18:], 30)
	order.PutUint16(b[30:], 1)
	order.PutUint16(b[32:], 2)
	return b
}

func jpegWith(exif []byte) []byte {
	seg := append([]byte("Exif\x00\x00"), exif...)
	b := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, byte((len(seg) + 2) >> 8), byte(len(seg) + 2)}
	return append(append(b, seg...), 0xff, 0xda, 0, 2)
}

func pngWith(exif []byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x02IHDRab\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(exif)))
	return append(append(append(b, "eXIf"...), exif...), 0, 0, 0, 0)
}

func webpWith(exif []byte) []byte {
	b := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), 3, 0, 0, 0, 1, 2, 3, 0)
	b = binary.LittleEndian.AppendUint32(append(b, "EXIF"...), uint32(len(exif)))
	return append(b, exif...)
}

func TestPictureTellsOfGPS(t *testing.T) {
	for _, gps := range []bool{true, false} {
		le, be := tiff(binary.LittleEndian, gps), tiff(binary.BigEndian, gps)
		for name, b := range map[string][]byte{
			"a.jpg": jpegWith(le), "b.JPEG": jpegWith(be), "c.png": pngWith(be), "d.webp": webpWith(le), "e.tiff": be,
		} {
			if got := len(Picture(name, b)) == 1; got != gps {
				t.Errorf("%s with GPS %v: found %v", name, gps, got)
			}
		}
	}
	if len(Picture("x.jpg", []byte(`<rdf:Description exif:GPSLatitude="37,33.0N"/>`))) != 1 {
		t.Error("XMP is not looked at")
	}
	if len(Picture("x.txt", jpegWith(tiff(binary.LittleEndian, true)))) != 0 {
		t.Error("a text is no picture")
	}
}

func TestPictureBearsAnyBytes(t *testing.T) {
	full := jpegWith(tiff(binary.LittleEndian, true))
	for _, whole := range [][]byte{full, pngWith(tiff(binary.BigEndian, true)), webpWith(tiff(binary.LittleEndian, true))} {
		for n := range whole {
			Picture("a.jpg", whole[:n])
			broken := append([]byte(nil), whole...)
			broken[n] ^= 0xff
			Picture("a.jpg", broken)
		}
	}
}
