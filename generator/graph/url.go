package graph

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// Href gives the URL of a site path ("/posts/글/") as it stands in an href:
// with the path of baseURL, percent-encoded.
func (g *Graph) Href(path string) string { return Href(g.opt.Base, path) }

// Href gives the percent-encoded URL of a site path below base.
func Href(base, path string) string { return (&url.URL{Path: base + path}).EscapedPath() }

// File gives the output file of a site path: "/posts/x/" is
// "posts/x/index.html", "/feed.xml" is "feed.xml".
func File(path string) string {
	p := strings.TrimPrefix(path, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return p
}

// page turns what a writer put into `url` or `aliases` into a site path: a
// file name that ends in .html or .htm stays, anything else is a folder.
func page(p string) string {
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm":
		return p
	}
	return strings.TrimSuffix(p, "/") + "/"
}

// maxSegment is the longest name, in bytes, that all file systems in use hold.
const maxSegment = 255

// wrong says why a path that a writer chose cannot be the path of a page, or
// "". The path is judged as a host would read it, after percent-decoding, and
// as every file system would. One that begins with a slash counts from the
// site's root, where some names are reserved.
func wrong(p string) string {
	if !utf8.ValidString(p) {
		return "is not valid UTF-8"
	}
	for range 3 { // %252e%252e decodes to %2e%2e, and that to ..
		d, err := url.PathUnescape(p)
		if err != nil {
			return "has a percent sign that encodes nothing"
		}
		if d == p {
			break
		}
		p = d
	}
	switch {
	case strings.Contains(p, "://") || strings.HasPrefix(p, "//"):
		return "names another host"
	case strings.ContainsAny(p, "?#"):
		return "has a query or fragment"
	}
	for _, r := range p {
		switch {
		case r == 0:
			return "has a NUL"
		case r == '\\':
			return `has a backslash`
		case r == ':':
			return `has a colon`
		case unicode.IsControl(r):
			return "has a control character"
		}
	}
	segments := strings.Split(strings.Trim(p, "/"), "/")
	for i, s := range segments {
		base, _, _ := strings.Cut(strings.ToLower(s), ".")
		switch {
		case s == ".." || s == ".":
			return "leaves its folder with " + s
		case s == "" && len(segments) > 1:
			return "has an empty segment"
		case len(s) > maxSegment:
			return fmt.Sprintf("has a segment longer than %d bytes", maxSegment)
		case strings.HasSuffix(s, " ") || strings.HasSuffix(s, "."):
			return "has a segment that ends in a dot or space"
		case windowsName[base]:
			return fmt.Sprintf("has the segment %q, which Windows reserves for a device", s)
		case s == "page" && i+1 < len(segments) && digits(segments[i+1]):
			return `has a segment "page" before a number, which is kept for the pages of a list`
		}
	}
	if first := strings.ToLower(segments[0]); strings.HasPrefix(p, "/") && (first == "_opspress" || first == "assets" || strings.HasPrefix(first, ".opspress")) {
		return fmt.Sprintf("begins with /%s/, which is reserved", segments[0])
	}
	return ""
}

// plain decodes a path that wrong found nothing wrong with. A Korean address
// that was copied out of a browser is percent-encoded; hosts look for the file
// by the letters themselves.
func plain(p string) string {
	if d, err := url.PathUnescape(p); err == nil {
		return d
	}
	return p
}

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
var windowsName = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// prefix gives the path prefix of a language.
func (g *Graph) prefix(lang string) string {
	if lang == g.opt.Languages[0] {
		return ""
	}
	return "/" + lang
}

// postPath gives the path of a post's page. What cannot be a path is reported
// and gives "".
func (g *Graph) postPath(m *content.Meta) string {
	if m.URL != "" {
		u := m.URL
		if !strings.HasPrefix(u, "/") {
			u = "/" + u
		}
		if why := wrong(u); why != "" {
			g.badPath(m.Path, m.Where.At("url"), "url", m.URL, why)
			return ""
		}
		return page(nfc(plain(u)))
	}
	slug, key := m.Slug, "slug"
	if slug == "" {
		if slug, key = PostSlug(m.Name), ""; slug == "" {
			slug = TermSlug(m.Name)
		}
	}
	why := wrong(slug)
	if key == "" && why != "" {
		slug = TermSlug(m.Name) // nobody wrote it as a URL
		why = wrong(slug)
	}
	if why == "" && strings.HasPrefix(slug, "/") {
		// Gatsby's posts have such slugs; what is meant is clear.
		g.report(g.strict(), "url", m.Path, m.Where.At(key), fmt.Sprintf("slug %q is absolute", shorten(slug)),
			fmt.Sprintf("%q is taken; use `url` to choose the whole path", strings.Trim(shorten(slug), "/")))
	}
	if why != "" {
		g.badPath(m.Path, m.Where.At(key), cmpOr(key, "file name"), slug, why)
		return ""
	}
	if key != "" {
		slug = plain(slug)
	}
	p := g.permalink(m, strings.Trim(nfc(slug), "/"))
	if why := wrong(p); why != "" {
		g.badPath(m.Path, m.Where.At(key), cmpOr(key, "file name"), p, why)
		return ""
	}
	return p
}

// permalink fills the pattern permalinks.posts. A token without a value (the
// year of an undated post) leaves its segment out.
func (g *Graph) permalink(m *content.Meta, slug string) string {
	if g.opt.Permalink == "/posts/:slug/" { // as nearly everywhere
		return page(g.prefix(m.Lang) + "/posts/" + slug)
	}
	section, _, nested := strings.Cut(strings.TrimPrefix(m.Path, "posts/"), "/")
	if !nested {
		section = ""
	}
	date := func(layout string) string {
		if m.Date.IsZero() {
			return ""
		}
		return m.Date.Format(layout)
	}
	fill := strings.NewReplacer(
		":year", date("2006"), ":month", date("01"), ":day", date("02"),
		":slug", slug, ":section", nfc(section),
	)
	var out []string
	for s := range strings.SplitSeq(strings.Trim(g.opt.Permalink, "/"), "/") {
		if s = fill.Replace(s); s != "" {
			out = append(out, s)
		}
	}
	return page(g.prefix(m.Lang) + "/" + strings.Join(out, "/"))
}

// aliasPath gives the path of a post's alias; one without a leading slash
// stands beside the post. It is "" when it cannot be a path.
func (g *Graph) aliasPath(p *post, i int) string {
	a := p.meta.Aliases[i]
	pos := p.meta.Where.Member("aliases", i)
	if strings.Trim(a, "/ ") == "" {
		g.badPath(p.meta.Path, pos, "alias", a, "is empty or the home page")
		return ""
	}
	if why := wrong(a); why != "" {
		g.badPath(p.meta.Path, pos, "alias", a, why)
		return ""
	}
	a = nfc(plain(a))
	if !strings.HasPrefix(a, "/") {
		a = path.Dir(strings.TrimSuffix(p.path, "/")) + "/" + a
		a = "/" + strings.TrimLeft(a, "/")
	}
	a = page(a)
	if why := wrong(a); why != "" {
		g.badPath(p.meta.Path, pos, "alias", a, why)
		return ""
	}
	return a
}

// shorten cuts a text that is too long for a message.
func shorten(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

func (g *Graph) badPath(file string, pos content.Pos, key, value, why string) {
	g.report(diag.Error, "url", file, pos, fmt.Sprintf("%s %q %s", key, shorten(value), why),
		"a path of letters, digits and hyphens, such as /posts/my-post/")
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
