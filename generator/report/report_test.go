package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the goldens anew")

var seoul = time.FixedZone("KST", 9*60*60)

func date(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, seoul)
	if err != nil {
		panic(err)
	}
	return t
}

// facts are a small blog of two languages.
func facts() Facts {
	post := func(name, lang, at string, types ...string) Post {
		return Post{Path: "posts/" + name + ".md", Title: "Title of " + name, URL: "/posts/" + name + "/", Lang: lang, Types: types,
			Date: date(at), Updated: date(at), Minutes: 5, Linked: 1}
	}
	a, aEn := post("a", "ko", "2026-05-01", "devops"), post("a.en", "en", "2026-05-01", "devops")
	a.Translations = []string{a.Path, aEn.Path}
	aEn.Translations = a.Translations
	a.Updated = date("2026-05-11")
	old := post("old", "ko", "2024-01-15", "secops", "devops")
	old.Review = date("2026-05-30")
	next := post("next", "ko", "2026-05-05", "secops")
	next.Review, next.Linked = date("2026-07-01"), 0
	undated := post("undated", "ko", "2026-05-05")
	undated.Date, undated.Updated = time.Time{}, time.Time{}
	return Facts{
		Day: date("2026-06-10"), Languages: []string{"ko", "en"},
		Types: []Type{
			{ID: "devops", Names: map[string]string{"ko": "데브옵스", "en": "DevOps"}, URLs: map[string]string{"ko": "/ops/devops/", "en": "/en/ops/devops/"}},
			{ID: "secops", Names: map[string]string{"ko": "섹옵스"}, URLs: map[string]string{"ko": "/ops/secops/"}},
			{ID: "finops", Names: map[string]string{"en": "FinOps"}},
		},
		Posts: []Post{next, a, aEn, old, undated},
		Tags: []Tag{
			{ID: "ci", Names: map[string]string{"ko": "CI"}, URLs: map[string]string{"ko": "/tags/ci/"}, Posts: 3},
			{ID: "thin", Names: map[string]string{"ko": `thin "tag"`}, URLs: map[string]string{"ko": "/tags/thin/"}, Posts: 1},
		},
		Objectives: []Objective{{"default", 40, 2, "year"}, {"secops", 10, 12, "month"}},
		Drafts:     1, Scheduled: 2,
		Site: &Site{Pages: 30, Bytes: 2_500_000, Broken: []Broken{{"posts/a.md", 7, `link "x.md" leads nowhere`}}},
		Builds: []Build{
			{At: date("2026-06-01"), Seconds: 2, Pages: 28, Bytes: 2_400_000},
			{At: date("2026-06-09"), Seconds: 1.5, Pages: 30, Bytes: 2_500_000, Broken: 1, Warm: true},
		},
		Notes: []string{"Dates from git are off: the clone is shallow."},
	}
}

func page() Page {
	return Page{Lang: "ko", Site: "운영하는 글", Home: "/", Origin: "https://blog.example", Generator: "opspress test", Word: word}
}

// word gives keys for words, with what is filled in.
func word(key string, args ...any) (string, error) {
	if len(args) == 0 {
		return key, nil
	}
	return strings.TrimSpace(key + " " + fmt.Sprintln(args...)), nil
}

func TestGoldens(t *testing.T) {
	r := Make(facts())
	for name, write := range map[string]func(io.Writer) error{
		"report.txt":  func(w io.Writer) error { return WriteText(w, &r) },
		"report.md":   func(w io.Writer) error { return WriteMarkdown(w, &r) },
		"report.prom": func(w io.Writer) error { return WriteOpenMetrics(w, &r) },
		"report.json": func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(r)
		},
		"report.html": func(w io.Writer) error {
			b, err := HTML(&r, page())
			return errors.Join(err, second(w.Write(bytes.Replace(b, []byte(styleSource), []byte("STYLE"), 1))))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			golden := "testdata/" + name
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff.Diff(golden, want, "got", got.Bytes()); d != nil {
				t.Error(string(d))
			}
		})
	}
}

func second(_ int, err error) error { return err }

