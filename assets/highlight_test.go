package assets_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"opspress/generator/highlight"
)

var update = flag.Bool("update", false, "write css/highlight.css anew")

// hues are the colours of code, on a light ground and on a dark one. The first
// two are the grounds: of a block, and of a marked line in it.
var hues = []struct{ name, light, dark string }{
	{"--code", "#f2f4ef", "#1a201d"},
	{"--code-line", "#fbf0c6", "#37331a"},
	{"--code-text", "#26302b", "#dfe5e1"},
	{"--code-quiet", "#5a645e", "#9faaa3"},
	{"--code-keyword", "#9c1c5c", "#f39abd"},
	{"--code-name", "#0d56a6", "#8fc2f7"},
	{"--code-tag", "#0b5f73", "#85d3da"},
	{"--code-type", "#6b3fa0", "#cdb0f7"},
	{"--code-string", "#1d6539", "#a0dbaa"},
	{"--code-number", "#8f4204", "#f2b878"},
	{"--code-bad", "#a82a22", "#ffa097"},
}

// kinds give each of chroma's classes a colour.
var kinds = []struct{ classes, hue, more string }{
	{"c ch cm cp cpf c1 cs go", "--code-quiet", ""},
	{"k kc kd kn kp kr ow or", "--code-keyword", ""},
	{"nf fm nb bp nd", "--code-name", ""},
	{"nt na nl py ni", "--code-tag", ""},
	{"kt nc ne nn no", "--code-type", ""},
	{"s sa sb sc dl sd s2 se sh si sx sr s1 ss gi", "--code-string", ""},
	{"l ld m mb mf mh mi il mo", "--code-number", ""},
	{"gd gr gt err", "--code-bad", ""},
	{"n nx nv vc vg vi vm o p g ge x", "--code-text", ""},
	{"gh gu gs gp", "--code-text", "font-weight: 700"},
	{"gl", "--code-text", "text-decoration: underline"},
}

func highlightCSS() string {
	var b strings.Builder
	b.WriteString("/* The colours of code. Written by make styles from assets/highlight_test.go. */\n:root {\n")
	for _, h := range hues {
		fmt.Fprintf(&b, "  %s: light-dark(%s, %s);\n", h.name, h.light, h.dark)
	}
	b.WriteString("}\n\n")
	for _, k := range kinds {
		if k.hue == "--code-text" && k.more == "" {
			continue // as the block that they stand in
		}
		selector := "." + strings.ReplaceAll(k.classes, " ", ", .")
		if strings.Contains(k.classes, " ") {
			selector = ":is(" + selector + ")"
		}
		more := ""
		if k.more != "" {
			more = " " + k.more + ";"
		}
		rule := "color: var(" + k.hue + ");" + more
		if k.hue == "--code-text" {
			rule = more[1:]
		}
		fmt.Fprintf(&b, "pre %s { %s }\n", selector, rule)
	}
	return b.String()
}

// The style sheets of code for light and dark are what this file makes of its
// colours, and it makes nothing that cannot be read.
func TestHighlightStyles(t *testing.T) {
	light, dark := map[string]string{}, map[string]string{}
	for _, h := range hues {
		light[h.name], dark[h.name] = h.light, h.dark
	}
	for scheme, values := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, text := range hues[2:] {
			for _, ground := range hues[:2] {
				if c := contrast(t, values, text.name, ground.name); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", scheme, text.name, ground.name, c)
				}
			}
		}
	}
	var classes []string
	for _, k := range kinds {
		classes = append(classes, strings.Fields(k.classes)...)
	}
	classes = append(classes, "line", "hl", "ln") // frames, which code.css has
	slices.Sort(classes)
	if want := highlight.CSSClasses(); !slices.Equal(classes, want) {
		t.Errorf("there are colours for %q, code can have %q", classes, want)
	}
	if t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile("css/highlight.css", []byte(highlightCSS()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if b, _ := read("css/highlight.css"); string(b) != highlightCSS() {
		t.Error("css/highlight.css is not what its colours give: run make styles")
	}
}
