package site

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"opspress/generator/asset"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// Pictures are published beside their pages under their own names, without what
// their metadata tell. Photographs are there in smaller widths too, as fingerprinted
// files whose addresses follow from the bytes of the original.

// A picture is what is known of the file of an image.
type picture struct {
	asset.Picture
	Source output.Digest // of the file
	// Size and Digest are those of what is published, unless it has to be turned.
	Size      int64
	Digest    output.Digest
	Same      bool // the file is published as it is
	Damaged   bool
	Resizable bool
	Whole     bool // the file was read to its end: else nothing is known but its size in pixels
}

// maxPicture is the size of the largest image that is read as a whole, and
// maxHead how much is read of any other to learn its size in pixels.
const (
	maxPicture = 32 << 20
	maxHead    = 1 << 20
)

// raster says by its name whether a file is an image that may hold metadata.
func raster(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp":
		return true
	}
	return false
}

func (w *world) readPicture(_ *memo.Ctx, path string) (picture, error) {
	b, whole, err := w.readImage(path)
	if err != nil {
		return picture{}, nil // the blob of the same file says what is wrong
	}
	p := picture{Picture: asset.Inspect(b), Whole: whole}
	if !whole || !raster(path) {
		return p, nil
	}
	clean, undamaged := asset.Strip(b)
	p.Source, p.Damaged, p.Resizable = output.Sum(b), !undamaged, undamaged && asset.Resizable(b)
	p.Size, p.Digest, p.Same = int64(len(clean)), output.Sum(clean), bytes.Equal(clean, b)
	if _, ok := w.look.files[path]; ok {
		w.remember(path, p.Source)
	}
	return p, nil
}

// readImage reads an image, or its beginning when it is very large.
func (w *world) readImage(path string) (b []byte, whole bool, err error) {
	r, err := w.openBlob(path)
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	limit := int64(maxHead)
	if raster(path) {
		limit = maxPicture
	}
	b, err = io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(b)) > limit {
		return b[:maxHead], false, err
	}
	return b, true, err
}

// turned says whether the published picture is another one than the file's.
func (p *picture) turned() bool { return p.Orientation > 1 && p.Resizable }

// pictureFile gives what is published of a file. Of a lazy site it is the digest
// of the file where the picture has to be turned.
func (r *Revision) pictureFile(c *memo.Ctx, source string) (m made, err error) {
	s := r.site
	if _, err := s.faultsOf.Get(c, source); err != nil {
		return m, err
	}
	if raster(source) {
		p, err := s.world.picked.Get(c, source)
		switch {
		case err != nil:
			return m, err
		case p.Whole && p.turned():
			if s.opt.Lazy {
				return made{Digest: p.Source}, nil
			}
			return s.dearFacts(s.upright(source, p.Source))
		case p.Whole:
			return made{p.Size, p.Digest}, nil
		}
	}
	b, err := s.world.blob.Get(c, source)
	return made(b), err
}

// openPublished opens what is published of a file.
func (s *Site) openPublished(source string) (io.ReadCloser, error) {
	if !raster(source) {
		return s.world.openBlob(source)
	}
	b, whole, err := s.world.readImage(source)
	if err != nil {
		return nil, err
	}
	if !whole {
		return s.world.openBlob(source)
	}
	clean, undamaged := asset.Strip(b)
	if p := asset.Inspect(b); p.Orientation > 1 && undamaged && asset.Resizable(b) {
		clean, err = s.dearBytes(s.upright(source, output.Sum(b)))
	}
	b = clean
	return io.NopCloser(bytes.NewReader(b)), err
}

// upright is the recipe of a JPEG that has to be turned.
func (s *Site) upright(source string, of output.Digest) recipe {
	return recipe{recipeUpright, output.SumOf(asset.Recipe, " ", of.String()), func() ([]byte, error) {
		b, _, err := s.world.readImage(source)
		if err != nil {
			return nil, err
		}
		if output.Sum(b) != of {
			return nil, ErrChanged
		}
		defer s.decoding.enter(asset.Decoded(b))()
		if up, err := asset.Upright(b); err == nil {
			return up, nil
		}
		clean, _ := asset.Strip(b) // it cannot be decoded: a browser turns what it can show of it
		return clean, nil
	}}
}

// widths are those in which a photograph is there, in pixels: of a phone at its
// width, of most phones and of a desk, of a desk with a fine screen.
var widths = [...]int{asset.MaxWidth, 960, 480}

// sizes tells how wide a picture of a body is shown: as wide as the screen, and
// at most as the text (assets/css/tokens.css: --measure).
const sizes = "(min-width: 45em) 43em, 100vw"

// A variant is a photograph in another width.
type variant struct {
	Path   string // site path
	Source string
	Width  int
	Input  output.Digest
}

// variants gives the smaller versions of a photograph, the largest first. One
// that is hardly smaller than the original is not worth its bytes.
func variants(source string, p *picture) (out []variant) {
	if !p.Photo || !p.Resizable || !p.Whole {
		return nil
	}
	ext := strings.ToLower(path.Ext(source))
	for _, w := range widths {
		if w*5 > p.Width*4 {
			continue
		}
		d := output.SumOf(asset.Recipe, " ", p.Source.String(), " ", itoa(w))
		out = append(out, variant{stampedPath(fmt.Sprintf("%s-%d", stem(source), w), d, ext), source, w, d})
	}
	return out
}

// An album is every smaller version of a photograph.
type album struct{ at map[string]variant } // by site path

