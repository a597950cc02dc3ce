package generator

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opspress/generator/diag"
)

func hasErrors(b ServeBuild) bool { return failed(b.Diagnostics) }
func isSound(b ServeBuild) bool   { return !failed(b.Diagnostics) }

// A page that could not be made since the server began says so at its own
// address, with everything that is wrong, and comes when it is repaired.
func TestServeSaysThatAPageCannotBeMade(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "site.yaml"), "title: 블로그\nbaseURL: https://x.example\nstrict: true\n")
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: [\n---\n[길](nowhere.md)\n")
	writeFile(t, filepath.Join(root, "posts/b.md"), "---\ntitle: 둘째\ndate: 2026-05-02\n---\n[없는 곳](#none)\n")
	s := serveFolder(t, root)
	code, text := s.get("/posts/a/")
	if code != http.StatusInternalServerError {
		t.Errorf("it is %d", code)
	}
	for _, want := range []string{"This page cannot be made", "posts/a.md:2:8", "posts/a.md:4:1", "/_opspress/dev.js"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "posts/b.md") {
		t.Error("it tells what is wrong with another page")
	}
	if code, _ := s.get("/posts/c/"); code != http.StatusNotFound {
		t.Errorf("a page that nobody wrote is %d", code)
	}
	s.wait("the errors", hasErrors)
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n고친 글.\n")
	s.eventually("/posts/a/", "고친 글.")
}

// An error elsewhere keeps no page alive whose source is gone.
func TestServeLosesAPageWhileAnotherIsBroken(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.eventually("/posts/a/", "본문 하나.")
	s.write("posts/c.md", "---\ntitle: 셋째\ndate: 2026-05-02\n---\n본문 셋.\n")
	s.eventually("/posts/c/", "본문 셋.")
	s.write("posts/a.md", "---\ntitle: [\n---\n")
	s.wait("the error", hasErrors)
	if err := os.Remove(filepath.Join(s.root, "posts/c.md")); err != nil {
		t.Fatal(err)
	}
	s.eventually("/posts/c/", "찾는 페이지가 없습니다")
	if code, text := s.get("/posts/a/"); code != http.StatusOK || !strings.Contains(text, "본문 하나.") {
		t.Errorf("the broken page is %d, and not what it was", code)
	}
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n고친 글.\n")
	s.wait("the mend", isSound)
	s.eventually("/posts/a/", "고친 글.")
}

// With -N the tabs follow to a post that is edited, and stay where they are
// when several have changed at once.
func TestEditedIsOnePost(t *testing.T) {
	l := &live{sources: map[string]string{
		"posts/a.md": "/posts/a/", "posts/b/index.md": "/posts/b/", "posts/b/pic.png": "/posts/b/pic.png", "assets/static/x.txt": "/x.txt",
	}}
	for _, c := range []struct{ changed, want string }{
		{"", ""},
		{"posts/a.md", "/posts/a/"},
		{"posts/a.md site.yaml", "/posts/a/"},
		{"posts/b/index.md posts/b/pic.png", "/posts/b/"},
		{"posts/a.md posts/b/index.md", ""},
		{"posts/a.md posts/old-name.md", "/posts/a/"}, // it was renamed
		{"posts/b/pic.png", ""},
		{"assets/static/x.txt layouts/post.html posts/_tags/t.md", ""},
	} {
		if got := l.edited(strings.Fields(c.changed)); got != c.want {
			t.Errorf("%q: got %q, want %q", c.changed, got, c.want)
		}
	}
}

// What the bar calls warnings are no errors: those are in the overlay.
func TestWarningsAmong(t *testing.T) {
	ds := diag.List{
		{File: "posts/a.md", Message: "one"}, {File: "posts/a.md", Message: "two", Severity: diag.Error}, {File: "posts/b.md", Message: "three"}, {Message: "four"},
	}
	if got := warningsAmong(ds, "posts/a.md"); len(got) != 1 || got[0].Message != "one" {
		t.Errorf("got %v", got)
	}
	if got := warningsAmong(ds, ""); len(got) != 0 {
		t.Errorf("a page without a source has %v", got)
	}
}
