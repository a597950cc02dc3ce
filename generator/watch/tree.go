package watch

import (
	"path/filepath"
	"strings"
)

// A tree says which part of the file system belongs to a site.
type tree struct {
	root   string   // absolute
	dirs   []string // folders below root that are watched with all that is in them
	files  []string // further files
	ignore func(path string) bool
}

// tops gives the absolute paths of the folders and files that are watched.
func (t tree) tops() []string {
	var out []string
	for _, names := range [][]string{t.dirs, t.files} {
		for _, n := range names {
			out = append(out, filepath.Join(t.root, filepath.FromSlash(n)))
		}
	}
	return out
}

// skips says whether a file or folder is no part of the site.
func (t tree) skips(path string) bool {
	return hidden(filepath.Base(path)) || t.ignore != nil && t.ignore(t.name(path))
}

// name gives a path as people know it: from the root, slash-separated.
func (t tree) name(path string) string {
	rel, err := filepath.Rel(t.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		rel = path
	}
	return filepath.ToSlash(rel)
}
