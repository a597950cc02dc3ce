package publish

import (
	"os"
	"path/filepath"

	"opspress/generator/diag"
)

// guard says where the output folder really is, or why it must not be
// published into: the sources would be lost, or much that is not a site.
func guard(o Options) (string, error) {
	dir, err := resolve(o.Dir)
	if err != nil {
		return "", err
	}
	fi, err := os.Stat(dir)
	switch {
	case err == nil && !fi.IsDir():
		return "", refuseFolder(o.Dir, "is a file")
	case filepath.Dir(dir) == dir:
		return "", refuseFolder(o.Dir, "is the root of the file system")
	}
	if home, err := os.UserHomeDir(); err == nil && holds(dir, home) {
		return "", refuseFolder(o.Dir, "is your home folder or one above it")
	}
	if o.Source != "" && holds(dir, o.Source) {
		return "", refuseFolder(o.Dir, "is the folder of the site's sources or one above it")
	}
	for _, in := range o.Inputs {
		if holds(dir, in) || holds(in, dir) {
			return "", refuseFolder(o.Dir, "overlaps the sources in "+in)
		}
	}
	return dir, nil
}

func refuseFolder(dir, why string) error {
	return diag.Diagnostic{
		Rule: "output-folder", Severity: diag.Error,
		Message: "will not publish into " + dir + ": it " + why,
		Hint:    "choose a folder of its own, such as public",
	}
}

// resolve follows the links on the way to dir, the last part of which need not
// be there yet.
func resolve(dir string) (string, error) {
	if !filepath.IsAbs(dir) {
		return "", refuseFolder(dir, "is not absolute")
	}
	dir = filepath.Clean(dir)
	real, err := filepath.EvalSymlinks(dir)
	if err == nil {
		return real, nil
	}
	if _, e := os.Lstat(dir); e == nil {
		return "", refuseFolder(dir, "is a link that leads nowhere")
	}
	if !absent(err) {
		return "", &IOError{"look at", dir, err}
	}
	parent, err := resolve(filepath.Dir(dir))
	if err != nil {
		return "", err
	}
	return filepath.Join(parent, filepath.Base(dir)), nil
}

// holds says whether inner is outer or lies in it. The file system is asked, as
// it may fold case or have a folder in two places; a folder that is not there
// yet holds nothing.
func holds(outer, inner string) bool {
	of, err := os.Stat(outer)
	if err != nil {
		return false
	}
	inner = filepath.Clean(inner)
	if real, err := resolve(inner); err == nil {
		inner = real
	}
	for d := inner; ; d = filepath.Dir(d) {
		if fi, err := os.Stat(d); err == nil && os.SameFile(fi, of) {
			return true
		}
		if filepath.Dir(d) == d {
			return false
		}
	}
}
