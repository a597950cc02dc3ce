package site_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"opspress/assets"
	"opspress/generator/site"
	"opspress/layouts"
)

// BenchmarkEdit measures what an open page waits for after an edit, on the site
// that BENCH_SITE names (of cmd/benchsite): the look, the page, and what serve
// says with it. The pass over everything else is made off the clock.
// BENCH_PASS=1 puts it on the clock.
func BenchmarkEdit(b *testing.B) {
	root := os.Getenv("BENCH_SITE")
	if root == "" {
		b.Skip("BENCH_SITE names no site")
	}
	k := &kit{t: b, root: root, clock: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	posts, _ := filepath.Glob(filepath.Join(root, "posts/[0-9a-z]*/*.md"))
	if len(posts) == 0 {
		b.Fatalf("%s holds no posts", root)
	}
	file := posts[len(posts)/2]
	rel, _ := filepath.Rel(root, file)
	old, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	text := string(old)
	line := func(key, value string) string {
		return regexp.MustCompile(`(?m)^`+key+`: .*$`).ReplaceAllLiteralString(text, key+": "+value)
	}
	post, _ := layouts.FS.ReadFile("post.html")
	css, _ := assets.FS.ReadFile("css/prose.css")
	edits := map[string]func(i int) (file, text string){
		"none":  func(i int) (string, string) { return rel, text },
		"body":  func(i int) (string, string) { return rel, text + fmt.Sprintf("\n문장 %d\n", i) },
		"title": func(i int) (string, string) { return rel, line("title", fmt.Sprint("제목 ", i)) },
		"tag":   func(i int) (string, string) { return rel, line("tags", fmt.Sprintf("[tag%d]", i)) },
		"layout": func(i int) (string, string) {
			return "layouts/post.html", strings.Replace(string(post), "data-post-body", fmt.Sprintf("data-post-body data-i=%d", i), 1)
		},
		"css": func(i int) (string, string) {
			return "assets/css/prose.css", string(css) + fmt.Sprintf("\n.c%d{color:red}\n", i)
		},
	}
	s := k.open(nil)
	k.build(s)
	page := pageOf(b, k, s, filepath.ToSlash(rel))
	restore := func() {
		k.write(filepath.ToSlash(rel), text)
		k.remove("layouts")
		k.remove("assets")
	}
	defer restore()
	names := make([]string, 0, len(edits))
	for name := range edits {
		names = append(names, name)
	}
	slices.Sort(names)
	onClock, i := os.Getenv("BENCH_PASS") != "", 0
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var look, made, told time.Duration
			for range b.N {
				b.StopTimer()
				i++
				k.write(edits[name](i))
				b.StartTimer()
				began := time.Now()
				r, err := s.Revise(context.Background(), k.clock)
				if err != nil {
					b.Fatal(err)
				}
				look += time.Since(began)
				if _, err := r.Page(page); err != nil {
					b.Fatal(err)
				}
				made += time.Since(began)
				r.Findings()
				told += time.Since(began)
				if !onClock {
					b.StopTimer()
				}
				if _, err := r.Build(context.Background(), nil); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			per := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(b.N) }
			b.ReportMetric(per(look), "look-ms")
			b.ReportMetric(per(made), "made-ms")
			b.ReportMetric(per(told), "told-ms")
			b.ReportMetric(float64(s.Stats().Marked), "marked")
		})
		restore()
		k.build(s)
	}
}

// pageOf gives the site path that a source makes.
func pageOf(b *testing.B, k *kit, s *site.Site, source string) string {
	r, err := s.Revise(context.Background(), k.clock)
	if err != nil {
		b.Fatal(err)
	}
	all, err := r.Sources()
	if err != nil || all[source] == "" {
		b.Fatalf("%s makes no page: %v", source, err)
	}
	return all[source]
}
