package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"opspress/generator/output"
)

// What a deploy asks of a store, beside two requests for each file that
// changed.
func TestRequestsOfADeploy(t *testing.T) {
	m, clock := newMemory(), newFake()
	site := tree{}
	for i := range 10_000 {
		site[fmt.Sprintf("posts/post-%d/index.html", i)] = fmt.Sprint("post ", i)
	}
	site["index.html"] = "home needs posts/post-0/index.html"
	mustDeploy(t, job(t, site, m, clock))

	m.reset()
	if r := mustDeploy(t, job(t, site, m, clock)); r.Committed || r.Unchanged != len(site) {
		t.Errorf("nothing changed, and the deploy says %+v", r)
	}
	if n := m.requests(); n > 2 {
		t.Errorf("nothing changed: %d requests %v, want at most 2", n, m.count)
	}

	for day := range 4 { // names that left three releases and a day ago are deleted on the way
		clock.pass(25 * time.Hour)
		site["posts/post-7/index.html"], site["index.html"] = fmt.Sprint("edited ", day), fmt.Sprint("home ", day)
		delete(site, fmt.Sprintf("posts/post-%d/index.html", 100+day))
		m.reset()
		r := mustDeploy(t, job(t, site, m, clock))
		names := len(r.Changes) + len(r.Deleted)
		if n := m.requests(); n > 8+2*names {
			t.Errorf("day %d: %d changes: %d requests %v, want at most %d", day, names, n, m.count, 8+2*names)
		}
		if day == 3 && len(r.Deleted) == 0 {
			t.Error("nothing was deleted on the last day")
		}
	}
}

// Phases follow each other: nothing of a phase is sent before all of the one
// before is there.
func TestPhasesFollowEachOther(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	var order []string
	var mu sync.Mutex
	m.after = func(op, key string) error {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case op == "COPY":
			order = append(order, key)
		case op == "PUT" && key == manifestKey, op == "DELETE":
			order = append(order, op+" "+key)
		}
		return nil
	}
	mustDeploy(t, job(t, siteB, m, clock))
	at := func(p string) int {
		i := slices.Index(order, p)
		if i < 0 {
			t.Fatalf("%s is not in %v", p, order)
		}
		return i
	}
	for _, pair := range [][2]string{
		{"assets/main.bbbb.css", "posts/w/index.html"},
		{"posts/w/index.html", "tags/new/index.html"},
		{"tags/new/index.html", "posts/x/index.html"},
		{"posts/x/index.html", "index.html"},
		{"posts/x/index.html", "feed.xml"},
		{"index.html", "PUT " + manifestKey},
		{"feed.xml", "PUT " + manifestKey},
	} {
		if at(pair[0]) > at(pair[1]) {
			t.Errorf("%s came after %s: %v", pair[0], pair[1], order)
		}
	}
}

// A host's own files and what begins like ours stay behind.
func TestWhatIsNotDeployed(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, plus(siteA, tree{"_redirects": "/a /b 301\n"}), m, clock))
	for _, p := range []string{"_headers", "_redirects"} {
		if _, there := m.objects[p]; there {
			t.Errorf("%s was deployed", p)
		}
	}
	for _, p := range []string{".opspress.json", ".opspress/manifest.json.gz", "../x", "a//b"} {
		_, err := Deploy(context.Background(), job(t, tree{p: "x"}, m, clock))
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v, want a refusal", p, err)
		}
	}
}

func TestHeadersOfFiles(t *testing.T) {
	m, clock := newMemory(), newFake()
	site := plus(siteB, tree{"_redirects": "/old/z /posts/y/ 301\n/old/z/ /posts/y/ 301\n", "a.svg": "<svg/>"})
	mustDeploy(t, job(t, site, m, clock))
	const page = "public, max-age=0, s-maxage=60, must-revalidate"
	for p, want := range map[string]Headers{
		"assets/main.bbbb.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable", ""},
		"posts/x/index.html":   {"text/html; charset=utf-8", page, ""},
		"feed.xml":             {"application/xml; charset=utf-8", page, ""},
		"logo.png":             {"image/png", "public, max-age=600, must-revalidate", ""},
		"old/z/index.html":     {"text/html; charset=utf-8", page, "/posts/y/"},
	} {
		if got := m.objects[p].Headers; got != want {
			t.Errorf("%s: %+v, want %+v", p, got, want)
		}
	}
	if r := mustDeploy(t, job(t, site, m, clock)); len(r.Changes) != 0 {
		t.Errorf("again: %v", paths(r.Changes))
	}
	site["_redirects"] = "/old/z /posts/x/ 301\n/old/z/ /posts/x/ 301\n"
	r := mustDeploy(t, job(t, site, m, clock))
	if got := paths(r.Changes); !slices.Equal(got, []string{"headers old/z/index.html"}) || r.Bodies != 0 {
		t.Errorf("another redirect changes %v and sends %d bodies", got, r.Bodies)
	}
	if got := m.objects["old/z/index.html"].Redirect; got != "/posts/x/" {
		t.Errorf("the redirect leads to %s", got)
	}
}

