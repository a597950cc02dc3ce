package site

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"opspress/generator/graph"
	"opspress/generator/memo"
)

func nextRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }

// inLLMs is how many of the newest posts of each language llms.txt names. The
// sitemap has all of them.
const inLLMs = 50

// llms writes llms.txt, which tells programs that read for people what there is
// (llmstxt.org): what the site is about, its subjects, and its newest posts as
// Markdown.
func (s *Site) llms(c *memo.Ctx, r graph.Route) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", inline(set.Title.In(r.Lang)))
	if d := set.Description.In(r.Lang); d != "" {
		fmt.Fprintf(&b, "\n> %s\n", oneLine(d))
	}
	for _, lang := range set.Languages {
		if err := s.llmsIn(c, &b, &set, lang); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func (s *Site) llmsIn(c *memo.Ctx, b *bytes.Buffer, set *Settings, lang string) error {
	m, err := s.map_.Get(c, lang)
	if err != nil {
		return err
	}
	line := func(name, url, text string) {
		fmt.Fprintf(b, "- [%s](%s)", inline(name), set.absolute(url))
		if text = oneLine(text); text != "" {
			fmt.Fprintf(b, ": %s", text)
		}
		b.WriteByte('\n')
	}
	head := func(key string) { fmt.Fprintf(b, "\n## %s (%s)\n\n", s.word(c, lang, key), languageName(lang)) }
	for _, x := range []struct{ taxonomy, title string }{{graph.Ops, "title.ops-map"}, {graph.Series, "title.series"}} {
		ts, err := s.terms.Get(c, termsOf{x.taxonomy, lang, ""})
		if err != nil {
			return err
		}
		if len(ts) > 0 {
			head(x.title)
		}
		for _, t := range ts {
			line(t.Name, t.URL, t.Description)
		}
	}
	items, err := s.query.Get(c, query{Lang: lang, N: inLLMs})
	if err != nil || len(items) == 0 {
		return err
	}
	head("home.newest")
	for _, it := range items {
		meta, err := s.meta.Get(c, it.Path)
		if err != nil {
			return err
		}
		if meta.NoIndex {
			continue
		}
		a, err := s.abstract.Get(c, it.Path)
		if err != nil {
			return err
		}
		by, err := s.byline.Get(c, it.Path)
		if err != nil {
			return err
		}
		line(it.Title, graph.Href(set.base(), graph.MarkdownPath(by.Page)), firstOf(meta.Description, a.Summary))
	}
	for _, x := range []struct {
		kind  graph.PageKind
		title string
	}{{graph.KindPosts, "title.posts"}, {graph.KindArchive, "title.archive"}} {
		if u := m.URLs[x.kind]; u != "" {
			line(s.word(c, lang, x.title), u, "")
		}
	}
	return nil
}

// inline gives a text for the words of a link.
func inline(s string) string { return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(oneLine(s)) }
