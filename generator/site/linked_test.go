package site_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"opspress/generator/site"
)

// hostile titles try to leave every place that a title comes to.
var hostile = []string{
	`</script><script>alert(1)</script>`, `<!-- <script>`, `]]> " ' & \ "+alert(1)+"`, "줄\u2028바\u2029꿈", "🚀 운영 <b>굵게</b>",
	"{{.Site.Title}}", `</SCRIPT >`, "שלום \u202e운영", strings.Repeat("가", 200),
}

// What a page tells machines is JSON that says what the page says, whatever its
// title is, and a page runs no script.
func TestLinkedDataHoldsAnyTitle(t *testing.T) {
	files := map[string]string{
		"site.yaml":           "title: '</script>블로그'\ndescription: '<!--'\nbaseURL: https://x.example/b\nlanguages: [ko]\ncards: true\n",
		"posts/_ops/dev.md":   "---\nname: '</script>데브'\ndescription: '</script>'\n---\n",
		"posts/_series/s.md":  "---\nname: '<!--연재'\n---\n",
		"posts/_authors/m.md": "---\nname: '</script>나'\nrole: '<!--'\n---\n",
	}
	for i, title := range hostile {
		front, err := json.Marshal(map[string]any{"title": title, "date": "2026-05-01", "description": title, "ops": "dev", "series": "s", "authors": "m", "tags": []string{title}})
		if err != nil {
			t.Fatal(err)
		}
		files["posts/p"+string(rune('a'+i))+".md"] = string(front) + "\n글.\n"
	}
	k := newKit(t, files)
	res := k.build(k.open(func(o *site.Options) { o.Once = true }))
	kinds, titles := map[string]int{}, map[string]bool{}
	for _, f := range res.Manifest.Files() {
		if !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		data, scripts := scriptsOf(t, bytesOf(t, f))
		if scripts > 0 {
			t.Errorf("%s runs %d scripts", f.Path, scripts)
		}
		for _, d := range data {
			var doc struct {
				Context string           `json:"@context"`
				Graph   []map[string]any `json:"@graph"`
			}
			if err := json.Unmarshal([]byte(d), &doc); err != nil || doc.Context != "https://schema.org" {
				t.Fatalf("%s: %v in %s", f.Path, err, d)
			}
			for _, g := range doc.Graph {
				name, _ := g["@type"].(string)
				kinds[name]++
				if name == "BlogPosting" {
					titles[g["headline"].(string)] = true
				}
			}
		}
	}
	for _, want := range []string{"BlogPosting", "BreadcrumbList", "DefinedTerm", "DefinedTermSet", "CreativeWorkSeries", "ProfilePage"} {
		if kinds[want] == 0 {
			t.Errorf("no page is a %s: %v", want, kinds)
		}
	}
	for _, title := range hostile {
		if !titles[title] {
			t.Errorf("no page has the title %q", title)
		}
	}
}

// scriptsOf gives the linked data of a page and counts the scripts it would run,
// but for the theme's own file.
func scriptsOf(t *testing.T, page []byte) (data []string, scripts int) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(string(page)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Fatal(z.Err())
			}
			return data, scripts
		case html.StartTagToken:
			token := z.Token()
			if token.Data != "script" {
				continue
			}
			kind, src := "", ""
			for _, a := range token.Attr {
				switch a.Key {
				case "type":
					kind = a.Val
				case "src":
					src = a.Val
				}
			}
			switch {
			case kind == "application/ld+json":
				z.Next()
				data = append(data, string(z.Raw()))
			case !strings.HasPrefix(src, "/b/assets/"):
				scripts++
			}
		}
	}
}
