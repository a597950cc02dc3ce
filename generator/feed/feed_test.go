package feed

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test ./generator/feed -update and read the diff\ngot:\n%s", path, got)
	}
}

var seoul = time.FixedZone("KST", 9*3600)

// sample has every field, and in its second entry as few as can be.
func sample() Feed {
	return Feed{
		ID: "tag:blog.example,2026:feed", Title: "운영 & 블로그", Subtitle: "글은 <끝>이 아니다", Lang: "ko",
		Home: "https://blog.example/?a=1&b=2", Self: "https://blog.example/feed.xml", Generator: "opspress 1.0",
		Updated: time.Date(2026, 3, 2, 9, 30, 0, 0, seoul),
		Authors: []Person{{Name: "편집부", URL: "https://blog.example/authors/desk/", Email: "desk@blog.example"}},
		Icon:    "https://blog.example/icon.png",
		Entries: []Entry{
			{
				ID: "tag:blog.example,2026:/posts/x/", Title: `"무중단" 배포 <1>`, URL: "https://blog.example/posts/x/", Lang: "ko",
				Published: time.Date(2026, 3, 1, 9, 0, 0, 0, seoul), Updated: time.Date(2026, 3, 2, 9, 30, 0, 0, seoul),
				Authors:    []Person{{Name: "편집부"}, {Name: "운영팀", URL: "https://blog.example/authors/ops/"}},
				Categories: []Category{{"devops", "데브옵스"}, {"ci-cd", "CI/CD"}, {Term: "bare"}},
				Summary:    "요약 & 더", Content: "<p>본문 &amp; <code>a ]]&gt; b</code></p>\n<pre>\tx ]]> y</pre>\n",
				Image: "https://blog.example/posts/x/a.webp?v=2",
			},
			{Title: "Short", URL: "https://blog.example/en/posts/y/", Lang: "en", Published: time.Date(2026, 2, 1, 0, 0, 0, 0, seoul), Summary: "only a summary"},
		},
	}
}

func TestDocuments(t *testing.T) {
	golden(t, "atom.xml", Atom(sample()))
	golden(t, "rss.xml", RSS(sample()))
	golden(t, "feed.json", JSON(sample()))
	empty := Feed{Title: "비어 있음", Home: "https://blog.example/", Self: "https://blog.example/f"}
	golden(t, "empty-atom.xml", Atom(empty))
	golden(t, "empty-rss.xml", RSS(empty))
	golden(t, "empty-feed.json", JSON(empty))
}

// A reader written by others gets out what went in.
func TestAReaderUnderstandsEachFormat(t *testing.T) {
	for name, write := range map[string]func(Feed) []byte{"atom": Atom, "rss": RSS, "json": JSON} {
		t.Run(name, func(t *testing.T) {
			f := sample()
			got, err := gofeed.NewParser().Parse(bytes.NewReader(write(f)))
			if err != nil {
				t.Fatal(err)
			}
			if got.FeedType != name || len(got.Items) != len(f.Entries) {
				t.Fatalf("a feed of type %s with %d entries", got.FeedType, len(got.Items))
			}
			equal(t, "title", got.Title, f.Title)
			equal(t, "subtitle", got.Description, f.Subtitle)
			equal(t, "home", got.Link, f.Home)
			equal(t, "self", got.FeedLink, f.Self)
			equal(t, "language", got.Language, f.Lang)
			if name != "json" { // JSON Feed has neither
				equal(t, "generator", got.Generator, f.Generator)
				at(t, "updated", got.UpdatedParsed, f.Updated)
			}
			for i, e := range f.Entries {
				item := got.Items[i]
				equal(t, "id", item.GUID, first(e.ID, e.URL))
				equal(t, "entry title", item.Title, e.Title)
				equal(t, "URL", item.Link, e.URL)
				at(t, "published", item.PublishedParsed, e.Published)
				if name != "rss" { // RSS has no time of change
					at(t, "entry updated", item.UpdatedParsed, e.updated())
				}
				content := e.Content
				if content == "" && name == "json" {
					content = e.Summary
				} else {
					equal(t, "summary", item.Description, e.Summary)
				}
				equal(t, "content", strings.TrimSpace(item.Content), strings.TrimSpace(content))
			}
			wantPeopleAndTerms(t, name, got.Items[0])
		})
	}
}

func wantPeopleAndTerms(t *testing.T, format string, item *gofeed.Item) {
	t.Helper()
	var names []string
	for _, a := range item.Authors {
		names = append(names, a.Name)
	}
	// gofeed keeps one dc:creator of several.
	if want := []string{"편집부", "운영팀"}; format != "rss" && !slices.Equal(names, want) {
		t.Errorf("authors %q, want %q", names, want)
	} else if format == "rss" && !slices.Contains(names, "편집부") {
		t.Errorf("authors %q, want 편집부 among them", names)
	}
	if want := []string{"데브옵스", "CI/CD", "bare"}; !slices.Equal(item.Categories, want) {
		t.Errorf("categories %q, want %q", item.Categories, want)
	}
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func at(t *testing.T, what string, got *time.Time, want time.Time) {
	t.Helper()
	if got == nil || !got.Equal(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestUpdatedIsThatOfTheNewestEntry(t *testing.T) {
	f := sample()
	f.Updated = time.Time{}
	if got, want := f.updated(), f.Entries[0].Updated; !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	f.Entries = f.Entries[1:]
	if got, want := f.updated(), f.Entries[0].Published; !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// RFC 4287, 4.1.1: every entry has an author, its own or the feed's.
func TestAtomAlwaysHasAnAuthor(t *testing.T) {
	own := []Entry{{Authors: []Person{{Name: "a"}}}}
	for _, c := range []struct {
		name string
		feed Feed
		want int
	}{
		{"the feed's own", Feed{Title: "t", Authors: []Person{{Name: "a"}, {Name: "b"}}}, 2},
		{"no entries", Feed{Title: "t"}, 1},
		{"an entry without", Feed{Title: "t", Entries: append(own, Entry{})}, 1},
		{"all entries have one", Feed{Title: "t", Entries: own}, 0},
	} {
		if got := len(c.feed.atomAuthors()); got != c.want {
			t.Errorf("%s: %d authors, want %d", c.name, got, c.want)
		}
	}
}

func TestImageType(t *testing.T) {
	for url, want := range map[string]string{
		"https://h/a.PNG": "image/png", "https://h/a.jpeg?x=.gif": "image/jpeg", "a.jpg": "image/jpeg", "a.gif": "image/gif",
		"a.webp": "image/webp", "a.avif": "image/avif", "a.svg": "image/svg+xml", "a": "", "a.bmp": "", "": "",
	} {
		if got := imageType(url); got != want {
			t.Errorf("imageType(%q) = %q, want %q", url, got, want)
		}
	}
}
