package serve

import "testing"

func TestHosts(t *testing.T) {
	loopback := newHosts(nil, []string{"127.0.0.1", "::1"})
	network := newHosts([]string{"Blog.test", "proxy.test"}, []string{"192.168.0.9"})
	all := newHosts(nil, []string{"0.0.0.0"})
	named := newHosts(nil, []string{"My-Machine"})
	for _, c := range []struct {
		host                          string
		loopback, network, all, named bool
	}{
		{"localhost", true, true, true, true},
		{"LocalHost:1313", true, true, true, true},
		{"blog.localhost:80", true, true, true, true},
		{"127.9.9.9", true, true, true, true},
		{"[::1]:1313", true, true, true, true},
		{"[::ffff:127.0.0.1]", true, true, true, true},
		{"192.168.0.9:1313", false, true, true, false},
		{"192.168.0.8", false, false, true, false},
		{"[fe80::1%25eth0]:1313", false, false, true, false},
		{"blog.test:1313", false, true, false, false},
		{"my-machine:1313", false, false, false, true},
		{"evil.com", false, false, false, false},
		{"localhost.evil.com", false, false, false, false},
		{"evil-localhost", false, false, false, false},
		{".localhost.", false, false, false, false},
		{"127.0.0.1.nip.io", false, false, false, false},
		{"::1", false, false, false, false}, // not without brackets
		{"[127.0.0.1]", false, false, false, false},
		{"localhost:x", false, false, false, false},
		{"localhost:1:2", false, false, false, false},
		{"[::1]x", false, false, false, false},
		{"[::1", false, false, false, false},
		{"user@localhost", false, false, false, false},
		{"", false, false, false, false},
		{":1313", false, false, false, false},
	} {
		got := []bool{loopback.ok(c.host), network.ok(c.host), all.ok(c.host), named.ok(c.host)}
		want := []bool{c.loopback, c.network, c.all, c.named}
		for i, name := range []string{"loopback", "network", "all", "named"} {
			if got[i] != want[i] {
				t.Errorf("%s, bound to %s: %v", c.host, name, got[i])
			}
		}
	}
}

func TestOrigins(t *testing.T) {
	h := newHosts([]string{"proxy.test"}, []string{"127.0.0.1"})
	for _, c := range []struct {
		origin, host string
		want         bool
	}{
		{"http://localhost:1313", "localhost:1313", true},
		{"http://LOCALHOST:1313", "localhost:1313", true},
		{"https://proxy.test", "localhost:1313", true},
		{"https://proxy.test:8443", "proxy.test:8443", true},
		{"http://localhost:1314", "localhost:1313", false},
		{"http://127.0.0.1:1313", "localhost:1313", false},
		{"http://evil.com", "localhost:1313", false},
		{"http://evil.com@localhost:1313", "localhost:1313", false},
		{"http://localhost:1313/", "localhost:1313", false},
		{"null", "localhost:1313", false},
		{"", "localhost:1313", false},
		{"file://", "localhost:1313", false},
		{"ftp://localhost:1313", "localhost:1313", false},
	} {
		if got := h.originOK(c.origin, c.host); got != c.want {
			t.Errorf("origin %q at %s: %v", c.origin, c.host, got)
		}
	}
}