// Whatever somebody does to objects behind our back, --verify finds and mends.
func TestVerifyMendsWhatDrifted(t *testing.T) {
	m, clock := newMemory(), newFake()
	m.page = 7
	mustDeploy(t, job(t, siteA, m, clock))
	want := map[string]stored{}
	for k, s := range m.objects {
		want[k] = s
	}
	o := m.objects["posts/x/index.html"]
	o.Cache = "no-store" // headers alone
	m.objects["posts/x/index.html"] = o
	m.objects["index.html"] = stored{body: []byte("defaced"), Headers: m.objects["index.html"].Headers}
	delete(m.objects, "logo.png")
	delete(m.objects, bodyKey(findDigest(t, m, "posts/y/index.html")))
	m.objects["foreign.txt"] = stored{body: []byte("mine")}

	if r := mustDeploy(t, job(t, siteA, m, clock)); len(r.Changes) != 0 {
		t.Errorf("without --verify the manifest is believed, and %v changed", paths(r.Changes))
	}
	j := job(t, siteA, m, clock)
	j.Verify = true
	r := mustDeploy(t, j)
	if got := paths(r.Changes); !slices.Equal(got, []string{"again index.html", "again logo.png", "again posts/x/index.html"}) {
		t.Errorf("--verify writes %v", got)
	}
	if r.Foreign != 1 || r.Committed {
		t.Errorf("%d foreign objects, release made: %v", r.Foreign, r.Committed)
	}
	for k, s := range want {
		if strings.HasPrefix(k, ownFolder) {
			continue
		}
		if got := m.objects[k]; string(got.body) != string(s.body) || got.Headers != s.Headers {
			t.Errorf("%s is still %q %+v", k, got.body, got.Headers)
		}
	}
}

func findDigest(t *testing.T, m *memory, path string) (d [32]byte) {
	t.Helper()
	var s state
	if err := unpack(m.objects[manifestKey].body, &s); err != nil {
		t.Fatal(err)
	}
	e, ok := find(s.Entries, path)
	if !ok {
		t.Fatalf("%s is not in the manifest", path)
	}
	return e.Digest
}

func TestForceWritesEverything(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	j := job(t, siteA, m, clock)
	j.Force = true
	if r := mustDeploy(t, j); len(r.Changes) != len(siteA)-1 || r.Committed {
		t.Errorf("--force writes %d of %d names, release made: %v", len(r.Changes), len(siteA)-1, r.Committed)
	}
}

// Names are deleted when three releases and a day have had no need of them,
// and not before.
func TestNamesAreDeletedLate(t *testing.T) {
	m, clock := newMemory(), newFake()
	edit := func(n int) tree {
		return plus(siteA.without("posts/z/index.html", "posts/z/z.png"), tree{
			"index.html":        fmt.Sprintf("home %d needs posts/x/index.html", n),
			"tags/a/index.html": "tag a needs posts/x/index.html", "feed.xml": "feed needs posts/x/index.html",
		})
	}
	there := func() bool { _, ok := m.objects["posts/z/index.html"]; return ok }
	mustDeploy(t, job(t, siteA, m, clock))
	for n, step := range []struct {
		pass    time.Duration
		deleted bool
	}{{time.Hour, false}, {time.Hour, false}, {time.Hour, false}, {20 * time.Hour, false}, {3 * time.Hour, true}} {
		clock.pass(step.pass)
		r := mustDeploy(t, job(t, edit(n), m, clock))
		if there() == step.deleted {
			t.Errorf("release %d: the page is there: %v; deleted %v", n+2, there(), r.Deleted)
		}
	}
	// Two releases are not enough, whatever time has passed.
	m, clock = newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	for n := range 2 {
		clock.pass(48 * time.Hour)
		mustDeploy(t, job(t, edit(n), m, clock))
	}
	if !there() {
		t.Error("the page was deleted after two releases")
	}
	// Time passes, nothing changes: still two releases. With the third it goes.
	clock.pass(48 * time.Hour)
	if mustDeploy(t, job(t, edit(1), m, clock)); !there() {
		t.Error("the page was deleted without a third release")
	}
	if mustDeploy(t, job(t, edit(2), m, clock)); there() {
		t.Error("the page is still there after the third release")
	}
}

