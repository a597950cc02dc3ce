package markdown_test

import (
	"strings"
	"testing"

	"opspress/generator/highlight"
	"opspress/generator/markdown"
)

var code = highlight.New()

func render(body string) markdown.Doc {
	return markdown.New(markdown.Settings{Shortcodes: true}, code).Render(body, "ko", markdown.Options{})
}

// filled is the HTML of a fragment with its holes shown.
func filled(f *markdown.Fragment) string {
	return string(f.Fill(nil, func(dst []byte, h *markdown.Hole) []byte {
		switch h.Kind {
		case markdown.Link:
			return append(dst, "⟨"+markdown.AttrEscape(dest(h))+"⟩"...)
		case markdown.Image:
			return append(dst, `src="⟨`+markdown.AttrEscape(dest(h))+`⟩"`...)
		}
		dst = append(dst, "⟪"+show(h.Call)...)
		return append(dst, "⟫"...)
	}))
}

func dest(h *markdown.Hole) string {
	if h.Call != nil {
		return show(h.Call)
	}
	return h.Dest
}

func show(c *markdown.Call) string {
	var b strings.Builder
	b.WriteString(c.Name)
	for _, a := range c.Args {
		b.WriteString(" ")
		if a.Name != "" {
			b.WriteString(a.Name + "=")
		}
		b.WriteString("[" + a.Value + "]")
	}
	if c.Inner != nil {
		b.WriteString("|" + filled(c.Inner))
	} else if c.Paired {
		b.WriteString("|" + c.Text)
	}
	return b.String()
}

func TestLook(t *testing.T) {
	d := render("# 제목 `x`\n\n**운영(Ops)**은 [a](b.md#c) ![d](e.png \"t\") <b>x</b> <script>z</script>\n\n![d](e.png \"t\")\n\n> [!NOTE] 안녕 *x*\n> 글\n\n{{< posts ops=\"devops\" 3 >}}\n\n{{% note %}}\n안 **x**\n\n- y[^1]\n{{% /note %}}\n\n[z]({{< ref \"q.md\" >}}#w) 3~5일, 6~7일\n\n```yaml title=\"x\" {1} linenos\na: {{< x >}}\n```\n\n<details><summary>S</summary>\n\n본문\n\n</details>\n\n[^1]: foot\n")
	t.Log(filled(&d.Fragment))
	t.Logf("%q %q", d.Text, d.Summary)
	t.Logf("%+v", d)
}
