package site

import (
	"fmt"
	"strconv"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

// A filler fills the holes of one doc for one reader: a page, whose links are
// relative to the host, or a feed, whose links are absolute.
type filler struct {
	s        *Site
	c        *memo.Ctx
	set      links
	file     string // that the body stands in
	line     int    // of the file on which the body begins
	at       string // site path of the page
	lang     string
	absolute bool
	first    bool     // the next picture is the first of its page: it is not put off
	ids      []string // that the page itself defines
	err      error    // of a task, which ends the work
}

// links is what filling depends on of the settings.
type links struct {
	Base, Origin string
	Severity     diag.Severity
}

func (s *Site) filler(c *memo.Ctx, file string, line int, at, lang string, absolute bool) (*filler, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	return &filler{
		s: s, c: c, file: file, line: line, at: at, lang: lang, absolute: absolute,
		set: links{set.base(), set.origin(), set.severity()},
	}, nil
}

// body gives the HTML of a doc with all holes filled.
func (f *filler) body(d *markdown.Doc) (layout.HTML, error) {
	f.ids = d.IDs
	for _, a := range d.Anchors {
		f.anchor(a)
	}
	room, _ := f.s.bodies.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	*room = d.Fill((*room)[:0], f.hole)
	html := layout.Trusted(string(*room))
	f.s.bodies.Put(room)
	return html, f.err
}

// report keeps a finding at a place of the body.
func (f *filler) report(h *markdown.Hole, severity diag.Severity, rule, message, hint string) {
	warn(f.c, diag.Diagnostic{Rule: rule, Severity: severity, File: f.file, Line: f.line + h.Line - 1, Column: h.Column,
		Message: message, Hint: hint})
}

func (f *filler) hole(dst []byte, h *markdown.Hole) []byte {
	if f.err != nil {
		return dst
	}
	switch h.Kind {
	case markdown.Link:
		return markdown.AppendEscaped(dst, f.link(h))
	case markdown.Image:
		return f.image(dst, h)
	}
	return append(dst, f.shortcode(h)...)
}

// link gives the URL that a link leads to.
func (f *filler) link(h *markdown.Hole) string {
	dest := h.Dest
	if h.Call != nil {
		var ok bool
		if dest, ok = f.callURL(h); !ok {
			return dest
		}
	}
	url, why, hint := f.resolve(dest)
	if why != "" {
		f.report(h, f.set.Severity, linkRule(why), fmt.Sprintf("link %q %s", dest, why), hint)
	}
	return url
}

// image writes the attributes of a picture: where it is, and its size so that
// the page does not jump when it comes.
func (f *filler) image(dst []byte, h *markdown.Hole) []byte {
	dest := h.Dest
	if h.Call != nil {
		dest, _ = f.callURL(h)
	}
	return appendPicture(dst, f.shown(h, dest))
}

// shown resolves the destination of an image that a page shows, and tells what is
// wrong with it.
func (f *filler) shown(h *markdown.Hole, dest string) layout.Picture {
	p, why, hint := f.picture(dest)
	if why != "" {
		f.report(h, f.set.Severity, "image", fmt.Sprintf("image %q %s", dest, why), hint)
	} else if source, ok := f.sourceOf(dest); ok {
		size, err := f.s.world.picked.Get(f.c, source)
		f.fail(err)
		f.judge(h, dest, source, &size)
	}
	p.Lazy = !f.first
	f.first = false
	return p
}

func appendPicture(dst []byte, p layout.Picture) []byte {
	dst = append(dst, `src="`...)
	dst = markdown.AppendEscaped(dst, p.URL)
	dst = append(dst, '"')
	if p.Width > 0 && p.Height > 0 {
		dst = append(dst, ` width="`...)
		dst = strconv.AppendInt(dst, int64(p.Width), 10)
		dst = append(dst, `" height="`...)
		dst = strconv.AppendInt(dst, int64(p.Height), 10)
		dst = append(dst, '"')
	}
	if p.SrcSet != "" {
		dst = append(dst, ` srcset="`...)
		dst = markdown.AppendEscaped(dst, p.SrcSet)
		dst = append(dst, `" sizes="`...)
		dst = append(append(dst, p.Sizes...), '"')
	}
	if p.Lazy {
		dst = append(dst, ` loading="lazy"`...)
	}
	return append(dst, ` decoding="async"`...)
}

// anchor checks a link to a place of the same page.
func (f *filler) anchor(a markdown.Anchor) {
	if a.ID == "" || a.ID == "top" || hasID(f.ids, a.ID) {
		return
	}
	f.report(&markdown.Hole{Line: a.Line, Column: a.Column}, f.set.Severity, "fragment",
		fmt.Sprintf("link %q leads to no place of this page", "#"+a.ID), diag.DidYouMean(a.ID, f.ids))
}

func hasID(ids []string, id string) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

// url gives a URL of this site for the reader at hand.
func (f *filler) url(href string) string {
	if f.absolute && strings.HasPrefix(href, "/") {
		return f.set.Origin + href
	}
	return href
}
