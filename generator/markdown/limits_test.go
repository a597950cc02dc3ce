package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"opspress/generator/markdown"
)

// indented nests lists by indentation, as deep as some n bytes allow.
func indented(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// numbered joins n pieces that hold a number each.
func numbered(form string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, form, i)
	}
	return b.String()
}

// backticks are runs of 1, 2, 3 … backticks.
func backticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.Repeat("`", i) + "a")
	}
	return b.String()
}

// Each of these once took some Markdown program minutes, or its stack. They are
// large enough that a square of their size would not end within the test.
func TestBombsEnd(t *testing.T) {
	const n = 50_000
	many := strings.Repeat
	for name, src := range map[string]string{
		"openings":                 many("[", n),
		"brackets":                 many("[", n/2) + many("]", n/2),
		"half links":               many("](", n),
		"links without end":        many("[a](", n),
		"destinations":             many("[a](<b", n),
		"nested links":             many("[", n) + "a" + many("](x)", n),
		"nested images":            many("![", n) + "a" + many("](x)", n),
		"emphasis":                 many("*a_", n),
		"emphasis that opens":      many("*a **a ", n),
		"emphasis in Korean":       many("한**", n),
		"stars":                    many("*", n) + "a" + many("*", n),
		"tildes":                   many("~a ~~b ", n),
		"quotes":                   many(">", n) + "a",
		"quotes and spaces":        many("> ", n) + "a",
		"lists in a line":          many("- ", n) + "a",
		"numbers in a line":        many("1. ", n) + "a",
		"definitions":              "a\n" + many(": ", n) + "b",
		"lists by indentation":     indented(n),
		"backticks":                backticks(n),
		"unclosed code":            many("`a ``b ", n),
		"empty tags":               many("<>", n),
		"open tags":                many("<a ", n),
		"open attributes":          "x " + many(`<a b="`, n),
		"comments":                 "x " + many("<!--", n),
		"instructions":             "x " + many("<?", n),
		"declarations":             "x " + many("<!A", n),
		"cdata":                    "x " + many("<![CDATA[", n),
		"bold":                     many("<b>", n),
		"blocks":                   many("<div>\n\n", n/4),
		"ends":                     many("</div>", n),
		"columns":                  many("|a", n) + "\n" + many("|-", n) + "\n",
		"missing cells":            many("|a", 300) + "\n" + many("|-", 300) + "\n" + many("|x\n", n/4),
		"bars in code":             "|a|b|\n|-|-|\n" + many("|`a\\|b`|c|\n", n/8),
		"references":               numbered("[a%d]: x\n", n/16) + numbered("[a%d] ", n/16),
		"references to themselves": many("[a]: [a]\n", n/8) + "[a]",
		"footnotes":                numbered("[^a%d]: x\n\n", n/16) + numbered("[^a%d] ", n/16),
		"footnotes of each other":  "[^a]\n\n[^a]: [^b]\n\n[^b]: [^a]\n",
		"braces in a heading":      "# a " + many("{a=", n),
		"classes in a heading":     "# a " + many("{.a", n) + "}",
		"a heading of links":       "# " + many("[a](", n),
		"a cell of links":          "| " + many("[a](", n) + " |\n|---|\n",
		"headings":                 many("# a\n", n/8),
		"underlines":               many("a\n=\n", n/8),
		"backslashes":              many(`\`, n),
		"ampersands":               many("&aaaa", n),
		"parentheses":              "[a](" + many("(", n),
		"addresses":                "http://a.b/" + many("(", n) + many(")", n),
		"shortcodes":               many("{{< a >}}", n/8),
		"open shortcodes":          many("{{< a ", n),
		"open quotes":              many("{{< a ` b", n),
		"open literals":            many("{{</* a ", n),
		"nested shortcodes":        many("{{% a %}}\n", n/8) + many("{{% /a %}}\n", n/8),
		"nested in a line":         "x " + many("{{% a %}}", n/8) + many("{{% /a %}}", n/8),
		"pairs in code spans":      many("`a` {{% a %}}b{{% /a %}} ", n/16),
		"lines":                    many("a  \n", n),
		"one word":                 many("가", n),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := render(src)
			checkDoc(t, "", &d)
			if bad := harm(page(&d.Fragment)); bad != "" {
				t.Errorf("a page of it has %s", bad)
			}
			markdown.Plain([]byte(src))
		})
	}
}

func TestWhatIsTooMuchIsAnErrorAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, src    string
		line, column int
	}{
		{"quotes in a line", "글\n\n" + strings.Repeat(">", 101) + "a", 3, 1},
		{"nested emphasis", "글\n\n" + strings.Repeat("*a **b ", 200) + strings.Repeat("b** a*", 200), 0, 0},
		{"links", "글\n\n" + strings.Repeat("[a](", 20000), 3, 1},
		{"missing cells", strings.Repeat("|a", 300) + "\n" + strings.Repeat("|-", 300) + "\n" + strings.Repeat("|x\n", 1000), 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := render(c.src)
			if len(d.Notes) == 0 || !d.Notes[0].Error || d.Notes[0].Rule != "markdown-heavy" {
				t.Fatalf("got %+v", d.Notes)
			}
			if n := d.Notes[0]; c.line > 0 && (n.Line != c.line || n.Column != c.column) {
				t.Errorf("at %d:%d, want %d:%d", n.Line, n.Column, c.line, c.column)
			}
			if !strings.Contains(d.HTML, "a") {
				t.Error("its text is not shown")
			}
		})
	}
}

// A hundred levels are more than anybody writes, and they work.
func TestDeepIsNotTooDeep(t *testing.T) {
	d := render(strings.Repeat("> ", 90) + "글")
	if len(d.Notes) > 0 || strings.Count(d.HTML, "<blockquote>") != 90 {
		t.Errorf("notes %v in %q", d.Notes, d.HTML)
	}
}
