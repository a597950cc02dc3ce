package serve

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/diag"
)

// ask has the server answer a request without a network.
func ask(s *Server, method, target string, lines ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "localhost:1313"
	for i := 0; i+1 < len(lines); i += 2 {
		r.Header.Add(lines[i], lines[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAPageDiffersFromTheBuiltOneByOneScript(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		built := rapid.StringOf(rapid.SampledFrom([]rune("<>/ab운 \n"))).Draw(t, "begin") +
			rapid.SampledFrom([]string{"", "</body>", "</BODY>\n</html>", "</body><!-- </body> -->"}).Draw(t, "end")
		s := New(Options{Site: newFakeSite(map[string]string{"/": built, "/x.txt": built})})
		served := ask(s, "GET", "/").Body.String()
		if strings.Count(served, script) != 1 || strings.Replace(served, script, "", 1) != built {
			t.Fatalf("built %q, served %q", built, served)
		}
		if i := strings.LastIndex(strings.ToLower(built), "</body>"); i >= 0 && !strings.HasPrefix(served[i:], script) {
			t.Fatalf("the script of %q is not before the end of the body: %q", built, served)
		}
		if text := ask(s, "GET", "/x.txt").Body.String(); text != built {
			t.Fatalf("a text %q is served as %q", built, text)
		}
	})
}

func TestAddresses(t *testing.T) {
	files := map[string]string{
		"/": "home", "/posts/x/": "x", "/posts/운영/": "u", "/posts/bad/": "", "/a b%.txt": "t", "/404.html": "<body>not here</body>", "/_headers": "h",
	}
	for _, c := range []struct {
		base, target string
		status       int
		want         string // of the body, or the Location
	}{
		{"", "/", 200, "home"},
		{"", "/posts/%EC%9A%B4%EC%98%81/", 200, "u"},
		{"", "/posts/x/?a=b", 200, "x"},
		{"", "/a%20b%25.txt", 200, "t"},
		{"", "/posts/x", 307, "/posts/x/"},
		{"", "/posts/x?a=b", 307, "/posts/x/?a=b"},
		{"", "/posts/x/index.html", 307, "/posts/x/"},
		{"", "/posts/%EC%9A%B4%EC%98%81", 307, "/posts/%EC%9A%B4%EC%98%81/"},
		{"", "/posts/none", 404, "not here"},
		{"", "/posts/X/", 404, "not here"},
		{"", "/_headers", 404, "not here"},
		{"", "/_opspress", 404, "not here"},
		{"", "/_opspress/none", 404, "nothing here"},
		{"/blog", "/", 307, "/blog/"},
		{"/blog", "/blog", 307, "/blog/"},
		{"/blog", "/blog/", 200, "home"},
		{"/blog", "/blog/posts/x", 307, "/blog/posts/x/"},
		{"/blog", "/blog/posts/x/", 200, "x"},
		{"/blog", "/posts/x/", 404, "not here"},
		{"/blog/", "/blog/posts/x/", 200, "x"},
		{"/", "/posts/x/", 200, "x"},
		{"/blog", "/blogs/", 404, "not here"},
		{"/blog", "/_opspress/dev.js", 200, "use strict"},
		{"/blog", "/blog/_opspress/dev.js", 404, "not here"},
	} {
		t.Run(c.base+" "+c.target, func(t *testing.T) {
			w := ask(New(Options{Site: newFakeSite(files), Base: c.base}), "GET", c.target)
			got := w.Body.String() + w.Header().Get("Location")
			if w.Code != c.status || !strings.Contains(got, c.want) {
				t.Errorf("got %d %q", w.Code, got)
			}
		})
	}
}

func TestHeadersAreThoseOfProduction(t *testing.T) {
	var paths []string
	s := New(Options{Base: "/blog", Site: newFakeSite(map[string]string{"/": "<body>", "/a.svg": "<svg/>"}), Headers: func(path string) http.Header {
		paths = append(paths, path)
		return policy(path)
	}})
	h := ask(s, "GET", "/blog/a.svg").Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": policy("")["Content-Security-Policy"][0], "X-Frame-Options": "DENY", "Content-Type": "image/svg+xml; charset=utf-8",
		"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "",
	} {
		if h.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, h.Get(name), want)
		}
	}
	if fmt.Sprint(paths) != "[/blog/a.svg]" {
		t.Errorf("asked for the headers of %v", paths)
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	_, addr := start(t, Options{Site: newFakeSite(map[string]string{"/": "<body></body>"})})
	a := raw(t, addr, get(addr, "/", "Connection: close"))
	b := raw(t, addr, strings.Replace(get(addr, "/", "Connection: close"), "GET", "HEAD", 1))
	if b.body != "" || b.status != 200 || a.header.Get("Content-Length") != b.header.Get("Content-Length") || a.header.Get("Content-Type") != b.header.Get("Content-Type") {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestABrokenPageKeepsItsLastGoodBytes(t *testing.T) {
	f := newFakeSite(map[string]string{"/a/": "good", "/b/": "b"})
	s := New(Options{Site: f})
	wrong := diag.Diagnostic{Severity: diag.Error, File: "posts/a.md", Line: 2, Column: 1, Source: "{{<", Message: "the shortcode does not end", Hint: "close it"}
	if w := ask(s, "GET", "/a/"); w.Code != 200 {
		t.Fatal(w)
	}
	f.break_("/a/", wrong)
	f.tell(s)
	if w := ask(s, "GET", "/a/"); w.Code != 200 || w.Body.String() != "good"+script {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if got := ask(s, "GET", "/_opspress/errors").Body.String(); !strings.Contains(got, "posts/a.md:2:1") || !strings.Contains(got, "close it") {
		t.Errorf("the errors are %s", got)
	}
	f.edit(s, map[string]string{"/b/": "new b"})
	if w := ask(s, "GET", "/b/"); w.Body.String() != "new b"+script {
		t.Errorf("every other page goes on changing, but got %s", w.Body)
	}

	t.Run("one that never was good says why", func(t *testing.T) {
		f.break_("/c/", wrong, diag.Diagnostic{Message: "a warning"})
		w := ask(s, "GET", "/c/")
		if w.Code != 500 || !strings.Contains(w.Body.String(), "the shortcode does not end") || strings.Count(w.Body.String(), script) != 1 || strings.Contains(w.Body.String(), "a warning") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
	t.Run("one that is gone is not broken", func(t *testing.T) {
		f.break_("/a/")
		f.edit(s, map[string]string{"/a/": ""})
		if w := ask(s, "GET", "/a/"); w.Code != 404 {
			t.Errorf("got %d", w.Code)
		}
		f.break_("/a/", wrong)
		if w := ask(s, "GET", "/a/"); w.Code != 500 {
			t.Errorf("its old bytes come back: %d %s", w.Code, w.Body)
		}
	})
}

func TestReasonsAreNeverEmpty(t *testing.T) {
	one := diag.Diagnostic{Message: "one", Severity: diag.Error}
	for _, c := range []struct {
		err  error
		ds   []diag.Diagnostic
		want string
	}{
		{errors.New("plain"), nil, "plain"},
		{fmt.Errorf("page: %w", one), nil, "one"},
		{diag.List{one, {Message: "two"}}, nil, "one two"},
		{errors.New("plain"), []diag.Diagnostic{one, {Message: "a warning"}}, "one"},
	} {
		var got []string
		for _, d := range reasons(c.err, c.ds) {
			got = append(got, d.Message)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v gives %v, want %s", c.err, got, c.want)
		}
	}
}

func TestAMissingPageWithoutA404PageSaysWhereItWent(t *testing.T) {
	f := newFakeSite(map[string]string{})
	f.tells("/old/", About{Moved: "/운영/"})
	w := ask(New(Options{Site: f, Base: "/b"}), "GET", "/b/old/")
	if w.Code != 404 || !strings.Contains(w.Body.String(), `href="/b/%EC%9A%B4%EC%98%81/"`) || strings.Count(w.Body.String(), script) != 1 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// Bytes that are at hand are not made again while their digest is the same.
func TestAPageIsMadeOnceWhileItIsTheSame(t *testing.T) {
	f := newFakeSite(map[string]string{"/": "home"})
	s := New(Options{Site: f})
	for range 5 {
		ask(s, "GET", "/")
	}
	if f.asked != 5 || f.opened != 1 {
		t.Errorf("the site was asked %d times and made bytes %d times, want 5 and 1", f.asked, f.opened)
	}
}
