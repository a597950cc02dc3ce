package graph

import (
	"fmt"
	"strings"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// A Gone is a page that was taken away for good, and where somebody said so.
type Gone struct {
	Path string // from the site's root, as written
	File string
	Pos  content.Pos
}

// gone adds a page that says so for each of them: readers who come by an old link
// learn that nothing is broken.
func (g *Graph) gone() {
	for _, o := range g.opt.Gone {
		if why := wrong(o.Path); why != "" {
			g.report(diag.Error, "settings", o.File, o.Pos, fmt.Sprintf("gone: %q %s", shorten(o.Path), why), "a path such as /posts/old/")
			continue
		}
		p := nfc(plain(o.Path))
		if !strings.HasSuffix(p, ".html") {
			p = page(p)
		}
		g.put(Route{Path: p, Kind: KindGone, Lang: g.languageOf(p), Source: o.File, Pos: o.Pos})
	}
}

// languageOf gives the language that a path belongs to.
func (g *Graph) languageOf(path string) string {
	for _, l := range g.opt.Languages[1:] {
		if strings.HasPrefix(path, "/"+l+"/") {
			return l
		}
	}
	return g.opt.Languages[0]
}
