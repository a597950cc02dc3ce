package site

import (
	"bytes"
	"fmt"
	"strings"

	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// headers writes _headers, as Netlify and Cloudflare Pages read it: the headers
// of every file, then how long a browser may keep what never changes.
func (s *Site) headers(c *memo.Ctx) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	base := graph.Href(set.base(), "/")
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s*\n", base)
	for _, h := range set.headers() {
		fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(&b, "\n%sassets/*\n  Cache-Control: %s\n", base, output.HashedAsset.CacheControl())
	return b.Bytes(), nil
}

// redirects writes _redirects: each alias with and without the slash at its
// end, because hosts differ in which of them they look up.
func (s *Site) redirects(c *memo.Ctx) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, r := range g.Routes() {
		if r.Kind == graph.KindGone {
			// The ! asks Netlify to say 410 although a file stands there; hosts that do
			// not know the status leave the line out and serve the page, which says noindex.
			at := graph.Href(set.base(), r.Path)
			if bare := strings.TrimSuffix(at, "/"); bare != at && bare != "" {
				fmt.Fprintf(&b, "%s %s 410!\n", bare, at)
			}
			fmt.Fprintf(&b, "%s %s 410!\n", at, at)
			continue
		}
		if r.Kind != graph.KindRedirect {
			continue
		}
		from := graph.Href(set.base(), r.Path)
		if bare := strings.TrimSuffix(from, "/"); bare != from && bare != "" {
			fmt.Fprintf(&b, "%s %s 301\n", bare, r.Target)
		}
		fmt.Fprintf(&b, "%s %s 301\n", from, r.Target)
	}
	return b.Bytes(), nil
}
