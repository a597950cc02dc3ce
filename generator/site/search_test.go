package site_test

import (
	"fmt"
	"strings"
	"testing"

	"opspress/generator/output"
	"opspress/generator/search"
	"opspress/generator/site"
)

// searchFiles gives the files of the search index.
func searchFiles(t *testing.T, r site.Result) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range r.Manifest.Files() {
		if !site.OnDemand("/" + f.Path) {
			continue
		}
		b, err := f.Bytes()
		if err != nil || output.Sum(b) != f.Digest {
			t.Fatalf("%s: %v", f.Path, err)
		}
		if want := strings.HasPrefix(f.Path, "assets/"); want != (f.Kind == output.HashedAsset) || !want && f.Kind != output.Feed {
			t.Errorf("%s is a %s", f.Path, f.Kind)
		}
		out[f.Path] = string(b)
	}
	return out
}

// What is not public is not in the index, even in a build that shows it.
func TestNothingPrivateCanBeFound(t *testing.T) {
	k := newKit(t, nil)
	for name, more := range map[string]string{
		"qzw": "", "qzx": "draft: true", "qxz": "date: 2030-01-01", "xqz": "publishDate: 2030-01-01", "xzq": "expiryDate: 2026-02-01",
		"zqx": "noindex: true", "zxq": "search: false",
	} {
		if !strings.HasPrefix(more, "date") {
			more += "\ndate: 2026-01-01"
		}
		k.write("posts/"+name+".md", fmt.Sprintf("---\ntitle: 제목 %s\ntags: [%s]\n%s\n---\n## %s\n\n본문 %s.\n", name, name, more, name, name))
	}
	for _, all := range []bool{false, true} {
		s := k.open(func(o *site.Options) { o.Once, o.Drafts, o.Future, o.Expired = true, all, all, all })
		files := searchFiles(t, k.build(s))
		c, err := search.Open("/search/index.json", func(href string) ([]byte, error) { return []byte(files[href[1:]]), nil })
		if err != nil {
			t.Fatal(err)
		}
		for word, want := range map[string]int{"qzw": 1, "qzx": 0, "qxz": 0, "xqz": 0, "xzq": 0, "zqx": 0, "zxq": 0} {
			if _, found, _, err := c.Find(word, "", 0); err != nil || len(found) != want {
				t.Errorf("with everything shown (%v), %s finds %d posts (%v)", all, word, len(found), err)
			}
			texts := 0
			for _, text := range files {
				if strings.Contains(text, "본문 "+word) {
					texts++
				}
			}
			if texts != want {
				t.Errorf("with everything shown (%v), %s is in %d texts", all, word, texts)
			}
		}
	}
}

// An index of several segments is the same, whether the shares were gathered,
// remembered, or asked for by a reader of a server; and an edit changes the
// segment of its post alone.
func TestSegmentsOfASite(t *testing.T) {
	const posts = search.SegmentSize + 60
	k := newKit(t, nil)
	write := func(i int, words string) {
		k.write(fmt.Sprintf("posts/%04d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2025-01-%02dT%02d:%02d:00Z\n---\n본문 %d. %s\n", i, 1+i/600, i/60%10, i%60, i, words))
	}
	for i := range posts {
		write(i, "운영")
	}
	warm := k.open(nil)
	k.build(warm)
	once := func(o *site.Options) { o.Once = true }
	before := searchFiles(t, k.build(k.open(once)))
	write(3, "운영 그리고 감시")
	clean, again := k.build(k.open(once)), k.build(warm)
	if got, want := describe(again), describe(clean); got != want {
		t.Errorf("warm and clean differ:\n%s", difference(got, want))
	}
	after := searchFiles(t, clean)
	var gone []string
	for path := range before {
		if _, ok := after[path]; !ok {
			gone = append(gone, path)
		}
	}
	texts, segments := 0, map[string]bool{}
	for _, path := range gone {
		if folder, _, in := strings.Cut(strings.TrimPrefix(path, "assets/search/"), "/"); in {
			segments[folder] = true
		} else {
			texts++
		}
	}
	if texts != 1 || len(segments) != 1 {
		t.Errorf("an edit takes %d texts and %d segments away", texts, len(segments))
	}

	server := k.open(func(o *site.Options) { o.SearchOnDemand = true })
	r, err := server.Revise(t.Context(), k.clock)
	if err != nil {
		t.Fatal(err)
	}
	res, err := r.Build(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if files := searchFiles(t, res); len(files) > 0 || server.Stats().Runs["Share"] > 0 {
		t.Errorf("a server makes %d files of the index without being asked", len(files))
	}
	for path, want := range after {
		f, err := r.Page(site.URL(path))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if got, err := f.Bytes(); err != nil || string(got) != want {
			t.Errorf("%s differs when a server makes it (%v)", path, err)
		}
	}
	for _, path := range []string{"/assets/search/ko-0.0000000000/0.txt", "/assets/search/ko-9.0/0.txt", "/assets/search/post.0.json", "/assets/search/x"} {
		if _, err := r.Page(path); err == nil {
			t.Errorf("there is something at %s", path)
		}
	}
}
