package serve

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A tab is a stream of events as a browser reads it.
type tab struct {
	t     *testing.T
	lines *bufio.Scanner
}

// listen opens events?query and takes the first event, which says what the
// server's build is.
func listen(t *testing.T, addr, query string, lines ...string) (tab, eventJSON) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, get(addr, "/_opspress/events?"+query, lines...)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatalf("%v %+v", err, res)
	}
	hardened(t, "events", res.Header)
	s := tab{t, bufio.NewScanner(res.Body)}
	return s, s.next()
}

// next waits for the next event and holds its id against its data.
func (s tab) next() eventJSON {
	s.t.Helper()
	id := ""
	for s.lines.Scan() {
		if v, ok := strings.CutPrefix(s.lines.Text(), "id: "); ok {
			id = v
		}
		if v, ok := strings.CutPrefix(s.lines.Text(), "data: "); ok && id != "" {
			var e eventJSON
			if err := json.Unmarshal([]byte(v), &e); err != nil || id != strconv.FormatUint(e.Build, 10) {
				s.t.Fatalf("%v: id %s, data %s", err, id, v)
			}
			return e
		}
	}
	s.t.Fatal("the stream has ended", s.lines.Err())
	return eventJSON{}
}

func changes(e eventJSON) string { return strings.Join(e.Changed, " ") }

