package generator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opspress/generator/diag"
)

// testClock is the time it is for a site under test.
var testClock = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// A served is a site that a test serves and edits.
type served struct {
	*testing.T
	root, url string
	builds    chan ServeBuild
	done      chan error
	stop      context.CancelFunc
}

// serveFolder serves root on any free port; tune may change how.
func serveFolder(t *testing.T, root string, tune ...func(*ServeOptions)) *served {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &served{T: t, root: root, builds: make(chan ServeBuild, 10000), done: make(chan error, 1), stop: stop}
	ready := make(chan string, 1)
	o := ServeOptions{
		SiteOptions: SiteOptions{Root: root, Clock: testClock},
		Explicit:    true, // port 0: any free one
		Tell:        ServeTeller{Ready: func(url string) { ready <- url }, Built: func(b ServeBuild) { s.builds <- b }},
	}
	for _, f := range tune {
		f(&o)
	}
	go func() { s.done <- Serve(ctx, o) }()
	t.Cleanup(s.end)
	select {
	case s.url = <-ready:
	case err := <-s.done:
		t.Fatal(err)
	}
	return s
}

func (s *served) end() {
	s.stop()
	if err := <-s.done; err != nil {
		s.Errorf("Serve: %v", err)
	}
	s.done <- nil
}

// wait waits for a pass that satisfies want.
func (s *served) wait(what string, want func(ServeBuild) bool) ServeBuild {
	s.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case b := <-s.builds:
			if want(b) {
				return b
			}
		case <-limit:
			s.Fatalf("waited in vain for %s", what)
		}
	}
}

func (s *served) write(p, text string) {
	s.Helper()
	writeFile(s.T, filepath.Join(s.root, p), text)
}

func writeFile(t *testing.T, p, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s *served) get(path string) (int, string) {
	s.Helper()
	res, err := http.Get(strings.TrimSuffix(s.url, "/") + path)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// eventually asks again until the page says what it should: a request may come
// before the look that sees an edit.
func (s *served) eventually(path, want string) {
	s.Helper()
	var code int
	var body string
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); {
		if code, body = s.get(path); strings.Contains(body, want) {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
	s.Fatalf("%s never said %q; it is %d %.2000s", path, want, code, body)
}

func newServed(t *testing.T, tune ...func(*ServeOptions)) *served {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "site.yaml"), "title: 블로그\nbaseURL: https://x.example/blog\n")
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: 첫째\ndate: 2026-05-01\ntags: [하나]\n---\n본문 하나.\n")
	writeFile(t, filepath.Join(root, "posts/b.md"), "---\ntitle: 둘째\ndate: 2026-05-02\n---\n[첫째](a.md)를 보라.\n")
	return serveFolder(t, root, tune...)
}

func TestServeShowsAnEdit(t *testing.T) {
	s := newServed(t)
	s.eventually("/posts/a/", "본문 하나.")
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\ntags: [하나]\n---\n본문 둘.\n")
	s.eventually("/posts/a/", "본문 둘.")
	s.write("posts/a.md", "---\ntitle: 새 이름\ndate: 2026-05-01\n---\n본문 둘.\n")
	s.eventually("/", "새 이름")
	s.write("posts/c.md", "---\ntitle: 셋째\ndate: 2026-05-03\n---\n.\n")
	s.eventually("/posts/c/", "셋째")
	if err := os.Remove(filepath.Join(s.root, "posts/c.md")); err != nil {
		t.Fatal(err)
	}
	s.eventually("/posts/c/", "찾는 페이지가 없습니다")
}

func TestServeKeepsTheLastGoodPage(t *testing.T) {
	s := newServed(t)
	s.eventually("/posts/a/", "본문 하나.")
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.write("posts/a.md", "---\ntitle: [\n---\n본문 둘.\n")
	b := s.wait("the error", func(b ServeBuild) bool { n, _ := diag.Count(b.Diagnostics); return n > 0 })
	if d := b.Diagnostics[0]; d.File != "posts/a.md" || d.Line == 0 {
		t.Errorf("the finding has no place: %v", d)
	}
	if code, body := s.get("/posts/a/"); code != http.StatusOK || !strings.Contains(body, "본문 하나.") {
		t.Errorf("the last good page is gone: %d %.500s", code, body)
	}
	s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n본문 셋.\n")
	s.wait("the mend", func(b ServeBuild) bool { n, _ := diag.Count(b.Diagnostics); return n == 0 })
	s.eventually("/posts/a/", "본문 셋.")
}

// TestServeEqualsBuild asks for every file of a clean build with the local base
// and wants the same bytes, but for the one script tag in pages.
func TestServeEqualsBuild(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	for i := range 10 {
		s.write(fmt.Sprintf("posts/more%d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2026-04-%02d\ntags: [하나, 둘]\n---\n본문.\n", i, i+1))
	}
	s.eventually("/posts/more9/", "글 9")
	s.equalsBuild()
}

// equalsBuild asks for every file of a clean build of what stands there now.
func (s *served) equalsBuild() {
	s.Helper()
	out := filepath.Join(s.TempDir(), "public")
	sum, err := Build(context.Background(), BuildOptions{
		SiteOptions: SiteOptions{Root: s.root, BaseURL: strings.TrimSuffix(s.url, "/"), Clock: testClock, Cache: CacheOff}, Out: out,
	})
	if err != nil {
		s.Fatal(err, sum.Diagnostics)
	}
	const tag = `<script src="/_opspress/dev.js" defer></script>`
	for _, p := range sum.Published.WrittenPaths {
		if strings.HasPrefix(p, "_") {
			continue // for hosts to read, not for readers
		}
		b, err := os.ReadFile(filepath.Join(out, p))
		if err != nil {
			s.Fatal(err)
		}
		code, got := s.get("/" + strings.TrimSuffix(p, "index.html"))
		if strings.HasSuffix(p, ".html") && p != "404.html" {
			if n := strings.Count(got, tag); n != 1 {
				s.Errorf("%s: %d script tags", p, n)
			}
			got = strings.Replace(got, tag, "", 1)
		} else if p == "404.html" {
			got = strings.Replace(got, tag, "", 1)
		}
		if code != http.StatusOK || got != string(b) {
			s.Errorf("%s: served as %d, differs from the built one", p, code)
		}
	}
}

func TestServeKeepsEveryPageWhileSettingsAreBroken(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.eventually("/posts/a/", "본문 하나.")
	s.write("site.yaml", "title: 블로그\nbaseURL: https://x.example/blog\nnosuch: 1\n")
	s.wait("the error", func(b ServeBuild) bool { return failed(b.Diagnostics) })
	s.eventually("/posts/a/", "본문 하나.")
	s.write("site.yaml", "title: 새 블로그\nbaseURL: https://x.example/blog\n")
	s.eventually("/", "새 블로그")
}

func TestServeMovesWithTheBase(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.write("site.yaml", "title: 블로그\nbaseURL: https://x.example/elsewhere\n")
	s.url = strings.Replace(s.url, "/blog/", "/elsewhere/", 1)
	s.eventually("/posts/b/", `href="/elsewhere/posts/a/"`)
}
