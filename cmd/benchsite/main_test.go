package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// golden is the digest of the site of twenty posts: of every path and text, in
// order. Whoever changes what benchsite writes changes this line too, and all
// measurements before and after stop being comparable.
const golden = "983100b98ea1c08059970309a93c942ac00e43d7fad467448cfe73a4438f502b"

// plain is the site that no flag changes.
var plain site

func TestSameBytesEverywhere(t *testing.T) {
	h := sha256.New()
	err := plain.each(20, func(name, text string) error {
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != golden {
		t.Errorf("the digest is %s, want %s", got, golden)
	}
}

// samples are posts from all over a large site.
func samples() []int {
	var is []int
	for i := range 400 {
		is = append(is, i, 99_000-i*97)
	}
	return is
}

var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

func TestEachPostIsItsOwn(t *testing.T) {
	blocks, texts, languages := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, i := range samples() {
		text := plain.post(i)
		if first, twice := texts[text]; twice && first != i {
			t.Errorf("posts %d and %d are one text", first, i)
		}
		texts[text] = i
		found := fence.FindAllStringSubmatch(text, -1)
		if len(found) != 2 || strings.Count(text, "```") != 4 {
			t.Fatalf("post %d has %d blocks of code, want 2", i, len(found))
		}
		for _, f := range found {
			languages[f[1]] = true
			if n := strings.Count(f[2], "\n"); n < 15 || n > 35 {
				t.Errorf("post %d has a block of %s with %d lines", i, f[1], n)
			}
			if first, twice := blocks[f[2]]; twice && first != i {
				t.Errorf("posts %d and %d share a block of code", first, i)
			}
			blocks[f[2]] = i
		}
	}
	if len(languages) != 6 {
		t.Errorf("the languages of the blocks are %v", languages)
	}
}

func TestPostsAreAboutEightKilobytes(t *testing.T) {
	sum := 0
	for _, i := range samples() {
		n := len(plain.post(i))
		if sum += n; n < 7700 || n > 8700 {
			t.Errorf("post %d has %d bytes", i, n)
		}
	}
	if mean := sum / len(samples()); mean < 7800 || mean > 8300 {
		t.Errorf("a post has %d bytes on average", mean)
	}
}

func TestThreeOfFourAreKorean(t *testing.T) {
	count := 0
	for i := range 400 {
		hangul := strings.Count(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Hangul, r) {
				return 'x'
			}
			return ' '
		}, plain.post(i)), "x")
		if hangul > 800 {
			count++
		}
	}
	if count != 300 {
		t.Errorf("%d of 400 posts are in Korean", count)
	}
}

var link = regexp.MustCompile(`\]\(([^)]*)\)`)

// TestLinksLeadSomewhere: nothing that a generator could complain about.
func TestLinksLeadSomewhere(t *testing.T) {
	there := map[string]bool{}
	for i := range 2100 {
		there[plain.path(i)] = true
	}
	links := 0
	for i := range 2100 {
		text := plain.post(i)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			links++
			if to := filepath.ToSlash(filepath.Join(filepath.Dir(plain.path(i)), m[1])); !there[to] {
				t.Errorf("post %d leads to %s, which is not there", i, to)
			}
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			t.Errorf("post %d is no clean UTF-8", i)
		}
		prose := fence.ReplaceAllString(text, "")
		if strings.Contains(strings.SplitN(prose, "---\n", 3)[2], "{") {
			t.Errorf("post %d has an open slot", i)
		}
	}
	if links < 4000 {
		t.Errorf("only %d links in 2100 posts", links)
	}
}

func TestTagsAreZipfLike(t *testing.T) {
	count := map[string]int{}
	d := newDice(1)
	for range 20_000 {
		count[tag(d.zipf(tags))]++
	}
	if first, last := count[tag(0)], count[tag(tags-1)]; first < 50*max(1, last) || first > 20_000/4 {
		t.Errorf("the first tag came %d times, the last %d", first, last)
	}
	if len(count) != 200 {
		t.Errorf("%d tags, want 200", len(count))
	}
}

func TestSeriesRunFromOneToEight(t *testing.T) {
	parts := map[string]string{}
	for i := range 800 {
		if s, part := seriesOf(i); s != "" {
			parts[s] += fmt.Sprint(part)
		}
	}
	if len(parts) != 10 {
		t.Errorf("%d series in 800 posts, want 10", len(parts))
	}
	for s, got := range parts {
		if got != "12345678" {
			t.Errorf("the parts of %q are %s", s, got)
		}
	}
}

func TestJosa(t *testing.T) {
	for word, want := range map[string]string{"결제": "는 가 를 와 로", "검색": "은 이 을 과 으로", "파일": "은 이 을 과 로"} {
		var got []string
		for _, p := range []string{"은", "이", "을", "과", "으로"} {
			got = append(got, josa(word, p))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func TestWriteWantsAnEmptyFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "site")
	if err := plain.write(dir, 3); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(plain.path(i))))
		if err != nil || string(b) != plain.post(i) {
			t.Errorf("post %d: %v", i, err)
		}
	}
	if err := plain.write(dir, 3); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a second site in the same folder: %v", err)
	}
}
