package site_test

import (
	"context"
	"testing"
	"time"
)

// The reason for which a page was made anew is told in words.
func TestAboutTellsTheCause(t *testing.T) {
	k := newKit(t, map[string]string{
		"site.yaml":  "title: 블로그\nbaseURL: https://x.example\n",
		"posts/a.md": "---\ntitle: 하나\ndate: 2026-01-01\n---\n글.\n",
	})
	s := k.open(nil)
	k.build(s)
	cause := func(path string) string {
		t.Helper()
		r, err := s.Revise(context.Background(), k.clock)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Build(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		a, err := r.About(path)
		if err != nil {
			t.Fatal(err)
		}
		return a.Cause
	}
	for _, c := range []struct {
		what, want, path string
		edit             func()
	}{
		{"a body", "posts/a.md has changed", "/posts/a/", func() { k.write("posts/a.md", "---\ntitle: 하나\ndate: 2026-01-01\n---\n다른 글.\n") }},
		{"a template", "layouts/partials/footer.html has changed", "/posts/a/", func() { k.write("layouts/partials/footer.html", "<p>끝</p>") }},
		{"a post that is new", "files have come to posts/ or gone from it", "/posts/", func() {
			k.write("posts/b.md", "---\ntitle: 둘\ndate: 2026-06-02\n---\n글.\n")
			k.write("posts/c.md", "---\ntitle: 셋\ndate: 2026-01-02\n---\n글.\n")
		}},
		{"time", "time has passed", "/posts/", func() { k.clock = k.clock.Add(72 * time.Hour) }},
	} {
		c.edit()
		if got := cause(c.path); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
