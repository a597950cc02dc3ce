package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The characters of words that random documents and queries are made of: few,
// so that they meet.
var someLetters = []rune("가각간나너운영여비용시을ㄷㅇabc1AéΣ漢カ+#. -,\n")

// guaranteed says whether a query has what recall is promised for: two
// syllables or letters beside each other, and no lone consonant, which means
// what may become of it.
func guaranteed(q string) bool {
	rs := runs(q)
	return slices.ContainsFunc(rs, func(r run) bool { return len(r.text) > 1 }) &&
		!slices.ContainsFunc(rs, func(r run) bool { return r.kind == jamo }) && len([]rune(q)) <= longest
}

// plain is what a search without an index compares.
func plain(s string) string { return fold(tidy(s)) }

// A query finds every document that holds it as a substring.
func TestRecall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(someLetters), 0, 40, -1)
		var docs []Document
		for range rapid.IntRange(1, 12).Draw(t, "documents") {
			docs = append(docs, Document{Title: text.Draw(t, "title"), Text: text.Draw(t, "text"), Tags: []string{text.Draw(t, "tag")}})
		}
		whole := []rune(plain(docs[0].Text))
		if len(whole) < 2 {
			return
		}
		from := rapid.IntRange(0, len(whole)-2).Draw(t, "from")
		q := string(whole[from:rapid.IntRange(from+2, len(whole)).Draw(t, "to")])
		if !guaranteed(q) || strings.TrimSpace(q) != q {
			return
		}
		l := newLibrary(t, docs, opsTypes)
		query, found, _, err := l.client.Find(q, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range docs {
			holds := strings.Contains(plain(d.Title), q) || strings.Contains(plain(d.Text), q) || strings.Contains(plain(d.Tags[0]), q)
			if holds && !slices.ContainsFunc(found, func(f Found) bool { return f.Document == i }) {
				t.Fatalf("%q is in document %d, and not found by %+v", q, i, query.words)
			}
			if holds {
				if hits, err := l.client.Show(&query, []Found{{0, i, 1}}); err != nil || len(hits) != 1 {
					t.Fatalf("%q is in document %d, and not shown: %v", q, i, err)
				}
			}
		}
	})
}

// What the index says of a share is what the share says.
func TestSegmentsHoldTheirShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(someLetters), 0, 30, -1)
		var docs []Document
		for range rapid.IntRange(1, 80).Draw(t, "documents") {
			docs = append(docs, Document{Title: text.Draw(t, "title"), Text: text.Draw(t, "text")})
		}
		r := NewReader(opsTypes)
		var shares []Share
		for i := range docs {
			shares = append(shares, r.Share(&docs[i]))
		}
		s := r.Build(shares, make([]string, len(docs)), rapid.Bool().Draw(t, "small"))
		l := library{files: map[string][]byte{}}
		for i, b := range s.Shards {
			l.files[fmt.Sprintf("a/%d.txt", i)] = b
		}
		c := Client{fetch: l.fetch, kept: map[string][]byte{}, Index: Index{Segments: []SegmentRef{{"a", len(docs), len(s.Shards)}}}}
		for d, share := range shares {
			share.each(func(g gram, class Class) {
				set, err := c.list(0, need{name: g.name(opsTypes)})
				if err != nil || set[d] != uint8(class)+1 {
					t.Fatalf("%q of document %d: class %d in the share, %d in the index (%v)", g.name(opsTypes), d, class, set[d], err)
				}
			})
		}
	})
}
