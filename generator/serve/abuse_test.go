package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"opspress/generator/diag"
)

// A request with a body, or with two opinions of where it ends, is answered
// with 400, and what follows it on the connection with nothing.
func TestAttackA12Smuggling(t *testing.T) {
	_, addr := attacked(t)
	host := "Host: " + addr + "\r\n"
	next := get(addr, "/posts/x/")
	for _, c := range []struct{ name, request string }{
		{"a body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello" + next},
		{"a body that is posted", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello" + next},
		{"a body that never comes", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5000000\r\n\r\n"},
		{"CL and TE", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next},
		{"TE alone", "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next},
		{"TE of no known kind", "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n" + next},
		{"two CL", "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello" + next},
		{"chunk overflow", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n"},
		{"a negative CL", "GET / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n" + next},
		{"a bare CR", "GET / HTTP/1.1\r\n" + host + "X: a\rY: b\r\n\r\n" + next},
		{"a space before the colon", "GET / HTTP/1.1\r\n" + host + "Content-Length : 5\r\n\r\nhello" + next},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := raw(t, addr, c.request)
			if got.status/100 != 4 && got.status != 501 && got.status != 0 || !got.closed {
				t.Errorf("status %d, closed %v", got.status, got.closed)
			}
			if strings.Contains(got.body, "hello") {
				t.Error("the body comes back")
			}
			alive(t, addr)
		})
	}
}

// Who sends slowly is let go within the limits, and meanwhile others are
// answered. How soon they are, the soak compares.
func TestAttackA13SlowAndLarge(t *testing.T) {
	site := newFakeSite(map[string]string{"/": "<body>home</body>"})
	_, addr := start(t, Options{Site: site}, func(s *Server) {
		// Far below what a test waits, and long for an honest client on a busy machine.
		s.limits.header, s.limits.request, s.limits.idle = 2*time.Second, 2*time.Second, 2*time.Second
	})
	var slow []net.Conn
	for i := range 100 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		text := []string{"", "GET / HT", "GET / HTTP/1.1\r\nHost: " + addr + "\r\nX: y", "POST / HTTP/1.1\r\nHost: " + addr + "\r\nContent-Length: 100\r\n\r\nb"}[i%4]
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
	}
	alive(t, addr)
	for _, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, c); isTimeout(err) {
			t.Error("a connection that says nothing is still open")
		}
	}
	for _, c := range []struct {
		name, request string
		want          []int
	}{
		{"1 MiB of header", get(addr, "/", "X: "+strings.Repeat("x", 1<<20)), []int{431, 0}},
		{"a header above the limit", get(addr, "/", "X: "+strings.Repeat("x", headerBytes+8<<10)), []int{431, 0}},
		{"100,000 bytes of address", get(addr, "/"+strings.Repeat("x", 100000)), []int{414, 431, 0}},
		{"an address above the limit", get(addr, "/?"+strings.Repeat("x", targetBytes)), []int{414}},
	} {
		judge(t, addr, attack{c.request, c.want})
		alive(t, addr)
	}
}

func isTimeout(err error) bool {
	n, ok := err.(net.Error)
	return ok && n.Timeout()
}

// Attack A14: streams that are never read cost nothing more as builds go by,
// and nobody waits for them.
func TestAttackA14StreamsThatAreNeverRead(t *testing.T) {
	f := newFakeSite(map[string]string{"/x/": "x"})
	s, addr := start(t, Options{Site: f})
	for i := range 500 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, get(addr, fmt.Sprintf("/_opspress/events?page=/%d/", i))); err != nil {
			t.Fatal(err)
		}
	}
	x, _ := listen(t, addr, "page=/x/")
	before := inUse()
	for i := range 200 {
		var many []string
		for j := range 100 {
			many = append(many, fmt.Sprintf("/%d/%d/", i, j))
		}
		s.Built(uint64(i+1), append(many, "/x/"), nil, "")
		for x.next().Build < uint64(i+1) { // a tab that reads is told
		}
	}
	if after := inUse(); after > before+20<<20 {
		t.Errorf("memory has grown from %d to %d", before, after)
	}
	alive := raw(t, addr, get(addr, "/x/", "Connection: close"))
	if alive.status != 200 {
		t.Errorf("got %d", alive.status)
	}
}

func inUse() uint64 {
	var least uint64
	for range 5 { // what is only there for a moment is no growth
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if now := m.HeapInuse + m.StackInuse; least == 0 || now < least {
			least = now
		}
	}
	return least
}

// What comes on a stream from the tab's side is nobody's business.
func TestAttackA15GarbageOnAStream(t *testing.T) {
	_, addr := attacked(t)
	for _, lines := range [][]string{{}, {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := io.WriteString(c, get(addr, "/_opspress/events", lines...)); err != nil {
			t.Fatal(err)
		}
		status, err := bufio.NewReader(c).ReadString('\n')
		if err != nil || !strings.Contains(status, " 200 ") {
			t.Errorf("got %q, %v", status, err)
		}
		go func() {
			_, _ = c.Write(append([]byte("\x81\xff\xff\xff{not json \xff\xfe"), make([]byte, 1<<20)...)) // it may be closed by then
			c.Close()
		}()
		alive(t, addr)
	}
}

// What stands in posts, names and addresses is text wherever the server shows
// it.
func TestAttackA17Markup(t *testing.T) {
	const img = "<img src=x onerror=alert(1)>"
	f := newFakeSite(map[string]string{"/": "<body>home</body>"})
	f.break_("/bad/", diag.Diagnostic{
		Severity: diag.Error, File: "posts/" + img + ".md", Line: 1, Source: "{{" + img + "}}", Message: img, Hint: img,
	})
	f.tells("/gone/", About{Moved: `/"><script>alert(1)</script>/`})
	f.tells("/", About{Title: img, Image: "javascript:alert(1)"})
	_, addr := start(t, Options{Site: f})
	for _, target := range []string{"/bad/", "/<script>alert(1)</script>/", "/%3Cimg%20src=x%20onerror=alert(1)%3E/", "/gone/"} {
		got := raw(t, addr, get(addr, target, "Connection: close"))
		if strings.Contains(got.body, "<img") || strings.Contains(got.body, "<script>") || got.status < 400 {
			t.Errorf("%s: %d\n%s", target, got.status, got.body)
		}
	}
	for _, target := range []string{"/_opspress/about?url=/", "/_opspress/errors"} {
		got := raw(t, addr, get(addr, target, "Connection: close"))
		if strings.Contains(got.body, "<") || strings.Contains(got.body, "javascript:") || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %s", target, got.body)
		}
	}
	alive(t, addr)
}
