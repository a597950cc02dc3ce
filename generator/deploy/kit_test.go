package deploy

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"opspress/generator/output"
)

// A tree is a site: path to body. A page names what it needs and leads to in
// its body: "needs assets/a.css posts/x/index.html".
type tree map[string]string

func plus(ts ...tree) tree {
	out := tree{}
	for _, t := range ts {
		maps.Copy(out, t)
	}
	return out
}

// without gives the tree without some paths.
func (t tree) without(paths ...string) tree {
	out := maps.Clone(t)
	for _, p := range paths {
		delete(out, p)
	}
	return out
}

// kindOf gives the kind that a path has in these tests.
func kindOf(p string) output.Kind {
	switch {
	case strings.HasPrefix(p, "assets/"):
		return output.HashedAsset
	case strings.HasPrefix(p, "_"):
		return output.Control
	case strings.HasPrefix(p, "old/"):
		return output.Redirect
	case strings.HasSuffix(p, ".png"):
		return output.Asset
	case strings.HasPrefix(p, "posts/") && strings.HasSuffix(p, "index.html"):
		return output.Leaf
	case strings.HasSuffix(p, ".xml"):
		return output.Feed
	}
	return output.List
}

func (t tree) manifest(tb testing.TB) output.Manifest {
	tb.Helper()
	var files []output.File
	for p, b := range t {
		files = append(files, output.New(p, kindOf(p), "", []byte(b)))
	}
	m, err := output.NewManifest(files)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// named gives what a page names.
func named(body string) []string {
	_, list, ok := strings.Cut(body, "needs ")
	if !ok {
		return nil
	}
	return strings.Fields(list)
}

// missing crawls a site from its home page and its feed, and gives what pages
// name that is not there.
func missing(site map[string]string) (out []string) {
	seen := map[string]bool{}
	var walk func(p, from string)
	walk = func(p, from string) {
		if seen[p] {
			return
		}
		seen[p] = true
		body, ok := site[p]
		if !ok {
			out = append(out, from+" names "+p)
			return
		}
		for _, n := range named(body) {
			walk(n, p)
		}
	}
	for _, p := range []string{"index.html", "feed.xml"} {
		if _, ok := site[p]; ok {
			walk(p, "a reader")
		}
	}
	return out
}

// A fake is a clock that moves when somebody sleeps. The renewal of a lease
// never comes, unless a test wants it.
type fake struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	still bool // sleeping moves nothing: as if the lease were renewed in time
	// tick is called where a lease would be renewed; false ends the renewals.
	tick func(context.Context) bool
}

func newFake() *fake { return &fake{now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)} }

func (f *fake) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

func (f *fake) clock() Clock {
	return Clock{
		Now: func() time.Time {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.now
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			if d == leaseRenew {
				if f.tick != nil && f.tick(ctx) {
					return nil
				}
				<-ctx.Done()
				return ctx.Err()
			}
			f.mu.Lock()
			if !f.still {
				f.now = f.now.Add(d)
			}
			f.slept = append(f.slept, d)
			f.mu.Unlock()
			return ctx.Err()
		},
		Random: func() float64 { return 0.5 },
	}
}

// web is the target of most tests.
func web() Target {
	return Target{Name: "web", Kind: Bucket, Index: Website, Bucket: "b", Keep: 10}
}

func job(tb testing.TB, t tree, s Store, f *fake) Job {
	tb.Helper()
	return Job{Target: web(), Site: t.manifest(tb), World: World{Store: s, Clock: f.clock()}}
}

func mustDeploy(tb testing.TB, j Job) Result {
	tb.Helper()
	r, err := Deploy(context.Background(), j)
	if err != nil {
		tb.Fatalf("deploy: %v", err)
	}
	return r
}

// wantSite wants that the site's objects are exactly these, but for names
// that have left and still stand there.
func wantSite(tb testing.TB, m *memory, want tree) {
	tb.Helper()
	site, own := m.snapshot()
	for p, b := range want {
		if kindOf(p) == output.Control {
			continue
		}
		if site[p] != b {
			tb.Errorf("%s holds %q, want %q", p, site[p], b)
		}
	}
	var s state
	if err := unpack([]byte(own[manifestKey]), &s); err != nil {
		tb.Fatal(err)
	}
	gone := map[string]bool{}
	for _, g := range s.Gone {
		gone[g.Path] = true
	}
	for p := range site {
		if _, ok := want[p]; !ok && !gone[p] && !strings.HasPrefix(p, "foreign") {
			tb.Errorf("%s stands there, and the manifest does not know it", p)
		}
	}
	for _, m := range missing(site) {
		tb.Error(m)
	}
	if len(s.Entries) != len(want) {
		n := 0
		for p := range want {
			if kindOf(p) != output.Control {
				n++
			}
		}
		if n != len(s.Entries) {
			tb.Errorf("the manifest has %d files, want %d", len(s.Entries), n)
		}
	}
}

// paths gives the paths of a list of changes.
func paths(cs []Touched) (out []string) {
	for _, c := range cs {
		out = append(out, string(c.What)+" "+c.Path)
	}
	slices.Sort(out)
	return out
}

// Three sites, one after another: every kind of change is between them.
var (
	siteA = tree{
		"assets/main.aaaa.css": "a",
		"logo.png":             "logo",
		"posts/x/index.html":   "x needs assets/main.aaaa.css logo.png posts/y/index.html tags/a/index.html",
		"posts/y/index.html":   "y needs assets/main.aaaa.css posts/x/index.html",
		"posts/z/index.html":   "z needs assets/main.aaaa.css",
		"posts/z/z.png":        "z picture",
		"tags/a/index.html":    "tag a needs assets/main.aaaa.css posts/x/index.html posts/z/index.html",
		"index.html":           "home needs assets/main.aaaa.css posts/x/index.html posts/y/index.html posts/z/index.html tags/a/index.html",
		"feed.xml":             "feed needs posts/x/index.html posts/z/index.html",
		"404.html":             "not here needs assets/main.aaaa.css",
		"_headers":             "/*",
	}
	siteB = tree{
		"assets/main.bbbb.css": "b",
		"logo.png":             "logo",
		"posts/w/index.html":   "w needs assets/main.bbbb.css posts/x/index.html posts/v/index.html tags/new/index.html",
		"posts/v/index.html":   "v needs assets/main.bbbb.css posts/w/index.html",
		"posts/x/index.html":   "x needs assets/main.bbbb.css logo.png posts/w/index.html tags/new/index.html",
		"posts/y/index.html":   "y needs assets/main.bbbb.css posts/x/index.html",
		"tags/a/index.html":    "tag a needs assets/main.bbbb.css posts/x/index.html",
		"tags/new/index.html":  "tag new needs assets/main.bbbb.css posts/w/index.html posts/x/index.html",
		"old/z/index.html":     "moved needs posts/y/index.html",
		"index.html":           "home needs assets/main.bbbb.css posts/w/index.html posts/v/index.html posts/x/index.html tags/new/index.html",
		"feed.xml":             "feed needs posts/w/index.html posts/v/index.html",
		"404.html":             "not here needs assets/main.bbbb.css",
	}
	siteC = tree{
		"assets/main.cccc.css": "c",
		"logo.png":             "another logo",
		"posts/u/index.html":   "u needs assets/main.cccc.css",
		"posts/x/index.html":   "x needs assets/main.cccc.css posts/u/index.html",
		"index.html":           "home needs assets/main.cccc.css posts/x/index.html posts/u/index.html",
		"feed.xml":             "feed needs posts/u/index.html",
		"404.html":             "not here needs assets/main.cccc.css",
	}
)
