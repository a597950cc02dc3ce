package asset

import (
	"maps"
	"slices"
	"strings"
)

// ValidColor says whether s can stand as a CSS colour: #rgb, #rrggbb, a name,
// or a function such as oklch(60% 0.1 200). It judges the shape alone, so that
// nothing but a colour comes into the style sheet.
func ValidColor(s string) bool {
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		return (len(digits) == 3 || len(digits) == 6) && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
	}
	name, args, call := strings.Cut(s, "(")
	if name == "" || len(name) > 24 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	if !call {
		return true
	}
	switch strings.ToLower(name) {
	case "rgb", "hsl", "hwb", "lab", "lch", "oklab", "oklch":
	default:
		return false
	}
	args, closed := strings.CutSuffix(args, ")")
	return closed && len(args) < 60 && args != "" && strings.Trim(args, "0123456789.%, /-deg") == ""
}

// ThemeColors gives the CSS that carries the colours of the settings: the
// accent, and the colour of each Ops type by its id. An empty or invalid colour
// is left out; the theme then has one of its own.
func ThemeColors(accent string, types map[string]string) string {
	var b strings.Builder
	if ValidColor(accent) {
		b.WriteString(":root{--brand:" + accent + "}\n")
	}
	for _, id := range slices.Sorted(maps.Keys(types)) {
		if c := types[id]; ValidColor(c) {
			b.WriteString(`[data-type="` + cssString(id) + `"]{--type:` + c + "}\n")
		}
	}
	return b.String()
}

// cssString escapes what could end a string in CSS.
func cssString(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `, "\r", `\d `, "\f", `\c `, "\x00", "").Replace(s)
}
