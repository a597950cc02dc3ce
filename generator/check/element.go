package check

import "strings"

// content takes the facts of the elements that have any of their own.
func (r *reader) content() {
	switch r.name {
	case "span", "li", "p", "div", "ul", "code": // most of a page
	case "html":
		r.Lang, _ = r.get("lang")
	case "a", "area":
		href, _ := r.get("href")
		r.link(href)
	case "img":
		r.image()
	case "pre":
		if r.inBody() {
			r.Code++
		}
	case "script":
		r.script()
	case "style":
		r.mark("csp", "an inline style sheet, which the Content-Security-Policy forbids", "<style")
	case "link":
		r.linked()
	case "meta":
		r.meta()
	case "iframe", "embed", "frame":
		src, _ := r.get("src")
		r.load(src, "frame")
	case "object":
		r.mark("csp", "an <object>, which the Content-Security-Policy forbids", "<object")
	case "base":
		r.mark("csp", "a <base>, which the Content-Security-Policy forbids", "<base")
	case "video", "audio", "source", "track":
		src, _ := r.get("src")
		r.load(src, "media")
		if poster, ok := r.get("poster"); ok {
			r.load(poster, "image")
		}
		r.set()
	case "form":
		if action, ok := r.get("action"); ok && isForeign(action) {
			r.mark("csp", "a form that sends to another host, which the Content-Security-Policy forbids", `action="`)
		}
	}
}

func (r *reader) image() {
	if r.inBody() {
		r.Images++
	}
	if _, ok := r.get("alt"); !ok {
		src, _ := r.get("src")
		r.mark("image-alt", "an image has no alternative text", src)
	}
	src, _ := r.get("src")
	r.load(src, "image")
	r.set()
}

// set takes the candidates of srcset.
func (r *reader) set() {
	set, _ := r.get("srcset")
	for c := range strings.SplitSeq(set, ",") {
		if f := strings.Fields(c); len(f) > 0 {
			r.load(f[0], "image")
		}
	}
}

// script takes a script. What a browser does not run is data.
func (r *reader) script() {
	if src, ok := r.get("src"); ok {
		r.load(src, "script")
		return
	}
	switch kind, _ := r.get("type"); strings.ToLower(strings.TrimSpace(kind)) {
	case "", "module", "text/javascript", "application/javascript", "importmap", "speculationrules":
		r.mark("csp", "an inline script, which the Content-Security-Policy forbids", "<script")
	}
}

func (r *reader) linked() {
	rel, _ := r.get("rel")
	href, _ := r.get("href")
	for _, word := range strings.Fields(strings.ToLower(rel)) {
		switch word {
		case "stylesheet":
			r.load(href, "style")
		case "icon", "apple-touch-icon", "manifest", "mask-icon":
			r.load(href, "image")
		case "preload", "modulepreload", "prefetch":
			as, _ := r.get("as")
			r.load(href, as)
		case "canonical":
			r.Canonical = href
		}
	}
}

func (r *reader) meta() {
	value, _ := r.get("content")
	switch name, _ := r.get("name"); strings.ToLower(name) {
	case "description":
		r.Description = strings.TrimSpace(value)
	case "robots":
		r.NoIndex = r.NoIndex || strings.Contains(strings.ToLower(value), "noindex")
	}
	if kind, _ := r.get("http-equiv"); strings.EqualFold(kind, "refresh") {
		if _, url, ok := strings.Cut(value, "="); ok {
			r.Refresh = strings.Trim(strings.TrimSpace(url), `'"`)
		}
	}
}

// isForeign says whether a URL names a host.
func isForeign(url string) bool {
	return strings.HasPrefix(url, "//") || strings.HasPrefix(url, "https:") || strings.HasPrefix(url, "http:")
}
