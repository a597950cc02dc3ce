package feed

import "strings"

// Robots writes a robots.txt that allows everything but the paths in disallow
// (each from the host's root) and names the sitemap, unless that is empty.
func Robots(sitemapURL string, disallow ...string) []byte {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, p := range disallow {
		b.WriteString("Disallow: " + oneLine(p) + "\n")
	}
	b.WriteString("Allow: /\n")
	if sitemapURL != "" {
		b.WriteString("\nSitemap: " + oneLine(sitemapURL) + "\n")
	}
	return []byte(b.String())
}

// oneLine keeps a value from beginning a line of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return -1
		}
		return r
	}, s)
}
