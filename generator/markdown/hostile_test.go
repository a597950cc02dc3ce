package markdown_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opspress/generator/markdown"

	"golang.org/x/net/html"
)

// forms are the places at which a payload P may reach the HTML.
var forms = []string{
	"P",
	"글 P 글",
	"[a](P)", "[a](<P>)", "[a](b \"P\")", "[a](b 'P')", "[a](b (P))", "[P](b)", "[a]\n\n[a]: P 'P'", "<P>",
	"![a](P)", "![a](<P>)", "![P](b.png)", "![a](b.png \"P\")", "글 ![P](b \"P\") 글",
	"# P", "# a {#P}", "# a {.P}", "# a {P}", "# a {#x class=\"P\" P=P}", "P\n===",
	"```P\nx\n```", "```go title=\"P\"\nx\n```", "```go P\nP\n```", "```P:P {P} linenos hl_lines=\"P\"\nP\n```", "    P",
	"`P`", "**P**", "~~P~~", "> P", "> [!NOTE] P\n> P", "- [x] P", "| P |\n|---|\n| P |", "P\n: P",
	"a[^P]\n\n[^P]: P",
	"<div class=\"P\">P</div>", "<div P>", "<b id='P'>x</b>", "<a href=\"P\" title=\"P\">x</a>", "<a href=P>x</a>",
	"<img src=\"P\" alt=\"P\">", "<img src=P>", "<video src='P' poster='P'></video>", "<source srcset=\"P\">",
	"<p align=\"P\" lang=\"P\" dir=\"P\" width=\"P\">", "<ol start=\"P\" type=\"P\">", "<td colspan=\"P\">",
	"{{< P >}}", "{{< x \"P\" >}}P{{< /x >}}", "{{% x `P` %}}P{{% /x %}}", "[a]({{< ref `P` >}})", "<a href=\"{{< x `P` >}}\">P</a>",
}

func payloads(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	var ps []string
	for _, line := range strings.Split(string(b), "\n") {
		if line != "" && !strings.HasPrefix(line, "## ") {
			ps = append(ps, strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\0`, "\x00", `\1`, "\x01").Replace(line))
		}
	}
	return ps
}

// No payload at any place gives the page an element that acts, an attribute
// that runs, or a destination that is a program; nor does it get out of the body.
func TestHostileInputIsHarmless(t *testing.T) {
	ps := payloads(t)
	if len(ps) < 100 {
		t.Fatalf("only %d payloads", len(ps))
	}
	for _, mode := range []markdown.HTMLMode{markdown.Sanitize, markdown.Escape} {
		r := markdown.New(markdown.Settings{HTML: mode, Shortcodes: true}, code)
		for _, form := range forms {
			for _, p := range ps {
				src := strings.ReplaceAll(form, "P", p)
				d := r.Render(src, "ko", markdown.Options{})
				if bad := harm(page(&d.Fragment)); bad != "" {
					t.Errorf("mode %d: %q gives %s in %q", mode, src, bad, d.HTML)
				}
			}
		}
	}
}

// page puts a fragment, its holes filled harmlessly, into a page.
func page(f *markdown.Fragment) string {
	var fill func(dst []byte, h *markdown.Hole) []byte
	fill = func(dst []byte, h *markdown.Hole) []byte {
		switch {
		case h.Kind == markdown.Image:
			return append(dst, `src="/x"`...)
		case h.Kind == markdown.Shortcode && h.Call.Inner != nil:
			return h.Call.Inner.Fill(dst, fill)
		}
		return append(dst, "x"...)
	}
	return "<!DOCTYPE html><html><body><main>" + string(f.Fill(nil, fill)) + "</main><footer>end</footer></body></html>"
}

var scheme = regexp.MustCompile(`^([a-z][a-z0-9+.-]*):`)

// harm names what is wrong with a page, "" if nothing.
func harm(s string) string {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return err.Error()
	}
	if f := find(doc, "footer"); f == nil || f.Parent.Data != "body" || f.FirstChild == nil || f.FirstChild.Data != "end" {
		return "a body that is left"
	}
	return harmIn(doc)
}

func find(n *html.Node, name string) *html.Node {
	if n.Type == html.ElementNode && n.Data == name {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if f := find(c, name); f != nil {
			return f
		}
	}
	return nil
}

func harmIn(n *html.Node) string {
	if n.Type == html.ElementNode {
		switch n.Data {
		case "script", "iframe", "style", "object", "embed", "form", "button", "textarea", "select", "base", "meta", "link",
			"svg", "math", "template", "noscript", "frame", "frameset", "applet", "marquee", "title":
			return "<" + n.Data + ">"
		case "input":
			if !strings.Contains(fmt.Sprint(n.Attr), "checkbox") {
				return "<input>"
			}
		}
		for _, a := range n.Attr {
			if bad := harmfulAttribute(a); bad != "" {
				return bad
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if bad := harmIn(c); bad != "" {
			return bad
		}
	}
	return ""
}

func harmfulAttribute(a html.Attribute) string {
	if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "action" || a.Key == "formaction" {
		return "the attribute " + a.Key
	}
	switch a.Key {
	case "href", "src", "poster", "srcset", "cite", "data", "background":
		v := strings.ToLower(strings.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, a.Val))
		if m := scheme.FindStringSubmatch(v); m != nil && !slices.Contains([]string{"http", "https", "mailto", "tel"}, m[1]) {
			return a.Key + "=" + v
		}
	}
	return ""
}

// The judge of the test above must know harm when it sees it.
func TestHarmIsSeen(t *testing.T) {
	for _, s := range []string{
		"<script>x</script>", "<p onclick=x>", "<a href=' java\tscript:x'>", "<p style=x>", "</main></body><footer>", "<svg>", "<input>", "<a href=x:y>",
	} {
		if harm("<!DOCTYPE html><html><body><main>"+s+"</main><footer>end</footer></body></html>") == "" {
			t.Errorf("%q is thought harmless", s)
		}
	}
}
