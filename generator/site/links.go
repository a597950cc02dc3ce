package site

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
)

func nfc(s string) string { return norm.NFC.String(s) }

// What is said of a destination whose scheme may not be, such as javascript:.
const (
	leftOut = "is left out"
	schemes = "links are http, https, mailto, tel or relative"
)

// noPlace is said of a link whose page is there, but not the place on it.
const noPlace = "leads to a place that the post does not have"

// linkRule is the rule of a finding about a link.
func linkRule(why string) string {
	if why == noPlace {
		return "fragment"
	}
	return "link"
}

// resolve turns a destination, as a writer put it, into a URL. When it leads
// nowhere, why says so, and the URL is the destination as it was.
func (f *filler) resolve(dest string) (href, why, hint string) {
	p, tail := splitDest(dest)
	switch {
	case !markdown.MayLead(dest):
		return "", leftOut, schemes
	case p == "":
		return dest, "", ""
	case isExternal(dest):
		return dest, "", ""
	}
	decoded, err := url.PathUnescape(p)
	if err != nil {
		decoded = p
	}
	if strings.HasPrefix(p, "/") {
		return f.fromRoot(nfc(decoded), tail)
	}
	if isMarkdown(decoded) {
		return f.toFile(decoded, tail)
	}
	return f.relative(dest, decoded, tail)
}

// splitDest parts a destination into its path and the query and fragment
// behind it.
func splitDest(dest string) (p, tail string) {
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		return dest[:i], dest[i:]
	}
	return dest, ""
}

// isExternal says whether a destination names a scheme or another host.
func isExternal(dest string) bool {
	if strings.HasPrefix(dest, "//") {
		return true
	}
	i := strings.IndexAny(dest, ":/?#")
	return i > 0 && dest[i] == ':'
}

