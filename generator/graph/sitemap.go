package graph

import "time"

// A SitemapEntry is a page that wants to be found.
type SitemapEntry struct {
	URL        string // href
	LastMod    time.Time
	Alternates []Alternate // itself too; at least two, or none
}

// Sitemap gives all pages for search engines: posts and the first page of every
// list, without redirects, and without posts that say noindex or that name
// another page as the original.
func (g *Graph) Sitemap() []SitemapEntry {
	var out []SitemapEntry
	for _, r := range g.routes {
		switch r.Kind {
		case KindRedirect, KindGone, KindNotFound, KindSearch, KindIndex, KindAtom, KindRSS, KindJSONFeed, KindMarkdown, KindLLMs, KindSitemap, KindRobots, KindRedirects, KindHeaders:
			continue
		}
		if r.N > 1 {
			continue
		}
		e := SitemapEntry{URL: g.Href(r.Path)}
		if r.Kind == KindPost {
			p := g.byPath[nfc(r.Source)]
			if p.meta.NoIndex || p.meta.Canonical != "" {
				continue
			}
			e.LastMod = p.meta.Date
			if p.meta.Lastmod.After(e.LastMod) {
				e.LastMod = p.meta.Lastmod
			}
			e.Alternates = g.alternates(p)
		} else {
			e.Alternates = g.listAlternates(r)
		}
		out = append(out, e)
	}
	return out
}
