package site_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A shelf is a cache in memory, which lives as long as a test and counts.
type shelf struct {
	mu           sync.Mutex
	values       map[string][]byte
	hits, misses map[string]int
}

func newShelf() *shelf { s := &shelf{values: map[string][]byte{}}; s.reset(); return s }

func (s *shelf) reset() { s.hits, s.misses = map[string]int{}, map[string]int{} }

func (s *shelf) Get(recipe string, input output.Digest) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[recipe+string(input[:])]
	if ok {
		s.hits[recipe]++
	} else {
		s.misses[recipe]++
	}
	return v, ok
}

func (s *shelf) Put(recipe string, input output.Digest, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[recipe+string(input[:])] = value
}

// recalled builds like a process that finds the cache of earlier ones; all
// reads every file too.
func (k *kit) recalled(c site.Cache, all bool) site.Result {
	k.t.Helper()
	s := k.open(func(o *site.Options) { o.Once, o.Recall, o.Cache = true, true, c })
	defer s.Close()
	res := k.build(s)
	if !all {
		return res
	}
	for _, f := range res.Manifest.Files() {
		if b, err := f.Bytes(); err != nil {
			k.t.Fatalf("%s: %v", f.Path, err)
		} else if output.Sum(b) != f.Digest || int64(len(b)) != f.Size {
			k.t.Fatalf("%s has other bytes than the manifest says", f.Path)
		}
	}
	return res
}

// TestCachedEqualsClean is the first law between processes: whatever a cache
// has seen, what is built with it is, byte for byte and finding for finding,
// what is built without.
func TestCachedEqualsClean(t *testing.T) {
	for seed := range int64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := newEditor(t, 1000+seed)
			c := newShelf()
			live := e.open(func(o *site.Options) { o.Cache = c })
			for step := range *editsPerSeed {
				if step > 0 {
					e.edit()
				}
				res := e.clean()
				want := describe(res)
				for again := range 2 {
					c.reset()
					if got := describe(e.recalled(c, again == 1 && step%5 == 0)); got != want {
						t.Fatalf("seed %d, step %d (%s): the build with a cache differs from the clean one\n%s", seed, step, e.last, difference(got, want))
					}
				}
				if errors, _ := diag.Count(res.Diagnostics); errors == 0 && (c.hits["site"] != 1 || len(c.misses) > 0) {
					t.Fatalf("seed %d, step %d (%s): building again hit %v and missed %v", seed, step, e.last, c.hits, c.misses)
				}
				if got := describe(e.build(live)); got != want {
					t.Fatalf("seed %d, step %d (%s): the warm build with a cache differs from the clean one\n%s", seed, step, e.last, difference(got, want))
				}
			}
		})
	}
}

// TestBytesOfARecalledSiteAreJudged: what a page of a recalled site comes to is judged, so that a
// cache that has been tampered with, or a template that is not pure, cannot
// publish what it does not say.
func TestBytesOfARecalledSiteAreJudged(t *testing.T) {
	k := newKit(t, map[string]string{"posts/a.md": "---\ntitle: A\ndate: 2026-05-01\n---\n글\n"})
	c := newShelf()
	k.recalled(c, true)
	s := k.open(func(o *site.Options) { o.Once, o.Recall, o.Cache = true, true, c })
	res := k.build(s)
	k.write("posts/a.md", "---\ntitle: B\ndate: 2026-05-01\n---\n글\n")
	f, ok := res.Manifest.Find("posts/a/index.html")
	if !ok {
		t.Fatal("no page")
	}
	if _, err := f.Bytes(); err == nil || err.Error() != site.ErrChanged.Error() {
		t.Errorf("reading a page of files that have changed gave %v", err)
	}
}

func TestTheClockDecidesWhichSiteIsRecalled(t *testing.T) {
	k := newKit(t, map[string]string{
		"site.yaml":  "baseURL: https://x.example\n",
		"posts/a.md": "---\ntitle: A\ndate: 2026-05-01\nexpiryDate: 2026-06-20\n---\n글\n",
		"posts/b.md": "---\ntitle: B\ndate: 2026-06-10\n---\n글\n",
	})
	c := newShelf()
	days := []int{0, 8, 9, 10, 18, 19, 30}
	for range 2 {
		for _, day := range days {
			k.clock = time.Date(2026, 6, 1+day, 12, 0, 0, 0, time.UTC)
			if got, want := describe(k.recalled(c, true)), describe(k.clean()); got != want {
				t.Errorf("on day %d\n%s", day, difference(got, want))
			}
		}
	}
	if hits := 2*len(days) - 3; c.hits["site"] != hits {
		t.Errorf("the site has three faces, so of %d builds %d should have found theirs, not %d", 2*len(days), hits, c.hits["site"])
	}
}
