package asset

import (
	"bytes"
	"image/color"
	"image/jpeg"
)

// withProfile puts the colour profile of the original into a picture that was
// made of it: without one, the colours of a phone's photograph pale.
func withProfile(made, original []byte) []byte {
	if formatOf(original) == "png" {
		return insert(made, len(pngSignature)+25, pngProfile(original)) // behind IHDR
	}
	return insert(made, 2, jpegProfile(original)) // behind the start of the image
}

func insert(b []byte, at int, more []byte) []byte {
	if len(more) == 0 || at > len(b) {
		return b
	}
	return bytes.Join([][]byte{b[:at], more, b[at:]}, nil)
}

// pngProfile gives the chunks that tell what the numbers of a pixel mean. Those
// of gray are no good for a picture that has become one of three channels.
func pngProfile(b []byte) (out []byte) {
	const fullColour = 2
	if b[25]&fullColour == 0 {
		return nil
	}
	chunks(b, func(kind string, whole []byte) bool {
		switch kind {
		case "cHRM", "gAMA", "iCCP", "sRGB", "cICP":
			out = append(out, whole...)
		}
		return kind != "IDAT"
	})
	return out
}

// jpegProfile gives the segments of the colour profile, unless it is one of ink
// or of gray.
func jpegProfile(b []byte) (out []byte) {
	if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.ColorModel != color.YCbCrModel {
		return nil
	}
	segments(b, func(marker byte, whole []byte) bool {
		if marker == 0xe2 && bytes.HasPrefix(whole[4:], iccMark) {
			out = append(out, whole...)
		}
		return marker != 0xda
	})
	return out
}

// jpegSamples gives how many samples a JPEG has for so many pixels: fewer than
// three for each where colours are subsampled.
func jpegSamples(b []byte) (samples, pixels int64) {
	samples, pixels = 4, 1
	segments(b, func(marker byte, whole []byte) bool {
		if isFrame(marker) && len(whole) >= 10 && len(whole) >= 10+3*int(whole[9]) {
			samples, pixels = 0, 1
			for i := range int(whole[9]) {
				factors := whole[10+3*i+1]
				n := int64(factors>>4) * int64(factors&15)
				samples, pixels = samples+n, max(pixels, n)
			}
		}
		return marker != 0xda
	})
	return samples, pixels
}

// progressive says whether a JPEG comes in scans of growing detail.
func progressive(b []byte) bool {
	found := false
	segments(b, func(marker byte, _ []byte) bool {
		found = found || marker == 0xc2
		return marker != 0xda
	})
	return found
}

// segments visits the segments of a JPEG up to its pixels, marker and length
// included, until visit says false.
func segments(b []byte, visit func(marker byte, whole []byte) bool) {
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		marker := b[at+1]
		switch {
		case marker == 0xff:
			at++
			continue
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8:
			at += 2
			continue
		case marker == 0xd9:
			return
		}
		end := at + 2 + be16(b[at+2:])
		if end < at+4 || end > len(b) || !visit(marker, b[at:end]) {
			return
		}
		at = end
	}
}