func TestAnObjectiveIsTheShareOfOldPosts(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Objective
		ages []string // Updated
		want Goal
	}{
		{"at most a third", Objective{"secops", 34, 12, "month"}, []string{"2025-06-09", "2025-06-10", "2026-06-01"}, Goal{Percent: 34, Age: "12 months", Stale: 1, Of: 3, Share: 33.3, Met: true}},
		{"one too many", Objective{"secops", 33, 12, "month"}, []string{"2025-06-09", "2025-06-10", "2026-06-01"}, Goal{Percent: 33, Age: "12 months", Stale: 1, Of: 3, Share: 33.3}},
		{"none may be old", Objective{"secops", 0, 1, "day"}, []string{"2026-06-09", "2026-06-10"}, Goal{Age: "1 day", Of: 2, Met: true}},
		{"weeks", Objective{"secops", 0, 2, "week"}, []string{"2026-05-26"}, Goal{Age: "2 weeks", Stale: 1, Of: 1, Share: 100}},
		{"years", Objective{"secops", 100, 1, "year"}, []string{"2020-01-01"}, Goal{Percent: 100, Age: "1 year", Stale: 1, Of: 1, Share: 100, Met: true}},
		{"no posts, none stale", Objective{"secops", 0, 1, "day"}, nil, Goal{Age: "1 day", Met: true}},
		{"the default", Objective{"default", 0, 1, "day"}, nil, Goal{Age: "1 day", Met: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Facts{Day: date("2026-06-10"), Types: []Type{{ID: "secops"}}, Objectives: []Objective{c.o}, Languages: []string{"ko"}}
			for i, at := range c.ages {
				f.Posts = append(f.Posts, Post{Path: strconv.Itoa(i), Lang: "ko", Types: []string{"secops"}, Date: date("2020-01-01"), Updated: date(at)})
			}
			r := Make(f)
			if got := *r.Types[0].Goal; got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if r.Missed() == c.want.Met {
				t.Errorf("Missed() = %v", r.Missed())
			}
		})
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	r := Make(Facts{Day: date("2026-06-10"), Languages: []string{"ko"}})
	if r.Cadence != (Cadence{}) || r.Site != nil || len(r.Months) != fewestMonths || r.Missed() {
		t.Errorf("%+v", r)
	}
	for name, write := range map[string]func(io.Writer, *Report) error{"text": WriteText, "Markdown": WriteMarkdown, "OpenMetrics": WriteOpenMetrics} {
		if err := write(io.Discard, &r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := HTML(&r, page()); err != nil || !strings.Contains(string(b), "report.no-types") {
		t.Errorf("a site of no posts has no page: %v", err)
	}
}

func TestATranslationIsBehindByDatesOrByGit(t *testing.T) {
	f := facts()
	if d := Make(f).Drift; len(d) != 1 || d[0].Days != 10 || d[0].By != "date" {
		t.Errorf("by date: %+v", d)
	}
	f.Posts[1].Updated = f.Posts[2].Updated
	f.Changed = func(p string) (time.Time, bool) {
		return map[string]time.Time{"posts/a.md": date("2026-06-05"), "posts/a.en.md": date("2026-06-02")}[p], true
	}
	if d := Make(f).Drift; len(d) != 1 || d[0].Days != 3 || d[0].By != "git" || d[0].Source != "posts/a.md" {
		t.Errorf("by git: %+v", d)
	}
	f.Changed = nil
	if d := Make(f).Drift; len(d) != 0 {
		t.Errorf("by nothing: %+v", d)
	}
}

// The page is safe to publish under our policy, and can be read without eyes.
func TestThePageIsPlainHTML(t *testing.T) {
	f := facts()
	f.Posts[0].Title = `</a><script>alert(1)</script>`
	r := Make(f)
	p := page()
	p.StyleHref = "/assets/report.0123456789.css"
	b, err := HTML(&r, p)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(b))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Data == "script" || tok.Data == "style" && tok.Type == html.StartTagToken {
			t.Errorf("the page has %s", tok)
		}
		for _, a := range tok.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has %s", tok.Data, a.Key)
			}
			if a.Key == "id" {
				if ids[a.Val] {
					t.Errorf("two elements are called %s", a.Val)
				}
				ids[a.Val] = true
			}
		}
		if tok.Data == "svg" && tok.Type == html.StartTagToken {
			named := slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "aria-label" && a.Val != "" || a.Key == "aria-hidden" })
			if !named {
				t.Errorf("a plot that nobody can hear: %s", tok)
			}
		}
	}
	for _, m := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllSubmatch(b, -1) {
		if !ids[string(m[1])] {
			t.Errorf("nothing is called %s", m[1])
		}
	}
}

func TestAFileOfItsOwnNeedsNoOther(t *testing.T) {
	r := Make(facts())
	b, err := HTML(&r, page())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "<link rel=\"stylesheet\"") || !strings.Contains(string(b), "<style>/*") {
		t.Error("the style is not in the page")
	}
	if !strings.Contains(string(b), `href="https://blog.example/posts/next/"`) || regexp.MustCompile(`href="/`).Match(b) {
		t.Error("a link leads from the root of nowhere")
	}
	p := page()
	p.Origin = ""
	if b, err = HTML(&r, p); err != nil || strings.Contains(string(b), "<a ") {
		t.Errorf("without an address there is nothing to link to (%v)", err)
	}
}

