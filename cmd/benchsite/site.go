package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// A site is what the flags ask for.
type site struct {
	images bool // every tenth post is a bundle with pictures
	hugo   bool // a site of Hugo stands beside the posts
}

const settings = `title: 운영 노트
description: A synthetic blog for measuring.
baseURL: https://bench.example
languages: [ko, en]
timeZone: Asia/Seoul
paginate: 20
`

// write writes the site of n posts into dir, which must be absent or empty.
func (s site) write(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: it holds %s", dir, entries[0].Name())
	}
	folder := ""
	return s.each(n, func(name, text string) error {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if d := filepath.Dir(full); d != folder {
			folder = d
			if err := os.MkdirAll(d, 0o755); err != nil {
				return err
			}
		}
		return os.WriteFile(full, []byte(text), 0o644)
	})
}

// each hands every file of the site of n posts to file, by its path from the
// root: the settings, the Ops types, the posts with their pictures, and what
// Hugo needs.
func (s site) each(n int, file func(name, text string) error) error {
	if err := file("site.yaml", settings); err != nil {
		return err
	}
	for k, t := range opsTypes {
		if err := file(path.Join("posts/_ops", t.id+".md"), t.source(k+1)); err != nil {
			return err
		}
	}
	for i := range n {
		if err := file(s.path(i), s.post(i)); err != nil {
			return err
		}
		for _, p := range s.pictures(i) {
			if err := file(path.Join(path.Dir(s.path(i)), p.name), p.encode()); err != nil {
				return err
			}
		}
	}
	if s.hugo {
		return hugoFiles(n, file)
	}
	return nil
}
