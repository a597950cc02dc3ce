package search

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var code = regexp.MustCompile("(?s)```.*?```")

// benchPosts gives the posts of cmd/benchsite, the oldest first. Of Markdown
// only blocks of code are taken away: what is left of marks makes no grams.
func benchPosts(t *testing.T, n int) []Document {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	if out, err := exec.Command("go", "run", "opspress/cmd/benchsite", fmt.Sprint(n), dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "posts", "[0-9]*", "*.md"))
	if err != nil || len(files) != n {
		t.Fatalf("%d posts, %v", len(files), err)
	}
	slices.Sort(files)
	slices.Reverse(files) // the first one is the newest
	var docs []Document
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(b), "---\n")
		head, body, _ := strings.Cut(rest, "\n---\n")
		d := Document{URL: "/posts/" + strings.TrimSuffix(filepath.Base(f), ".md") + "/", Date: "2026년 1월 1일", Text: code.ReplaceAllString(body, "")}
		for line := range strings.Lines(head) {
			switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
			case "title":
				d.Title = strings.Trim(value, `"'`)
			case "tags", "ops":
				d.Tags = append(d.Tags, strings.Split(strings.Trim(value, "[]"), ", ")...)
			}
		}
		for line := range strings.Lines(body) {
			if h, ok := strings.CutPrefix(line, "## "); ok {
				d.Headings = append(d.Headings, strings.TrimSpace(h))
			}
		}
		docs = append(docs, d)
	}
	return docs
}

func compressed(b []byte) int {
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, 6)
	_, _ = w.Write(b)
	w.Close()
	return z.Len()
}

// At 10,000 posts the first query reads 100 KB at most and a further one 60 KB,
// compressed as a host does it. The first one also loads the client, the markup
// of the dialog and the index; their own tests keep them below what is set aside
// for them here.
func TestBytesOfQueries(t *testing.T) {
	const client, markup, shown = 6 << 10, 4 << 10, 6
	docs := benchPosts(t, 10_000)
	l := newLibrary(t, docs, opsTypes)
	first := compressed(l.files["/search/index.json"])
	queries := []string{
		"비용", "쿠버네티스", "네트워크", "관측 가능성", "카오스 실험", "데브옵스", "핀옵스", "terraform", "dashboard", "time to recover",
		"ㄲㄹㅈㅇ", "플랫폼팀은 매주", "점진적 배포를 그만둘 조건", "없는말이다", "꼬리 지연을 줄인", "opspress build", "운여", "오류 예산 변경 실패율",
	}
	largest, plain := 0, 0
	for _, q := range queries {
		l.client.kept, l.asked = map[string][]byte{}, nil // every file is new to the reader
		query, found, rest, err := l.client.Find(q, "", 0)
		if err != nil || rest {
			t.Fatalf("%q: rest %v, %v", q, rest, err)
		}
		hits, err := l.client.Show(&query, found[:min(shown, len(found))])
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, href := range l.asked {
			n += compressed(l.files[href])
		}
		t.Logf("%-16s found %4d, shown %d, %3d files, %6d bytes", q, len(found), len(hits), len(l.asked), n)
		if len(found) == 0 {
			plain = max(plain, n)
			continue
		}
		largest = max(largest, n)
	}
	t.Logf("index %d, largest query %d", first, largest)
	if largest > 60<<10 {
		t.Errorf("a query reads %d bytes", largest)
	}
	if all := client + markup + first + largest; all > 100<<10 {
		t.Errorf("the first query reads %d bytes", all)
	}
	if plain > 100<<10 {
		t.Errorf("a query that finds nothing reads %d bytes", plain)
	}
	t.Run("recall", func(t *testing.T) { recallOf(t, l, docs) })
}

