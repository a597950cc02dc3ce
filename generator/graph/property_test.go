package graph

import (
	"fmt"
	"math/rand"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/content"
)

// anySite draws a small site: posts in both languages, some hidden, with terms
// in several spellings, of which some are declared.
func anySite(t *rapid.T) ([]content.Meta, []content.Term, Options) {
	some := func(label string, of ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 3, func(s string) string { return s }).Draw(t, label)
	}
	files := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"a.md", "a.en.md", "b.md", "c/index.md", "c/index.en.md", "d.en.md", "news/e.md", "2026-01-02-f.md", "가.md", "h.md", "i.md", "j.md",
	}), 0, 12, func(s string) string { return s }).Draw(t, "files")
	var ms []content.Meta
	for i, f := range files {
		date := rapid.SampledFrom([]string{"", "2025-12-31", "2026-01-01", "2026-01-02", "2026-05-01", "2027-01-01"}).Draw(t, "date")
		m := meta(f, date)
		m.Title = fmt.Sprintf("title%d.", i)
		m.Ops = some("ops", "devops", "DevOps", "데브옵스", "finops")
		m.Tags = some("tags", "CI/CD", "cicd", "ci-cd", "go", "한글", "C#")
		m.Series = some("series", "first", "First", "둘째")
		m.Authors = some("authors", "me", "you")
		m.Weight = rapid.IntRange(0, 2).Draw(t, "weight")
		m.Draft = rapid.IntRange(0, 5).Draw(t, "draft") == 0
		if rapid.IntRange(0, 5).Draw(t, "expires") == 0 {
			m.ExpiryDate = day("2026-02-01")
		}
		if rapid.IntRange(0, 5).Draw(t, "alias") == 0 {
			m.Aliases = []string{fmt.Sprintf("/old/%d/", i)}
		}
		if rapid.IntRange(0, 7).Draw(t, "key") == 0 {
			m.TranslationKey = "key"
		}
		ms = append(ms, m)
	}
	var ts []content.Term
	for _, x := range some("terms", "ops/devops.md", "ops/devops.en.md", "ops/finops.md", "tags/ci-cd.md", "series/first.md", "authors/me.md") {
		ts = append(ts, termOf(x, map[string]string{"ops/devops.md": "데브옵스"}[x], func(t *content.Term) { t.Body = "introduction" }))
	}
	o := options()
	o.Paginate = rapid.IntRange(1, 3).Draw(t, "paginate")
	o.Base = rapid.SampledFrom([]string{"", "/b"}).Draw(t, "base")
	o.Absolute = rapid.Bool().Draw(t, "absolute")
	return ms, ts, o
}

// answers puts every question to a graph that site does.
func answers(g *Graph) map[string]any {
	out := map[string]any{"sitemap": g.Sitemap(), "languages": g.Languages(), "bundles": g.Bundles(), "visible": g.Visible()}
	for _, r := range g.Routes() {
		switch r.Kind {
		case KindPost:
			p, _ := g.Post(r.Source)
			out[r.Path] = p
		case KindAtom, KindRSS, KindJSONFeed:
			out[r.Path] = g.Newest(r, 3)
		case KindTags, KindSeries, KindAuthors, KindOpsMap, KindOpsTags, KindOpsSeries:
			out[r.Path+" terms"] = g.Terms(cmpOr(r.Taxonomy, strings.Trim(strings.TrimPrefix(r.Path, "/en"), "/")), r.Lang, r.Type)
			out[r.Path] = g.List(r)
		case KindHome, KindPosts, KindOps, KindOpsTag, KindOpsSerie, KindTag, KindSerie, KindAuthor, KindArchive, KindYear:
			out[r.Path] = g.List(r)
		}
	}
	for _, l := range g.Languages() {
		out["types "+l], out["running "+l], out["overviews "+l] = g.Types(l), g.Running(l, 4), g.Overviews(l)
	}
	return out
}

// TestOrderOfSourcesDoesNotMatter builds the same posts and terms in two orders.
func TestOrderOfSourcesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		a, as := Build(pointers(ms), ts, o)
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		ms, ts = slices.Clone(ms), slices.Clone(ts)
		r.Shuffle(len(ms), func(i, j int) { ms[i], ms[j] = ms[j], ms[i] })
		r.Shuffle(len(ts), func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
		b, bs := Build(pointers(ms), ts, o)
		if x, y := messages(as), messages(bs); x != y {
			t.Fatalf("findings differ:\n%s\n\n%s", x, y)
		}
		if !reflect.DeepEqual(a.Routes(), b.Routes()) {
			t.Fatalf("routes differ:\n%v\n\n%v", a.Routes(), b.Routes())
		}
		if x, y := answers(a), answers(b); !reflect.DeepEqual(x, y) {
			for k := range x {
				if !reflect.DeepEqual(x[k], y[k]) {
					t.Fatalf("%s differs:\n%+v\n\n%+v", k, x[k], y[k])
				}
			}
		}
	})
}

