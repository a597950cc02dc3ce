package generator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// soaked gives how much of a soak is done: all of it when SOAK is set (make
// soak), else a tenth.
func soaked(n int) int {
	if os.Getenv("SOAK") != "" {
		return n
	}
	return n / 10
}

// A level is what a server holds when it rests.
type level struct {
	files, routines int
	memory          uint64
}

func levelNow() level {
	runtime.GC()
	runtime.GC() // the first one leaves what finalizers hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fds, _ := os.ReadDir("/proc/self/fd") // empty where there is no such folder: always level
	return level{len(fds), runtime.NumGoroutine(), m.HeapAlloc}
}

// holds wants that a server which had l holds no more now. Connections that
// were just closed may still be let go.
func (l level) holds(t *testing.T) {
	t.Helper()
	var now level
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); <-time.After(50 * time.Millisecond) {
		now = levelNow()
		if now.files <= l.files+4 && now.routines <= l.routines+8 && now.memory <= l.memory+l.memory/2+8<<20 {
			return
		}
	}
	t.Errorf("it held %+v and holds %+v", l, now)
}

// TestSoakEdits makes many random edits; what the server holds stays level,
// and in the end the site is that of a clean build.
func TestSoakEdits(t *testing.T) {
	w := &walk{served: newServed(t), chance: rand.New(rand.NewPCG(3, 4)), posts: 30}
	edits := soaked(2000)
	var before level
	for i := range edits {
		w.step(i)
		if i%20 == 19 {
			w.settled(i)
		}
		if i == edits/4 {
			before = levelNow()
		}
	}
	w.settled(edits)
	w.equalsBuild()
	before.holds(t)
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
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	streams := soaked(1000)
	for i := range streams {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET /_opspress/events?page=/blog/posts/a/ HTTP/1.1\r\nHost: %s\r\n\r\n", u.Host)
		if i%5 != 0 {
			go func() {
				for b := make([]byte, 4096); ; {
					if _, err := c.Read(b); err != nil {
						return
					}
				}
			}()
		}
	}
	events := s.listen("/posts/a/")
	var before level
	for i := range soaked(30) + 2 {
		began := time.Now()
		word := fmt.Sprintf("말 %d.", i)
		s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n"+word+"\n")
		for e := range events {
			if strings.Contains(e, `"/blog/posts/a/"`) {
				break
			}
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("with %d streams a tab was told after %s", streams, took)
		}
		if _, text := s.get("/posts/a/"); !strings.Contains(text, word) {
			t.Errorf("the tab was told before the page said %q", word)
		}
		if i == 1 {
			before = levelNow()
		}
		<-time.After(time.Until(began.Add(time.Second)))
	}
	before.holds(t)
}
