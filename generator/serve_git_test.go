package generator

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opspress/generator/output"
)

// git runs git in the site, untouched by the settings of whoever runs the test.
func (s *served) git(args ...string) {
	s.Helper()
	runGit(s.T, s.root, args...)
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@x.example", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@x.example")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Another branch with thousands of other posts is one build, told once.
func TestServeTakesACheckoutAsOneBuild(t *testing.T) {
	root := t.TempDir()
	write := func(p, text string) { writeFile(t, filepath.Join(root, p), text) }
	runGit(t, root, "init", "-q", "-b", "main")
	write("site.yaml", "title: 블로그\nbaseURL: https://x.example/blog\n")
	write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n본가지의 글.\n")
	for i := range 500 {
		write(fmt.Sprintf("posts/old/o%d.md", i), fmt.Sprintf("---\ntitle: 옛 글 %d\ndate: 2026-03-01\n---\n옛 글.\n", i))
	}
	runGit(t, root, "add", "-A")
	runGit(t, root, "commit", "-q", "-m", "one")
	runGit(t, root, "switch", "-q", "-c", "other")
	write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n다른 가지의 글.\n")
	if err := os.RemoveAll(filepath.Join(root, "posts/old")); err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		write(fmt.Sprintf("posts/%d/n%d.md", i%40, i), fmt.Sprintf("---\ntitle: 새 글 %d\ndate: 2026-04-01\n---\n새 글.\n", i))
	}
	runGit(t, root, "add", "-A")
	runGit(t, root, "commit", "-q", "-m", "two")
	runGit(t, root, "switch", "-q", "main")

	s := serveFolder(t, root, func(o *ServeOptions) { o.Navigate = true })
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.eventually("/posts/a/", "본가지의 글.")
	events := s.listen("/posts/a/")
	<-events // that the stream stands
	s.drain()
	s.git("switch", "-q", "other")
	changed := s.wait("the branch", func(b ServeBuild) bool { return b.Changed > 0 })
	if n := changed.Files[output.Leaf]; n != 2001 {
		t.Errorf("the build that came of it has %d posts", n)
	}
	s.eventually("/posts/n1999/", "새 글.")
	if code, _ := s.get("/posts/o7/"); code != http.StatusNotFound {
		t.Errorf("a post of the branch before is %d", code)
	}
	// What comes now is the end: the next edit is the next build that changes
	// anything, and the first thing the tab hears after the branch.
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n고친 글.\n")
	next := s.wait("the edit", func(b ServeBuild) bool { return b.Changed > 0 })
	if next.Changed > 20 {
		t.Errorf("the branch came as two builds: the second one changed %d files", next.Changed)
	}
	var heard strings.Builder
	for strings.Count(heard.String(), `"/blog/posts/a/"`) < 2 {
		heard.WriteString(<-events)
	}
	if strings.Contains(strings.SplitAfter(heard.String(), "\n\n")[0], `"follow"`) {
		t.Error("the tab is led to one of two thousand posts")
	}
}
