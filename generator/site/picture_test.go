package site_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"opspress/generator/output"
	"opspress/generator/site"
)

// photo is a JPEG of a size, with a place in its EXIF data and an orientation.
func photo(t testing.TB, w, h, orientation int, seed uint8) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x*255/w) + seed, uint8(y * 255 / h), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00" + where)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return string(head) + string(exif) + string(b.Bytes()[2:])
}

// where is what no published picture may tell.
const where = "37.5665N 126.9780E"

func drawing(t testing.TB, w, h int) string {
	t.Helper()
	m, seed := image.NewNRGBA(image.Rect(0, 0, w, h)), uint32(1)
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = uint8(seed>>24) | 1
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func album(t testing.TB) map[string]string {
	return map[string]string{
		"site.yaml":              "title: 블로그\nbaseURL: https://x.example/b\nlanguages: [ko]\n",
		"assets/static/s.jpg":    photo(t, 640, 480, 1, 1),
		"posts/a/index.md":       "---\ntitle: 하나\ndate: 2026-05-01\n---\n![첫째](wide.jpg)\n\n![둘째](tall.jpg)\n\n![셋째](/s.jpg)\n\n![넷째](dot.png)\n\n{{< figure src=\"wide.jpg\" alt=\"다시\" >}}\n",
		"posts/a/wide.jpg":       photo(t, 2000, 100, 1, 2),
		"posts/a/tall.jpg":       photo(t, 1300, 700, 6, 3), // lies on its side
		"posts/a/dot.png":        drawing(t, 1, 1),
		"posts/b/index.md":       "---\ntitle: 둘\ndate: 2026-05-02\ncover: {image: screen.png, alt: 화면}\n---\n![그림](screen.png)\n",
		"posts/b/screen.png":     drawing(t, 1600, 40),
		"posts/c/index.md":       "---\ntitle: 셋\ndate: 2026-05-03\n---\n![망가진](broken.jpg)\n\n![작은](small.png)\n",
		"posts/c/broken.jpg":     photo(t, 900, 9, 1, 4)[:500],
		"posts/c/small.png":      drawing(t, 300, 9),
		"posts/c/unused.jpg":     photo(t, 1000, 10, 3, 5),
		"assets/static/evil.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">\n<script>1</script></svg>",
	}
}

func text(t *testing.T, r site.Result, path string) string {
	t.Helper()
	f, ok := r.Manifest.Find(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	return string(bytesOf(t, f))
}

var hashed = regexp.MustCompile(`\.[0-9a-f]{10}\.`)

// A page names the width and height of its pictures, smaller versions of its
// photographs, and puts off all but the first.
func TestPicturesOfAPage(t *testing.T) {
	k := newKit(t, album(t))
	res := k.clean()
	page := hashed.ReplaceAllString(text(t, res, "posts/a/index.html"), ".HASH.")
	for _, want := range []string{
		`src="/b/posts/a/wide.jpg" width="2000" height="100" srcset="/b/assets/wide-480.HASH.jpg 480w, /b/assets/wide-960.HASH.jpg 960w, /b/assets/wide-1440.HASH.jpg 1440w" sizes="(min-width: 45em) 43em, 100vw" decoding="async" alt="첫째"`,
		`src="/b/posts/a/tall.jpg" width="700" height="1300" srcset="/b/assets/tall-480.HASH.jpg 480w, /b/posts/a/tall.jpg 700w" sizes="(min-width: 45em) 43em, 100vw" loading="lazy" decoding="async"`,
		`src="/b/s.jpg" width="640" height="480" srcset="/b/assets/s-480.HASH.jpg 480w, /b/s.jpg 640w"`,
		`src="/b/posts/a/dot.png" width="1" height="1" loading="lazy" decoding="async" alt="넷째"`,
		`alt="다시" width="2000" height="100" srcset="/b/assets/wide-480.HASH.jpg 480w, `,
		`content="https://x.example/b/assets/wide-1440.HASH.jpg"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	page = hashed.ReplaceAllString(text(t, res, "posts/b/index.html"), ".HASH.")
	for _, want := range []string{`width="1600" height="40" srcset="/b/assets/screen-480.HASH.png 480w, /b/assets/screen-960.HASH.png 960w, /b/posts/b/screen.png 1600w"`, `loading="lazy"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page with a cover lacks %s", want)
		}
	}
	feed := text(t, res, "feed.xml")
	if strings.Contains(feed, "srcset") || !strings.Contains(feed, "https://x.example/b/posts/a/wide.jpg") {
		t.Error("a feed has pictures of its own kind")
	}
	want := `assets/static/evil.svg:2:1: warning: the SVG has a script
posts/c/broken.jpg: warning: is damaged or ends too early
posts/c/index.md:7:1: warning: image "small.png" is 300 pixels wide: phones show it blurred`
	var got []string
	for _, d := range res.Diagnostics {
		got = append(got, d.Place()+": "+d.Severity.String()+": "+d.Message)
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("findings:\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// What is published has no metadata, stands upright, is what the manifest says it
// is, and comes of a cold build, a warm one and a cache alike.
func TestPublishedPictures(t *testing.T) {
	k := newKit(t, album(t))
	cache := newStock()
	open := func() *site.Site {
		return k.open(func(o *site.Options) { o.Once, o.Cache, o.Recall = true, cache, true })
	}
	results := map[string]site.Result{
		"clean": k.build(k.open(func(o *site.Options) { o.Once = true })), "warm": k.build(k.open(nil)),
		"first with a cache": k.build(open()), "second with a cache": k.build(open()),
	}
	want := describe(results["clean"])
	for name, res := range results {
		if got := describe(res); got != want {
			t.Errorf("%s\n%s", name, difference(got, want))
		}
		for _, f := range res.Manifest.Files() {
			b := bytesOf(t, f)
			if int64(len(b)) != f.Size || output.Sum(b) != f.Digest {
				t.Errorf("%s: %s has %d bytes, size %d", name, f.Path, len(b), f.Size)
			}
			if bytes.Contains(b, []byte(where)) && f.Path != "posts/c/broken.jpg" {
				t.Errorf("%s: %s tells where it was taken", name, f.Path)
			}
			width := regexp.MustCompile(`assets/\w+-(\d+)\.[0-9a-f]{10}\.(jpg|png)$`).FindStringSubmatch(f.Path)
			if f.Path == "posts/a/tall.jpg" {
				width = []string{"", "700"}
			}
			if width == nil {
				continue
			}
			c, _, err := image.DecodeConfig(bytes.NewReader(b))
			if err != nil || width[1] != itoa(c.Width) {
				t.Errorf("%s: %s is %d wide, %v", name, f.Path, c.Width, err)
			}
		}
	}
	if n := cache.made["resized"]; n != 8 {
		t.Errorf("%d pictures were made smaller in two builds, want 8 in all", n)
	}
}

func itoa(n int) string {
	var digits []byte
	for ; n > 0; n /= 10 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
	}
	return string(digits)
}

// A server makes no picture smaller and turns none until somebody asks.
func TestPicturesAreMadeWhenAskedFor(t *testing.T) {
	k := newKit(t, album(t))
	cache := newStock()
	s := k.open(func(o *site.Options) { o.Lazy, o.Cache = true, cache })
	k.build(s)
	if n := cache.made["resized"] + cache.made["upright"]; n > 0 {
		t.Errorf("%d pictures were made, and nobody asked", n)
	}
	rev, err := s.Revise(t.Context(), k.clock)
	if err != nil {
		t.Fatal(err)
	}
	f, err := rev.Page("/posts/a/tall.jpg")
	if err != nil {
		t.Fatal(err)
	}
	b := bytesOf(t, f)
	if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 700 || f.Size != int64(len(b)) {
		t.Errorf("%d wide, %d bytes, size %d, %v", c.Width, len(b), f.Size, err)
	}
}
