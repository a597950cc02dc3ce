package serve

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const secret = "the-planted-secret"

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
