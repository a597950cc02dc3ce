package site_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"opspress/generator/output"
	"opspress/generator/site"
)

// A stock is a cache that counts what was made.
type stock struct {
	mu   sync.Mutex
	have map[string][]byte
	made map[string]int // by recipe
}

func newStock() *stock { return &stock{have: map[string][]byte{}, made: map[string]int{}} }

func (s *stock) Get(recipe string, input output.Digest) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.have[recipe+input.String()]
	return b, ok
}

func (s *stock) Put(recipe string, input output.Digest, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.have[recipe+input.String()] = value
	s.made[recipe]++
}

var withCards = map[string]string{
	"site.yaml":  "title: 블로그\nbaseURL: https://x.example\nlanguages: [ko]\ncards: true\n",
	"posts/a.md": "---\ntitle: 하나\ndate: 2026-05-01\n---\n글.\n",
	"posts/b.md": "---\ntitle: 둘\ndate: 2026-05-02\n---\n글.\n",
}

// A server makes every page and draws no card, until somebody asks for one.
func TestCardsAreDrawnWhenAskedFor(t *testing.T) {
	k := newKit(t, withCards)
	cache := newStock()
	s := k.open(func(o *site.Options) { o.Lazy, o.Cache = true, cache })
	rev, err := s.Revise(context.Background(), k.clock)
	if err != nil {
		t.Fatal(err)
	}
	res, err := rev.Build(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := cache.made["card"]; n > 0 {
		t.Fatalf("%d cards were drawn, and nobody asked", n)
	}
	var cards []string
	for _, f := range res.Manifest.Files() {
		if strings.HasPrefix(f.Path, "assets/card-") {
			cards = append(cards, f.Path)
		}
	}
	if len(cards) != 3 {
		t.Fatal(cards)
	}
	f, err := rev.Page("/" + cards[0])
	if err != nil {
		t.Fatal(err)
	}
	if b := bytesOf(t, f); !strings.HasPrefix(string(b), "\x89PNG") || int64(len(b)) != f.Size {
		t.Errorf("%d bytes, size %d", len(b), f.Size)
	}
	if n := cache.made["card"]; n != 1 {
		t.Errorf("%d cards were drawn for one", n)
	}
	if a, err := rev.About("/posts/a/"); err != nil || !strings.Contains(a.Image, "/assets/card-a.") {
		t.Errorf("what a shared link shows: %q, %v", a.Image, err)
	}
}

// A build takes the facts of a card from the cache, and its bytes only when
// somebody reads them.
func TestCardsComeFromTheCache(t *testing.T) {
	k := newKit(t, withCards)
	cache := newStock()
	var first site.Result
	for n := range 2 {
		s := k.open(func(o *site.Options) { o.Once, o.Cache = true, cache })
		res := k.build(s)
		if n == 0 {
			first = res
		}
		if got, want := describe(res), describe(first); got != want {
			t.Errorf("build %d differs\n%s", n, difference(got, want))
		}
		for _, f := range res.Manifest.Files() {
			if b := bytesOf(t, f); int64(len(b)) != f.Size || output.Sum(b) != f.Digest {
				t.Errorf("build %d: %s is %d bytes, size %d", n, f.Path, len(b), f.Size)
			}
		}
		if made := cache.made["card"]; made != 3 {
			t.Errorf("build %d: %d cards drawn, want 3 in all", n, made)
		}
	}
	if want := describe(k.clean()); describe(first) != want {
		t.Errorf("without a cache it is another site\n%s", difference(describe(first), want))
	}
}

func bytesOf(t *testing.T, f output.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
