package markdown_test

import (
	"strings"

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