func (s *Site) runAlbum(c *memo.Ctx, _ none) (album, error) {
	e, err := s.extras.Get(c, none{})
	if err != nil {
		return album{}, err
	}
	var sources []string
	for _, f := range e.Files {
		if raster(f.Source) {
			sources = append(sources, f.Source)
		}
	}
	ps, errs := s.world.picked.All(c, sources)
	a := album{map[string]variant{}}
	for i := range ps {
		if errs[i] != nil {
			return album{}, errs[i]
		}
		for _, v := range variants(sources[i], &ps[i]) {
			a.at[v.Path] = v
		}
	}
	return a, nil
}

// paths gives the versions with those of one photograph side by side, so that it
// is decoded once.
func (a *album) paths() []string {
	var out []variant
	for _, v := range a.at {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b variant) int {
		if c := strings.Compare(a.Source, b.Source); c != 0 {
			return c
		}
		return b.Width - a.Width
	})
	paths := make([]string, len(out))
	for i, v := range out {
		paths[i] = v.Path
	}
	return paths
}

func (s *Site) runVariant(c *memo.Ctx, path string) (variant, error) {
	a, err := s.album.Get(c, none{})
	return a.at[path], err
}

// A resized is a photograph in all its widths.
type resized struct {
	of    output.Digest
	bytes map[int][]byte // by width
}

func (s *Site) runResized(c *memo.Ctx, source string) (resized, error) {
	p, err := s.world.picked.Get(c, source)
	if err != nil {
		return resized{}, err
	}
	b, _, err := s.world.readImage(source)
	if err != nil {
		return resized{}, err
	}
	if output.Sum(b) != p.Source {
		return resized{}, ErrChanged
	}
	var ws []int
	for _, v := range variants(source, &p) {
		ws = append(ws, v.Width)
	}
	defer s.decoding.enter(asset.Decoded(b))()
	all, err := asset.Resize(b, ws...)
	if err != nil { // it cannot be decoded after all, and is there once more under another name
		clean, _ := asset.Strip(b)
		all = slices.Repeat([][]byte{clean}, len(ws))
	}
	out := resized{p.Source, map[int][]byte{}}
	for i, w := range ws {
		out.bytes[w] = all[i]
	}
	return out, nil
}

// srcset gives the attribute that lets a browser choose the width, or "". An
// original that is not much larger than the largest version is one of them.
func (f *filler) srcset(source, href string, p *picture) string {
	vs := variants(source, p)
	if len(vs) == 0 {
		return ""
	}
	var b strings.Builder
	slices.Reverse(vs)
	for i, v := range vs {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %dw", f.url(graph.Href(f.set.Base, v.Path)), v.Width)
	}
	if p.Width*4 <= asset.MaxWidth*5 {
		fmt.Fprintf(&b, ", %s %dw", href, p.Width)
	}
	return b.String()
}

// shareable gives a photograph in the width that sites which show links want: the
// original may be of many megabytes.
func (f *filler) shareable(pic layout.Picture, dest string) layout.Picture {
	source, ok := f.sourceOf(dest)
	if !ok {
		return pic
	}
	p, err := f.s.world.picked.Get(f.c, source)
	f.fail(err)
	if vs := variants(source, &p); len(vs) > 0 && vs[0].Width > 600 {
		pic.URL = f.url(graph.Href(f.set.Base, vs[0].Path))
		pic.Width, pic.Height = vs[0].Width, max(1, p.Height*vs[0].Width/p.Width)
	}
	return pic
}

// blurred is the width below which a picture that fills a phone, 360 points wide
// with two pixels for each, is blurred; and tiny that of icons and lines, which
// nobody shows so large.
const (
	blurred = 640
	tiny    = 96
)

// judge tells of a picture that is shown and whose size nobody can tell, or that
// has too few pixels for the screens of today. The latter is a hint, which strict
// does not make an error: what has been photographed so small stays so.
func (f *filler) judge(h *markdown.Hole, dest, source string, p *picture) {
	switch {
	case !raster(source):
	case p.Width == 0:
		f.report(h, f.set.Severity, "image-size", fmt.Sprintf("image %q has no size that could be read", dest), "the file is damaged, or no picture")
	case p.Width < blurred && p.Width > tiny:
		f.report(h, diag.Warning, "image-size", fmt.Sprintf("image %q is %d pixels wide: phones show it blurred", dest, p.Width),
			fmt.Sprintf("give it %d or more, or draw it as SVG", min(2*p.Width, blurred)))
	}
}

// runFaultsOf tells what is wrong with a file that is published as a picture,
// whoever shows it.
func (s *Site) runFaultsOf(c *memo.Ctx, source string) (none, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return none{}, err
	}
	if strings.EqualFold(path.Ext(source), ".svg") {
		b, ok := s.read(c, source)
		if !ok {
			return none{}, c.Context().Err()
		}
		for _, d := range asset.SVGFaults(source, b) {
			d.Severity = set.severity()
			warn(c, d)
		}
		return none{}, nil
	}
	if !raster(source) {
		return none{}, nil
	}
	p, err := s.world.picked.Get(c, source)
	if err != nil {
		return none{}, err
	}
	say := func(severity diag.Severity, message, hint string) {
		warn(c, diag.Diagnostic{Rule: "image-size", Severity: severity, File: source, Message: message, Hint: hint})
	}
	switch {
	case p.Width > 0 && !p.Whole:
		say(set.severity(), fmt.Sprintf("is larger than %d MiB: it is published with all that its metadata tell", maxPicture>>20), "make it smaller")
	case p.Width > 0 && p.Damaged:
		say(set.severity(), "is damaged or ends too early", "write it anew from its original")
	case p.Photo && !p.Resizable:
		say(diag.Warning, fmt.Sprintf("has %d by %d pixels, too many to make it smaller for phones", p.Width, p.Height),
			"a picture as wide as the text needs some 1,500 pixels")
	}
	return none{}, nil
}