// fromRoot resolves a path that begins at the site's root.
func (f *filler) fromRoot(p, tail string) (href, why, hint string) {
	clean := path.Clean(p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	ok, err := f.s.known.Get(f.c, clean)
	f.fail(err)
	href = f.url(graph.Href(f.set.Base, clean) + tail)
	if !ok && f.err == nil {
		if hint = f.unchanged(clean); hint == "" {
			hint = "no page or file of this site has that URL"
		}
		return href, "leads nowhere", hint
	}
	why, hint = f.fragmentAt(clean, tail)
	return href, why, hint
}

// unchanged is the hint for who wrote where a file stands, or where other tools
// have it, instead of its URL: what assets/static/ holds is at the root.
func (f *filler) unchanged(p string) string {
	for _, folder := range []string{"/assets/static/", "/assets/", "/static/"} {
		rest, ok := strings.CutPrefix(p, folder)
		if !ok {
			continue
		}
		if f.published("assets/static/"+rest) != "" {
			return "did you mean /" + rest + "?"
		}
		if strings.HasPrefix(p, "/assets/") {
			return "put the file at assets/static/" + rest + " and write /" + rest
		}
	}
	return ""
}

// toFile resolves a link to a post by its file: from the folder of the file
// that links, else from posts/, else from the site's root.
func (f *filler) toFile(p, tail string) (href, why, hint string) {
	var near []string
	for _, try := range []string{path.Join(path.Dir(f.file), p), path.Join("posts", p), path.Clean(p)} {
		t, err := f.s.links.Get(f.c, nfc(try))
		f.fail(err)
		if !t.OK {
			near = append(near, t.Near...)
			continue
		}
		if t.Hidden == graph.Broken {
			return p + tail, "", "" // the post's own errors say enough
		}
		if t.Hidden != 0 {
			return p + tail, "leads to a post that is " + t.Hidden.String(), "readers would find nothing there"
		}
		why, hint = f.fragment(nfc(try), tail)
		return f.url(t.URL + tail), why, hint
	}
	if tax, ok := content.IsTerm(nfc(path.Join(path.Dir(f.file), p))); ok {
		return f.toTerm(tax, p, tail)
	}
	if len(near) > 0 {
		hint = "did you mean " + near[0] + "?"
	} else {
		hint = "no post has that file; paths are relative to " + path.Dir(f.file) + "/"
	}
	return p + tail, "leads nowhere", hint
}

// toTerm resolves a link to a term by its file.
func (f *filler) toTerm(taxonomy, p, tail string) (href, why, hint string) {
	name := content.ParseFileName(p, nil).Name
	t, err := f.s.named.Get(f.c, query{Taxonomy: taxonomy, Name: name, Lang: f.lang})
	if err != nil || t.URL == "" {
		return p + tail, "leads nowhere", "there is no such term in this language"
	}
	return f.url(t.URL + tail), "", ""
}

// fragment checks the fragment of a link to another post.
func (f *filler) fragment(file, tail string) (why, hint string) {
	i := strings.IndexByte(tail, '#')
	if i < 0 || i+1 == len(tail) || strings.HasPrefix(tail[i:], "#:~:") { // browsers look for the text themselves
		return "", ""
	}
	id, err := url.PathUnescape(tail[i+1:])
	if err != nil {
		id = tail[i+1:]
	}
	a, err := f.s.abstract.Get(f.c, f.s.world.onDisk(file))
	f.fail(err)
	if id = nfc(id); f.err != nil || hasID(a.IDs, id) {
		return "", ""
	}
	return noPlace, diag.DidYouMean(id, a.IDs)
}

// fragmentAt checks the fragment of a link to the page at a site path, when that
// is a post's.
func (f *filler) fragmentAt(page, tail string) (why, hint string) {
	if !strings.Contains(tail, "#") {
		return "", ""
	}
	for _, try := range []string{page, page + "/", strings.TrimSuffix(page, "index.html")} {
		r, err := f.s.route.Get(f.c, try)
		f.fail(err)
		if r.OK && r.Kind == graph.KindPost {
			return f.fragment(r.Source, tail)
		}
	}
	return "", ""
}

// relative resolves a destination that is no Markdown file: a file of the
// bundle or of the folder, else a page relative to this page's URL, else a
// post's file without its extension.
func (f *filler) relative(dest, p, tail string) (href, why, hint string) {
	if at := f.published(path.Join(path.Dir(f.file), p)); at != "" {
		return f.url(graph.Href(f.set.Base, at) + tail), "", ""
	}
	page := path.Join(path.Dir(f.at+"x"), p)
	if strings.HasSuffix(p, "/") {
		page += "/"
	}
	ok, err := f.s.known.Get(f.c, nfc(page))
	f.fail(err)
	if ok {
		why, hint = f.fragmentAt(nfc(page), tail)
		return f.url(graph.Href(f.set.Base, nfc(page)) + tail), why, hint
	}
	for _, try := range []string{".md", "/index.md"} {
		if t, err := f.s.links.Get(f.c, nfc(path.Join(path.Dir(f.file), p)+try)); err == nil && t.OK && t.Hidden == 0 {
			return f.url(t.URL + tail), "", ""
		}
	}
	return dest, "leads nowhere", "no file beside this one and no page of the site has that name"
}

// published gives the site path at which a file is published, or "".
func (f *filler) published(file string) string {
	if strings.HasPrefix(file, "..") {
		return ""
	}
	at, err := f.s.extra.Get(f.c, file)
	f.fail(err)
	return at
}

// sourceOf gives the file of this site that the destination of an image means.
func (f *filler) sourceOf(dest string) (file string, ok bool) {
	if !markdown.MayLead(dest) || isExternal(dest) {
		return "", false
	}
	file = f.imageFile(dest)
	return f.s.world.onDisk(nfc(file)), f.published(file) != ""
}

// imageFile gives the file that the destination of an image names: beside the
// body, or in assets/static when it begins at the root.
func (f *filler) imageFile(dest string) string {
	raw, _ := splitDest(dest)
	decoded := unescaped(raw)
	if rest, ok := strings.CutPrefix(decoded, "/"); ok {
		return path.Join("assets/static", rest)
	}
	return path.Join(path.Dir(f.file), decoded)
}

// unescaped decodes the percent signs of a path, if they encode something.
func unescaped(p string) string {
	if d, err := url.PathUnescape(p); err == nil {
		return d
	}
	return p
}

// picture resolves the destination of an image.
func (f *filler) picture(dest string) (p layout.Picture, why, hint string) {
	if !markdown.MayLead(dest) {
		return layout.Picture{}, leftOut, schemes
	}
	if isExternal(dest) {
		return layout.Picture{URL: dest}, "", ""
	}
	raw, tail := splitDest(dest)
	file := f.imageFile(dest)
	at := f.published(file)
	if at == "" {
		href, why, hint := f.resolve(dest)
		if why != "" {
			why, hint = "is not there", f.unchanged(nfc(path.Clean(unescaped(raw))))
			if hint == "" {
				hint = "looked for " + file
			}
		}
		return layout.Picture{URL: href}, why, hint
	}
	source := f.s.world.onDisk(nfc(file))
	size, err := f.s.world.picked.Get(f.c, source)
	f.fail(err)
	p = layout.Picture{URL: f.url(graph.Href(f.set.Base, at) + tail), Width: size.Width, Height: size.Height}
	if set := f.srcset(source, p.URL, &size); set != "" && tail == "" && !f.absolute {
		p.SrcSet, p.Sizes = set, sizes
	}
	return p, "", ""
}

func (f *filler) fail(err error) {
	if f.err == nil && err != nil {
		f.err = err
	}
}
