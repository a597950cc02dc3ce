package asset

import (
	"fmt"
	"math"
	"strconv"
)

// The grounds of the default theme on which an accent is text: the darker one of
// the light scheme, the lighter one of the dark scheme.
const (
	lightGround = "#f2f4ef"
	darkGround  = "#1a201d"
	// leastContrast is what WCAG 2.2 wants of text (1.4.3, level AA).
	leastContrast = 4.5
)

// readable gives a colour as it can be read on a light ground and on a dark one:
// as it is where that is so, else darkened or lightened by as little as it
// needs. A colour that is not written in hex digits stands as it is.
func readable(color string) (light, dark string) {
	rgb, ok := hex(color)
	if !ok {
		return color, color
	}
	return shade(rgb, lightGround, 0), shade(rgb, darkGround, 255)
}

// shade moves a colour towards black or white until it stands out.
func shade(rgb [3]float64, ground string, end float64) string {
	under, _ := hex(ground)
	const steps = 128
	for i := 0; ; i++ {
		part := float64(i) / steps
		c := [3]float64{}
		for j := range c {
			c[j] = math.Round(rgb[j] + float64((end-rgb[j])*part))
		}
		if i == steps || contrast(c, under) >= leastContrast {
			return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
		}
	}
}

// hex reads #rgb and #rrggbb.
func hex(s string) (rgb [3]float64, ok bool) {
	if len(s) == 4 {
		s = "#" + s[1:2] + s[1:2] + s[2:3] + s[2:3] + s[3:4] + s[3:4]
	}
	if len(s) != 7 || s[0] != '#' {
		return rgb, false
	}
	for i := range rgb {
		n, err := strconv.ParseUint(s[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return rgb, false
		}
		rgb[i] = float64(n)
	}
	return rgb, true
}

// contrast is that of WCAG 2.2.
func contrast(a, b [3]float64) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(rgb [3]float64) float64 {
	part := func(v float64) float64 {
		if v /= 255; v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return float64(0.2126*part(rgb[0])) + float64(0.7152*part(rgb[1])) + float64(0.0722*part(rgb[2]))
}
