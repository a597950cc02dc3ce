package site_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"opspress/generator/site"
)

// tell is a Reporter that writes all that it is told.
func tell() *site.Reporter {
	return &site.Reporter{Style: []byte("p{}"), Page: func(p site.ReportPage) ([]byte, error) {
		title, err := p.Word("report.title")
		p.Word = nil
		return fmt.Appendf(nil, "%s %+v", title, p), err
	}}
}

func page(t *testing.T, r site.Result, path string) string {
	t.Helper()
	f, ok := r.Manifest.Find(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	b, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The report page is there when settings and whoever opens the site want it, in
// every language that has posts, with the path of the base URL.
func TestTheReportIsAPageOfTheSite(t *testing.T) {
	k := newKit(t, map[string]string{
		"site.yaml":     "baseURL: https://x.example/blog\nreport: true\n",
		"posts/a.md":    "---\ntitle: A\ndate: 2026-05-01\nlastmod: 2026-05-20\nops: [devops]\ntags: [t]\nreviewBy: 2026-07-01\n---\n[b](b.md) and [self](a.md#x)\n",
		"posts/a.en.md": "---\ntitle: A\ndate: 2026-05-01\nops: [devops]\ntags: [t]\n---\nText.\n",
		"posts/b.md":    "---\ntitle: B\ndate: 2026-05-02\n---\nText, {{< ref \"a.md\" >}} and [ref]({{< ref \"a.md\" >}}).\n",
		"posts/c.md":    "---\ntitle: C\ndate: 2026-06-20\n---\nLater.\n",
		"posts/d.md":    "---\ntitle: D\ndraft: true\n---\nA draft.\n",
	})
	res := k.build(k.open(nil))
	ko, en := page(t, res, "report/index.html"), page(t, res, "en/report/index.html")
	for _, want := range []string{
		"블로그 운영 현황", "Lang:ko", "Home:/blog/ ", "Style:/blog/assets/report.", "Permalink:https://x.example/blog/report/", "URL:/blog/en/report/",
		"Drafts:1 Scheduled:1 Expired:0", "{ID:t Names:map[en:t ko:t] URLs:map[en:/blog/en/tags/t/ ko:/blog/tags/t/] Posts:1}",
		"Path:posts/b.md Title:B URL:/blog/posts/b/ Lang:ko Types:[] Date:2026-05-02 00:00:00 +0900 KST Updated:2026-05-02 00:00:00 +0900 KST Review:0001-01-01 00:00:00 +0000 UTC Minutes:1 Linked:1 Translations:[]",
		"Updated:2026-05-20 00:00:00 +0900 KST Review:2026-07-01 00:00:00 +0900 KST Minutes:1 Linked:1 Translations:[posts/a.md posts/a.en.md]",
	} {
		if !strings.Contains(ko, want) {
			t.Errorf("the page is not told %q:\n%s", want, ko)
		}
	}
	if !strings.Contains(en, "How this blog is doing") || !strings.Contains(en, "Lang:en") {
		t.Errorf("the English page: %s", en)
	}
	for _, without := range []struct {
		name, settings string
		change         func(*site.Options)
	}{{"no setting", "baseURL: https://x.example\n", nil}, {"nobody to make it", "report: true\n", func(o *site.Options) { o.Reporter = nil }}} {
		k.write("site.yaml", without.settings)
		if _, ok := k.build(k.open(without.change)).Manifest.Find("report/index.html"); ok {
			t.Errorf("%s, and yet there is a report", without.name)
		}
	}
}

// The report changes with the day and not within it, also when the whole site
// comes from the cache.
func TestTheReportChangesWithTheDay(t *testing.T) {
	k := newKit(t, map[string]string{"site.yaml": "report: true\n", "posts/a.md": "---\ntitle: A\ndate: 2026-05-01\n---\nText.\n"})
	kept := newShelf()
	build := func(at time.Time) string {
		k.clock = at
		return describe(k.build(k.open(func(o *site.Options) {
			o.Once, o.Recall, o.Cache = true, true, kept
		})))
	}
	noon := time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC) // in Seoul
	today := build(noon)
	if later := build(noon.Add(11 * time.Hour)); later != today {
		t.Errorf("within a day:\n%s", difference(later, today))
	}
	tomorrow := build(noon.Add(12 * time.Hour))
	if tomorrow == today {
		t.Error("the cache gave the report of another day")
	}
	k.clock = noon.Add(12 * time.Hour)
	if clean := describe(k.build(k.open(func(o *site.Options) { o.Once = true }))); clean != tomorrow {
		t.Errorf("with the cache and without:\n%s", difference(tomorrow, clean))
	}
}

func TestObjectivesAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		"devops: 10% older than 12 months":                                  "",
		"{DevOps: 0% older than 1 day, default: 100 % older  than 2 Years}": "",
		"":                                  "",
		"devops: 10% oder than 12 months":   `"10% oder than 12 months" is no objective: did you mean "older"?`,
		"devops: 10% older than 12 moths":   `did you mean "months"?`,
		"devops: ten older than 12 months":  "for example: 10% older than 12 months",
		"devops: 101% older than 12 months": "101% of the posts is more than all of them",
		"devops: 10% older than 0 months":   "every post is older than nothing",
		"[devops]":                          "want a map of Ops types",
		"{devops: [1]}":                     "want a string, found a list",
		"{devops: 1% older than 1 year, DevOps: 2% older than 1 year}":          `the objective of "DevOps" stands here twice`,
		"devosp: 10% older than 12 months":                                      `check.objectives: there is no Ops type "devosp": did you mean "devops"?`,
		"{devops: 10% older than 12 months, defualt: 10% older than 12 months}": `did you mean "default"?`,
	} {
		k := newKit(t, map[string]string{
			"posts/a.md": "---\ntitle: A\nops: [devops]\ndate: 2026-05-01\n---\nText.\n",
			"site.yaml":  "baseURL: https://x.example\nstrict: true\ncheck:\n  objectives: " + text + "\n",
		})
		if strings.HasPrefix(text, "dev") {
			k.write("site.yaml", "baseURL: https://x.example\nstrict: true\ncheck:\n  objectives:\n    "+text+"\n")
		}
		var said []string
		for _, d := range k.build(k.open(nil)).Diagnostics {
			said = append(said, fmt.Sprintf("%s: %s: %s", d.Place(), d.Message, d.Hint))
			if d.File != "site.yaml" || d.Line < 4 || d.Column == 0 {
				t.Errorf("%s: without its place: %v", text, d)
			}
		}
		if all := strings.Join(said, "\n"); want == "" && all != "" || !strings.Contains(all, want) {
			t.Errorf("%s\n  said %q\n  want %q", text, all, want)
		}
	}
}
