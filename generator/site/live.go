package site

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// ErrNoPage says that the site has nothing at a path.
var ErrNoPage = errors.New("the site has nothing there")

// Page makes the file at a site path ("/posts/x/") and nothing that it does not
// need. Its bytes are at hand. A page with errors of the site is a
// diag.Diagnostic or an error without a place; a path that nothing stands at is ErrNoPage.
func (r *Revision) Page(path string) (output.File, error) {
	o, err := r.outline(path)
	if err != nil {
		return output.File{}, err
	}
	if o.Blob || o.Dear && r.site.opt.Lazy {
		return r.whole(o)
	}
	var p page
	err = r.do(func(c *memo.Ctx) (err error) {
		p, err = r.site.bytesOf(c, o)
		return err
	})
	if errors.As(err, new(*memo.ChangedError)) {
		err = ErrChanged
	}
	if err != nil {
		return output.File{}, err
	}
	return output.File{
		Path: o.file(), Kind: o.Kind, Source: o.Source, Size: int64(len(p.bytes)), Digest: p.digest,
		Open: p.open,
	}, nil
}

// whole makes a file of which a lazy site knows the digest alone. The digest
// stays: it names the bytes as well as their own, and a server that compares it
// with that of the last pass sees no change where there is none.
func (r *Revision) whole(o outline) (output.File, error) {
	f, _, err := r.file(o)
	if err != nil || f.Size > 0 {
		return f, err
	}
	b, err := f.Open()
	if err != nil {
		return f, err
	}
	defer b.Close()
	all, err := io.ReadAll(b)
	f.Size = int64(len(all))
	f.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all)), nil }
	return f, err
}

// outline finds what stands at a path without asking for everything else.
func (r *Revision) outline(path string) (outline, error) {
	var o outline
	err := r.do(func(c *memo.Ctx) error {
		route, err := r.site.route.Get(c, path)
		if err != nil {
			return err
		}
		if route.OK {
			o = outlineOf(route.Route)
			return nil
		}
		e, err := r.site.extras.Get(c, none{})
		if err != nil {
			return err
		}
		for _, f := range e.Files {
			if f.Path == path {
				o = outline{Path: path, Kind: output.Asset, Source: f.Source, Blob: true}
				return nil
			}
		}
		if l, ok, err := r.site.locate(c, path); err != nil || ok {
			o = outline{Path: path, Kind: output.HashedAsset, Text: l.post}
			return err
		}
		// The style sheet is what a tab asks for after an edit of it; the list of
		// everything would have to be made anew for it.
		for _, list := range []func(*memo.Ctx) ([]outline, error){r.site.hashed, r.site.every} {
			all, err := list(c)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(all, func(x outline) bool { return x.Path == path }); i >= 0 {
				o = all[i]
				return nil
			}
		}
		return ErrNoPage
	})
	return o, err
}

// OnDemand says whether what stands at a path belongs to the search index, which
// Build leaves out with SearchOnDemand.
func OnDemand(path string) bool {
	return strings.HasPrefix(path, searchFolder) || strings.HasSuffix(path, "/search/index.json")
}

func (s *Site) every(c *memo.Ctx) ([]outline, error) { return s.outlines.Get(c, none{}) }

// Latest gives the path that a fingerprinted file has in this revision, when
// only its digest is another one than that in path, or "".
func (r *Revision) Latest(path string) string {
	name, ok := unstamped(path)
	if !ok {
		return ""
	}
	var latest string
	_ = r.do(func(c *memo.Ctx) error {
		all, err := r.site.hashed(c)
		for _, o := range all {
			if n, ok := unstamped(o.Path); ok && n == name {
				latest = o.Path
			}
		}
		return err
	})
	return latest
}

// stamped is the path of a fingerprinted file: /assets/main.0a1b2c3d4e.css.
var stamped = regexp.MustCompile(`^(/assets/[^/]+)\.[0-9a-f]{10}(\.\w+)$`)

func unstamped(path string) (string, bool) {
	m := stamped.FindStringSubmatch(path)
	if m == nil {
		return "", false
	}
	return m[1] + m[2], true
}

// Findings gives what is wrong as far as the revision has been asked.
func (r *Revision) Findings() diag.List { return r.diagnostics(nil) }

// Base gives the path of baseURL, without a slash at its end. sound is false
// when site.yaml has errors: then the settings are not what it means, and
// neither is any page.
func (r *Revision) Base() (base string, sound bool, err error) {
	err = r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		base, sound = set.base(), !set.broken
		return err
	})
	return base, sound, err
}

// Next gives the next moment at which the site changes by itself, or the zero
// time.
func (r *Revision) Next() (time.Time, error) {
	var next time.Time
	err := r.do(func(c *memo.Ctx) error {
		now, err := r.site.world.now.Get(c, none{})
		if err != nil {
			return err
		}
		f, err := r.site.front.Get(c, none{})
		if err != nil {
			return err
		}
		next = graph.NextChange(f.Posts, now)
		return nil
	})
	return next, err
}

// runMoment gives the last moment at which a post appeared or expired. To the
// site it is the same time as now, and unlike now it is the same at almost
// every look.
func (s *Site) runMoment(c *memo.Ctx, _ none) (time.Time, error) {
	now, err := s.world.now.Get(c, none{})
	if err != nil {
		return time.Time{}, err
	}
	f, err := s.front.Get(c, none{})
	if err != nil {
		return time.Time{}, err
	}
	return graph.LastChange(f.Posts, now), nil
}

// Sources gives the site path of the page that each source file makes.
func (r *Revision) Sources() (map[string]string, error) {
	out := map[string]string{}
	err := r.do(func(c *memo.Ctx) error {
		all, err := r.site.outlines.Get(c, none{})
		for _, o := range all {
			if o.Source != "" && o.Source != settingsFile && o.Kind != output.Redirect {
				out[o.Source] = o.Path
			}
		}
		return err
	})
	return out, err
}

// Changed gives the files that were not the same at this look as at the one
// before, sorted.
func (r *Revision) Changed() []string { return r.changed }

// URL gives the site path of an output file.
func URL(file string) string {
	if dir, ok := strings.CutSuffix(file, "index.html"); ok && (dir == "" || strings.HasSuffix(dir, "/")) {
		return "/" + dir
	}
	return "/" + file
}

// Headers are those of every file in production: the source of _headers.
func (r *Revision) Headers() ([]output.Header, error) {
	var hs []output.Header
	err := r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		hs = set.headers()
		return err
	})
	return hs, err
}

func (s *Settings) headers() []output.Header {
	return []output.Header{
		{Name: "Content-Security-Policy", Value: s.policy()},
		{Name: "Referrer-Policy", Value: "strict-origin-when-cross-origin"},
		{Name: "X-Content-Type-Options", Value: "nosniff"},
		{Name: "X-Frame-Options", Value: "DENY"},
	}
}
