package generator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// A proxied is a served site behind a proxy with a name of its own, as in a
// remote workspace.
type proxied struct {
	*served
	proxy *httptest.Server
}

// behindProxy puts a proxy before s; keepHost says whether it hands the name on
// that the browser asked for, or asks for the server by its own.
func behindProxy(t *testing.T, s *served, keepHost bool) proxied {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	to.Path = ""
	p := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded()
		if keepHost {
			r.Out.Host = r.In.Host
		}
	}})
	t.Cleanup(p.Close)
	return proxied{s, p}
}

// ask asks the proxy as a page at https://work.example does.
func (p proxied) ask(path string) (*http.Response, string) {
	p.Helper()
	req, err := http.NewRequest(http.MethodGet, p.proxy.URL+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	req.Host = "work.example"
	req.Header.Set("Origin", "https://work.example")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { res.Body.Close() })
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return res, ""
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.Fatal(err)
	}
	return res, string(b)
}

func TestServeBehindAProxy(t *testing.T) {
	for _, keepHost := range []bool{true, false} {
		name := map[bool]string{true: "that keeps Host", false: "that changes Host"}[keepHost]
		t.Run(name, func(t *testing.T) {
			s := newServed(t, func(o *ServeOptions) { o.Hosts = []string{"work.example"} })
			p := behindProxy(t, s, keepHost)
			s.wait("the first pass", func(b ServeBuild) bool { return b.First })
			res, text := p.ask("/blog/posts/b/")
			if res.StatusCode != http.StatusOK {
				t.Fatalf("a page is %d: %s", res.StatusCode, text)
			}
			for _, want := range []string{`<script src="/_opspress/dev.js" defer></script>`, `href="/blog/posts/a/"`} {
				if !strings.Contains(text, want) {
					t.Errorf("the page has no %s", want)
				}
			}
			if res, _ := p.ask("/"); res.StatusCode != http.StatusTemporaryRedirect || res.Header.Get("Location") != "/blog/" {
				t.Errorf("/ is %d to %s: it leads past the proxy", res.StatusCode, res.Header.Get("Location"))
			}
			if res, text := p.ask("/_opspress/dev.js"); res.StatusCode != http.StatusOK || strings.Contains(text, "localhost") {
				t.Errorf("the script is %d", res.StatusCode)
			}
			stream, _ := p.ask("/_opspress/events?page=/blog/posts/a/")
			if stream.StatusCode != http.StatusOK {
				t.Fatalf("the stream is %d", stream.StatusCode)
			}
			s.write("posts/a.md", "---\ntitle: 첫째\ndate: 2026-05-01\n---\n본문 둘.\n")
			var heard strings.Builder
			for b := make([]byte, 4096); !strings.Contains(heard.String(), `"/blog/posts/a/"`); {
				n, err := stream.Body.Read(b)
				if err != nil {
					t.Fatalf("the stream ends: %v after %q", err, heard.String())
				}
				heard.Write(b[:n])
			}
			if _, text := p.ask("/blog/posts/a/"); !strings.Contains(text, "본문 둘.") {
				t.Error("the tab was told before the page could be had")
			}
		})
	}

	t.Run("whose name nobody allowed", func(t *testing.T) {
		p := behindProxy(t, newServed(t), true)
		for _, path := range []string{"/blog/", "/_opspress/events", "/none/"} {
			res, text := p.ask(path)
			if res.StatusCode != http.StatusForbidden || !strings.Contains(text, "--allow-host work.example") {
				t.Errorf("%s is %d: %s", path, res.StatusCode, text)
			}
		}
		// X-Forwarded-Host is for anybody to set; Origin tells on a proxy that
		// hides the name.
		p = behindProxy(t, newServed(t), false)
		if res, _ := p.ask("/blog/"); res.StatusCode != http.StatusForbidden {
			t.Errorf("a page for a foreign origin is %d", res.StatusCode)
		}
	})
}
