package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tiny is a site of two posts, one of them a bundle, and an Ops type.
func tiny(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	const text = "---\ntitle: 배포 <1>\ndate: 2026-01-01\ntags: [운영]\n---\n\n## 표\n\n| a |\n|---|\n| ~~b~~ |\n\n```go\nfunc f() {}\n```\n\n```nothing\n<x>\n```\n"
	for _, name := range []string{"posts/0000/a.md", "posts/0000/b/index.md", "posts/_ops/devops.md"} {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFloorsMakeAPageOfEachPost(t *testing.T) {
	site := tiny(t)
	both := []string{"<title>배포 &lt;1&gt;</title>", "<del>b</del>", "<h2>표</h2>", `href="/tags/%ec%9a%b4%ec%98%81/"`, "&lt;x&gt;"}
	for name, floor := range map[string]struct {
		plain  bool
		has    []string
		hasNot string
	}{
		"A": {false, append([]string{`<span class="kd">func</span>`}, both...), "language-go"},
		"B": {true, append([]string{`<code class="language-go">func f() {}`}, both...), "<span"},
	} {
		out := t.TempDir()
		n, err := build(site, out, floor.plain)
		if err != nil || n != 2 {
			t.Errorf("floor %s made %d pages: %v", name, n, err)
		}
		pages, err := os.ReadDir(out)
		if err != nil || len(pages) != 2 {
			t.Fatalf("floor %s: %v %v", name, pages, err)
		}
		for _, p := range pages {
			b, err := os.ReadFile(filepath.Join(out, p.Name(), "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range floor.has {
				if !strings.Contains(string(b), want) {
					t.Errorf("floor %s: %s does not have %s:\n%s", name, p.Name(), want, b)
				}
			}
			if strings.Contains(string(b), floor.hasNot) {
				t.Errorf("floor %s: %s has %s:\n%s", name, p.Name(), floor.hasNot, b)
			}
		}
	}
}

func TestFloorSaysWhatItCannotRead(t *testing.T) {
	if _, err := build(t.TempDir(), t.TempDir(), true); err == nil {
		t.Error("a site without posts was built")
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "posts", "a.md"), []byte("---\ntitle: [\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := build(root, t.TempDir(), true); err == nil {
		t.Error("broken front matter was read")
	}
}
