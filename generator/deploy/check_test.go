package deploy

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// publicSite serves a store as readers see it. stale answers what changed with
// something else as often as it says.
func publicSite(t *testing.T, m *memory, stale *int, own bool) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := strings.TrimPrefix(r.URL.Path, "/")
		if key == "" || strings.HasSuffix(key, "/") {
			key += "index.html"
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		o, ok := m.objects[key]
		switch {
		case !ok || strings.HasPrefix(key, ownFolder) && !own:
			w.WriteHeader(http.StatusNotFound)
		case *stale > 0:
			*stale--
			io.WriteString(w, "an older page")
		default:
			w.Write(o.body)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestTheCheckAfterACommit(t *testing.T) {
	stale := 0
	m, clock := newMemory(), newFake()
	clock.still = true
	s := publicSite(t, m, &stale, false)
	deploy := func(site tree, back bool) (Result, error) {
		j := job(t, site, m, clock)
		j.Target.Public, j.RollbackOnFailure = s.URL, back
		return Deploy(context.Background(), j)
	}
	if r, err := deploy(siteA, true); err != nil || r.Checked == 0 || len(r.Warnings) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	stale = 4 // a CDN that is late
	if r, err := deploy(siteB, true); err != nil || r.RolledBack != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	stale = 1 << 30
	var failed *CheckError
	r, err := deploy(siteC, false)
	if !errors.As(err, &failed) || failed.RolledBack != "" || !r.Committed {
		t.Fatalf("%+v, %v", r, err)
	}
	stale = 0
	if _, err := deploy(siteA, false); err != nil {
		t.Fatal(err)
	}
	// Now with a way back.
	stale = 1 << 30
	before, err := History(context.Background(), web(), World{Store: m, Clock: clock.clock()})
	if err != nil {
		t.Fatal(err)
	}
	r, err = deploy(siteB, true)
	if !errors.As(err, &failed) || failed.RolledBack != before[0].ID || r.RolledBack != before[0].ID {
		t.Fatalf("%+v, %v", r, err)
	}
	wantSite(t, m, siteA)
	stale = 0
	if r, err := deploy(siteA, true); err != nil || len(r.Changes) > 0 {
		t.Errorf("after going back: %v, %v", paths(r.Changes), err)
	}
}

// What opspress keeps for itself should not be read by everybody.
func TestOwnObjectsInPublicAreAWarning(t *testing.T) {
	stale := 0
	m, clock := newMemory(), newFake()
	j := job(t, siteA, m, clock)
	j.Target.Public = publicSite(t, m, &stale, true).URL
	if r := mustDeploy(t, j); len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Message, "serves opspress's own objects") {
		t.Errorf("%v", r.Warnings)
	}
}

func TestSampleTakesFromEveryPhase(t *testing.T) {
	p := plan(question{next: func() []Entry {
		es, err := entries(web(), siteB.manifest(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		return es
	}()})
	var got []string
	for _, e := range sample(p) {
		got = append(got, e.Path)
	}
	if want := []string{"posts/v/index.html", "posts/w/index.html", "posts/x/index.html", "index.html", "posts/y/index.html"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
