package generator

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// attacks says where each attack on serve and build is tested: a file from the
// root of the repository, and what stands in it.
var attacks = []struct{ number, attack, file, test string }{
	{"A1", "ways out of the site in the path", "generator/serve/attack_test.go", `"A1 `},
	{"A2", "files beside the site", "generator/serve/attack_test.go", `"A2 `},
	{"A3", "absolute files", "generator/serve/attack_test.go", `"A3 `},
	{"A4", "odd request targets", "generator/serve/attack_test.go", `"A4 `},
	{"A5", "a sibling folder with our prefix", "generator/serve/attack_test.go", `"A5 `},
	{"A6", "links out of the site", "generator/attacks_test.go", "func TestAttackA6"},
	{"A7", "names that are not ours", "generator/serve/attack_test.go", `"A7 `},
	{"A8", "streams for other origins", "generator/serve/attack_test.go", `"A8 `},
	{"A9", "reading across origins", "generator/serve/attack_test.go", `"A9 `},
	{"A10", "parts of other sites' pages", "generator/serve/attack_test.go", `"A10 `},
	{"A11", "other methods", "generator/serve/attack_test.go", `"A11 `},
	{"A12", "requests smuggled in bodies", "generator/serve/abuse_test.go", "func TestAttackA12"},
	{"A13", "slow and large requests", "generator/serve/abuse_test.go", "func TestAttackA13"},
	{"A13", "2,000 half-open connections", "generator/serve_soak_test.go", "func TestSoakAttackA13"},
	{"A14", "streams that nobody reads", "generator/serve/abuse_test.go", "func TestAttackA14"},
	{"A15", "garbage on a stream", "generator/serve/abuse_test.go", "func TestAttackA15"},
	{"A16", "ranges", "generator/serve/attack_test.go", `"A16 `},
	{"A17", "markup in titles, names and paths", "generator/serve/abuse_test.go", "func TestAttackA17"},
	{"A18", "ports and addresses that cannot be had", "generator/serve/listen_test.go", "func TestAttackA18"},
	{"A19", "output folders that would hurt", "cmd/opspress/testdata/script/no_output_folder_that_would_hurt.txtar", "# Attack A19"},
	{"A20", "paths in front matter that leave the site", "generator/attacks_test.go", "func TestAttackA20"},
	{"A20", "every path that is wrong", "generator/graph/url_test.go", "func TestWrongPaths"},
}

func TestEveryAttackHasATest(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range attacks {
		seen[a.number] = true
		text, err := os.ReadFile(filepath.Join("..", a.file))
		if err != nil || !strings.Contains(string(text), a.test) {
			t.Errorf("%s, %s: %s has no %s (%v)", a.number, a.attack, a.file, a.test, err)
		}
	}
	for n := 1; n <= 20; n++ {
		if !seen[fmt.Sprintf("A%d", n)] {
			t.Errorf("A%d has no test", n)
		}
	}
}

// A link out of the site is an error that names it, also one that takes the
// place of a file while the site is served; no byte behind it goes out. A link
// to a file of the site is that file.
func TestAttackA6LinksOutOfTheSite(t *testing.T) {
	const secret = "the-planted-secret"
	outside := filepath.Join(t.TempDir(), "secret.txt")
	writeFile(t, outside, secret)
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	link := func(to, at string) {
		t.Helper()
		at = filepath.Join(s.root, at)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(at) // what stood there
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
	}
	s.write("assets/static/inside.txt", "within")
	link("inside.txt", "assets/static/same.txt")
	s.eventually("/same.txt", "within")

	for _, c := range []struct{ to, at, url string }{
		{outside, "assets/static/leak.txt", "/leak.txt"},
		{"/etc/passwd", "assets/static/inside.txt", "/inside.txt"}, // it was a file a moment ago
		{filepath.Dir(outside), "assets/static/dir", "/dir/secret.txt"},
		{outside, "posts/leak.md", "/posts/leak/"},
		{filepath.Dir(outside), "posts/bundle", "/posts/bundle/secret.txt"},
		{outside, "layouts/partials/footer.html", "/"},
	} {
		t.Run(c.at, func(t *testing.T) {
			was, _ := os.ReadFile(filepath.Join(s.root, c.at))
			link(c.to, c.at)
			b := s.wait("the error", hasErrors)
			named := false
			for _, d := range b.Diagnostics {
				named = named || strings.HasPrefix(d.File, c.at) && strings.Contains(d.Message, "link")
			}
			if !named {
				t.Errorf("nobody names the link: %v", b.Diagnostics)
			}
			for _, url := range []string{c.url, "/posts/b/", "/_opspress/errors"} {
				if _, text := s.get(url); strings.Contains(text, secret) || strings.Contains(text, "root:") {
					t.Errorf("%s gives what is behind the link", url)
				}
			}
			if err := os.Remove(filepath.Join(s.root, c.at)); err != nil {
				t.Fatal(err)
			}
			if len(was) > 0 {
				s.write(c.at, string(was))
			}
			s.wait("the mend", isSound)
		})
	}
}

// A path in front matter that leaves the site, or that some system could not
// hold, is an error at its line, and nothing is made of it.
func TestAttackA20PathsInFrontMatter(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	for _, key := range []string{"slug", "url", "aliases"} {
		for _, path := range []string{"../../x", "%2e%2e/x", "a/%2e%2e/%2e%2e/x", `C:\x`, `..\x`, "con", "a\\0b", strings.Repeat("x", 300)} {
			value := fmt.Sprintf("%q", path)
			if path == "a\\0b" {
				value = `"a\0b"`
			}
			if key == "aliases" {
				value = "[" + value + "]"
			}
			s.write("posts/evil.md", "---\ntitle: 글\ndate: 2026-05-01\n"+key+": "+value+"\n---\n글.\n")
			b := s.wait(key+": "+value, hasErrors)
			if d := b.Diagnostics[0]; d.File != "posts/evil.md" || d.Line != 4 {
				t.Errorf("%s: %s: %v", key, value, b.Diagnostics)
			}
			s.write("posts/evil.md", "---\ntitle: 글\ndate: 2026-05-01\n---\n글.\n")
			s.wait("the mend", isSound)
		}
	}
	if code, _ := s.get("/"); code != http.StatusOK {
		t.Errorf("/ is %d", code)
	}
}
