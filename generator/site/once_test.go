package site_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"opspress/generator/output"
	"opspress/generator/site"
)

// A site has more posts than the store keeps light values at hand, so that what
// is read twice is also made twice.
const morePosts = 600

// A build reads the front matter of each post once, although the graph wants
// it of all posts before the first page is made.
func TestFrontMatterIsReadOnce(t *testing.T) {
	k := newKit(t, nil)
	for i := range morePosts {
		k.write(fmt.Sprintf("posts/%d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2026-05-01\n---\n문장.\n", i))
	}
	s := k.open(func(o *site.Options) { o.Once = true })
	k.build(s)
	if n := s.Stats().Runs["Post"]; n != morePosts {
		t.Errorf("front matter was read %d times, for %d posts", n, morePosts)
	}
}

// Each page is made once, also when its bytes are taken, and when it is taken
// later than all others.
func TestPagesAreMadeOnce(t *testing.T) {
	k := newKit(t, nil)
	for i := range morePosts {
		k.write(fmt.Sprintf("posts/%d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2026-05-01\ntags: [가]\n---\n문장.\n", i))
	}
	s := k.open(func(o *site.Options) { o.Once = true })
	r, err := s.Revise(t.Context(), k.clock)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	pages := map[string][]byte{}
	res, err := r.Build(t.Context(), func(_, _ int, f output.File) error {
		b, err := f.Bytes()
		mu.Lock()
		defer mu.Unlock()
		pages[f.Path] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, f := range res.Manifest.Files() {
		if f.Kind != output.Asset {
			made++
		}
	}
	if n := s.Stats().Runs["Page"] + s.Stats().Runs["SearchText"]; n != made {
		t.Errorf("pages were made %d times, for %d pages", n, made)
	}
	for _, f := range res.Manifest.Files() {
		if b, err := f.Bytes(); err != nil || !bytes.Equal(b, pages[f.Path]) || output.Sum(b) != f.Digest {
			t.Fatalf("%s, opened later, has other bytes (%v)", f.Path, err)
		}
	}
}

// However many pages the home list has, what all of them show of terms is made
// as often as for one.
func TestViewsOfTermsAreShared(t *testing.T) {
	runs := func(posts int) int {
		k := newKit(t, nil)
		for i := range posts {
			k.write(fmt.Sprintf("posts/%d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2026-05-01\nops: [devops]\nseries: s\n---\n문장.\n", i))
		}
		s := k.open(func(o *site.Options) { o.Once = true })
		k.build(s)
		return s.Stats().Runs["TermViews"]
	}
	if few, many := runs(10), runs(morePosts); few == 0 || few != many {
		t.Errorf("views of terms were made %d times for one page of posts, %d times for %d posts", few, many, morePosts)
	}
}