// recallOf holds many queries that stand in the posts against a search of their
// texts from end to end.
func recallOf(t *testing.T, l *library, docs []Document) {
	texts := make([]string, len(docs))
	for i := range docs {
		texts[i] = plain(docs[i].Title + "\n" + strings.Join(docs[i].Tags, "\n") + "\n" + docs[i].Text)
	}
	var queries []string
	for i := 0; len(queries) < 40; i += 251 {
		words := strings.Fields(texts[i%len(docs)])
		w := []rune(words[(i*7)%len(words)])
		from := i % max(1, len(w)-2)
		if q := string(w[from:min(len(w), from+2+i%3)]); guaranteed(q) && !strings.ContainsAny(q, "*`~|[]()") {
			queries = append(queries, q)
		}
	}
	for _, q := range append(queries, "terraform plan", "점진적 배포", "비용") {
		_, found, _, err := l.client.Find(q, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		has := map[int]bool{}
		for _, f := range found {
			has[f.Segment*SegmentSize+f.Document] = true
		}
		n := 0
		for i, text := range texts {
			if strings.Contains(text, q) {
				if n++; !has[i] {
					t.Errorf("%q is in post %d, and not found", q, i)
				}
			}
		}
		if n == 0 {
			t.Errorf("%q is in no post", q)
		}
	}
}

// One edited document changes the files of its segment and the index.
func TestAnEditTouchesItsSegment(t *testing.T) {
	docs := benchPosts(t, 2*SegmentSize+100)
	before := newLibrary(t, docs, opsTypes)
	edited := slices.Clone(docs)
	edited[SegmentSize+5].Text += "\n한 문단이 늘었다."
	after := newLibrary(t, edited, opsTypes)
	kept := map[string]bool{}
	for i, s := range before.client.Index.Segments {
		if same := after.client.Index.Segments[i] == s; same != (i != 1) {
			t.Errorf("segment %d is the same: %v", i, same)
		}
		kept[s.Name] = i != 1
	}
	gone := 0
	for href := range before.files {
		if _, ok := after.files[href]; ok {
			continue
		}
		folder, _, in := strings.Cut(strings.TrimPrefix(href, "/assets/search/"), "/")
		switch {
		case in && kept[folder]:
			t.Errorf("%s is gone", href)
		case !in:
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d texts are gone, not 1", gone)
	}
}

// With ten times the posts a query reads no more: it looks into the newest ones
// and says that there are older ones.
func TestAHundredThousandPosts(t *testing.T) {
	docs := benchPosts(t, SegmentSize)
	l := newLibrary(t, docs, opsTypes)
	one := l.client.Index.Segments[0]
	x := l.client.Index
	for x.Documents = 0; x.Documents < 100_000; x.Documents += one.Documents {
		ref := one
		ref.Name = fmt.Sprintf("ko-%d.%s", len(x.Segments), short([]byte(fmt.Sprint(x.Documents))))
		x.Segments = append(x.Segments, ref)
	}
	index := compressed(x.File())
	t.Logf("the index of %d posts: %d bytes", x.Documents, index)
	if index > 8<<10 {
		t.Errorf("the index has %d bytes", index)
	}
	c := Client{Index: x, kept: map[string][]byte{}}
	asked := map[string]bool{}
	c.fetch = func(href string) ([]byte, error) {
		asked[href] = true
		parts := strings.Split(href, "/")
		if len(parts) > 4 {
			parts[3] = one.Name
		}
		return l.fetch(strings.Join(parts, "/"))
	}
	seen := 0
	for older := 0; ; older++ {
		clear(asked)
		_, found, rest, err := c.Find("비용", "", older)
		if err != nil || len(found) == 0 {
			t.Fatal(len(found), err)
		}
		if seen += len(found); len(asked) > atOnce {
			t.Errorf("it reads %d files", len(asked))
		}
		if !rest {
			break
		}
	}
	_, found, _, err := l.client.Find("비용", "", 0)
	if want := len(found) * len(x.Segments); err != nil || seen != want {
		t.Errorf("found %d of %d, %v", seen, want, err)
	}
}
