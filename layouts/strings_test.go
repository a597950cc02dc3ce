package layouts_test

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opspress/generator/layout"
	"opspress/layouts"
)

// uses finds the key of {{.T "key"}}, {{$.T "key"}} and (.T "key").
var (
	uses     = regexp.MustCompile(`\$?\.T "([^"]+)"`)
	prefixes = regexp.MustCompile(`\$?\.T \(print "([^"]+)"`)
)

// computed are the keys that templates and code put together from a prefix.
func computed(prefix string) []string {
	var keys []string
	if prefix == "relation." {
		for _, kind := range []string{"broader", "narrower", "combines", "part-of", "related", "confused-with"} {
			keys = append(keys, prefix+kind)
		}
	}
	return keys
}

// overview are the kinds of page whose title Page.Heading takes from the
// strings when the site gives none.
var overview = []string{"posts", "ops-map", "ops-tags", "ops-series", "tags", "series", "authors", "archive", "search", "404", "gone", "redirect"}

func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{"title.undated": true} // the group of posts without a date
	for _, kind := range overview {
		used["title."+kind] = true
	}
	files, err := fs.Glob(layouts.FS, "*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := fs.Glob(layouts.FS, "*.html")
	for _, name := range append(files, pages...) {
		src, _ := fs.ReadFile(layouts.FS, name)
		for _, m := range uses.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
		for _, m := range prefixes.FindAllStringSubmatch(string(src), -1) {
			keys := computed(m[1])
			if keys == nil {
				t.Errorf("%s puts keys together from %q, of which this test knows nothing", name, m[1])
			}
			for _, k := range keys {
				used[k] = true
			}
		}
		if n := strings.Count(string(src), ".T "); n != len(uses.FindAllString(string(src), -1))+len(prefixes.FindAllString(string(src), -1)) {
			t.Errorf("%s uses .T in a way that this test does not see", name)
		}
	}
	report(t, used)
	return used
}

// report adds the keys of the report's page, which is no template of a theme: its
// own, those that its code names, and those that it makes of the name of a list.
func report(t *testing.T, used map[string]bool) {
	t.Helper()
	for _, name := range []string{"report.html", "html.go"} {
		src, err := os.ReadFile("../generator/report/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(report\.[a-z0-9-]+)"`).FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`add\("([a-z-]+)"`).FindAllStringSubmatch(string(src), -1) {
			used["report."+m[1]], used["report."+m[1]+"-note"] = true, true
		}
	}
}

func TestEveryStringExistsInBothLanguagesAndIsUsed(t *testing.T) {
	all, used := table(t), usedKeys(t)
	if langs := slices.Sorted(maps.Keys(all)); !slices.Equal(langs, []string{"en", "ko"}) {
		t.Errorf("languages: %v", langs)
	}
	for lang, phrases := range all {
		for _, key := range slices.Sorted(maps.Keys(used)) {
			if phrases[key].Other == "" {
				t.Errorf("%s has no %q", lang, key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(phrases)) {
			if !used[key] {
				t.Errorf("no template uses %q", key)
			}
		}
	}
}

func TestTitlesOfOverviewPages(t *testing.T) {
	for _, kind := range overview {
		for lang := range table(t) {
			p := *samples()[kind]
			p.Title = ""
			if _, err := compile(t, layout.For(kind)).Execute(&p, layout.NewStrings(table(t), lang)); err != nil {
				t.Errorf("%s in %s: %v", kind, lang, err)
			}
		}
	}
}
