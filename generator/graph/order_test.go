package graph

import (
	"testing"
	"time"

	"opspress/generator/content"
)

func TestOrder(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("b.md", "2026-01-02", tags("t"), series("s")),
		meta("a.md", "2026-01-02", tags("t")),
		meta("new.md", "2026-01-03", tags("t"), series("s"), weight(2)),
		meta("old.md", "2026-01-01", tags("t"), series("s"), weight(1)),
		meta("none.md", "", tags("t"), series("s")),
		meta("en.en.md", "2026-01-09", tags("t")),
	}, nil, options())
	const newest = "new a b old none"
	for path, want := range map[string]string{
		"/": newest, "/posts/": newest, "/archive/": newest, "/tags/t/": newest,
		"/series/s/": "old new b none", "/archive/2026/": "new a b old", "/en/posts/": "en.en",
	} {
		if got := list(t, g, path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"/feed.xml": "new a b old", "/series/s/feed.xml": "new b old", "/tags/t/feed.xml": "new a b old",
	} {
		r, _ := g.Route(path)
		if got := pathsOf(g.Newest(r, 20)); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestNeighbours(t *testing.T) {
	g := mustBuild(t, []content.Meta{
		meta("a.md", "2026-01-01"), meta("b.md", "2026-01-02"), meta("c.md", "2026-01-03"), meta("b.en.md", "2026-01-02"),
	}, nil, options())
	for path, want := range map[string][2]string{"a": {"", "b"}, "b": {"a", "c"}, "c": {"b", ""}, "b.en": {"", ""}} {
		p, _ := g.Post("posts/" + path + ".md")
		got := [2]string{}
		for i, t := range []*Title{p.Prev, p.Next} {
			if t != nil {
				got[i] = t.Title
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestVisibility(t *testing.T) {
	now := day("2026-06-01")
	for _, c := range []struct {
		name string
		m    content.Meta
		o    Options
		want Hidden
	}{
		{"plain", content.Meta{Date: day("2026-05-31")}, Options{}, 0},
		{"undated", content.Meta{}, Options{}, 0},
		{"due this moment", content.Meta{Date: now}, Options{}, 0},
		{"due in a second", content.Meta{Date: now.Add(time.Second)}, Options{}, Future},
		{"asked for", content.Meta{Date: now.Add(time.Second)}, Options{Future: true}, 0},
		{"publishDate wins over date", content.Meta{Date: day("2020-01-01"), PublishDate: day("2027-01-01")}, Options{}, Future},
		{"and the other way", content.Meta{Date: day("2027-01-01"), PublishDate: day("2020-01-01")}, Options{}, 0},
		{"expires this moment", content.Meta{ExpiryDate: now}, Options{}, Expired},
		{"expires in a second", content.Meta{ExpiryDate: now.Add(time.Second)}, Options{}, 0},
		{"expired and asked for", content.Meta{ExpiryDate: day("2020-01-01")}, Options{Expired: true}, 0},
		{"draft", content.Meta{Draft: true}, Options{}, Draft},
		{"draft asked for, but future", content.Meta{Draft: true, Date: day("2027-01-01")}, Options{Drafts: true}, Future},
		{"all asked for", content.Meta{Draft: true, Date: day("2027-01-01"), ExpiryDate: day("2020-01-01")}, Options{Drafts: true, Future: true, Expired: true}, 0},
	} {
		c.o.Now = now
		if got := Visibility(&c.m, c.o); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestChangesAreAllMomentsOfLastChange(t *testing.T) {
	ms := []content.Meta{
		{Date: day("2026-01-01"), ExpiryDate: day("2026-08-01")},
		{},
		{Date: day("2026-01-01"), PublishDate: day("2026-09-01")},
	}
	all := Changes(pointers(ms))
	for _, now := range []string{"2025-12-31", "2026-01-01", "2026-07-31", "2026-08-01", "2026-08-31", "2027-01-01"} {
		var want time.Time
		for _, m := range all {
			if !m.After(day(now)) && m.After(want) {
				want = m
			}
		}
		if got := LastChange(pointers(ms), day(now)); !got.Equal(want) {
			t.Errorf("at %s: the last change is %s, and of all moments %s", now, got, want)
		}
	}
}

func TestNextChange(t *testing.T) {
	ms := []content.Meta{
		{Date: day("2026-01-01"), ExpiryDate: day("2026-08-01")},
		{Date: day("2026-07-01")},
		{Date: day("2026-01-01"), PublishDate: day("2026-09-01")},
	}
	for now, want := range map[string]string{"2026-06-01": "2026-07-01", "2026-07-01": "2026-08-01", "2026-08-01": "2026-09-01"} {
		if got := NextChange(pointers(ms), day(now)); !got.Equal(day(want)) {
			t.Errorf("after %s: got %s, want %s", now, got, want)
		}
	}
	if got := NextChange(pointers(ms), day("2026-09-01")); !got.IsZero() {
		t.Errorf("got %s, want nothing", got)
	}
}
