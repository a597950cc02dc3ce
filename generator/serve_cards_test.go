package generator

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// The author's bar shows the card that a shared link would show, and serve gives
// the same cards and smaller photographs as a build.
func TestServeDrawsTheCardOfAPage(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "site.yaml"), "title: 블로그\nbaseURL: https://x.example/blog\ncards: true\n")
	writeFile(t, filepath.Join(root, "posts/a/index.md"), "---\ntitle: 첫째\ndate: 2026-05-01\n---\n![사진](a.jpg)\n")
	m := image.NewGray(image.Rect(0, 0, 1000, 40))
	m.SetGray(3, 3, color.Gray{200})
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, m, nil); err != nil {
		t.Fatal(err)
	}
	lying := "\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	writeFile(t, filepath.Join(root, "posts/a/a.jpg"), photo.String())
	writeFile(t, filepath.Join(root, "posts/a/lying.jpg"), lying+photo.String()[2:])
	s := serveFolder(t, root)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	own := *s
	own.url = strings.TrimSuffix(s.url, "blog/") // what is serve's own stands at the host's root
	code, told := own.get("/_opspress/about?url=/blog/posts/a/")
	var about struct{ Image string }
	if err := json.Unmarshal([]byte(told), &about); err != nil || code != http.StatusOK {
		t.Fatalf("%d %v: %s", code, err, told)
	}
	_, file, ok := strings.Cut(about.Image, "/blog/")
	if !ok || !strings.HasPrefix(file, "assets/card-a.") {
		t.Fatalf("a shared link shows %q", about.Image)
	}
	code, card := s.get("/" + file)
	if c, format, err := image.DecodeConfig(strings.NewReader(card)); code != http.StatusOK || err != nil || format != "png" || c.Width != 1200 || c.Height != 630 {
		t.Errorf("%d: %d by %d, %v", code, c.Width, c.Height, err)
	}
	s.equalsBuild()
}
