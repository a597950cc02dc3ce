package site

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
)

// shortcode gives the HTML of one use of a shortcode. One that nobody knows is
// shown as it was written.
func (f *filler) shortcode(h *markdown.Hole) string {
	call := h.Call
	if call.Name == "ref" || call.Name == "relref" {
		url, _ := f.callURL(h)
		return html.EscapeString(url)
	}
	out, ok := f.call(h)
	if !ok {
		return html.EscapeString(call.Source)
	}
	return string(out)
}

// callURL gives the destination that a shortcode in a link stands for. ok says
// that the site still has to resolve it.
func (f *filler) callURL(h *markdown.Hole) (dest string, ok bool) {
	call := h.Call
	if call.Name != "ref" && call.Name != "relref" {
		out, _ := f.call(h)
		dest = strings.TrimSpace(html.UnescapeString(string(out)))
		if !markdown.MayLead(dest) {
			f.report(h, f.set.Severity, "link", fmt.Sprintf("link %q %s", dest, leftOut), schemes)
			dest = ""
		}
		return dest, false
	}
	for _, a := range call.Args {
		if a.Name != "" && a.Name != "path" {
			continue
		}
		dest = a.Value
		dest = strings.TrimPrefix(dest, "/") // of posts/, not of the site
		url, why, hint := f.ref(dest)
		if why != "" {
			f.report(h, f.set.Severity, linkRule(why), fmt.Sprintf("%s %q %s", call.Name, a.Value, why), hint)
		}
		return url, false
	}
	f.report(h, f.set.Severity, "shortcode", call.Name+" names no post", `write {{< ref "other.md" >}}`)
	return "", false
}

// ref resolves the destination of ref and relref, which may leave out what a
// file ends in, or name the folder of a bundle.
func (f *filler) ref(dest string) (url, why, hint string) {
	p, tail := splitDest(dest)
	if isMarkdown(p) || p == "" || strings.Contains(p, ":") {
		return f.resolve(dest)
	}
	p = strings.TrimSuffix(p, "/")
	if url, why, hint = f.resolve(p + ".md" + tail); why != "" {
		if bundle, wrong, _ := f.resolve(p + "/index.md" + tail); wrong == "" {
			return bundle, "", ""
		}
	}
	return url, why, hint
}

// call runs a shortcode's template.
func (f *filler) call(h *markdown.Hole) (layout.HTML, bool) {
	call := h.Call
	name := "shortcodes/" + call.Name + ".html"
	names, err := f.s.names.Get(f.c, none{})
	f.fail(err)
	if !slices.Contains(names, name) {
		f.report(h, f.set.Severity, "shortcode", fmt.Sprintf("there is no shortcode %q; it is shown as written", call.Name),
			diag.DidYouMean(call.Name, shortcodeNames(names)))
		return "", false
	}
	l, err := f.s.layout.Get(f.c, name)
	f.fail(err)
	strs, serr := f.s.strings.Get(f.c, f.lang)
	f.fail(serr)
	frame, ferr := f.s.frame.Get(f.c, f.lang)
	f.fail(ferr)
	if f.err != nil || l.Layout == nil {
		return "", false
	}
	out, err := l.Shortcode(f.view(h, &frame), strs)
	if err != nil {
		f.failedCall(h, err)
		return "", false
	}
	if f.absolute {
		out = layout.Trusted(fromRoot.ReplaceAllString(string(out), "${1}"+f.set.Origin+"/${2}"))
	}
	return out, true
}

// fromRoot finds the attributes that a template gave a URL from the host's
// root, which a feed cannot use. html/template has escaped all others' quotes.
var fromRoot = regexp.MustCompile(`( (?:href|src)=")/([^/])`)

// failedCall reports a shortcode whose template failed: at the place of its
// use, because that is where the writer can mend it, and with the template's
// own words.
func (f *filler) failedCall(h *markdown.Hole, err error) {
	d, real := found(err)
	if !real {
		f.fail(err)
		return
	}
	hint := d.Hint
	if d.File != "" {
		hint = strings.TrimSpace("in " + d.Place() + " " + hint)
	}
	name, message := "shortcode "+h.Call.Name+": ", d.Message
	if i := strings.LastIndex(message, " at <"); i > 0 {
		message = message[:i] // the action of the template, whose place is in the hint
	}
	f.report(h, diag.Error, "shortcode", name+strings.TrimPrefix(message, name), hint)
}

func shortcodeNames(templates []string) []string {
	var out []string
	for _, t := range templates {
		if n, ok := strings.CutPrefix(t, "shortcodes/"); ok {
			out = append(out, strings.TrimSuffix(n, ".html"))
		}
	}
	return append(out, "ref", "relref")
}

// view gives a shortcode's template what it may ask for.
func (f *filler) view(h *markdown.Hole, frame *layout.Site) *layout.Shortcode {
	call := h.Call
	v := &layout.Shortcode{
		Name: call.Name, Lang: f.lang, Site: frame, Text: call.Text, Named: map[string]string{},
		Query: func(taxonomy, term string, n int) ([]layout.Entry, error) {
			out, err := f.query(taxonomy, term, n)
			return out, f.unknown(h, err)
		},
		Lookup: func(taxonomy, term string) (*layout.Term, error) {
			out, err := f.lookup(taxonomy, term)
			return out, f.unknown(h, err)
		},
		Picture: func(dest string) (layout.Picture, error) {
			return f.shown(h, dest), f.err
		},
		Link: func(dest string) (string, error) {
			url, why, hint := f.resolve(dest)
			if why != "" {
				f.report(h, f.set.Severity, linkRule(why), fmt.Sprintf("link %q %s", dest, why), hint)
			}
			return url, f.err
		},
	}
	for _, a := range call.Args {
		if a.Name == "" {
			v.Args = append(v.Args, a.Value)
		} else {
			v.Named[a.Name] = a.Value
		}
	}
	if call.Inner != nil {
		v.Inner = layout.Trusted(string(call.Inner.Fill(nil, f.hole)))
	}
	return v
}

// unknown tells of a term that has no posts and may have some another day, and
// lets the page go on without them: the last post of a tag may expire while
// nobody looks. Any other error stays one.
func (f *filler) unknown(h *markdown.Hole, err error) error {
	var none graph.NoTerm
	if !errors.As(err, &none) || none.Wrong {
		return err
	}
	message := strings.TrimSuffix(none.Error(), "; "+none.Hint)
	f.report(h, f.set.Severity, "shortcode", "shortcode "+h.Call.Name+": "+message, none.Hint)
	return nil
}

// plural gives the taxonomy that a template names in the singular.
func plural(taxonomy string) string {
	switch taxonomy {
	case "tag", "author":
		return taxonomy + "s"
	}
	return taxonomy
}

// query gives the newest n posts of a term but for the page that asks.
func (f *filler) query(taxonomy, term string, n int) ([]layout.Entry, error) {
	items, err := f.s.query.Get(f.c, query{plural(taxonomy), term, f.lang, n + 1})
	if err != nil {
		return nil, err
	}
	var out []layout.Entry
	for _, it := range items {
		if it.Path == f.file || len(out) == n {
			continue
		}
		e, err := f.s.entry(f.c, it)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (f *filler) lookup(taxonomy, term string) (*layout.Term, error) {
	t, err := f.s.named.Get(f.c, query{Taxonomy: plural(taxonomy), Name: term, Lang: f.lang})
	if err != nil {
		return nil, err
	}
	return termView(&t), nil
}
