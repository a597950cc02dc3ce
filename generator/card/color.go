package card

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

type rgb struct{ r, g, b uint8 }

func (c rgb) rgba() color.RGBA { return color.RGBA{c.r, c.g, c.b, 0xff} }

// mix gives the colour n/of of the way from a to b, as a browser blends the
// edges of letters.
func mix(a, b rgb, n, of int) rgb {
	at := func(a, b uint8) uint8 { return uint8((int(a)*(of-n) + int(b)*n + of/2) / of) }
	return rgb{at(a.r, b.r), at(a.g, b.g), at(a.b, b.b)}
}

// An oklch is a colour by lightness, chroma and hue in degrees (CSS Color 4).
type oklch struct{ l, c, h float64 }

// ours is the colour of a card without a type: the brand colour of the theme.
const ours = "#0b6b5d"

// coloursOf gives the colours of a card: a dark ground that leans towards the
// type's colour, and that colour in lighter shades. All types get the same
// lightness, so none is harder to read than another.
func coloursOf(base oklch) (c struct{ ground, deco, accent, muted, soft, text rgb }) {
	with := func(l, chroma float64) rgb { return oklch{l, math.Min(chroma, base.c), base.h}.rgb() }
	c.ground = with(0.215, 0.045)
	c.deco = with(0.315, 0.085)
	c.accent = with(0.80, 0.13)
	c.muted = with(0.72, 0.03)
	c.soft = with(0.86, 0.03)
	c.text = with(0.985, 0.008)
	return c
}

// colorOf reads a CSS colour: hex, a name, rgb(), hsl(), oklch() or oklab().
// Any other is ours.
func colorOf(css string) oklch {
	if c, ok := parse(strings.ToLower(strings.TrimSpace(css))); ok {
		return c
	}
	c, _ := parse(ours)
	return c
}

func parse(css string) (oklch, bool) {
	if digits, ok := strings.CutPrefix(css, "#"); ok {
		return hex(digits)
	}
	if n, ok := colornames.Map[css]; ok {
		return rgb{n.R, n.G, n.B}.oklch(), true
	}
	name, args, call := strings.Cut(strings.TrimSuffix(css, ")"), "(")
	if !call {
		return oklch{}, false
	}
	v := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(v) < 3 {
		return oklch{}, false
	}
	switch name {
	case "rgb":
		return rgb{channel(v[0]), channel(v[1]), channel(v[2])}.oklch(), true
	case "hsl":
		return hsl(number(v[0], 1), number(v[1], 1), number(v[2], 1)).oklch(), true
	case "oklch":
		return oklch{number(v[0], 1), number(v[1], 0.4), number(v[2], 1)}, true
	case "oklab":
		a, b := number(v[1], 0.4), number(v[2], 0.4)
		return oklch{number(v[0], 1), math.Hypot(a, b), math.Atan2(b, a) * 180 / math.Pi}, true
	}
	return oklch{}, false
}

func hex(digits string) (oklch, bool) {
	if len(digits) == 3 {
		d := digits
		digits = string([]byte{d[0], d[0], d[1], d[1], d[2], d[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return oklch{}, false
	}
	return rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}.oklch(), true
}

// number reads a number or a percentage, of which 100 stand for full.
func number(s string, full float64) float64 {
	s, percent := strings.CutSuffix(strings.TrimSuffix(s, "deg"), "%")
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	if percent {
		v *= full / 100
	}
	return v
}

func channel(s string) uint8 { return uint8(math.Round(min(max(number(s, 255), 0), 255))) }

func hsl(h, s, l float64) rgb {
	at := func(n float64) uint8 {
		k := math.Mod(math.Mod(n+h/30, 12)+12, 12)
		return uint8(math.Round(255 * min(max(l-s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1)), 0), 1)))
	}
	return rgb{at(0), at(8), at(4)}
}

// The matrices are those of Björn Ottosson's Oklab, as in CSS Color 4.
func (c rgb) oklch() oklch {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return oklch{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(x, y), math.Atan2(y, x) * 180 / math.Pi}
}

func (c oklch) rgb() rgb {
	sin, cos := math.Sincos(c.h * math.Pi / 180)
	a, b := c.c*cos, c.c*sin
	l, m, s := c.l+0.3963377774*a+0.2158037573*b, c.l-0.1055613458*a-0.0638541728*b, c.l-0.0894841775*a-1.2914855480*b
	l, m, s = l*l*l, m*m*m, s*s*s
	return rgb{
		delinear(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		delinear(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		delinear(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
	}
}

func linear(v uint8) float64 {
	if x := float64(v) / 255; x > 0.04045 {
		return math.Pow((x+0.055)/1.055, 2.4)
	} else {
		return x / 12.92
	}
}

func delinear(x float64) uint8 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(math.Round(x * 255))
}