// More than a fifth of all names is not deleted without being asked.
func TestManyDeletionsWantLeave(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	small := func(n int) tree { return tree{"index.html": fmt.Sprint("home ", n)} }
	var r Result
	for n := range 4 {
		clock.pass(25 * time.Hour)
		r = mustDeploy(t, job(t, small(n), m, clock))
	}
	if len(r.Deleted) != 0 || len(r.Warnings) == 0 || m.objects["logo.png"].body == nil {
		t.Fatalf("deleted %v, warnings %v", r.Deleted, r.Warnings)
	}
	m.reset()
	mustDeploy(t, job(t, small(3), m, clock))
	if n := m.requests(); n > 2 {
		t.Errorf("what waits for leave costs %d requests", n)
	}
	j := job(t, small(3), m, clock)
	j.AllowDelete = true
	if r = mustDeploy(t, j); len(r.Deleted) != len(siteA)-2 || r.Committed {
		t.Errorf("with leave: deleted %v, release made: %v", r.Deleted, r.Committed)
	}
	wantSite(t, m, small(3))
}

// Bodies stay as long as a release that is kept has them.
func TestBodiesStayForKeptReleases(t *testing.T) {
	m, clock := newMemory(), newFake()
	keep3 := func(n int) Job {
		j := job(t, tree{"index.html": fmt.Sprint("home ", n), "404.html": "same"}, m, clock)
		j.Target.Keep = 3
		return j
	}
	for n := range 10 {
		mustDeploy(t, keep3(n))
		clock.pass(time.Minute)
	}
	bodies, records := 0, 0
	for k := range m.objects {
		switch {
		case strings.HasPrefix(k, bodyKeys):
			bodies++
		case strings.HasPrefix(k, recordKeys):
			records++
		}
	}
	if bodies != 4 || records != 3 {
		t.Errorf("%d bodies and %d records, want 4 and 3", bodies, records)
	}
	rs, err := History(context.Background(), web(), World{Store: m, Clock: clock.clock()})
	if err != nil || len(rs) != 3 || rs[0].Serial != 10 || rs[2].Serial != 8 {
		t.Errorf("history %v, %v", rs, err)
	}
}

