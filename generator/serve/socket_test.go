package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// An answer is what came back over a socket.
type answer struct {
	status int // 0: the connection was closed without a word
	header http.Header
	body   string
	closed bool // the connection, after it
}

// patience is how long a test waits for what must come. It is long because the
// machine may be busy, and it is reached only by a test that fails.
const patience = time.Minute

// raw sends text as it is, for net/http would put it right, and reads one
// answer.
func raw(t *testing.T, addr, text string) answer {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(c, text) }() // the server may close before it has all
	method, _, _ := strings.Cut(text, " ")
	res, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		return answer{closed: true}
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body) // what has come is what is judged
	return answer{res.StatusCode, res.Header, string(body), res.Close}
}

// get is a GET of target with these header lines; host is ours unless said.
func get(addr, target string, lines ...string) string {
	head := strings.Join(lines, "\r\n")
	if !strings.Contains(strings.ToLower(head), "host:") {
		head = "Host: " + addr + "\r\n" + head
	}
	return fmt.Sprintf("GET %s HTTP/1.1\r\n%s\r\n\r\n", target, strings.Trim(head, "\r\n"))
}

// hardened wants what every answer carries.
func hardened(t *testing.T, line string, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %s is %q, want %q", line, name, got, want)
		}
	}
}

// alive wants the server to go on as if nothing had been.
func alive(t *testing.T, addr string) {
	t.Helper()
	if got := raw(t, addr, get(addr, "/", "Connection: close")); got.status != 200 || !strings.Contains(got.body, "home") {
		t.Fatalf("the server does not answer any more: %d %s", got.status, got.body)
	}
}
