package site_test

import (
	"fmt"
	"testing"

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
