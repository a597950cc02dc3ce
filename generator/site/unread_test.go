package site_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// A post whose front matter has errors is told of whole: what is wrong with
// its body too.
func TestBrokenFrontMatterHidesNoOtherFault(t *testing.T) {
	body := "\n[길](nowhere.md)\n\n![그림](none.png)\n\n[끝](#no-such-place)\n\n{{< nosuch >}}\n"
	for _, c := range []struct{ name, head, place string }{
		{"no YAML", "---\ntitle: [\n---\n", "posts/a.md:2:8"},
		{"wrong types", "---\ntitle: 글\ndraft: perhaps\nweight: heavy\n---\n", "posts/a.md:4:9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKit(t, map[string]string{
				"site.yaml":  "title: 블로그\nbaseURL: https://x.example\nstrict: true\n",
				"posts/a.md": c.head + body,
				"posts/b.md": "---\ntitle: 둘째\ndate: 2026-01-01\n---\n글.\n",
			})
			s := k.open(nil)
			res := k.build(s)
			var said []string
			for _, d := range res.Diagnostics {
				said = append(said, d.Place()+" "+d.Rule)
			}
			all := strings.Join(said, "\n")
			for _, want := range []string{c.place, " link", " image", " fragment", " shortcode"} {
				if !strings.Contains(all, want) {
					t.Errorf("%s is not told of; what is:\n%s", want, all)
				}
			}
			if clean := fmt.Sprint(k.clean().Diagnostics); clean != fmt.Sprint(res.Diagnostics) {
				t.Errorf("a clean build says\n%s", clean)
			}
			k.write("posts/a.md", "---\ntitle: 글\ndate: 2026-01-01\n---\n고친 글.\n")
			if res = k.build(s); len(res.Diagnostics) != 0 {
				t.Errorf("mended, it still says %v", res.Diagnostics)
			}
		})
	}
}

// Where the page of a post with errors would stand is known.
func TestUnreadPostsHaveAPlace(t *testing.T) {
	k := newKit(t, map[string]string{
		"site.yaml":              "title: 블로그\nbaseURL: https://x.example/b\nlanguages: [ko, en]\n",
		"posts/2026-01-02-Up.md": "---\ntitle: [\n---\n",
		"posts/x/index.en.md":    "---\ntitle: [\n---\n",
		"posts/slug.md":          "---\ntitle: 글\nslug: chosen\ndraft: perhaps\n---\n",
		"posts/open.md":          "---\ntitle: 글\n",
	})
	r, err := k.open(nil).Revise(context.Background(), k.clock)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Unread()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"/posts/up/": "posts/2026-01-02-Up.md", "/en/posts/x/": "posts/x/index.en.md",
		"/posts/chosen/": "posts/slug.md", "/posts/open/": "posts/open.md",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
