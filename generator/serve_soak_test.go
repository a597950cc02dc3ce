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
	"slices"
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

// A level is what a process holds when it rests.
type level struct {
	files, routines int
	memory          int
}

func levelNow() level {
	runtime.GC()
	runtime.GC() // the first one leaves what finalizers hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fds, _ := os.ReadDir("/proc/self/fd") // empty where there is no such folder: always level
	return level{len(fds), runtime.NumGoroutine(), int(m.HeapAlloc)}
}

// levels are samples of a run, in order.
type levels []level

// trend compares what a run holds in its last third with what it held in its
// middle third, by the medians. The first third is for caches to fill. A leak of
// one thing for each edit, however small, goes on growing. The cache keeps
// sixteen small files open before it merges them, so files come and go.
func (l levels) trend() (middle, last level, grows bool) {
	third := len(l) / 3
	middle, last = l[third:2*third].median(), l[2*third:].median()
	return middle, last, last.files > middle.files+18 || last.routines > middle.routines+4 || last.memory > middle.memory+middle.memory/20+1<<20
}

// stay wants that nothing grows.
func (l levels) stay(t *testing.T) {
	t.Helper()
	middle, last, grows := l.trend()
	t.Logf("%d samples; middle third: %+v, last third: %+v", len(l), middle, last)
	if grows {
		t.Errorf("it held %+v and holds %+v; all samples: %+v", middle, last, l)
	}
}

func (l levels) median() level {
	of := func(value func(level) int) int {
		var all []int
		for _, x := range l {
			all = append(all, value(x))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return level{
		of(func(x level) int { return x.files }), of(func(x level) int { return x.routines }), of(func(x level) int { return x.memory }),
	}
}

// TestLevels wants the judge to see a small leak, and no leak in noise.
func TestLevels(t *testing.T) {
	grows := func(by level) bool {
		var l levels
		for i := range 30 {
			noise := i * 7919 % 11
			l = append(l, level{20 + noise%3 + by.files*i, 30 + noise%4 + by.routines*i, 40<<20 + noise<<16 + by.memory*i})
		}
		_, _, yes := l.trend()
		return yes
	}
	if grows(level{}) {
		t.Error("noise is taken for a leak")
	}
	for _, leak := range []level{{files: 2}, {routines: 1}, {memory: 400 << 10}} {
		if !grows(leak) {
			t.Errorf("a leak of %+v a sample is not seen", leak)
		}
	}
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
		if i%20 == 19 {
			w.settled(i)
		}
		if i%(edits/20) == edits/20-1 {
			held = append(held, levelNow())
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

// compare judges, at full length, how long something took against what it took
// before: four times as long, and the 60 ms that an edit may take, are for a
// machine that has more to do now.
func compare(t *testing.T, what string, before, now []time.Duration) {
	t.Helper()
	slices.Sort(before)
	slices.Sort(now)
	p := func(d []time.Duration, percent int) time.Duration {
		return d[min(len(d)-1, len(d)*percent/100)].Round(100 * time.Microsecond)
	}
	t.Logf("%s: before p50 %s p95 %s; now p50 %s p95 %s (n=%d, %d)", what, p(before, 50), p(before, 95), p(now, 50), p(now, 95), len(before), len(now))
	if fullSoak && p(now, 50) > 4*p(before, 50)+60*time.Millisecond {
		t.Errorf("%s: %s took %s before", what, p(now, 50), p(before, 50))
	}
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
		held = append(held, levelNow())
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
	for _, c := range open {
		_ = c.SetReadDeadline(opened.Add(10 * time.Second))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("a connection that finishes no request is open after %s", time.Since(began))
		}
		c.Close()
	}
	t.Logf("%d half-open connections: opened in %s, all closed %s later", len(open), opened.Sub(began).Round(time.Millisecond), time.Since(opened).Round(time.Millisecond))
	compare(t, "a page among half-open connections", before, with)
	for end := time.Now().Add(10 * time.Second); levelNow().files > rest.files+4; <-time.After(20 * time.Millisecond) {
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
