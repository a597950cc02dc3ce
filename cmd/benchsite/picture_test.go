package main

import (
	"bytes"
	"image"
	"path"
	"strings"
	"testing"
)

// A site with images is the plain one but for its bundles and the links to
// them.
func TestImagesChangeOnlyBundles(t *testing.T) {
	s := site{images: true}
	bundles := 0
	for i := range 60 {
		if len(s.pictures(i)) > 0 {
			bundles++
			continue
		}
		if got := strings.ReplaceAll(s.post(i), "7/index.md)", "7.md)"); got != plain.post(i) {
			t.Errorf("post %d has no pictures and is another post:\n%s", i, got)
		}
	}
	if bundles != 6 {
		t.Errorf("%d bundles in 60 posts", bundles)
	}
}

func TestPicturesAreThereAndShown(t *testing.T) {
	files := map[string]string{}
	s := site{images: true}
	again := func(name, text string) error {
		if first, twice := files[name]; twice && first != text {
			t.Errorf("%s has other bytes the second time", name)
		}
		files[name] = text
		return nil
	}
	for range 2 {
		if err := s.each(60, again); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]string{}
	for i := range 60 {
		text := files[s.path(i)]
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			to, _, _ := strings.Cut(m[1], " ")
			if _, there := files[path.Join(path.Dir(s.path(i)), to)]; !there {
				t.Errorf("post %d leads to %s, which is not there", i, to)
			}
		}
		for _, p := range s.pictures(i) {
			bytesOf := files[path.Join(path.Dir(s.path(i)), p.name)]
			m, _, err := image.Decode(bytes.NewReader([]byte(bytesOf)))
			if err != nil || m.Bounds().Dx() != p.width || m.Bounds().Dy() != p.height {
				t.Errorf("post %d: %s: %v", i, p.name, err)
			}
			if first, twice := seen[bytesOf]; twice {
				t.Errorf("%s of post %d is that of %s", p.name, i, first)
			}
			seen[bytesOf] = s.path(i)
			if strings.Count(text, "]("+p.name+" ") != 1 {
				t.Errorf("post %d does not show %s once", i, p.name)
			}
		}
	}
	if len(seen) < 6 {
		t.Errorf("only %d pictures", len(seen))
	}
}
