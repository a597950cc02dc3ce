package graph

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"opspress/generator/content"
)

// manyPosts makes n posts of twelve declared types, four hundred tags, a few
// series and authors, as a blog of years has them.
func manyPosts(n int) ([]content.Meta, []content.Term) {
	var ts []content.Term
	for i := range 12 {
		ts = append(ts, termOf(fmt.Sprintf("ops/type%dops.md", i), fmt.Sprintf("Type%dOps", i)))
	}
	r := rand.New(rand.NewSource(1))
	name := func(of string, n int) string { return fmt.Sprintf("%s-운영-%d", of, r.Intn(n)) }
	ms := make([]content.Meta, n)
	for i := range ms {
		ms[i] = meta(fmt.Sprintf("%04d/note-%06d.md", i/100, i), "2010-01-01",
			ops(fmt.Sprintf("type%dops", r.Intn(12)), fmt.Sprintf("Type%dOps", r.Intn(12))),
			tags(name("tag", 400), name("tag", 400), name("tag", 400)))
		m := &ms[i]
		m.Date = m.Date.Add(time.Duration(i) * 13 * time.Hour)
		m.Authors = []string{name("author", 8)}
		if i%8 == 0 {
			m.Series = []string{name("series", n/80)}
		}
	}
	return ms, ts
}

func BenchmarkBuild(b *testing.B) {
	ms, ts := manyPosts(10000)
	o := options()
	o.Future = true
	b.ReportAllocs()
	for b.Loop() {
		g, ds := Build(pointers(ms), ts, o)
		if len(ds) > 0 {
			b.Fatal(ds[0])
		}
		b.ReportMetric(float64(len(g.Routes())), "routes")
	}
}
