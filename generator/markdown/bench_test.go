package markdown_test

import (
	"os"
	"strings"
	"testing"

	"opspress/generator/markdown"
)

// BenchmarkRender renders all the text cases as one body, code highlighted.
func BenchmarkRender(b *testing.B) {
	var src strings.Builder
	for _, f := range []string{"emphasis", "heading", "callout", "list", "figure", "footnote"} {
		s, err := os.ReadFile("testdata/body/" + f + ".txt")
		if err != nil {
			b.Fatal(err)
		}
		src.Write(s)
	}
	theirs := gfm()
	r := markdown.New(markdown.Settings{Shortcodes: true}, code)
	b.SetBytes(int64(src.Len()))
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(src.Len()))
		for b.Loop() {
			r.Render(src.String(), "ko", markdown.Options{})
		}
	})
	b.Run("goldmark", func(b *testing.B) {
		b.SetBytes(int64(src.Len()))
		for b.Loop() {
			theirs(src.String())
		}
	})
}