// TestEveryURLIsARoute follows each URL that the answers hold, and each post
// through its lists.
func TestEveryURLIsARoute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		g, _ := Build(pointers(ms), ts, o)
		for from, v := range answers(g) {
			walk(reflect.ValueOf(v), func(field, s string) {
				if field != "URL" && field != "Target" || s == "" {
					return
				}
				p, err := url.PathUnescape(strings.TrimPrefix(s, o.Base))
				if r, ok := g.Route(p); err != nil || !ok || r.Kind == KindRedirect {
					t.Fatalf("%s: %s leads nowhere", from, s)
				}
			})
		}
		for _, r := range g.Routes() {
			if r.Kind == KindRedirect {
				p, _ := url.PathUnescape(strings.TrimPrefix(r.Target, o.Base))
				if to, ok := g.Route(p); !ok || to.Kind == KindRedirect {
					t.Fatalf("%s redirects to %s", r.Path, r.Target)
				}
			}
		}
	})
}

// TestPagesHoldTheirListOnce goes through the pages of every list.
func TestPagesHoldTheirListOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		g, _ := Build(pointers(ms), ts, o)
		for _, r := range g.Routes() {
			switch r.Kind {
			case KindPost, KindRedirect, KindNotFound, KindAtom, KindRSS, KindJSONFeed, KindSitemap, KindRobots, KindHeaders, KindRedirects,
				KindTags, KindSeries, KindAuthors, KindOpsMap, KindOpsTags, KindOpsSeries:
				continue
			}
			if r.N > 1 {
				continue
			}
			seen := map[string]bool{}
			first := g.List(r)
			for n := 1; n <= first.Total; n++ {
				page, ok := g.Route(PagePath(r.Path, n))
				if !ok || page.Kind != r.Kind {
					t.Fatalf("%s has %d pages, and no %d", r.Path, first.Total, n)
				}
				l := g.List(page)
				if l.Base != r.Path || l.N != n || l.First != (n-1)*o.Paginate+1 || len(l.Items) > o.Paginate || l.All != first.All {
					t.Fatalf("%s: %+v", page.Path, l)
				}
				for _, it := range l.Items {
					if seen[it.Path] {
						t.Fatalf("%s holds %s twice", r.Path, it.Path)
					}
					seen[it.Path] = true
				}
			}
			if len(seen) != first.All {
				t.Fatalf("%s holds %d of %d posts", r.Path, len(seen), first.All)
			}
			if _, more := g.Route(PagePath(r.Path, first.Total+1)); more {
				t.Fatalf("%s has a page too many", r.Path)
			}
		}
	})
}

// TestHiddenPostsLeaveNothing looks for anything of a hidden post: its title,
// its file, a term that is its alone, a count.
func TestHiddenPostsLeaveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		var open []content.Meta
		for _, m := range ms {
			if Visibility(&m, o) == 0 {
				open = append(open, m)
			}
		}
		all, _ := Build(pointers(ms), ts, o)
		some, _ := Build(pointers(open), ts, o)
		if !reflect.DeepEqual(all.Routes(), some.Routes()) {
			t.Fatalf("routes differ:\n%v\n\n%v", all.Routes(), some.Routes())
		}
		x, y := answers(all), answers(some)
		delete(x, "bundles") // those of hidden posts are there, with no place
		delete(y, "bundles")
		if !reflect.DeepEqual(x, y) {
			t.Fatal("the answers differ from those without the hidden posts")
		}
	})
}

// TestTranslationsAgree wants every page in several languages to be named by
// each of its translations.
func TestTranslationsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms, ts, o := anySite(t)
		g, _ := Build(pointers(ms), ts, o)
		at := map[string][]Alternate{}
		for _, e := range g.Sitemap() {
			at[e.URL] = e.Alternates
		}
		for u, as := range at {
			if len(as) == 1 {
				t.Fatalf("%s is its only translation", u)
			}
			self := len(as) == 0
			for _, a := range as {
				self = self || a.URL == u
				if !reflect.DeepEqual(at[a.URL], as) {
					t.Fatalf("%s names %v, but %s names %v", u, as, a.URL, at[a.URL])
				}
			}
			if !self {
				t.Fatalf("%s does not name itself: %v", u, as)
			}
		}
	})
}

// walk calls see for every string field of a value.
func walk(v reflect.Value, see func(field, s string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), see)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walk(v.MapIndex(k), see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				if v.Field(i).Kind() == reflect.String {
					see(f.Name, v.Field(i).String())
				} else if f.Type != reflect.TypeOf(day("2026-01-01")) {
					walk(v.Field(i), see)
				}
			}
		}
	}
}
