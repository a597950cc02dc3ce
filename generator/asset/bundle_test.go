package asset

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/diag"
)

func files(m map[string]string) Read {
	return func(name string) ([]byte, bool) { s, ok := m[name]; return []byte(s), ok }
}

func TestCSSBundlesWhatItImports(t *testing.T) {
	got, ds := CSS("css/main.css", files(map[string]string{
		"css/main.css":       "@layer base, parts;\n@import \"./base.css\" layer(base);\n@import './parts/card.css' layer(parts);\n",
		"css/base.css":       "\uFEFFbody { color : red; background: url(/a.png) }\n/* note */",
		"css/parts/card.css": "@import '../base.css';\n.card { margin : 0px }",
	}), "[data-type=\"x\"] { --type: #fff }")
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	want := `@layer base,parts;@layer base{body{color:red;background:url(/a.png)}}@layer parts{body{color:red;background:url(/a.png)}}@layer parts{.card{margin:0}}[data-type=x]{--type: #fff }` + "\n"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCSSIsTheSameEachTime(t *testing.T) {
	m := map[string]string{"css/main.css": "@import './a.css';@import './b.css';", "css/a.css": "a{color:red}", "css/b.css": "b{color:red}"}
	first, _ := CSS("css/main.css", files(m), "")
	for range 5 {
		if again, _ := CSS("css/main.css", files(m), ""); string(again) != string(first) {
			t.Fatalf("%s\n%s", first, again)
		}
	}
}

func TestJSBundlesAModule(t *testing.T) {
	got, ds := JS(files(map[string]string{
		"js/main.js": "import {f} from './f.js'\ndocument.title = f('운영')",
		"js/f.js":    "export const f = (longName) => longName + 1; export const unused = 2",
	}), "js/main.js")
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	for _, bad := range []string{"longName", "unused", "\\u"} {
		if strings.Contains(string(got), bad) {
			t.Errorf("%q stands in %s", bad, got)
		}
	}
	if !strings.Contains(string(got), "운영") {
		t.Errorf("the text is gone: %s", got)
	}
}

func TestComplaintsHaveAPlace(t *testing.T) {
	css := func(m map[string]string) []diag.Diagnostic { _, ds := CSS("css/main.css", files(m), ""); return ds }
	js := func(m map[string]string) []diag.Diagnostic { _, ds := JS(files(m), "js/main.js"); return ds }
	for _, c := range []struct {
		name  string
		run   func(map[string]string) []diag.Diagnostic
		files map[string]string
		want  string
	}{
		{"no entry", css, nil, `error : "css/main.css" is no file under assets/; nothing is loaded from other hosts ||`},
		{"missing import", css, map[string]string{"css/main.css": "/* 한글 */ @import './nope.css';"},
			`error assets/css/main.css:1:18: "./nope.css" is no file under assets/; nothing is loaded from other hosts |/* 한글 */ @import './nope.css';|`},
		{"another host", css, map[string]string{"css/main.css": "\n@import 'https://example.org/x.css';"},
			`error assets/css/main.css:2:9: "https://example.org/x.css" is no file under assets/; nothing is loaded from other hosts |@import 'https://example.org/x.css';|`},
		{"out of assets", css, map[string]string{"css/main.css": "@import '../../etc/passwd';"},
			`error assets/css/main.css:1:9: "../../etc/passwd" is no file under assets/; nothing is loaded from other hosts |@import '../../etc/passwd';|`},
		{"a misspelt property", css, map[string]string{"css/main.css": "a {\n  colr: red;\n}"},
			`warning assets/css/main.css:2:3: "colr" is not a known CSS property |  colr: red;|did you mean color?`},
		{"a script that does not parse", js, map[string]string{"js/main.js": "let 가 = ;"},
			`error assets/js/main.js:1:9: Unexpected ";" |let 가 = ;|`},
	} {
		var got []string
		for _, d := range c.run(c.files) {
			got = append(got, d.Severity.String()+" "+d.Place()+": "+d.Message+" |"+d.Source+"|"+d.Hint)
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, "\n     "), c.want)
		}
	}
}

func TestBundleAsksOnlyForItsFiles(t *testing.T) {
	asked := map[string]bool{}
	m := files(map[string]string{"css/main.css": "@import 'a.css';", "css/a.css": "a{color:red}"})
	CSS("css/main.css", func(name string) ([]byte, bool) { asked[name] = true; return m(name) }, "")
	if got := slices.Sorted(maps.Keys(asked)); !slices.Equal(got, []string{"css/a.css", "css/main.css"}) {
		t.Error(got)
	}
}

func TestThemeColors(t *testing.T) {
	got := ThemeColors("oklch(60% 0.1 200)", map[string]Look{
		"devops": {Color: "#0a7", Line: "M1 1", Dot: "M2 2", Turn: 1.0 / 14}, "데브": {Color: "teal", Line: "M1 1", Dot: "M2 2"},
		`a"]{}`: {Color: "rgb(1, 2, 3)"}, "bad": {Color: "red;}body{display:none"}, "worse": {Color: "url(//evil)"}, "none": {},
		"other": {Line: "M3 3"},
	})
	glyph := func(line, dot string) string {
		return `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='none' stroke='%23000' stroke-width='2.25' stroke-linecap='round' d='` + line + `'/%3E%3Cpath d='` + dot + `'/%3E%3C/svg%3E")`
	}
	want := `:root{--brand:oklch(60% 0.1 200);--brand-light:oklch(60% 0.1 200)}
[data-type="a\"]{}"]{--type:rgb(1, 2, 3)}
:root{--glyph-1:` + glyph("M1 1", "M2 2") + `}
[data-type="devops"]{--type:#0a7;--glyph:var(--glyph-1);--turn:0.0714turn}
:root{--glyph-2:` + glyph("M3 3", "") + `}
[data-type="other"]{--glyph:var(--glyph-2)}
[data-type="데브"]{--type:teal;--glyph:var(--glyph-1)}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if ThemeColors("expression(1)", nil) != "" {
		t.Error("no colour, but CSS")
	}
}

// Whatever accent somebody chooses, it can be read in both schemes, and one that
// can be read stays as it is.
func TestAnyAccentCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		accent := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(t, "accent"))
		light, dark := readable(accent)
		for _, c := range [][2]string{{light, lightGround}, {dark, darkGround}} {
			chosen, _ := hex(c[0])
			ground, _ := hex(c[1])
			if contrast(chosen, ground) < leastContrast {
				t.Fatalf("%s becomes %s, which has a contrast of %.2f on %s", accent, c[0], contrast(chosen, ground), c[1])
			}
			if asked, _ := hex(accent); contrast(asked, ground) >= leastContrast && c[0] != accent {
				t.Fatalf("%s becomes %s", accent, c[0])
			}
		}
	})
}

func TestReadable(t *testing.T) {
	for _, c := range [][3]string{
		{"#0b6b5d", "#0b6b5d", "#4c9288"}, {"#ff0", "#727200", "#ffff00"}, {"#000", "#000000", "#878787"}, {"#fff", "#6e6e6e", "#ffffff"},
		{"teal", "teal", "teal"},
	} {
		if light, dark := readable(c[0]); light != c[1] || dark != c[2] {
			t.Errorf("%s: %s and %s, want %s and %s", c[0], light, dark, c[1], c[2])
		}
	}
}
