package markdown

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// tag writes a start tag with the attributes that may stay.
func (p *rawPart) tag(t html.Token) {
	p.w.html("<" + t.Data)
	class := ""
	seen := map[string]bool{}
	for _, a := range t.Attr {
		key := a.Key
		if key == "name" && t.Data == "a" {
			key = "id" // as anchors were written once
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		switch {
		case key == "id":
			p.id(a.Val)
		case key == "class":
			class = p.w.calls.restore(a.Val, p.w.src) + " " + class
		case key == "align" && aligned.MatchString(a.Val):
			class += " align-" + strings.ToLower(a.Val)
		case urlAttributes[key]:
			p.attribute(t, a)
		case key == "srcset" && (t.Data == "img" || t.Data == "source"):
			p.srcset(a.Val)
		case isSafe(t.Data, key, a.Val):
			p.w.attribute(key, p.w.calls.restore(a.Val, p.w.src))
		default:
			p.note("the attribute "+shorten(key)+" of <"+t.Data+"> is left out", "")
		}
	}
	if class = collapse(class); class != "" {
		p.w.attribute("class", class)
	}
	if t.Data == "img" && !seen["alt"] {
		p.w.noAlt(p.place())
		p.w.html(` alt=""`)
	}
	p.w.html(">")
}

// id writes an id, unless the page has it already.
func (p *rawPart) id(id string) {
	id = norm.NFC.String(p.w.calls.restore(id, p.w.src))
	if id == "" || strings.ContainsAny(id, " \t\n\f\r") || p.w.ids.used[id] {
		p.note("the id "+quoteShort(id)+" is empty, has spaces or is used twice, and is left out", "")
		return
	}
	p.w.ids.used[id] = true
	p.w.d.IDs = append(p.w.d.IDs, id)
	p.w.attribute("id", id)
}

// attribute writes an attribute and, if it leads somewhere within the site, a
// hole in it. An <img> that says no size leaves all of its source open.
func (p *rawPart) attribute(t html.Token, a html.Attribute) {
	w, pos := p.w, p.place()
	allow := w.r.settings.HTML == Allow
	if !urlAttributes[a.Key] {
		w.attribute(a.Key, w.calls.restore(a.Val, w.src))
		return
	}
	dest, call := w.rawDestination(a.Val)
	if call == nil {
		switch kind := judge(dest); {
		case kind == forbidden && !allow:
			p.note("the attribute "+a.Key+"="+quoteShort(dest)+" is left out", "links are http, https, mailto, tel or relative")
			return
		case kind == forbidden, dest == "":
			w.attribute(a.Key, dest)
			return
		}
	}
	if a.Key == "src" && t.Data == "img" {
		if _, sized := attr(t, "width", "height"); !sized {
			alt, _ := attr(t, "alt")
			w.source(dest, alt, call, pos)
			return
		}
		w.d.Images = append(w.d.Images, dest)
	}
	w.href(a.Key, dest, call, pos)
}

// rawDestination reads a destination that an attribute has. A shortcode may
// stand for it.
func (w *writer) rawDestination(s string) (string, *Call) {
	if c := w.calls.destination([]byte(s), w.src); c != nil {
		return "", c
	}
	return strings.TrimSpace(w.calls.restore(s, w.src)), nil
}

// srcset writes a set of sources if all of them are on other hosts: only the
// site could say where a relative one is.
func (p *rawPart) srcset(v string) {
	for _, s := range strings.Split(v, ",") {
		f := strings.Fields(s)
		if len(f) == 0 || judge(f[0]) != absolute {
			p.note("the attribute srcset is left out", "src is enough: opspress makes the sizes")
			return
		}
	}
	p.w.attribute("srcset", v)
}

// attr finds the first of some attributes of a tag.
func attr(t html.Token, keys ...string) (string, bool) {
	for _, a := range t.Attr {
		for _, k := range keys {
			if a.Key == k {
				return a.Val, true
			}
		}
	}
	return "", false
}