func TestAMissingWordIsAnError(t *testing.T) {
	r, p, missing := Make(facts()), page(), errors.New("no such word")
	p.Word = func(key string, as ...any) (string, error) {
		if key == "report.orphans" {
			return "", missing
		}
		return word(key, as...)
	}
	if _, err := HTML(&r, p); !errors.Is(err, missing) {
		t.Errorf("error %v", err)
	}
}

// openMetrics holds a text against the grammar of OpenMetrics 1.0: metadata
// before samples, each family once and in one piece, units as suffixes, labels
// escaped, values that are numbers, EOF at the end and nothing behind it.
func openMetrics(text string) error {
	body, ok := strings.CutSuffix(text, "# EOF\n")
	if !ok {
		return errors.New("no EOF at the end")
	}
	sample := regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\S+)$`)
	meta := regexp.MustCompile(`^# (TYPE|UNIT|HELP) (\S+) (.*)$`)
	done, seen := map[string]bool{}, map[string]bool{}
	family, sampled := "", false
	for n, l := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		if m := meta.FindStringSubmatch(l); m != nil {
			if m[2] != family {
				done[family] = true
				family, sampled = m[2], false
			}
			switch {
			case done[family]:
				return fmt.Errorf("line %d: %s comes twice", n+1, family)
			case sampled:
				return fmt.Errorf("line %d: metadata behind samples", n+1)
			case m[1] == "TYPE" && m[3] != "gauge":
				return fmt.Errorf("line %d: type %s", n+1, m[3])
			case m[1] == "UNIT" && !strings.HasSuffix(family, "_"+m[3]):
				return fmt.Errorf("line %d: %s does not end with its unit", n+1, family)
			case seen[m[1]+family]:
				return fmt.Errorf("line %d: twice", n+1)
			}
			seen[m[1]+family] = true
			continue
		}
		m := sample.FindStringSubmatch(l)
		switch {
		case m == nil:
			return fmt.Errorf("line %d is no sample: %q", n+1, l)
		case m[1] != family:
			return fmt.Errorf("line %d: a sample of %s among those of %s", n+1, m[1], family)
		case seen[m[1]+m[2]]:
			return fmt.Errorf("line %d: the same labels twice", n+1)
		}
		if _, err := strconv.ParseFloat(m[3], 64); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		seen[m[1]+m[2]], sampled = true, true
	}
	return nil
}

// Whatever ids and titles hold, every format is well-formed.
func TestEveryFormatAlwaysHolds(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a\"b", "a\\b", "a\nb", "<b>", "\x1b[31m", "\xff", "</style>", "|", "devops"}))
	rapid.Check(t, func(rt *rapid.T) {
		f := facts()
		for i := range f.Types {
			f.Types[i].ID = text.Draw(rt, "id") + strconv.Itoa(i)
		}
		for i := range f.Posts {
			f.Posts[i].Title, f.Posts[i].Types = text.Draw(rt, "title"), []string{f.Types[rapid.IntRange(0, 2).Draw(rt, "type")].ID}
			f.Posts[i].Date = date("2026-06-10").AddDate(0, 0, -rapid.IntRange(-60, 2000).Draw(rt, "age"))
			f.Posts[i].Updated = f.Posts[i].Date
		}
		r := Make(f)
		var prom, txt bytes.Buffer
		if err := errors.Join(WriteOpenMetrics(&prom, &r), WriteText(&txt, &r), WriteMarkdown(io.Discard, &r)); err != nil {
			rt.Fatal(err)
		}
		if err := openMetrics(prom.String()); err != nil {
			rt.Fatalf("%v\n%s", err, prom.String())
		}
		if strings.ContainsRune(txt.String(), 0x1b) {
			rt.Fatal("a title steers the terminal")
		}
		if _, err := HTML(&r, page()); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestTheGrammarOfOpenMetricsFindsMistakes(t *testing.T) {
	for _, bad := range []string{
		"a 1\n", "# TYPE a gauge\na 1\n", "a 1\n# EOF\n", "# TYPE a gauge\na{x=\"y\"z\"} 1\n# EOF\n", "# TYPE a gauge\na one\n# EOF\n",
		"# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n", "# TYPE a gauge\n# UNIT a seconds\n# EOF\n", "# TYPE a gauge\na 1\na 1\n# EOF\n",
	} {
		if openMetrics(bad) == nil {
			t.Errorf("%q passes", bad)
		}
	}
}
