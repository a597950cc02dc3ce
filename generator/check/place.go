package check

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"opspress/generator/diag"
)

// A finding about a page belongs to a source: what an author wrote to the post, what
// a template makes to the template. The place is found by looking for the markup
// there; one that is on many pages is one finding, which counts them.

// A merge is what findings of several pages share.
type merge struct {
	rule, file, message string
	line, column        int
}

type merging struct {
	diag  diag.Diagnostic
	pages []string
}

// onPage reports a finding about a page: body says that it is in the text of the
// post, near is markup by which to find the place.
func (j *judgement) onPage(p *PageAt, body bool, rule, message, hint string, near ...string) {
	d := j.locate(p, body, near)
	if body && j.built[place{d.File, d.Line}] && d.Line > 0 && saidByBuild(rule) {
		return // the build says it, and better
	}
	d.Rule, d.Severity, d.Message, d.Hint = rule, severityOf(rule), message, hint
	k := merge{rule, d.File, message, d.Line, d.Column}
	if j.merged[k] == nil {
		j.merged[k] = &merging{diag: d}
	}
	j.merged[k].pages = append(j.merged[k].pages, p.Path)
}

// saidByBuild says that a rule is one of the build too, about sources.
func saidByBuild(rule string) bool {
	return slices.Contains([]string{"link", "fragment", "image", "image-alt", "missing-file"}, rule)
}

// flush turns what has been merged into findings.
func (j *judgement) flush() {
	for _, m := range j.merged {
		d := m.diag
		slices.Sort(m.pages)
		pages := slices.Compact(m.pages)
		switch own := j.posts[d.File] != nil; {
		case own && len(pages) == 1:
		case len(pages) == 1:
			d.Message += fmt.Sprintf(" (on %s)", pages[0])
		default:
			d.Message += fmt.Sprintf(" (on %s and %d more)", pages[0], len(pages)-1)
		}
		j.out = append(j.out, Finding{Diagnostic: d})
	}
}

// locate finds the source of what stands on a page.
func (j *judgement) locate(p *PageAt, body bool, near []string) diag.Diagnostic {
	if p.Source != "" && (body || p.Kind == "") {
		return j.find(p.Source, near)
	}
	key := p.Layout + "\x00" + strings.Join(near, "\x00")
	if d, ok := j.places[key]; ok {
		return d
	}
	d := diag.Diagnostic{File: p.Layout}
	for _, file := range j.makers(p) {
		if found := j.find(file, near); found.Line > 0 {
			d = found
			break
		}
	}
	j.places[key] = d
	return d
}

// makers are the files that may have made what is on a page around the body of a
// post, the likeliest first.
func (j *judgement) makers(p *PageAt) []string {
	out := []string{p.Layout, "layouts/baseof.html"}
	out = append(append(out, j.Templates...), "site.yaml")
	return append(out, j.Terms...)
}

// find looks for the first of some texts in a file, behind its front matter.
func (j *judgement) find(file string, near []string) diag.Diagnostic {
	d := diag.Diagnostic{File: file}
	src := j.Text(file)
	begin := 0
	if s := j.sources[file]; s != nil {
		begin = min(s.BodyAt, len(src))
	}
	for _, n := range near {
		if n == "" {
			continue
		}
		if i := bytes.Index(src[begin:], []byte(n)); i >= 0 {
			return diag.At(d, file, src, begin+i)
		}
	}
	return d
}

// spellings are the ways in which an author may have written a URL that a page
// leads to.
func spellings(href string) []string {
	out := []string{href}
	if u, err := url.PathUnescape(href); err == nil && u != href {
		out = append(out, u)
	}
	p, _, _ := strings.Cut(href, "#")
	if name := path.Base(strings.TrimSuffix(p, "/")); len(name) > 2 && name != p {
		if u, err := url.PathUnescape(name); err == nil {
			name = u
		}
		out = append(out, name)
	}
	return out
}
