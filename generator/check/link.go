package check

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"opspress/generator/diag"
)

// A target is where a URL leads.
type target struct {
	path     string // of a page or file of this site, or ""
	fragment string
	host     string // of another site
	insecure bool   // by http
}

// resolve tells where a URL on a page leads.
func (j *judgement) resolve(p *PageAt, href string) target {
	rooted := strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//")
	if rooted {
		if t, ok := j.links[href]; ok {
			return t
		}
	}
	t := j.parse(p.Path, href)
	if rooted {
		j.links[href] = t
	}
	return t
}

func (j *judgement) parse(at, href string) (t target) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return t
	}
	t.fragment = norm.NFC.String(u.Fragment)
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return target{}
	}
	if u.Host != "" {
		ours, err := url.Parse(j.Origin)
		if err != nil || j.Origin == "" || !strings.EqualFold(u.Host, ours.Host) {
			t.host, t.insecure = strings.ToLower(u.Hostname()), u.Scheme == "http"
			return t
		}
	}
	p := u.Path
	switch {
	case p == "" && u.Host == "":
		t.path = at
		return t
	case p == "":
		p = "/"
	case !strings.HasPrefix(p, "/"):
		dir := p == "." || strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "..")
		if p = path.Join(path.Dir(at+"x"), p); dir && p != "/" {
			p += "/"
		}
		t.path = norm.NFC.String(p)
		return t
	}
	if rest, ok := strings.CutPrefix(p, j.Base); ok && (rest == "" || rest[0] == '/') {
		p = rest
	}
	if p == "" {
		p = "/"
	}
	t.path = norm.NFC.String(p)
	return t
}

// page finds the page at a path, as hosts do: with the slash at its end or
// without, and by its file.
func (j *judgement) page(p string) (*PageAt, bool) {
	for _, try := range []string{p, p + "/", strings.TrimSuffix(p, "index.html")} {
		if i, ok := j.pages[try]; ok {
			return &j.Pages[i], true
		}
	}
	return nil, false
}

func (j *judgement) exists(p string) bool {
	if _, ok := j.page(p); ok {
		return true
	}
	_, ok := j.files[p]
	return ok
}

// followLinks follows every link of every page.
func (j *judgement) followLinks() {
	for i := range j.Pages {
		p := &j.Pages[i]
		if p.Refresh != "" || p.Kind == "redirect" {
			continue
		}
		for _, l := range p.Links {
			j.follow(p, l)
		}
	}
}

func (j *judgement) follow(p *PageAt, l Link) {
	t := j.resolve(p, l.URL)
	near := spellings(l.URL)
	if t.host != "" {
		if t.insecure && !local(t.host) {
			j.onPage(p, l.Body, "insecure-link", fmt.Sprintf("link %q goes over http, where anybody may read and change it", l.URL), "write https, if the host speaks it", near...)
		}
		return
	}
	if t.path == "" {
		return
	}
	to, ok := j.page(t.path)
	if !ok {
		if _, ok := j.files[t.path]; !ok {
			j.onPage(p, l.Body, "link", fmt.Sprintf("link %q leads nowhere", l.URL), j.nearest(t.path), near...)
		}
		return
	}
	if to.Refresh != "" && l.Body {
		j.onPage(p, l.Body, "link-redirect", fmt.Sprintf("link %q leads to an old address", l.URL), "write "+to.Refresh, near...)
		return
	}
	if t.fragment == "" || t.fragment == "top" || strings.HasPrefix(t.fragment, ":~:") || to.Refresh != "" {
		return
	}
	if !slices.ContainsFunc(to.IDs, func(id string) bool { return norm.NFC.String(id) == t.fragment }) {
		j.onPage(p, l.Body, "fragment", fmt.Sprintf("link %q leads to a place that the page does not have", l.URL), diag.DidYouMean(t.fragment, to.IDs), near...)
	}
}

// nearest suggests a page for a path that is none.
func (j *judgement) nearest(p string) string {
	near := j.similar(p)
	if near == "" {
		return "no page or file of this site has that URL"
	}
	return "did you mean " + near + "?"
}

// similar gives the path of a page that ends like p, or is spelled nearly so.
func (j *judgement) similar(p string) string {
	var all []string
	name := path.Base(p)
	for i := range j.Pages {
		if q := j.Pages[i].Path; j.Pages[i].Refresh == "" && path.Dir(strings.TrimSuffix(q, "/")) == path.Dir(strings.TrimSuffix(p, "/")) {
			all = append(all, path.Base(q))
		}
	}
	if s := diag.Suggest(name, all[:min(len(all), 500)]); s != "" {
		return path.Join(path.Dir(strings.TrimSuffix(p, "/")), s) + "/"
	}
	return ""
}

