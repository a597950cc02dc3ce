package feed_test

import (
	"strings"
	"testing"
	"time"

	"opspress/generator/feed"
)

// BenchmarkFeeds writes a feed of twenty posts of 20 KB in each form.
func BenchmarkFeeds(b *testing.B) {
	f := feed.Feed{Title: "운영하는 글", Lang: "ko", Home: "https://a.example/", Self: "https://a.example/feed.xml"}
	body := strings.Repeat("<p>문장 &amp; <b>낱말</b></p>\n", 500)
	for range 20 {
		f.Entries = append(f.Entries, feed.Entry{
			Title: "글 & 제목", URL: "https://a.example/posts/x/", Summary: "요약", Content: body,
			Published: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC),
		})
	}
	for _, form := range []struct {
		name  string
		write func(feed.Feed) []byte
	}{{"Atom", feed.Atom}, {"RSS", feed.RSS}, {"JSON", feed.JSON}} {
		b.Run(form.name, func(b *testing.B) {
			b.SetBytes(int64(len(body) * len(f.Entries)))
			for b.Loop() {
				form.write(f)
			}
		})
	}
}
