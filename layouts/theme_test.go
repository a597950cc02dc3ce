package layouts_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opspress/generator/layout"
	"opspress/layouts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// trees parses every template of the theme.
func trees(t *testing.T) map[string]*layout.Tree {
	t.Helper()
	out := map[string]*layout.Tree{}
	err := fs.WalkDir(layouts.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".html") {
			return err
		}
		src, err := fs.ReadFile(layouts.FS, name)
		if err != nil {
			return err
		}
		tree, ds := layout.Parse(name, src)
		for _, d := range ds {
			t.Errorf("%v: %s", d, d.Source)
		}
		out[name] = tree
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compile(t *testing.T, name string) *layout.Layout {
	t.Helper()
	all := trees(t)
	l, ds := layout.Compile(name, func(n string) (*layout.Tree, bool) { tree, ok := all[n]; return tree, ok })
	for _, d := range ds {
		t.Fatalf("%v: %s", d, d.Source)
	}
	return l
}

func table(t *testing.T) layout.Table {
	t.Helper()
	src, err := fs.ReadFile(layouts.FS, "strings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	table, ds := layout.ParseStrings("layouts/strings.yaml", src)
	for _, d := range ds {
		t.Fatal(d)
	}
	return table
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test ./layouts -update and read the diff", file)
	}
}

func TestEveryKindOfPage(t *testing.T) {
	pages := samples()
	strings := layout.NewStrings(table(t), "ko")
	for _, kind := range layout.Kinds() {
		p, ok := pages[kind]
		if !ok {
			t.Fatalf("there is no sample of a page of kind %s", kind)
		}
		got, err := compile(t, layout.For(kind)).Execute(p, strings)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		golden(t, kind+".html", got)
		tidy(t, kind, got)
	}
}

// tidy checks what must hold on every page.
func tidy(t *testing.T, kind string, got []byte) {
	t.Helper()
	s := string(got)
	if !strings.HasPrefix(s, "<!doctype html>\n") {
		t.Errorf("%s does not begin with the doctype", kind)
	}
	if n := strings.Count(s, "<h1"); n != 1 && kind != "redirect" {
		t.Errorf("%s has %d h1", kind, n)
	}
	for _, bad := range []string{"\n\n", "ZgotmplZ", "<no value>", " style=", "<script>", "<style", " onclick", "{{", "/>\n<meta"} {
		if strings.Contains(s, bad) {
			t.Errorf("%s contains %q", kind, bad)
		}
	}
	ids := map[string]bool{}
	for _, part := range strings.Split(s, ` id="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		if ids[id] {
			t.Errorf("%s has the id %q twice", kind, id)
		}
		ids[id] = true
	}
	headings(t, kind, s)
}

// headings checks that no level of heading is left out on the way down.
func headings(t *testing.T, kind, s string) {
	t.Helper()
	level := 0
	for _, part := range strings.Split(s, "<h")[1:] {
		if part[0] < '1' || part[0] > '6' {
			continue
		}
		if n := int(part[0] - '0'); n > level+1 {
			t.Errorf("%s: after h%d comes h%d %.40q", kind, level, n, part)
		} else {
			level = n
		}
	}
}

func TestEveryPageInEnglish(t *testing.T) {
	strings := layout.NewStrings(table(t), "en")
	for kind, p := range samples() {
		q := *p
		q.Lang = "en"
		if _, err := compile(t, layout.For(kind)).Execute(&q, strings); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// A page with nothing but its kind and its site must not fail either.
func TestEveryEmptyPage(t *testing.T) {
	strings := layout.NewStrings(table(t), "ko")
	for _, kind := range layout.Kinds() {
		p := &layout.Page{Kind: kind, Lang: "ko", Site: &layout.Site{Title: "x", Home: "/"}, URL: "/x/", Title: "x"}
		switch kind {
		case "post":
			p.Post = &layout.Post{}
		case "ops", "tag", "serie", "author", "ops-tag", "ops-serie":
			p.Term = &layout.Term{}
		}
		if _, err := compile(t, layout.For(kind)).Execute(p, strings); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// A target is made by the site, but should one ever be a script, it stays text.
func TestARedirectRunsNoScript(t *testing.T) {
	p := samples()["redirect"]
	p.Target = `javascript:alert(1)`
	got, err := compile(t, "redirect.html").Execute(p, layout.NewStrings(table(t), "ko"))
	if err != nil || strings.Contains(string(got), "url=javascript:") || strings.Contains(string(got), `href="javascript:`) {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestEveryTemplateIsReached(t *testing.T) {
	all := trees(t)
	reached := map[string]bool{}
	for name := range all {
		if strings.HasPrefix(name, "partials/") || name == "baseof.html" {
			continue
		}
		_, ds := layout.Compile(name, func(n string) (*layout.Tree, bool) {
			reached[n] = true
			tree, ok := all[n]
			return tree, ok
		})
		if len(ds) > 0 {
			t.Error(ds[0])
		}
	}
	for name := range all {
		if !reached[name] {
			t.Errorf("no page and no shortcode uses %s", name)
		}
	}
}

func TestShortcodes(t *testing.T) {
	view := func(name string) *layout.Shortcode {
		return &layout.Shortcode{
			Name: name, Lang: "ko", Site: site(), Named: map[string]string{},
			Query: func(taxonomy, term string, n int) ([]layout.Entry, error) {
				return slices.Clone(entries()[:min(n, 3)]), nil
			},
			Lookup: func(taxonomy, term string) (*layout.Term, error) { return opsTerm(), nil },
			Picture: func(dest string) (layout.Picture, error) {
				return layout.Picture{URL: "/posts/x/" + dest, Width: 320, Height: 160}, nil
			},
			Link: func(dest string) (string, error) { return dest, nil },
		}
	}
	strs := layout.NewStrings(table(t), "ko")
	var out strings.Builder
	run := func(name string, change func(v *layout.Shortcode)) error {
		v := view(name)
		change(v)
		html, err := compile(t, "shortcodes/"+name+".html").Shortcode(v, strs)
		out.WriteString("== " + name + "\n" + string(html) + "\n")
		return err
	}
	for _, err := range []error{
		run("figure", func(v *layout.Shortcode) {
			v.Named = map[string]string{"src": "a.png", "alt": `a "b"`, "caption": "그림 <1>", "link": "https://example.org/?a=1&b=2"}
		}),
		run("figure", func(v *layout.Shortcode) { v.Args, v.Inner = []string{"a.png"}, "<em>그림</em>" }),
		run("posts", func(v *layout.Shortcode) { v.Named = map[string]string{"ops": "devops", "limit": "2"} }),
		run("posts", func(v *layout.Shortcode) { v.Named = map[string]string{"limit": "0"} }),
		run("ops", func(v *layout.Shortcode) { v.Args = []string{"devops"} }),
		run("cta", func(v *layout.Shortcode) {}),
		run("cta", func(v *layout.Shortcode) {
			v.Site.Contact, v.Named = nil, map[string]string{"title": "t", "url": "javascript:alert(1)"}
		}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	golden(t, "shortcodes.txt", []byte(out.String()))
	for _, c := range []struct {
		name, want string
		change     func(v *layout.Shortcode)
	}{
		{"posts", `layouts/shortcodes/posts.html:1:5: the shortcode posts has no argument "opss"; did you mean "ops"? at <.Only>`, func(v *layout.Shortcode) { v.Named["opss"] = "x" }},
		{"posts", `layouts/shortcodes/posts.html:3:19: limit="many" of the shortcode posts is no number at <.Int>`, func(v *layout.Shortcode) { v.Named["limit"] = "many" }},
		{"figure", `layouts/shortcodes/figure.html:3:20: shortcode figure: src is missing at <.Fail>`, func(v *layout.Shortcode) {}},
		{"cta", `layouts/shortcodes/cta.html:4:10: the shortcode cta has nothing to say: site.yaml has no contact, and no text or url is given at <.Invitation>`, func(v *layout.Shortcode) { v.Site.Contact = nil }},
	} {
		if err := run(c.name, c.change); err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
}
