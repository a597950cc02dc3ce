package serve

import (
	"strings"
	"testing"

	"opspress/generator/diag"
)

func TestAbout(t *testing.T) {
	f := newFakeSite(nil)
	s := New(Options{Site: f, Base: "/b"})
	f.tells("/운영/", About{
		State: "draft", Words: 3, Image: "/a b.png", Moved: "/new/",
		Warnings: []diag.Diagnostic{{File: "posts/x.md", Line: 2, Message: "no alt text"}},
	})
	got := ask(s, "GET", "/_opspress/about?url=/b/%EC%9A%B4%EC%98%81/").Body.String()
	for _, want := range []string{`"url":"/b/운영/"`, `"state":"draft"`, `"words":3`, `"image":"/b/a%20b.png"`, `"moved":"/b/new/"`,
		`"place":"posts/x.md:2"`, `"sources":[]`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	for image, want := range map[string]string{
		"https://cdn.test/a.png": "https://cdn.test/a.png", "//cdn.test/a.png": "", "javascript:alert(1)": "", "data:image/png,x": "", "": "",
	} {
		if got := s.imageHref(image); got != want {
			t.Errorf("image %q becomes %q", image, got)
		}
	}
	if w := ask(s, "GET", "/_opspress/about?url=/elsewhere/"); w.Code != 400 {
		t.Errorf("a path outside of the base: %d", w.Code)
	}
}
