package markdown_test

import (
	"testing"

	"opspress/generator/markdown"
)

func TestFill(t *testing.T) {
	f := markdown.Fragment{HTML: `<a href="">x</a>`, Holes: []markdown.Hole{
		{Kind: markdown.Link, Offset: 9, Dest: "a"},
		{Kind: markdown.Shortcode, Offset: 12},
		{Kind: markdown.Shortcode, Offset: 16},
	}}
	got := string(f.Fill([]byte("> "), func(dst []byte, h *markdown.Hole) []byte {
		if h.Kind == markdown.Link {
			return markdown.AppendEscaped(dst, h.Dest+`"&<>`)
		}
		return append(dst, '!')
	}))
	if want := `> <a href="a&quot;&amp;&lt;&gt;">x!</a>!`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAttrEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"가 'a'":          "가 'a'",
		"<a b=\"c\">&d;": "&lt;a b=&quot;c&quot;&gt;&amp;d;",
		"\x00":           "\uFFFD",
	} {
		if got := markdown.AttrEscape(in); got != want {
			t.Errorf("AttrEscape(%q) = %q, want %q", in, got, want)
		}
	}
}