// local says that a host is this machine, or one that only an example has.
func local(host string) bool {
	for _, end := range []string{"localhost", ".localhost", ".local", ".test", ".example", ".invalid", "example.com", "example.org", "example.net"} {
		if host == strings.TrimPrefix(end, ".") || strings.HasSuffix(host, end) {
			return true
		}
	}
	return strings.HasPrefix(host, "127.") || host == "::1" || host == "0.0.0.0"
}

// loaded looks at what browsers fetch by themselves.
func (j *judgement) loaded() {
	for i := range j.Pages {
		p := &j.Pages[i]
		for _, l := range p.Loads {
			j.load(p, l)
		}
	}
}

func (j *judgement) load(p *PageAt, l Load) {
	t := j.resolve(p, l.URL)
	near := spellings(l.URL)
	switch {
	case t.host != "" && t.insecure && !local(t.host):
		j.onPage(p, l.Body, "insecure-link", fmt.Sprintf("%q is loaded over http, which browsers refuse on a page of https", l.URL), "write https, or keep a copy beside the post", near...)
	case t.host != "":
		j.foreign(p, l, t.host, near)
	case t.path != "" && !j.exists(t.path):
		rule, what := "missing-file", "file"
		if l.As == "image" {
			rule, what = "image", "image"
		}
		j.onPage(p, l.Body, rule, fmt.Sprintf("%s %q is not there", what, l.URL), "no file of this site has that URL", near...)
	}
}

// foreign looks at what a page loads from another host.
func (j *judgement) foreign(p *PageAt, l Load, host string, near []string) {
	if !slices.ContainsFunc(j.Settings.ThirdParty, func(h string) bool { return matchHost(h, host) }) {
		j.onPage(p, l.Body, "third-party", fmt.Sprintf("the page asks another host, %s, for the %s %q", host, l.As, l.URL),
			"keep a copy in the site, or allow the host: check.thirdParty in site.yaml", near...)
	}
	if l.As == "script" || l.As == "style" || l.As == "frame" || l.As == "font" {
		j.onPage(p, l.Body, "csp", fmt.Sprintf("the %s %q comes from another host, which the Content-Security-Policy forbids", l.As, l.URL),
			"keep a copy in the site", near...)
	}
}

// matchHost says whether a pattern means a host: the host itself, or "*.example"
// for all below it.
func matchHost(pattern, host string) bool {
	pattern = strings.ToLower(pattern)
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(host, end)
	}
	return pattern == host
}

// marked reports what the pages say of themselves.
func (j *judgement) marked() {
	hints := map[string]string{
		"csp":            "put it into a file under assets/",
		"duplicate-id":   "a link to it finds the first alone; give one of them another id",
		"image-alt":      `say in words what it shows; alt="" for one that only decorates`,
		"html-malformed": "browsers mend it, each in its own way",
	}
	for i := range j.Pages {
		p := &j.Pages[i]
		for _, m := range p.Marks {
			near := []string{m.Near}
			if m.Rule == "image-alt" {
				near = append(spellings(m.Near), "<img")
			}
			if cut := strings.IndexAny(m.Near, " >"); cut > 1 {
				near = append(near, m.Near[:cut])
			}
			j.onPage(p, m.Body, m.Rule, m.What, hints[m.Rule], near...)
		}
	}
}

// redirects follows every redirect to its end.
func (j *judgement) redirects() {
	for i := range j.Pages {
		p := &j.Pages[i]
		if p.Refresh == "" {
			continue
		}
		seen := []string{p.Path}
		for at := p; at.Refresh != ""; {
			t := j.resolve(at, at.Refresh)
			if t.path == "" {
				break // it leaves the site
			}
			to, ok := j.page(t.path)
			if !ok {
				if !j.exists(t.path) {
					j.redirect(p, "link", fmt.Sprintf("the redirect %s leads nowhere: %s", p.Path, at.Refresh), j.nearest(t.path))
				}
				break
			}
			if slices.Contains(seen, to.Path) {
				j.redirect(p, "redirect-loop", "the redirect goes round: "+strings.Join(append(seen, to.Path), " → "), "let one of them lead to a page")
				seen = nil
				break
			}
			seen = append(seen, to.Path)
			at = to
		}
		if len(seen) > 2 {
			j.redirect(p, "redirect-chain", "the redirect leads to a redirect: "+strings.Join(seen, " → "), "let "+seen[0]+" lead to "+seen[len(seen)-1]+" at once")
		}
	}
}

func (j *judgement) redirect(p *PageAt, rule, message, hint string) {
	if p.Source == "" {
		j.at(rule, p.Layout, Pos{}, message, hint)
		return
	}
	d := j.find(p.Source, spellings(p.Path))
	if q := j.posts[p.Source]; q != nil {
		d.Line, d.Column = q.where("aliases").Line, q.where("aliases").Column
	}
	j.at(rule, p.Source, Pos{d.Line, d.Column}, message, hint)
}

// Composed gives a path in NFC, as all paths of facts are.
func Composed(path string) string { return norm.NFC.String(path) }
