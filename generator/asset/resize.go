package asset

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// MaxDecoded is how many bytes the pixels of a picture may take while it is
// decoded: those of a JPEG of 8,000 by 8,000 as cameras write it, of a PNG of 26
// megapixels, or of a progressive JPEG of 14. A larger one is published in its own
// size only.
const MaxDecoded = 100 << 20

// Decoded gives how many bytes decoding a PNG or JPEG takes, as its header says; 0
// for anything else. The most that scaling it takes beside is MaxDecoded again.
func Decoded(b []byte) int64 {
	w, h, ok := ImageSize(b)
	pixels := int64(w) * int64(h)
	switch {
	case !ok:
		return 0
	case formatOf(b) == "png":
		const channels, deep = 4, 2 // at most
		if len(b) > 24 && b[24] == 16 {
			return pixels * channels * deep
		}
		return pixels * channels
	case formatOf(b) == "jpeg":
		samples, per := jpegSamples(b)
		if progressive(b) { // its coefficients wait for the last scan, four bytes each
			samples *= 5
		}
		return pixels * samples / per
	}
	return 0
}

// Resizable says whether a picture is a PNG or JPEG that is small enough to be
// decoded and scaled.
func Resizable(b []byte) bool {
	n := Decoded(b)
	w, h, _ := ImageSize(b)
	return n > 0 && n <= MaxDecoded && int64(max(w, h))*4*MaxWidth <= MaxDecoded
}

// MaxWidth is the widest that a picture can be asked for.
const MaxWidth = 1440

// Recipe names what Resize and Upright make: whoever changes their bytes changes
// it.
const Recipe = "pictures 1"

// Resize gives a PNG or JPEG, which must be larger, in several widths, the largest
// first: upright, in the same format and with its colour profile. Equal bytes give
// equal bytes. It is decoded once, and each version is made of the one before.
func Resize(b []byte, widths ...int) ([][]byte, error) {
	m, err := decode(b)
	if err != nil {
		return nil, err
	}
	o := Inspect(b).Orientation
	size := m.Bounds().Size()
	var out [][]byte
	for _, width := range widths {
		to := image.Pt(width, max(1, size.Y*width/size.X))
		if o > 4 { // lying on its side: its height becomes the width
			to = image.Pt(max(1, size.X*width/size.Y), width)
		}
		m = scale(m, to)
		one, err := encode(turn(m, o), b)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Upright turns a JPEG as its orientation says and encodes it anew, without
// any metadata but its colour profile.
func Upright(b []byte) ([]byte, error) {
	m, err := decode(b)
	if err != nil {
		return nil, err
	}
	return encode(turn(m, Inspect(b).Orientation), b)
}

var errTooLarge = errors.New("the picture is no PNG or JPEG that can be decoded in the room there is")

func decode(b []byte) (image.Image, error) {
	if !Resizable(b) {
		return nil, errTooLarge
	}
	switch formatOf(b) {
	case "jpeg":
		return jpeg.Decode(bytes.NewReader(b))
	case "png":
		return png.Decode(bytes.NewReader(b))
	}
	return nil, errors.New("neither PNG nor JPEG")
}

// strip is how many rows or columns of a picture are scaled at once: the scaler
// keeps 32 bytes for each pixel that it is half done with.
const strip = 32

// scale gives m in another size, in two passes: across, a few rows at a time,
// then down, a few columns at a time. A pass leaves the other direction as it
// is, so no seam can be seen, and the memory that is needed beside both pictures
// does not grow with them.
func scale(m image.Image, to image.Point) image.Image {
	from := m.Bounds()
	across := image.NewRGBA(image.Rect(0, 0, to.X, from.Dy()))
	inStrips(from.Dy(), func(n int) draw.Scaler { return draw.CatmullRom.NewScaler(to.X, n, from.Dx(), n) }, func(z draw.Scaler, y, n int) {
		z.Scale(across, image.Rect(0, y, to.X, y+n), m, image.Rect(from.Min.X, from.Min.Y+y, from.Max.X, from.Min.Y+y+n), draw.Src, nil)
	})
	out := image.NewRGBA(image.Rect(0, 0, to.X, to.Y))
	inStrips(to.X, func(n int) draw.Scaler { return draw.CatmullRom.NewScaler(n, to.Y, n, from.Dy()) }, func(z draw.Scaler, x, n int) {
		z.Scale(out, image.Rect(x, 0, x+n, to.Y), across, image.Rect(x, 0, x+n, from.Dy()), draw.Src, nil)
	})
	return out
}

// inStrips visits strips of a length. All but the last one have the same scaler,
// which keeps its memory.
func inStrips(length int, scaler func(n int) draw.Scaler, visit func(z draw.Scaler, at, n int)) {
	if length >= strip {
		z := scaler(strip)
		for at := 0; at+strip <= length; at += strip {
			visit(z, at, strip)
		}
	}
	if n := length % strip; n > 0 {
		visit(scaler(n), length-n, n)
	}
}

// turn gives m upright (the orientations of CIPA DC-008, 4.6.5).
func turn(m image.Image, orientation int) image.Image {
	if orientation <= 1 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation > 4 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	for y := range b.Dy() {
		draw.Draw(row, row.Rect, m, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		for x := range b.Dx() {
			tx, ty := uprightAt(x, y, b.Dx(), b.Dy(), orientation)
			copy(out.Pix[out.PixOffset(tx, ty):][:4], row.Pix[x*4:][:4])
		}
	}
	return out
}

// uprightAt gives the place where a pixel of a picture of w by h goes.
func uprightAt(x, y, w, h, orientation int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// quality of the JPEGs that are made here. At 82 a photograph cannot be told
// from its original at arm's length.
const quality = 82

// encode writes a picture in the format of the original, with its colour profile.
func encode(m image.Image, original []byte) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if formatOf(original) == "png" {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return nil, fmt.Errorf("encoding a picture: %w", err)
	}
	return withProfile(b.Bytes(), original), nil
}
