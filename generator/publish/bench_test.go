package publish

import (
	"fmt"
	"strings"
	"testing"

	"opspress/generator/output"
)

// A site of 10,000 pages, 8 KB each: written anew, and found unchanged.
func BenchmarkTenThousandPages(b *testing.B) {
	var files []output.File
	for i := range 10_000 {
		body := []byte(strings.Repeat(fmt.Sprintf("page %d ", i), 800))
		files = append(files, output.New(fmt.Sprintf("posts/post-%d/index.html", i), output.Leaf, "", body))
	}
	m, err := output.NewManifest(files)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, err := publishTo(Options{Dir: b.TempDir()}, m, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		dir := b.TempDir()
		for range 2 {
			if _, err := publishTo(Options{Dir: dir}, m, nil); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			if _, err := publishTo(Options{Dir: dir}, m, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
