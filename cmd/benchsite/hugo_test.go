package main

import (
	"regexp"
	"strings"
	"testing"
)

// hugoOf returns the files of Hugo's site over n posts.
func hugoOf(t *testing.T, n int) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := hugoFiles(n, func(name, text string) error {
		if _, twice := files[name]; twice {
			t.Errorf("%s is written twice", name)
		}
		files[name] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Every kind of page that opspress makes has its layout, every format its
// template, and every term and year its index.
func TestHugoHasWhatItNeeds(t *testing.T) {
	files := hugoOf(t, 10_000)
	conf := files["hugo/hugo.yaml"]
	for _, want := range []string{"pagerSize: 20", "noClasses: false", "{source: ../posts, target: content/posts,", "/posts/:contentbasename/"} {
		if !strings.Contains(conf, want) {
			t.Errorf("hugo.yaml does not say %s", want)
		}
	}
	for _, taxonomy := range []string{"ops", "tags", "series", "authors"} {
		if !strings.Contains(conf, ": "+taxonomy) || files["hugo/content/"+taxonomy+"/_index.md"] == "" {
			t.Errorf("there is no taxonomy %s", taxonomy)
		}
	}
	template := map[string]string{"html": ".html", "atom": ".atom.xml", "rss": ".rss.xml", "jsonfeed": ".jsonfeed.json"}
	_, outputs, _ := strings.Cut(conf, "\noutputs:\n")
	kinds := regexp.MustCompile(`(?m)^  (home|section|taxonomy|term): \[(.*)\]$`).FindAllStringSubmatch(outputs, -1)
	if len(kinds) != 4 || files["hugo/layouts/page.html"] == "" {
		t.Errorf("the kinds of pages are %v", kinds)
	}
	for _, kind := range kinds {
		for _, format := range strings.Split(kind[2], ", ") {
			if name := "hugo/layouts/" + kind[1] + template[format]; files[name] == "" {
				t.Errorf("%s of %s has no template %s", format, kind[1], name)
			}
		}
	}
	for _, o := range opsTypes {
		if text := files["hugo/content/ops/"+o.id+"/_index.md"]; !strings.Contains(text, o.ko) || !strings.Contains(text, o.intro) {
			t.Errorf("%s has no introduction", o.id)
		}
	}
	for year, want := range map[string]bool{"2027": false, "2026": true, "2025": true, "2024": true, "2023": false} {
		if _, there := files["hugo/content/archive/"+year+"/_index.md"]; there != want {
			t.Errorf("10,000 posts: the archive of %s is there: %v", year, there)
		}
	}
}

// The posts are the same with Hugo's site beside them: they are not copied.
func TestHugoStandsBeside(t *testing.T) {
	var names []string
	err := site{hugo: true}.each(3, func(name, text string) error {
		if strings.HasPrefix(name, "hugo/") {
			if strings.Contains(name, "note-") {
				t.Errorf("%s is a copy", name)
			}
			return nil
		}
		names = append(names, name)
		return nil
	})
	var want []string
	if err == nil {
		err = plain.each(3, func(name, text string) error { want = append(want, name); return nil })
	}
	if err != nil || strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("%v: %v, want %v", err, names, want)
	}
}
