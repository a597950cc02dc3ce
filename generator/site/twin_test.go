package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opspress/assets"
	"opspress/generator/memo"
	"opspress/layouts"
)

// TestLayoutsEqualTheirTwins builds our own blog, and a site that is full of
// lists, shortcodes and mistakes, with layouts that execute themselves and with
// those of html/template: every file and every finding must be the same.
func TestLayoutsEqualTheirTwins(t *testing.T) {
	for name, root := range map[string]string{"our blog": "../..", "a site of many lists": manyLists(t)} {
		t.Run(name, func(t *testing.T) {
			got, want := built(t, root, false), built(t, root, true)
			for i := range min(len(got), len(want)) {
				if got[i] != want[i] {
					t.Errorf("\n got %s\nwant %s", got[i], want[i])
				}
			}
			if len(got) != len(want) || len(got) < 100 {
				t.Errorf("%d files and findings, want %d", len(got), len(want))
			}
		})
	}
}

// built tells each file and finding of a build in a line.
func built(t *testing.T, root string, plain bool) (lines []string) {
	s, err := New(Options{Root: root, Layouts: layouts.FS, Assets: assets.FS, Version: "test", Once: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if plain {
		s.layout.Run = func(c *memo.Ctx, name string) (compiled, error) {
			l, err := s.runLayout(c, name)
			if l.Layout != nil {
				l.Layout = l.Plain()
			}
			return l, err
		}
	}
	r, err := s.Revise(context.Background(), time.Date(2026, 12, 30, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	res, err := r.Build(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Manifest.Files() {
		lines = append(lines, fmt.Sprint(f.Path, " ", f.Size, " ", f.Digest))
	}
	for _, d := range res.Diagnostics {
		lines = append(lines, fmt.Sprint(d.Place(), d.Rule, d.Message, d.Hint))
	}
	return lines
}

// manyLists writes a site whose lists go on over pages, with layouts of its
// own and posts that make them fail.
func manyLists(t *testing.T) string {
	root := t.TempDir()
	write := func(name, text string) {
		p := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "title: 루프 & <고리>\nbaseURL: https://ops.example.org/b/\npaginate: 3\nlanguages: [ko, en]\n"+
		"contact: {title: 함께, url: \"tel:+82-2\", label: 전화}\n")
	write("layouts/partials/badges.html", "{{with .It.Tags}}<ul>{{range $i, $t := .}}<li title={{$t.Name}}>{{$i}}</li>{{end}}</ul>{{end}}")
	write("layouts/partials/meta.html", "{{with .It.Tags}}{{if eq (index . 0).Name \"t3\"}}{{range $.It}}{{end}}{{end}}{{end}}<b>{{.It.Date.Time.Year}}</b>")
	write("layouts/shortcodes/note.html", "<p class=\"{{.Get \"kind\"}}\">{{.Inner}}{{.Text}}{{index .Args 0}}</p>")
	for i := range 40 {
		lang := []string{"", ".en"}[i%2]
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: \"글 %d <b> & '가'\"\ntags: [\"t%d\", \"C#\", \"가 나\"]\nops: [DevOps]\nseries: 연재 %d\ndate: 2026-%02d-01\nparams: {a: [1, x]}\n---\n요약 %d.\n\n## 첫째\n\n", i, i%4, i%3, 1+i%12, i)
		fmt.Fprintf(&b, "{{< note %s kind=\"a b\" >}}속 <글>{{< /note >}}\n\n## 둘째\n\n{{< posts tag=\"t%d\" limit=\"%s\" >}}\n", []string{"x", ""}[i%7/6], i%5, []string{"2", "many"}[i%9/8])
		write(fmt.Sprintf("posts/p%d%s.md", i, lang), b.String())
	}
	return root
}
