package asset

import (
	"maps"
	"math"
	"slices"
	"strconv"
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

// A Look is what the theme shows of an Ops type beside its name: a colour, and
// a glyph as SVG path data for a stroke and for a fill, turned clockwise.
type Look struct {
	Color     string
	Line, Dot string
	Turn      float64 // in turns
}

// ThemeColors gives the CSS that carries what the settings say: the accent, and
// the look of each Ops type by its id. An empty or invalid colour is left out;
// the theme then has one of its own. Types whose glyphs differ by a turn alone
// share one.
func ThemeColors(accent string, types map[string]Look) string {
	var b strings.Builder
	if ValidColor(accent) {
		light, dark := readable(accent)
		b.WriteString(":root{--brand:" + light + ";--brand-light:" + dark + "}\n")
	}
	forms := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(types)) {
		t := types[id]
		var rules []string
		if ValidColor(t.Color) {
			rules = append(rules, "--type:"+t.Color)
		}
		if form := glyphURL(t); form != "" {
			if forms[form] == "" {
				forms[form] = "--glyph-" + strconv.Itoa(len(forms)+1)
				b.WriteString(":root{" + forms[form] + ":" + form + "}\n")
			}
			rules = append(rules, "--glyph:var("+forms[form]+")")
		}
		if t.Turn != 0 {
			rules = append(rules, "--turn:"+strconv.FormatFloat(math.Round(t.Turn*1e4)/1e4, 'f', -1, 64)+"turn")
		}
		if len(rules) > 0 {
			b.WriteString(`[data-type="` + cssString(id) + `"]{` + strings.Join(rules, ";") + "}\n")
		}
	}
	return b.String()
}

// glyphURL gives a glyph as a picture that masks a colour, or "".
func glyphURL(t Look) string {
	if t.Line == "" {
		return ""
	}
	return `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E` +
		`%3Cpath fill='none' stroke='%23000' stroke-width='2.25' stroke-linecap='round' d='` + t.Line + `'/%3E` +
		`%3Cpath d='` + t.Dot + `'/%3E%3C/svg%3E")`
}

// cssString escapes what could end a string in CSS.
func cssString(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `, "\r", `\d `, "\f", `\c `, "\x00", "").Replace(s)
}