func TestEventsTellEachTabWhatMattersToIt(t *testing.T) {
	f := newFakeSite(map[string]string{})
	s, addr := start(t, Options{Site: f, Base: "/b"})
	x, _ := listen(t, addr, "page=/b/x/")
	y, _ := listen(t, addr, "page=/b/%EC%9A%B4%EC%98%81/")
	any, hello := listen(t, addr, "")
	if hello.Build != 0 || len(hello.Changed) != 0 || hello.All {
		t.Errorf("the first event is %+v", hello)
	}
	if got := s.Open(); !slices.Equal(got, []string{"/x/", "/운영/"}) {
		t.Errorf("open are %v", got)
	}
	f.edit(s, map[string]string{"/x/": "1"})
	f.edit(s, map[string]string{"/운영/": "1", "/pic.png": "2"})
	wait := func(s tab) (changed []string) {
		for {
			e := s.next()
			changed = append(changed, e.Changed...)
			if e.Build == 2 {
				slices.Sort(changed)
				return changed
			}
		}
	}
	for _, c := range []struct {
		tab  tab
		want string
	}{{x, "/b/pic.png /b/x/"}, {y, "/b/pic.png /b/운영/"}, {any, "/b/pic.png /b/x/ /b/운영/"}} {
		if got := strings.Join(wait(c.tab), " "); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestATabCatchesUpByBuildNumber(t *testing.T) {
	f := newFakeSite(map[string]string{})
	s, addr := start(t, Options{Site: f})
	for i := range 5 {
		f.edit(s, map[string]string{fmt.Sprintf("/%d/", i+1): "x"})
	}
	for _, c := range []struct {
		query, lastID string
		want          string
		all           bool
	}{
		{"since=3", "", "/4/ /5/", false},
		{"since=5", "", "", false},
		{"", "", "", false},
		{"since=x", "", "", false},
		{"since=1", "4", "/5/", false}, // the browser connects again with the old address
		{"since=3&page=/4/", "", "/4/", false},
		{"since=3&page=/1/", "", "", false},
		{"since=3&run=" + s.run, "", "/4/ /5/", false},
		{"since=3&run=another", "", "", true},
		{"since=9", "", "", true},
	} {
		t.Run(c.query+" "+c.lastID, func(t *testing.T) {
			var lines []string
			if c.lastID != "" {
				lines = []string{"Last-Event-ID: " + c.lastID}
			}
			_, e := listen(t, addr, c.query, lines...)
			if e.Build != 5 || e.Run != s.run || changes(e) != c.want || e.All != c.all {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// Whoever hears of a build gets its bytes: the event never comes first.
func TestAnEventComesAfterItsBytes(t *testing.T) {
	f := newFakeSite(map[string]string{"/x/": "build 0"})
	s, addr := start(t, Options{Site: f})
	x, _ := listen(t, addr, "page=/x/")
	go func() {
		for i := range 50 {
			f.edit(s, map[string]string{"/x/": fmt.Sprintf("build %d", i+1)})
		}
	}()
	for last := uint64(0); last < 50; {
		e := x.next()
		if e.Build <= last {
			t.Errorf("build %d after %d", e.Build, last)
		}
		last = e.Build
		text := strings.TrimSuffix(strings.TrimPrefix(raw(t, addr, get(addr, "/x/", "Connection: close")).body, "build "), script)
		if n, err := strconv.ParseUint(text, 10, 64); err != nil || n < e.Build {
			t.Fatalf("at the event of build %d the page is that of %q", e.Build, text)
		}
	}
}

func TestErrorsAndTheEditedPageAreTold(t *testing.T) {
	for _, navigate := range []bool{true, false} {
		f := newFakeSite(map[string]string{"/운영/": "x"})
		s, addr := start(t, Options{Site: f, Navigate: navigate})
		x, _ := listen(t, addr, "")
		f.change(map[string]string{"/운영/": "y"})
		f.follow(s, "/운영/")
		if e := x.next(); (e.Follow == "/%EC%9A%B4%EC%98%81/") != navigate || e.Errors != 0 {
			t.Errorf("navigate %v: %+v", navigate, e)
		}
	}
}

// However much comes while nobody reads, what stands in a stream is one
// message of bounded size, and nothing that its tab shows is lost.
func TestAnUnreadStreamHoldsOneMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHub()
		page := rapid.SampledFrom([]string{"", "/a/"}).Draw(t, "page")
		st, _, _ := h.join(page)
		want := map[string]bool{}
		builds := rapid.IntRange(1, 30).Draw(t, "builds")
		for b := range builds {
			var changed []string
			for i := range rapid.IntRange(0, 60).Draw(t, "changed") {
				changed = append(changed, fmt.Sprintf("/%d-%d.png", b, i))
			}
			if rapid.Bool().Draw(t, "ours") {
				changed = append(changed, "/a/")
			}
			for _, u := range changed {
				want[u] = true
			}
			h.built(uint64(b+1), changed, 0, "")
		}
		m := st.take()
		if m.build != uint64(builds) || len(m.changed) > 3*mostChanged {
			t.Fatalf("build %d, %d changes", m.build, len(m.changed))
		}
		if page != "" && m.changed[page] != want[page] {
			t.Fatalf("its page: told %v, changed %v", m.changed[page], want[page])
		}
		for u := range want {
			if !m.changed[u] && !m.all {
				t.Fatalf("%s is not told", u)
			}
		}
		if st.take() != nil {
			t.Fatal("a second message")
		}
	})
}

func TestStreamsAreCounted(t *testing.T) {
	h := newHub()
	var streams []*stream
	for range mostStreams {
		st, _, ok := h.join("/x/")
		if !ok {
			t.Fatal("too few")
		}
		streams = append(streams, st)
	}
	s := New(Options{Site: newFakeSite(nil)})
	s.hub = h
	if w := ask(s, "GET", "/_opspress/events"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d", w.Code)
	}
	h.leave(streams[0])
	if _, _, ok := h.join(""); !ok {
		t.Error("the one that left has made no room")
	}
	if got := h.open(); len(got) != 1 {
		t.Errorf("open are %v", got)
	}
}

func TestAStreamSaysThatItLives(t *testing.T) {
	_, addr := start(t, Options{Site: newFakeSite(nil)}, func(s *Server) { s.limits.beat = 10 * time.Millisecond })
	x, _ := listen(t, addr, "")
	for x.lines.Scan() {
		if x.lines.Text() == "event: beat" {
			return
		}
	}
	t.Error("no beat", x.lines.Err())
}

// A stream outlives the limits of a request.
func TestAStreamOutlivesARequest(t *testing.T) {
	f := newFakeSite(map[string]string{})
	s, addr := start(t, Options{Site: f}, func(s *Server) {
		// Long for a client on a busy machine, and over before the last beat.
		s.limits.header, s.limits.request, s.limits.answer = 700*time.Millisecond, 700*time.Millisecond, 700*time.Millisecond
		s.limits.beat = 200 * time.Millisecond
	})
	x, _ := listen(t, addr, "")
	for beats := 0; beats < 5 && x.lines.Scan(); {
		if x.lines.Text() == "event: beat" {
			beats++
		}
	}
	f.edit(s, map[string]string{"/x/": "x"})
	if e := x.next(); e.Build != 1 {
		t.Errorf("got %+v", e)
	}
}
