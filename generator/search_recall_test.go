package generator

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"opspress/generator/search"
)

// Every Korean post of our own blog that holds a word in a paragraph of its page
// is found by that word, and by pieces of it.
func TestSearchFindsWhatOurBlogHolds(t *testing.T) {
	out := t.TempDir()
	clock := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if sum, err := Build(t.Context(), BuildOptions{SiteOptions: SiteOptions{Root: "..", Clock: clock, Cache: CacheOff}, Out: out}); err != nil {
		t.Fatal(err, sum.Diagnostics)
	}
	texts := map[string][]string{} // by URL: the texts of paragraphs
	err := filepath.WalkDir(filepath.Join(out, "posts"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "index.html" {
			return err
		}
		page, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(out, filepath.Dir(p))
		if said := paragraphs(t, string(page)); len(said) > 0 {
			texts["/"+filepath.ToSlash(rel)+"/"] = said
		}
		return err
	})
	if err != nil || len(texts) < 40 {
		t.Fatalf("%d posts, %v", len(texts), err)
	}
	c, err := search.Open("/search/index.json", func(href string) ([]byte, error) { return os.ReadFile(filepath.Join(out, href)) })
	if err != nil {
		t.Fatal(err)
	}
	queries := pieces(texts)
	if len(queries) < 150 {
		t.Fatalf("only %d queries", len(queries))
	}
	for q := range queries {
		found := urlsOf(t, c, q)
		for url, said := range texts {
			for _, text := range said {
				if strings.Contains(text, q) && !found[url] {
					t.Errorf("%q is in %s, and not found: %.80s", q, url, text)
					break
				}
			}
		}
	}
}

// urlsOf gives the pages that a query finds.
func urlsOf(t *testing.T, c *search.Client, q string) map[string]bool {
	t.Helper()
	query, found, _, err := c.Find(q, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := c.Show(&query, found)
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]bool{}
	for _, h := range hits {
		urls[h.URL] = true
	}
	return urls
}

// pieces gives words of Hangul out of all texts, one of some, whole and cut.
func pieces(texts map[string][]string) map[string]bool {
	queries := map[string]bool{}
	for _, said := range texts {
		for i, text := range said {
			words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Hangul, r) })
			for j := i % 5; j < len(words); j += 67 {
				if w := []rune(words[j]); len(w) > 1 {
					queries[string(w)] = true
					queries[string(w[len(w)-2:])] = true
				}
			}
		}
	}
	return queries
}

// paragraphs gives the texts within the paragraphs of a post's body, in lower
// case; a text ends where an element begins or ends.
func paragraphs(t *testing.T, page string) (said []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, body, paragraph bool)
	walk = func(n *html.Node, body, paragraph bool) {
		if n.Type == html.ElementNode {
			for _, a := range n.Attr {
				// What the theme and shortcodes write has classes, and is no text of the post.
				if body && a.Key == "class" && !strings.HasPrefix(a.Val, "footnote") && a.Val != "callout" {
					return
				}
			}
			for _, a := range n.Attr {
				body = body || a.Key == "data-post-body"
			}
			switch n.Data {
			case "p":
				paragraph = true
			case "pre", "svg":
				return
			}
		}
		if n.Type == html.TextNode && body && paragraph {
			said = append(said, strings.ToLower(strings.Join(strings.Fields(n.Data), " ")))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, body, paragraph)
		}
	}
	walk(root, false, false)
	return said
}
