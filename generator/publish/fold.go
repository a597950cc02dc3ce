package publish

import (
	"iter"
	"os"
	"strings"
)

// foldedPaths maps each path without its case to the path.
func foldedPaths(paths iter.Seq[string]) map[string]string {
	m := map[string]string{}
	for p := range paths {
		m[strings.ToLower(p)] = p
	}
	return m
}

// sameFile says whether two paths are one file, as they are on a file system
// that folds case.
func (d *disk) sameFile(a, b string) (bool, error) {
	fa, err := d.lstat(a)
	if err != nil || fa == nil {
		return false, err
	}
	fb, err := d.lstat(b)
	if err != nil || fb == nil {
		return false, err
	}
	return os.SameFile(fa, fb), nil
}
