package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opspress/generator/diag"
)

const secret = "the-planted-secret"

// An answer is what came back over a socket.
type answer struct {
	status int // 0: the connection was closed without a word
	header http.Header
	body   string
	closed bool // the connection, after it
}

// raw sends text as it is, for net/http would put it right, and reads one
// answer.
func raw(t *testing.T, addr, text string) answer {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
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

// attacked starts a server in a folder with secrets all around.
func attacked(t *testing.T) (s *Server, addr string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"secret", "site/.env", "site/.git/config", "site/config.toml", "site/public-x/secret", "site/posts/x.md", "site/posts/.x.md.swp", "site/posts/x.md~"} {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(secret), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(dir, "site"))
	return start(t, Options{Site: newFakeSite(map[string]string{
		"/":             "<!doctype html><body>home</body>",
		"/posts/x/":     "<!doctype html><body>x</body>",
		"/posts/운영/":    "<!doctype html><body>운영</body>",
		"/404.html":     "<!doctype html><body>site 404</body>",
		"/_headers":     secret,
		"/pic.png":      strings.Repeat("0123456789", 100),
		"/100%.txt":     "a percent sign",
		"/posts/x/a.md": "text",
	}), Headers: policy})
}

// An attack is a request and the statuses that are a right answer to it.
type attack struct {
	request string
	want    []int
}

