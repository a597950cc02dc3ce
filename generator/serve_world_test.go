package generator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// These tests change the world around a served site: its files in every way
// that happens, the time, the ports of the machine.

func TestServeShowsDraftsWhenAsked(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: 초안\ndraft: true\ndate: 2026-05-01\n---\n아직.\n")
	plain := serveFolder(t, root)
	if code, _ := plain.get("/posts/a/"); code != http.StatusNotFound {
		t.Errorf("a draft is served as %d without -D", code)
	}
	drafts := serveFolder(t, root, func(o *ServeOptions) { o.Drafts = true })
	if code, text := drafts.get("/posts/a/"); code != http.StatusOK || !strings.Contains(text, "아직.") {
		t.Errorf("a draft is served as %d with -D", code)
	}
}

// The next publish date wakes the server: nobody touches a file.
func TestServePublishesWhenTheTimeComes(t *testing.T) {
	for wait := 2 * time.Second; ; wait *= 2 {
		root := t.TempDir()
		soon := time.Now().Add(wait).Truncate(time.Second)
		writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: 곧\ndate: "+soon.Format(time.RFC3339)+"\n---\n때가 왔다.\n")
		s := serveFolder(t, root, func(o *ServeOptions) { o.Clock = time.Time{} })
		s.wait("the first pass", func(b ServeBuild) bool { return b.First })
		code, _ := s.get("/posts/a/")
		if wait < time.Minute && !time.Now().Before(soon) {
			s.end() // the machine was too busy to see the post in the future
			continue
		}
		if code != http.StatusNotFound {
			t.Errorf("a post of the future is served as %d", code)
		}
		becomesAPage(s)
		return
	}
}

func becomesAPage(s *served) {
	s.Helper()
	s.wait("the time", func(b ServeBuild) bool { return b.Changed > 0 })
	if code, text := s.get("/posts/a/"); code != http.StatusOK || !strings.Contains(text, "때가 왔다.") {
		s.Errorf("a post whose time has come is served as %d", code)
	}
}

func TestServeTakesNewSettings(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	s.write("site.yaml", "title: 다른 이름\nbaseURL: https://x.example/blog\n")
	s.eventually("/posts/a/", "다른 이름")
}

// A folder as git makes it when another branch is checked out: many files
// come, go and change at once, and one whole site comes of it.
func TestServeTakesManyFilesAtOnce(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	for i := range 300 {
		s.write(fmt.Sprintf("posts/%d/many.md", i), fmt.Sprintf("---\ntitle: 글 %d\nslug: many-%d\ndate: 2026-04-02\n---\n가지.\n", i, i))
	}
	s.eventually("/posts/many-299/", "가지.")
	if err := os.RemoveAll(filepath.Join(s.root, "posts")); err != nil {
		t.Fatal(err)
	}
	s.write("posts/z.md", "---\ntitle: 다른 가지\ndate: 2026-04-02\n---\n남은 글.\n")
	s.eventually("/posts/z/", "남은 글.")
	s.eventually("/posts/many-7/", "찾는 페이지가 없습니다")
	s.equalsBuild()
}

func TestServeTakesAnotherFolderInItsPlace(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	if err := os.Rename(s.root, s.root+".old"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(s.root + ".old") })
	s.write("site.yaml", "title: 블로그\nbaseURL: https://x.example/blog\n")
	s.write("posts/n.md", "---\ntitle: 새 폴더\ndate: 2026-05-01\n---\n새 폴더의 글.\n")
	s.eventually("/posts/n/", "새 폴더의 글.")
	s.write("posts/n.md", "---\ntitle: 새 폴더\ndate: 2026-05-01\n---\n고친 글.\n")
	s.eventually("/posts/n/", "고친 글.")
}

func TestServeOnATakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "posts/a.md"), "---\ntitle: 글\n---\n.\n")

	t.Run("that was asked for is an error", func(t *testing.T) {
		err := Serve(t.Context(), ServeOptions{SiteOptions: SiteOptions{Root: root}, Port: port, Explicit: true})
		if le := new(ListenError); !errors.As(err, &le) || !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("error: %v", err)
		}
	})
	t.Run("that is the default one gives way, and that is said", func(t *testing.T) {
		notes := make(chan string, 10)
		s := serveFolder(t, root, func(o *ServeOptions) {
			o.Port, o.Explicit = port, false
			o.Tell.Note = func(m string) { notes <- m }
		})
		if want := fmt.Sprintf("port %d is taken", port); !strings.HasPrefix(<-notes, want) {
			t.Errorf("nobody says that %s", want)
		}
		if strings.Contains(s.url, ":"+strconv.Itoa(port)+"/") {
			t.Errorf("%s is the taken port", s.url)
		}
	})
}

// TestServeEndsAndLeavesNothing stops servers in the middle of what they do.
func TestServeEndsAndLeavesNothing(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer http.DefaultClient.CloseIdleConnections()
	root := t.TempDir()
	for i := range 50 {
		writeFile(t, filepath.Join(root, fmt.Sprintf("posts/%d.md", i)), "---\ntitle: 글\n---\n```go\nfunc main() {}\n```\n")
	}
	// The quickest of each kind is judged: a server that waits for something
	// always waits, and a busy machine does not always stand still.
	quickest := map[bool]time.Duration{true: time.Hour, false: time.Hour}
	for i := range 10 {
		s := serveFolder(t, root)
		asked := i%2 == 0
		if asked {
			s.get("/")
		}
		began := time.Now()
		s.end()
		quickest[asked] = min(quickest[asked], time.Since(began))
	}
	for asked, took := range quickest {
		if took > time.Second {
			t.Errorf("asked for a page (%t): it took %s to end", asked, took)
		}
	}
	files, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil || len(files) != 2 || filepath.Base(files[0]) != ".opspress" {
		t.Errorf("beside posts and the cache there are %v (%v)", files, err)
	}
}

// An edit while the first pass is going on reaches the page that is open.
func TestServeTellsOfAnEditDuringTheFirstPass(t *testing.T) {
	root := t.TempDir()
	for i := range 200 {
		writeFile(t, filepath.Join(root, fmt.Sprintf("posts/%d.md", i)), "---\ntitle: 글\n---\n"+strings.Repeat("```go\nfunc main() {}\n```\n", 20))
	}
	s := serveFolder(t, root)
	s.eventually("/posts/7/", "main")
	events := s.listen("/posts/7/")
	s.write("posts/7.md", "---\ntitle: 글\n---\n고친 글.\n")
	for e := range events {
		if strings.Contains(e, "/posts/7/") {
			break
		}
	}
	if _, text := s.get("/posts/7/"); !strings.Contains(text, "고친 글.") {
		t.Error("the tab was told before the new page could be had")
	}
}

// listen gives the data of the events that a tab with the page hears.
func (s *served) listen(page string) <-chan string {
	s.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s.Cleanup(stop)
	base := s.url[strings.Index(s.url[len("http://"):], "/")+len("http://"):]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url[:len(s.url)-len(base)]+"/_opspress/events?page="+strings.TrimSuffix(base, "/")+page, nil)
	if err != nil {
		s.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	events := make(chan string, 1000)
	go func() {
		defer close(events)
		defer res.Body.Close()
		for b := make([]byte, 64<<10); ; {
			n, err := res.Body.Read(b)
			if err != nil {
				return
			}
			events <- string(b[:n])
		}
	}()
	return events
}
