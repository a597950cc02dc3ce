package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/diff"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A SiteDiff is what changed for a reader between two sites.
type SiteDiff = diff.Diff

// DiffMarker is the first line of what WriteDiffMarkdown writes.
const DiffMarker = diff.Marker

// WriteDiff writes a SiteDiff for a person at a terminal.
func WriteDiff(w io.Writer, d *SiteDiff) error { return diff.WriteHuman(w, d) }

// WriteDiffMarkdown writes it as the comment of a pull request.
func WriteDiffMarkdown(w io.Writer, d *SiteDiff) error { return diff.WriteMarkdown(w, d) }

// Diff compares two sites. Each of old and new is a built folder, or the folder
// of a site, whose sources are built in memory; an empty new is the site that o
// names. The diagnostics are those of sources; with errors among them the error
// is ErrContent. Other errors are a *NoSiteError, a *RefusedError, that of ctx
// or of the machine.
func Diff(ctx context.Context, o SiteOptions, old, new string) (SiteDiff, diag.List, error) {
	var (
		sides [2]output.Manifest
		found diag.List
	)
	for i, dir := range []string{old, new} {
		so := o
		if dir == "" {
			dir = o.Root
		} else {
			so.Root = dir
		}
		m, ds, done, err := so.manifest(ctx, dir, i == 1 && new == "")
		defer done()
		found = append(found, ds...)
		if err != nil {
			return SiteDiff{}, found, err
		}
		sides[i] = m
	}
	d, err := diff.Compare(sides[0], sides[1])
	if errors.Is(err, site.ErrChanged) {
		err = fmt.Errorf("%w: run it again", err)
	}
	return d, found, err
}

// manifest gives the finished site in a folder: what stands there, or what its
// sources make. done lets go of it.
func (o SiteOptions) manifest(ctx context.Context, dir string, sources bool) (m output.Manifest, ds diag.List, done func(), err error) {
	done = func() {}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return m, nil, done, &NoSiteError{Root: dir, Why: "there is no such folder"}
	case !info.IsDir():
		return m, nil, done, &NoSiteError{Root: dir, Why: "it is a file"}
	}
	if !sources {
		if _, err := os.Stat(filepath.Join(dir, "index.html")); err == nil {
			m, done, err := standing(ctx, dir)
			return m, nil, done, err
		}
		if o.exists() != nil {
			return m, nil, done, &RefusedError{fmt.Errorf("%s is neither a built site nor the sources of one", dir),
				"a built site has an index.html at its top, sources have a posts folder"}
		}
	}
	if o.Root, err = filepath.Abs(dir); err != nil {
		return m, nil, done, err
	}
	if err := o.exists(); err != nil {
		return m, nil, done, err
	}
	if err := o.checkCache(""); err != nil {
		return m, nil, done, err
	}
	store := o.openCache()
	so := o.site()
	so.Once, so.Recall = true, true
	if store != nil {
		so.Cache = store
		done = func() { store.Close() }
	}
	s, err := site.New(so)
	if err != nil {
		return m, nil, done, err
	}
	close := done
	done = func() { s.Close(); close() }
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return m, nil, done, err
	}
	res, err := r.Build(ctx, nil)
	if err != nil {
		return m, nil, done, err
	}
	if n, _ := diag.Count(res.Diagnostics); n > 0 {
		return m, res.Diagnostics, done, ErrContent
	}
	return res.Manifest, res.Diagnostics, done, nil
}

// standing gives what stands in a built folder. Links are not followed, and
// what publish and hosts keep for themselves is no part of the site.
func standing(ctx context.Context, dir string) (m output.Manifest, done func(), err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return m, func() {}, err
	}
	done = func() { root.Close() }
	var files []output.File
	err = fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if name := d.Name(); p != "." && strings.HasPrefix(name, ".") && name != ".well-known" {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		f, err := standingFile(root, p)
		files = append(files, f)
		return err
	})
	if err != nil {
		return m, done, err
	}
	m, err = output.NewManifest(files)
	return m, done, err
}

func standingFile(root *os.Root, p string) (output.File, error) {
	r, err := root.Open(filepath.FromSlash(p))
	if err != nil {
		return output.File{}, err
	}
	defer r.Close()
	d, n, err := output.Read(r)
	return output.File{Path: path.Clean(p), Size: n, Digest: d, Open: func() (io.ReadCloser, error) {
		return root.Open(filepath.FromSlash(p))
	}}, err
}