func TestAttacks(t *testing.T) {
	_, addr := attacked(t)
	_, port, _ := net.SplitHostPort(addr)
	targets := func(want []int, list ...string) (as []attack) {
		for _, target := range list {
			as = append(as, attack{get(addr, target), want})
		}
		return as
	}
	hosts := func(want []int, list ...string) (as []attack) {
		for _, host := range list {
			for _, target := range []string{"/", "/none/", "/_opspress/about?url=/", "/_opspress/dev.js"} {
				as = append(as, attack{get(addr, target, "Host: "+host), want})
				if want[0] == 200 {
					break
				}
			}
		}
		return as
	}
	with := func(target string, want int, lines ...string) attack {
		return attack{get(addr, target, lines...), []int{want}}
	}
	host := "Host: " + addr + "\r\n"
	for _, c := range []struct {
		name    string
		attacks []attack
	}{
		{"A1 ways out of the site", targets([]int{400, 404}, "/../../secret", "/..%2f..%2fsecret", "/%2e%2e/secret", "/..%252f..%252fsecret",
			"/%c0%ae%c0%ae/secret", `/..\..\secret`, "/%5c..%5csecret", "/..;/secret", "/posts/../../secret", "/./secret", "/%00", "/posts/x/%00", "/posts%2fx/")},
		{"A2 files beside the site", targets([]int{400, 404}, "/.env", "/.env/.", "/.env?raw??", "/.env::$DATA", "/.git/config", "/posts/x.md", "/config.toml",
			"/posts/.x.md.swp", "/posts/x.md~", "/_headers", "/site.yaml")},
		{"A3 absolute files", targets([]int{400, 404}, "/@fs/etc/passwd", "/@fs/etc/passwd?import&raw??", "//etc/passwd", "/etc/passwd?.svg?.wasm?init", "/@fs//etc/passwd")},
		{"A4 odd request targets", append(targets([]int{400, 403}, "#", "/#x", "http://evil/", "http://evil.com:1313/posts/x/", "*", "posts/x/", "", "file:///etc/passwd"),
			attack{"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", []int{405}}, attack{"GET evil.com:80 HTTP/1.1\r\n" + host + "\r\n", []int{400, 403}})},
		{"A5 a sibling with our prefix", targets([]int{400, 404}, "/..%2fpublic-x/secret", "/../public-x/secret", "/public-x/secret")},
		{"A7 hosts that are not ours", append(hosts([]int{403, 400}, "evil.com", "evil.com:"+port, "localhost.evil.com", "127.0.0.1.nip.io", "192.168.0.9:"+port, "127.1", "0x7f000001",
			"localhost@evil.com", "[::2]:"+port, "evil.com#localhost"),
			attack{"GET / HTTP/1.1\r\n" + host + "Host: evil.com\r\n\r\n", []int{400}}, attack{"GET / HTTP/1.1\r\n\r\n", []int{400, 403}},
			attack{"GET / HTTP/1.0\r\n\r\n", []int{400, 403}}, with("/", 403, "X-Forwarded-Host: localhost", "Host: evil.com"),
			attack{"HEAD / HTTP/1.1\r\nHost: evil.com\r\n\r\n", []int{403}}, attack{"OPTIONS / HTTP/1.1\r\nHost: evil.com\r\n\r\n", []int{403}})},
		{"A7 hosts that are ours", hosts([]int{200}, "localhost", "LOCALHOST:"+port, "blog.localhost", "127.0.0.1", "127.0.0.2:"+port, "[::1]:"+port)},
		{"A8 streams for others", []attack{
			with("/_opspress/events", 403, "Origin: http://evil.com"), with("/_opspress/events", 403, "Origin: null"),
			with("/_opspress/events", 403, "Origin: http://localhost.evil.com"), with("/_opspress/events", 403, "Origin: http://1.2.3.4"),
			with("/_opspress/events", 403, "Origin: http://127.0.0.1:1"), with("/_opspress/events", 403, "Origin: file://"),
			with("/_opspress/events", 403, "Origin: http://"+addr+"/"), with("/_opspress/events", 403, "Origin: http://"+addr, "Origin: http://evil.com"),
			with("/_opspress/events", 403, "Sec-Fetch-Site: cross-site"), with("/_opspress/events", 403, "Sec-Fetch-Site: same-site"),
			with("/_opspress/errors", 403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"),
		}},
		{"A9 reading across origins", []attack{
			with("/posts/x/", 403, "Origin: https://evil.com"), with("/404.html", 403, "Origin: null"),
			{"OPTIONS /posts/x/ HTTP/1.1\r\n" + host + "Origin: https://evil.com\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n\r\n", []int{403, 405}},
			with("/posts/x/", 200, "Origin: http://"+addr),
		}},
		{"A10 parts of another site's page", []attack{
			with("/", 403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"),
			with("/pic.png", 403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"),
			with("/", 403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"),
			with("/", 403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"),
			with("/", 200, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"),
			with("/", 200, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"),
		}},
		{"A11 methods", []attack{
			{"POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", []int{405}}, {"PUT / HTTP/1.1\r\n" + host + "\r\n", []int{405}},
			{"DELETE /posts/x/ HTTP/1.1\r\n" + host + "\r\n", []int{405}}, {"TRACE / HTTP/1.1\r\n" + host + "\r\n", []int{405}},
			{"CONNECT " + addr + " HTTP/1.1\r\n" + host + "\r\n", []int{405}}, {"BREW / HTTP/1.1\r\n" + host + "\r\n", []int{405}},
			{"POST /_opspress/events HTTP/1.1\r\n" + host + "\r\n", []int{405}}, {"G\x00T / HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		}},
		{"A16 ranges", []attack{
			with("/pic.png", 206, "Range: bytes=0-9"), with("/pic.png", 206, "Range: bytes=-10"), with("/pic.png", 206, "Range: bytes=990-"),
			with("/pic.png", 416, "Range: bytes=1000-"), with("/pic.png", 416, "Range: bytes=-0"), with("/pic.png", 416, "Range: bytes=99999999999999999999-"),
			with("/pic.png", 200, "Range: bytes=0-1,3-4"), with("/pic.png", 200, "Range: bytes="+strings.Repeat("0-,", 1000)),
			with("/pic.png", 200, "Range: bytes=5-2"), with("/pic.png", 200, "Range: lines=1-2"), with("/pic.png", 200, "Range: bytes=0-9", "Range: bytes=3-4"),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, a := range c.attacks {
				judge(t, addr, a)
			}
			alive(t, addr)
		})
	}
}

func judge(t *testing.T, addr string, a attack) answer {
	t.Helper()
	got := raw(t, addr, a.request)
	line, _, _ := strings.Cut(a.request, "\r\n")
	line = line[:min(len(line), 60)]
	right := false
	for _, want := range a.want {
		right = right || got.status == want
	}
	if !right {
		t.Errorf("%s: got %d, want one of %v\n%s", line, got.status, a.want, a.request[:min(len(a.request), 500)])
	}
	if strings.Contains(got.body, secret) || strings.Contains(got.body, "root:") {
		t.Errorf("%s: the answer holds the secret", line)
	}
	if len(got.body) > 4096 {
		t.Errorf("%s: %d bytes", line, len(got.body))
	}
	for name := range got.header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: answered with %s", line, name)
		}
	}
	// What is no HTTP at all net/http answers itself, in plain text.
	if got.status != 400 && got.status != 431 && got.status != 0 {
		hardened(t, line, got.header)
	}
	return got
}

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

func alive(t *testing.T, addr string) {
	t.Helper()
	if got := raw(t, addr, get(addr, "/", "Connection: close")); got.status != 200 || !strings.Contains(got.body, "home") {
		t.Fatalf("the server does not answer any more: %d %s", got.status, got.body)
	}
}

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
// answered.
func TestAttackA13SlowAndLarge(t *testing.T) {
	site := newFakeSite(map[string]string{"/": "<body>home</body>"})
	_, addr := start(t, Options{Site: site}, func(s *Server) {
		s.limits.header, s.limits.request, s.limits.idle = 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
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
	begin := time.Now()
	alive(t, addr)
	if took := time.Since(begin); took > 200*time.Millisecond {
		t.Errorf("a page took %v meanwhile", took)
	}
	for _, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
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

// What comes on a stream from the tab's side is nobody's business.
func TestAttackA15GarbageOnAStream(t *testing.T) {
	_, addr := attacked(t)
	for _, lines := range [][]string{{}, {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
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
