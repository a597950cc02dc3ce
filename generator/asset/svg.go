package asset

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// svgSize reads the root element: its width and height in pixels, else its
// viewBox.
func svgSize(b []byte) (w, h int, ok bool) {
	if !bytes.Contains(b[:min(len(b), 4096)], []byte("<svg")) {
		return 0, 0, false
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := d.Token()
		if err != nil {
			return 0, 0, false
		}
		root, isStart := token.(xml.StartElement)
		if !isStart {
			continue
		}
		if root.Name.Local != "svg" {
			return 0, 0, false
		}
		return svgRoot(root.Attr)
	}
}

func svgRoot(attributes []xml.Attr) (w, h int, ok bool) {
	var width, height float64
	var box []string
	for _, a := range attributes {
		switch a.Name.Local {
		case "width":
			width = pixels(a.Value)
		case "height":
			height = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r <= ' ' })
		}
	}
	if len(box) == 4 {
		boxW, boxH := pixels(box[2]), pixels(box[3])
		switch {
		case boxW == 0 || boxH == 0:
		case width == 0 && height == 0:
			width, height = boxW, boxH
		case width == 0:
			width = height * boxW / boxH
		case height == 0:
			height = width * boxH / boxW
		}
	}
	return int(math.Round(width)), int(math.Round(height)), width > 0 && height > 0
}

// pixels reads a length without a unit or in px, pt, mm, cm or in; 0 stands for
// any other, as for a length in percent.
func pixels(s string) float64 {
	s = strings.TrimSpace(s)
	scale := 1.0
	for unit, n := range map[string]float64{"px": 1, "pt": 96. / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96} {
		if number, ok := strings.CutSuffix(s, unit); ok {
			s, scale = number, n
			break
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0 && v*scale < 1e6) {
		return 0
	}
	return v * scale
}
