package output

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestManifestIsInOrderOfPath(t *testing.T) {
	m, err := NewManifest([]File{New("b", Leaf, "", nil), New("a/b", Leaf, "", nil), New("a", List, "", []byte("x"))})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range m.Files() {
		got = append(got, f.Path)
	}
	if want := "a a/b b"; strings.Join(got, " ") != want {
		t.Errorf("paths %q, want %q", got, want)
	}
	if f, ok := m.Find("a"); !ok || f.Kind != List || f.Size != 1 {
		t.Errorf("Find(a) = %v, %v", f, ok)
	}
	if _, ok := m.Find("c"); ok {
		t.Error("Find(c) found something")
	}
}

func TestManifestHasEachPathOnce(t *testing.T) {
	_, err := NewManifest([]File{New("a", Leaf, "posts/one.md", nil), New("a", Leaf, "posts/two.md", nil)})
	if err == nil || !strings.Contains(err.Error(), "posts/one.md") || !strings.Contains(err.Error(), "posts/two.md") {
		t.Errorf("error %v does not name both sources", err)
	}
}

func TestManifestDigestTellsPathsAndBytes(t *testing.T) {
	digest := func(path, text string) Digest {
		m, err := NewManifest([]File{New(path, Leaf, "", []byte(text))})
		if err != nil {
			t.Fatal(err)
		}
		return m.Digest()
	}
	seen := map[Digest]bool{}
	for _, d := range []Digest{digest("a", "x"), digest("a", "y"), digest("b", "x")} {
		if seen[d] {
			t.Error("two sites have one digest")
		}
		seen[d] = true
	}
	if again := digest("a", "x"); !seen[again] {
		t.Error("one site has two digests")
	}
}

func TestDigestAsText(t *testing.T) {
	d := Sum([]byte("opspress"))
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back Digest
	if err := json.Unmarshal(b, &back); err != nil || back != d {
		t.Errorf("%s came back as %s (%v)", d, back, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("zz", 32)} {
		if err := back.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a digest", bad)
		}
	}
	if len(d.Short()) != 10 {
		t.Errorf("Short has %d digits", len(d.Short()))
	}
}

func TestReadDigestsAStream(t *testing.T) {
	d, n, err := Read(strings.NewReader("opspress"))
	if err != nil || n != 8 || d != Sum([]byte("opspress")) {
		t.Errorf("Read = %s, %d, %v", d, n, err)
	}
	if _, _, err := Read(io.MultiReader(strings.NewReader("x"), broken{})); err == nil {
		t.Error("an error of the reader got lost")
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestKindsAreInOrderOfPublishing(t *testing.T) {
	order := []Kind{HashedAsset, Asset, Leaf, List, Feed, Redirect, Control}
	for i, k := range order {
		if int(k) != i || k.String() == "" {
			t.Errorf("%v is number %d, want %d", k, k, i)
		}
	}
}
