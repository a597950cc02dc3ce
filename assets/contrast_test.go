package assets_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"opspress/generator/highlight"
)

var (
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	declared = regexp.MustCompile(`(--[a-z-]+):\s*([^;]+);`)
	both     = regexp.MustCompile(`^light-dark\((.*), (.*)\)$`)
	rule     = regexp.MustCompile(`(?s)pre :?[a-z]*\(?(\.[^{]*?)\)? \{ color: var\((--[a-z-]+)\)`)
)

// colours gives the custom properties of both schemes. A value that is another
// property is followed.
func colours(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	light, dark = map[string]string{}, map[string]string{}
	for _, name := range []string{"css/tokens.css", "css/highlight.css"} {
		b, ok := read(name)
		if !ok {
			t.Fatal(name)
		}
		css := comment.ReplaceAllString(string(b), "")
		for _, m := range declared.FindAllStringSubmatch(css, -1) {
			light[m[1]], dark[m[1]] = m[2], m[2]
			if v := both.FindStringSubmatch(m[2]); v != nil {
				light[m[1]], dark[m[1]] = v[1], v[2]
			}
		}
	}
	return light, dark
}

// luminance is that of WCAG 2.2.
func luminance(t *testing.T, scheme map[string]string, name string) float64 {
	t.Helper()
	v := scheme[name]
	for strings.HasPrefix(v, "var(") {
		v = scheme[strings.TrimSuffix(strings.TrimPrefix(v, "var("), ")")]
	}
	if len(v) != 7 || v[0] != '#' {
		t.Fatalf("%s is %q, no colour of six digits", name, v)
	}
	part := func(s string) float64 {
		n, err := strconv.ParseUint(s, 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(v[1:3]) + 0.7152*part(v[3:5]) + 0.0722*part(v[5:7])
}

func contrast(t *testing.T, scheme map[string]string, a, b string) float64 {
	x, y := luminance(t, scheme, a), luminance(t, scheme, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// pairs are the colours of text and the grounds that it stands on.
var pairs = map[string][]string{
	"--paper":     {"--text", "--muted", "--accent", "--code-name", "--code-string", "--code-type", "--code-number", "--code-bad"},
	"--surface":   {"--text", "--muted", "--accent", "--code-name", "--code-string", "--code-type", "--code-number", "--code-bad"},
	"--accent":    {"--on-accent"},
	"--mark":      {"--text"},
	"--code":      {"--code-text", "--code-quiet"},
	"--code-line": {"--code-text", "--code-quiet"},
}

// signs are what has a form and is no text: WCAG 2.2 wants less of it (1.4.11).
var signs = map[string][]string{"--paper": {"--edge", "--accent", "--code-number"}, "--surface": {"--edge"}}

func TestTextStandsOutFromItsGround(t *testing.T) {
	light, dark := colours(t)
	for scheme, values := range map[string]map[string]string{"light": light, "dark": dark} {
		for ground, texts := range pairs {
			for _, text := range texts {
				if c := contrast(t, values, text, ground); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", scheme, text, ground, c)
				}
			}
		}
		for ground, forms := range signs {
			for _, form := range forms {
				if c := contrast(t, values, form, ground); c < 3 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", scheme, form, ground, c)
				}
			}
		}
	}
}

func TestEveryTokenOfCodeStandsOut(t *testing.T) {
	b, _ := read("css/highlight.css")
	colour := map[string]string{}
	for _, m := range rule.FindAllStringSubmatch(string(b), -1) {
		for _, class := range strings.Split(m[1], ",") {
			colour[strings.Trim(class, " .")] = m[2]
		}
	}
	light, dark := colours(t)
	for _, class := range highlight.CSSClasses() {
		if class == "line" || class == "hl" || class == "ln" {
			continue // frames of lines
		}
		name, ok := colour[class]
		if !ok {
			name = "--code-text" // which it has from the block it stands in
		}
		for scheme, values := range map[string]map[string]string{"light": light, "dark": dark} {
			for _, ground := range []string{"--code", "--code-line"} {
				if c := contrast(t, values, name, ground); c < 4.5 {
					t.Errorf("%s: .%s, %s, on %s has a contrast of %.2f", scheme, class, name, ground, c)
				}
			}
		}
	}
}

// Known values, so that the computation itself is tested.
func TestContrastIsThatOfWCAG(t *testing.T) {
	scheme := map[string]string{"a": "#000000", "b": "#ffffff", "c": "#767676", "d": "var(b)"}
	for _, c := range []struct {
		a, b string
		want float64
	}{{"a", "b", 21}, {"c", "d", 4.54}, {"b", "b", 1}} {
		if got := contrast(t, scheme, c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s and %s: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}
