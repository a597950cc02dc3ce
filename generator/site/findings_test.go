package site_test

import (
	"strings"
	"testing"
)

// A template that is wrong on every page is one fault, and says how many pages
// it is on; two faults are two.
func TestAFaultOfATemplateIsToldOnce(t *testing.T) {
	k := newKit(t, map[string]string{
		"site.yaml":                    "title: 블로그\nbaseURL: https://x.example\n",
		"layouts/partials/footer.html": "<p>\n{{.Nothing}}\n",
		"posts/a.md":                   "---\ntitle: 하나\ndate: 2026-01-01\n---\n글.\n",
		"posts/b.md":                   "---\ntitle: 둘\ndate: 2026-01-02\n---\n글.\n",
	})
	s := k.open(nil)
	res := k.build(s)
	if len(res.Diagnostics) != 1 || !strings.Contains(res.Diagnostics[0].Message, "(while rendering / and ") {
		t.Fatalf("got %v", res.Diagnostics)
	}
	k.write("layouts/post.html", "{{define \"main\"}}{{.Post.Nowhere}}{{end}}")
	res = k.build(s)
	var on []string
	for _, d := range res.Diagnostics {
		_, page, _ := strings.Cut(d.Message, "(while rendering ")
		on = append(on, d.Place()+" "+page)
	}
	if len(on) != 2 || on[1] != "layouts/post.html:1:25 posts/a.md and 1 more)" {
		t.Errorf("got %q", on)
	}
}
