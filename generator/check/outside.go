package check

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"opspress/generator/diag"
)

// An Outside is a link to another site and the places where it stands.
type Outside struct {
	URL    string // without its fragment
	Places []diag.Diagnostic
}

// maxPlaces is how many places of one link are told.
const maxPlaces = 3

// Outside gives every link to another site, each once, in order. Where a
// thousand pages have it, the first places stand for all.
func (s *Site) Outside() []Outside {
	j := &judgement{Site: s, places: map[string]diag.Diagnostic{}, sources: map[string]*Source{}, links: map[string]target{}}
	for i := range s.Sources {
		j.sources[s.Sources[i].File] = &s.Sources[i]
	}
	found := map[string][]diag.Diagnostic{}
	for i := range s.Pages {
		p := &s.Pages[i]
		for _, l := range p.Links {
			u, ok := j.outside(p, l.URL)
			if !ok || len(found[u]) >= maxPlaces {
				continue
			}
			d := j.locate(p, l.Body, spellings(l.URL))
			if !slices.ContainsFunc(found[u], func(o diag.Diagnostic) bool { return o.File == d.File && o.Line == d.Line }) {
				found[u] = append(found[u], d)
			}
		}
	}
	out := make([]Outside, 0, len(found))
	for u, ds := range found {
		out = append(out, Outside{u, ds})
	}
	slices.SortFunc(out, func(a, b Outside) int { return cmp.Compare(a.URL, b.URL) })
	return out
}

// outside gives the URL of a link to another site.
func (j *judgement) outside(p *PageAt, href string) (string, bool) {
	if !isForeign(href) {
		return "", false
	}
	t := j.resolve(p, href)
	if t.host == "" || local(t.host) {
		return "", false
	}
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return "", false
	}
	if u.Scheme == "" {
		u.Scheme = "https"
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), true
}

// Allowed says whether patterns of check.allow mean a URL: a host, "*." and a host
// for all below it, or the beginning of a URL. A * within stands for anything.
func Allowed(patterns []string, raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(patterns, func(p string) bool {
		if !strings.Contains(p, "/") {
			return matchHost(p, strings.ToLower(u.Hostname()))
		}
		parts := strings.Split(p, "*")
		rest, ok := strings.CutPrefix(raw, parts[0])
		for _, part := range parts[1:] {
			if !ok {
				break
			}
			_, rest, ok = strings.Cut(rest, part)
		}
		return ok
	})
}
