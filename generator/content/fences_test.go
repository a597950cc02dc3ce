package content_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A fence is a block of code as it stands in a Markdown file.
type fence struct {
	file, lang, text string
	line             int // of the first line of code
}

// ownFences gives the fenced blocks of all our posts, in the order of files
// and lines. The fences of our posts are backticks, in lists indented by
// spaces; a block in a block is the outer one's text.
func ownFences(t *testing.T) []fence {
	t.Helper()
	var all []fence
	root := filepath.Join("..", "..", "posts")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(filepath.Join("..", ".."), path)
		all = append(all, fences(filepath.ToSlash(rel), string(src))...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fences(file, src string) []fence {
	var all []fence
	var open string // the backticks that the block began with
	var indent int
	var f fence
	for i, line := range strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n") {
		bare := strings.TrimLeft(line, " ")
		ticks := bare[:len(bare)-len(strings.TrimLeft(bare, "`"))]
		switch {
		case open == "" && len(ticks) >= 3:
			open, indent = ticks, len(line)-len(bare)
			word, _, _ := strings.Cut(bare[len(ticks):], " ")
			word, _, _ = strings.Cut(word, "{")
			f = fence{file: file, lang: strings.ToLower(word), line: i + 2}
		case open != "" && len(ticks) >= len(open) && strings.TrimRight(bare, " ") == ticks:
			all, open = append(all, f), ""
		case open != "":
			f.text += line[min(indent, len(line)-len(bare)):] + "\n"
		}
	}
	return all
}

func TestFences(t *testing.T) {
	src := "a\n\n```sh title=\"x\"\none\n  two\n```\n\n- b\n\n  ````yaml{2}\n  k: |\n    ```\n    v\n  ````\n\n```\nplain\n```\n"
	want := []fence{{"f.md", "sh", "one\n  two\n", 4}, {"f.md", "yaml", "k: |\n  ```\n  v\n", 11}, {"f.md", "", "plain\n", 17}}
	got := fences("f.md", src)
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