// Going back over a thousand pages sends no body.
func TestRollbackSendsNoBody(t *testing.T) {
	m, clock := newMemory(), newFake()
	site := func(v string) tree {
		t := tree{"index.html": "home " + v}
		for i := range 1000 {
			t[fmt.Sprintf("posts/%d/index.html", i)] = fmt.Sprint(v, i)
		}
		return t
	}
	first := mustDeploy(t, job(t, site("a"), m, clock))
	second := mustDeploy(t, job(t, site("b"), m, clock))
	m.reset()
	r, err := Rollback(context.Background(), Job{Target: web(), World: World{Store: m, Clock: clock.clock()}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if r.Bodies != 0 || m.count["COPY"] != 1001 || m.count["PUT"] > 4 {
		t.Errorf("%d bodies, requests %v", r.Bodies, m.count)
	}
	if r.Release.Of != first.Release.ID || r.Previous != second.Release.ID {
		t.Errorf("the release is %+v, before it %s", r.Release, r.Previous)
	}
	wantSite(t, m, site("a"))
	if _, err := Rollback(context.Background(), Job{Target: web(), World: World{Store: m, Clock: clock.clock()}}, "2"); err != nil {
		t.Fatal(err)
	}
	wantSite(t, m, site("b"))
	if r := mustDeploy(t, job(t, site("b"), m, clock)); len(r.Changes) != 0 {
		t.Errorf("after going back and forth the same site changes %d files", len(r.Changes))
	}
}

func TestRollbackRefuses(t *testing.T) {
	m, clock := newMemory(), newFake()
	back := func(id string) error {
		_, err := Rollback(context.Background(), Job{Target: web(), World: World{Store: m, Clock: clock.clock()}}, id)
		return err
	}
	var refused *RefusedError
	if err := back(""); !errors.As(err, &refused) {
		t.Errorf("without a release: %v", err)
	}
	r := mustDeploy(t, job(t, siteA, m, clock))
	for _, id := range []string{"", "1", r.Release.ID, "7", "nonsense"} {
		if err := back(id); !errors.As(err, &refused) {
			t.Errorf("rollback %q: %v, want a refusal", id, err)
		}
	}
}

// Going back is as careful as going on: a reader finds everything, and it can
// be cut short.
func TestRollbackIsInterrupted(t *testing.T) {
	for n := 1; ; n++ {
		m, clock := newMemory(), newFake()
		mustDeploy(t, job(t, siteA, m, clock))
		mustDeploy(t, job(t, siteB, m, clock))
		see := func(op, key string) {
			site, _ := m.snapshot()
			for _, w := range missing(site) {
				t.Errorf("after %s %s: %s", op, key, w)
			}
		}
		hit := plant(m, fault{before: errDead, forever: true}, n, clock, see)
		j := Job{Target: web(), World: World{Store: m, Clock: clock.clock()}}
		Rollback(context.Background(), j, "1")
		if !hit() {
			break
		}
		m.before = nil
		if _, err := Rollback(context.Background(), j, "1"); err != nil {
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatalf("again: %v", err)
			}
			mustDeploy(t, job(t, siteA, m, clock)) // it was live already, but not finished
		}
		wantSite(t, m, siteA)
		if t.Failed() {
			t.Fatalf("at request %d", n)
		}
	}
}

// A deploy that dies and is run again sends what it had not sent, and little
// more.
func TestARerunSendsOnlyTheRest(t *testing.T) {
	site := tree{"index.html": "home"}
	for i := range 200 {
		site[fmt.Sprintf("posts/%d/index.html", i)] = fmt.Sprint("post ", i)
	}
	for _, n := range []int{10, 100, 250, 400} {
		m, clock := newMemory(), newFake()
		plant(m, fault{before: errDead, forever: true}, n, clock, func(string, string) {})
		first, _ := Deploy(context.Background(), job(t, site, m, clock))
		m.before, m.after = nil, nil
		r := mustDeploy(t, job(t, site, m, clock))
		if rest := len(site) - first.Bodies; r.Bodies > rest+mostAtOnce {
			t.Errorf("dead at request %d after %d bodies: the next run sends %d", n, first.Bodies, r.Bodies)
		}
		wantSite(t, m, site)
	}
}

func TestStatusAndDryRunChangeNothing(t *testing.T) {
	m, clock := newMemory(), newFake()
	st, err := Compare(context.Background(), job(t, siteA, m, clock))
	if err != nil || st.Live != nil || st.Equal {
		t.Errorf("before the first deploy: %+v, %v", st, err)
	}
	mustDeploy(t, job(t, siteA, m, clock))
	before, own := m.snapshot()
	st, err = Compare(context.Background(), job(t, siteA, m, clock))
	if err != nil || !st.Equal || st.Live == nil || st.Unfinished {
		t.Errorf("equal: %+v, %v", st, err)
	}
	j := job(t, siteB, m, clock)
	j.DryRun = true
	r := mustDeploy(t, j)
	if len(r.Changes) == 0 || len(r.Leaving) == 0 || len(r.Phases) == 0 {
		t.Errorf("the plan is empty: %+v", r)
	}
	if st, err = Compare(context.Background(), j); err != nil || st.Equal || len(st.Changes) != len(r.Changes) {
		t.Errorf("different: %+v, %v", st, err)
	}
	after, ownAfter := m.snapshot()
	if fmt.Sprint(before, own) != fmt.Sprint(after, ownAfter) {
		t.Error("something was written")
	}
}

// What Inspect finds ends the deploy before anything is sent, and it sees
// everything that would be.
func TestInspectComesFirst(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	before, own := m.snapshot()
	found := errors.New("a secret")
	j := job(t, siteB, m, clock)
	n := 0
	j.Inspect = func(_ context.Context, files []output.File) error { n = len(files); return found }
	if r, err := Deploy(context.Background(), j); !errors.Is(err, found) || n != len(r.Changes) {
		t.Errorf("%v after %d of %d files", err, n, len(r.Changes))
	}
	after, ownAfter := m.snapshot()
	if fmt.Sprint(before, own) != fmt.Sprint(after, ownAfter) {
		t.Error("something was written")
	}
}

// Objects under other names need another place.
func TestAnotherIndexIsRefused(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	j := job(t, siteA, m, clock)
	j.Target.Index = Keys
	var refused *RefusedError
	if _, err := Deploy(context.Background(), j); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
}

func TestPagesUnderTheSlash(t *testing.T) {
	m, clock := newMemory(), newFake()
	j := job(t, siteA, m, clock)
	j.Target.Index = Keys
	mustDeploy(t, j)
	for key, body := range map[string]string{"posts/x/": siteA["posts/x/index.html"], "index.html": siteA["index.html"], "404.html": siteA["404.html"]} {
		if got := string(m.objects[key].body); got != body {
			t.Errorf("%s holds %q", key, got)
		}
	}
	if got := m.objects["posts/x/"].Type; got != "text/html; charset=utf-8" {
		t.Errorf("posts/x/ is %s", got)
	}
}
