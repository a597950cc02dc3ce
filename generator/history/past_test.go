package history

import (
	"slices"
	"testing"
)

func TestThePastIsShown(t *testing.T) {
	r := newRepo(t)
	r.write("site/posts/한글.md", "slug: old\n")
	r.write("site/posts/b.md", "b\n")
	r.write("other.md", "slug: old\n")
	r.commit()
	r.write("site/posts/한글.md", "slug: new\n")
	r.commit()
	r.write("site/posts/b.md", "not committed\n")
	root := r.dir + "/site"
	if got, err := Committed(t.Context(), root, "posts"); err != nil || !slices.Equal(got, []string{"posts/b.md", "posts/한글.md"}) {
		t.Errorf("committed %q, %v", got, err)
	}
	if b, ok, err := Show(t.Context(), root, "posts/b.md"); err != nil || !ok || string(b) != "b\n" {
		t.Errorf("shown %q %v %v", b, ok, err)
	}
	if _, ok, err := Show(t.Context(), root, "posts/none.md"); ok || err != nil {
		t.Errorf("a file that is not there: %v %v", ok, err)
	}
	if got, err := Mentioned(t.Context(), root, "posts", "slug: old"); err != nil || !slices.Equal(got, []string{"posts/한글.md"}) {
		t.Errorf("mentioned in %q, %v", got, err)
	}
}

func TestWithoutAPastNothingIsShown(t *testing.T) {
	dir := t.TempDir()
	if got, err := Committed(t.Context(), dir, "posts"); got != nil || err != nil {
		t.Errorf("%q %v", got, err)
	}
	if _, ok, err := Show(t.Context(), dir, "a.md"); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}
