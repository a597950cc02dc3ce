package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The soaks are done at full length when SOAK is set (make soak), else at a
// tenth. Only at full length is time judged, and then against what the same
// machine took just before: a busy machine is no fault of the server's.
var fullSoak = os.Getenv("SOAK") != ""

func soaked(n int) int {
	if fullSoak {
		return n
	}
	return n / 10
}

// TestSoakEdits makes many random edits, some of which break the site; what
// the server holds stays level, and in the end the site is that of a clean
// build.
func TestSoakEdits(t *testing.T) {
	w := &walk{served: newServed(t), chance: rand.New(rand.NewPCG(3, 4)), posts: 30, breaks: true}
	edits := soaked(2000)
	var held levels
	for i := range edits {
		w.step(i)
		if i%5 == 4 {
			w.settled(i)
		}
		if i%(edits/20) == edits/20-1 {
			held = append(held, levelAtRest())
		}
	}
	w.settled(edits)
	w.equalsBuild()
	w.losesWhatIsGone()
	t.Logf("%d edits, %d of which broke the site", edits, w.broke)
	held.stay(t)
}

// A meter measures how long an edit takes to reach a tab that listens.
type meter struct {
	*served
	events <-chan string
	n      int
	text   func(word string) string // of the post that is edited
}

func newMeter(s *served) *meter {
	return &meter{served: s, events: s.listen("/posts/a/"), text: func(word string) string {
		return "---\ntitle: 첫째\ndate: 2026-05-01\n---\n" + word + "\n"
	}}
}

// edit edits the post, waits until the tab is told, and wants the new bytes.
func (m *meter) edit() time.Duration {
	m.Helper()
	m.n++
	word := fmt.Sprintf("말 %d.", m.n)
	began := time.Now()
	m.write("posts/a.md", m.text(word))
	for told := false; !told; {
		select {
		case e, open := <-m.events:
			if !open {
				m.Fatal("the stream has ended")
			}
			told = strings.Contains(e, `"/blog/posts/a/"`)
		case <-time.After(time.Minute):
			m.Fatalf("the tab was not told of edit %d", m.n)
		}
	}
	took := time.Since(began)
	if _, text := m.get("/posts/a/"); !strings.Contains(text, word) {
		m.Errorf("the tab was told before the page said %q", word)
	}
	return took
}

// TestSoakStreams holds many streams open, of which a fifth is never read,
// while the site is built each second.
func TestSoakStreams(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	m := newMeter(s)
	var before, with []time.Duration
	for range soaked(30) + 3 {
		before = append(before, m.edit())
		<-time.After(100 * time.Millisecond) // what comes at once is a burst, and waits
	}
	streams := soaked(1000)
	for i := range streams {
		c := dial(t, u.Host)
		fmt.Fprintf(c, "GET /_opspress/events?page=/blog/posts/b/ HTTP/1.1\r\nHost: %s\r\n\r\n", u.Host)
		if i%5 != 0 {
			go func() { _, _ = io.Copy(io.Discard, c) }()
		}
	}
	var held levels
	for range soaked(30) + 6 {
		began := time.Now()
		with = append(with, m.edit())
		s.drain()
		held = append(held, levelAtRest())
		<-time.After(time.Until(began.Add(time.Second)))
	}
	compare(t, fmt.Sprintf("an edit reaches a tab among %d streams", streams), before, with)
	held.stay(t)
}

// TestSoakAttackA13HalfOpen holds connections open that never finish a request:
// each is closed within ten seconds, and pages are answered meanwhile.
func TestSoakAttackA13HalfOpen(t *testing.T) {
	s := newServed(t)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	page := func() time.Duration {
		began := time.Now()
		if code, _ := s.get("/posts/a/"); code != 200 {
			t.Errorf("a page is %d", code)
		}
		return time.Since(began)
	}
	var before, with []time.Duration
	for range 100 {
		before = append(before, page())
	}
	rest := levelNow()
	began := time.Now()
	var open []net.Conn
	for i := range soaked(2000) {
		c := dial(t, u.Host)
		text := []string{"", "GET / HT", "GET / HTTP/1.1\r\nHost: " + u.Host + "\r\nX: y", "POST / HTTP/1.1\r\nHost: " + u.Host + "\r\nContent-Length: 100\r\n\r\nb"}[i%4]
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
	}
	opened := time.Now()
	for range 100 {
		with = append(with, page())
	}
	late := 0
	for _, c := range open {
		_ = c.SetReadDeadline(opened.Add(time.Minute))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("a connection that finishes no request is open after %s", time.Since(began))
		}
		if time.Since(opened) > 10*time.Second {
			late++
		}
		c.Close()
	}
	if late > len(open)/2 || fullSoak && late > 0 { // some may be late on a busy machine, but not most
		t.Errorf("%d of %d connections are open after ten seconds", late, len(open))
	}
	t.Logf("%d half-open connections: opened in %s, all closed %s later", len(open), opened.Sub(began).Round(time.Millisecond), time.Since(opened).Round(time.Millisecond))
	compare(t, "a page among half-open connections", before, with)
	for end := time.Now().Add(time.Minute); levelNow().files > rest.files+4; <-time.After(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it held %+v and holds %+v", rest, levelNow())
		}
	}
}

// TestSoakEnds ends a server in the middle of its first pass over a large site,
// with many streams open: within a second, with nothing left behind.
func TestSoakEnds(t *testing.T) {
	root := t.TempDir()
	code := strings.Repeat("```go\nfunc main() { println(1) }\n```\n\n", 10)
	posts := soaked(10000)
	for i := range posts {
		writeFile(t, filepath.Join(root, fmt.Sprintf("posts/%d/p%d.md", i%50, i)), fmt.Sprintf("---\ntitle: 글 %d\ntags: [t%d]\n---\n%s", i, i%40, code))
	}
	s := serveFolder(t, root)
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	for i := range soaked(1000) {
		c := dial(t, u.Host)
		fmt.Fprintf(c, "GET /_opspress/events?page=/posts/p%d/ HTTP/1.1\r\nHost: %s\r\n\r\n", i, u.Host)
	}
	if code, _ := s.get("/posts/p7/"); code != 200 {
		t.Errorf("a page is %d", code)
	}
	if len(s.builds) > 0 {
		t.Log("the first pass was over: this machine is fast, or the site too small")
	}
	began := time.Now()
	s.end()
	took := time.Since(began)
	t.Logf("%d posts, %d streams: ended in %s", posts, soaked(1000), took.Round(time.Millisecond))
	if fullSoak && took > time.Second {
		t.Errorf("it took %s to end", took)
	}
	if files, err := filepath.Glob(filepath.Join(root, "[^.]*")); err != nil || len(files) != 1 {
		t.Errorf("beside posts and the cache there are %v (%v)", files, err)
	}
	if left := runtime.NumGoroutine(); left > 200 {
		t.Errorf("%d goroutines are left", left)
	}
}

func dial(t *testing.T, host string) net.Conn {
	t.Helper()
	c, err := new(net.Dialer).DialContext(context.Background(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
