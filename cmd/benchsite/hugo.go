package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
)

// hugoSite is the site of Hugo but for its content: settings, layouts, a style
// sheet. hugo.yaml says what it makes and what it cannot.
//
//go:embed all:hugo
var hugoSite embed.FS

// hugoFiles hands every file of the folder hugo to file. The posts are those
// beside it, which hugo.yaml mounts; what opspress knows by itself or from
// posts/_ops, Hugo has as _index.md.
func hugoFiles(n int, file func(name, text string) error) error {
	err := fs.WalkDir(hugoSite, "hugo", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := hugoSite.ReadFile(name)
		if err != nil {
			return err
		}
		return file(name, string(text))
	})
	if err != nil {
		return err
	}
	index := func(folder, text string) error {
		return file(path.Join("hugo/content", folder, "_index.md"), text)
	}
	if err := index("", "---\ntitle: 운영 노트\n---\n"); err != nil {
		return err
	}
	for _, s := range []struct{ folder, title, more string }{
		{"posts", "글", ""},
		{"ops", "Ops 지도", ""},
		{"tags", "태그", ""},
		{"series", "연재", ""},
		{"authors", "글쓴이", "cascade: {outputs: [html]}\n"}, // opspress has no feeds of authors
		{"archive", "보관함", ""},
	} {
		if err := index(s.folder, fmt.Sprintf("---\ntitle: %s\n%s---\n", s.title, s.more)); err != nil {
			return err
		}
	}
	for k, t := range opsTypes {
		if err := index("ops/"+t.id, fmt.Sprintf("---\ntitle: %s\nweight: %d\n---\n\n%s\n", t.ko, k+1, t.intro)); err != nil {
			return err
		}
	}
	for year := dateOf(0).Year(); n > 0 && year >= dateOf(n-1).Year(); year-- {
		if err := index(fmt.Sprintf("archive/%d", year), fmt.Sprintf("---\ntitle: %d년\nyear: %d\n---\n", year, year)); err != nil {
			return err
		}
	}
	return nil
}
