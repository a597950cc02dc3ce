package fetch

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A world is a loopback server with every kind of answer, and an Asker whose waits
// take no time and are noted.
type world struct {
	*httptest.Server
	*Asker
	mu    sync.Mutex
	asked []string
	waits []time.Duration
}

func newWorld(t *testing.T, tls bool) *world {
	w := &world{}
	var tries sync.Map
	nth := func(r *http.Request) int32 {
		n, _ := tries.LoadOrStore(r.URL.Path, new(atomic.Int32))
		return n.(*atomic.Int32).Add(1)
	}
	mux := http.NewServeMux()
	status := func(path string, code int) {
		mux.HandleFunc(path, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(code) })
	}
	lead := func(path, to string, code int) {
		mux.HandleFunc(path, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Location", to)
			rw.WriteHeader(code)
		})
	}
	status("/ok", 200)
	status("/403", 403)
	status("/404", 404)
	status("/410", 410)
	status("/500", 500)
	lead("/moved", "/ok", 301)
	lead("/chain", "/moved", 308)
	lead("/login", "/ok", 302)
	lead("/mixed", "/login", 301)
	for i, at := range []string{"/long", "/l1", "/l2", "/l3"} {
		lead(at, []string{"/l1", "/l2", "/l3", "/ok"}[i], 302)
	}
	lead("/loop", "/loop2", 301)
	lead("/loop2", "/loop", 301)
	lead("/to-404", "/404", 301)
	lead("/to-mail", "mailto:a@b.example", 301)
	mux.HandleFunc("/endless/", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, r.URL.Path+"x", http.StatusFound) })
	mux.HandleFunc("/no-head", func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			rw.WriteHeader(405)
		}
	})
	mux.HandleFunc("/wrong-head", func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			rw.WriteHeader(404)
		}
	})
	mux.HandleFunc("/429", func(rw http.ResponseWriter, r *http.Request) {
		if nth(r) < 3 {
			rw.Header().Set("Retry-After", "7")
			rw.WriteHeader(429)
		}
	})
	mux.HandleFunc("/429-date", func(rw http.ResponseWriter, r *http.Request) {
		if nth(r) < 2 {
			rw.Header().Set("Date", "Mon, 30 Nov 2026 10:00:00 GMT")
			rw.Header().Set("Retry-After", "Mon, 30 Nov 2026 10:00:09 GMT")
			rw.WriteHeader(429)
		}
	})
	mux.HandleFunc("/429-long", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Retry-After", "3600")
		rw.WriteHeader(429)
	})
	mux.HandleFunc("/503-then-ok", func(rw http.ResponseWriter, r *http.Request) {
		if nth(r) < 4 { // HEAD and GET each
			rw.WriteHeader(503)
		}
	})
	mux.HandleFunc("/reset", func(rw http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/reset-then-ok", func(rw http.ResponseWriter, r *http.Request) {
		if nth(r) < 3 {
			panic(http.ErrAbortHandler)
		}
	})
	mux.HandleFunc("/slow", func(rw http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/huge", func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			rw.WriteHeader(405)
			return
		}
		for n := 0; r.Context().Err() == nil; n++ { // without an end
			if _, err := io.WriteString(rw, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	})
	h := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, r.Method+" "+r.URL.Path)
		w.mu.Unlock()
		mux.ServeHTTP(rw, r)
	})
	w.Server = httptest.NewUnstartedServer(h)
	w.Config.ErrorLog = log.New(io.Discard, "", 0)
	if tls {
		w.StartTLS()
	} else {
		w.Start()
	}
	t.Cleanup(w.Close)
	w.Asker = New(Options{Version: "test", AnyAddress: true, Pause: time.Millisecond, Transport: &http.Transport{},
		Wait: func(ctx context.Context, d time.Duration) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.waits = append(w.waits, d)
			return ctx.Err()
		}})
	return w
}

func (w *world) one(t *testing.T, path string) Answer {
	t.Helper()
	as, err := w.Ask(t.Context(), []string{w.URL + path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return as[0]
}

func TestEveryKindOfAnswer(t *testing.T) {
	for _, c := range []struct {
		path  string
		want  Outcome
		why   string
		hops  int
		final string
	}{
		{"/ok", Fine, "", 0, "/ok"},
		{"/403", Unsure, "refuses programs (403)", 0, "/403"},
		{"/404", Broken, "404", 0, "/404"},
		{"/410", Broken, "410", 0, "/410"},
		{"/500", Unsure, "fails (500)", 0, "/500"},
		{"/moved", Moved, "for good", 1, "/ok"},
		{"/chain", Moved, "for good", 2, "/ok"},
		{"/login", Fine, "", 1, "/ok"},
		{"/mixed", Fine, "", 2, "/ok"},
		{"/long", Moved, "4 redirects", 4, "/ok"},
		{"/loop", Broken, "circle", 2, "/loop2"},
		{"/endless/", Broken, "more than 10", 11, "/endless/xxxxxxxxxx"},
		{"/to-404", Broken, "404", 1, "/404"},
		{"/to-mail", Broken, "no web address", 0, "/to-mail"},
		{"/no-head", Fine, "", 0, "/no-head"},
		{"/wrong-head", Fine, "", 0, "/wrong-head"},
		{"/429", Fine, "", 0, "/429"},
		{"/429-date", Fine, "", 0, "/429-date"},
		{"/429-long", Unsure, "429", 0, "/429-long"},
		{"/503-then-ok", Fine, "", 0, "/503-then-ok"},
		{"/reset", Unsure, "cannot be reached", 0, "/reset"},
		{"/reset-then-ok", Fine, "", 0, "/reset-then-ok"},
		{"/huge", Fine, "", 0, "/huge"},
	} {
		t.Run(strings.Trim(c.path, "/"), func(t *testing.T) {
			w := newWorld(t, false)
			a := w.one(t, c.path)
			if a.Outcome != c.want || !strings.Contains(a.Why, c.why) || a.Hops != c.hops || a.Final != w.URL+c.final {
				t.Errorf("got %+v", a)
			}
		})
	}
}

func TestAHostThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t, false)
	w.client.Timeout = 20 * time.Millisecond
	if a := w.one(t, "/slow"); a.Outcome != Unsure || !strings.Contains(a.Why, "in time") {
		t.Errorf("got %+v", a)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close() // nobody listens there
	as, _ := w.Ask(t.Context(), []string{"http://" + l.Addr().String() + "/"}, nil)
	if as[0].Outcome != Unsure || !strings.Contains(as[0].Why, "cannot be reached") {
		t.Errorf("got %+v", as[0])
	}
}

func TestSecureConnections(t *testing.T) {
	w := newWorld(t, true)
	if a := w.one(t, "/ok"); a.Outcome != Broken || !strings.Contains(a.Why, "nobody known has signed it") {
		t.Errorf("an unknown authority: %+v", a)
	}
	plain := newWorld(t, false)
	as, _ := w.Ask(t.Context(), []string{"https" + strings.TrimPrefix(plain.URL, "http") + "/ok"}, nil)
	if as[0].Outcome != Broken || !strings.Contains(as[0].Why, "no secure connection") {
		t.Errorf("http on the port of https: %+v", as[0])
	}
}

func TestNamesThatThereAreNot(t *testing.T) {
	if o, why := meaning(&net.DNSError{Name: "gone.example", IsNotFound: true}); o != Broken || !strings.Contains(why, "gone.example") {
		t.Error(o, why)
	}
	if o, _ := meaning(&net.DNSError{Name: "x.example", IsTemporary: true}); o != Unsure {
		t.Error(o)
	}
}

func TestWaitsThatHostsAskFor(t *testing.T) {
	w := newWorld(t, false)
	w.one(t, "/429")
	if !slices.Contains(w.waits, 7*time.Second) {
		t.Errorf("waited %v", w.waits)
	}
	w.one(t, "/429-date")
	if !slices.Contains(w.waits, 9*time.Second) {
		t.Errorf("waited %v", w.waits)
	}
	w.waits = nil
	w.one(t, "/429-long")
	if slices.Contains(w.waits, time.Hour) {
		t.Error("waited an hour")
	}
}

func TestOneRequestAtATimeToAHost(t *testing.T) {
	var now, most atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		now.Add(-1)
	}))
	defer s.Close()
	w := newWorld(t, false)
	var urls []string
	for i := range 50 {
		urls = append(urls, s.URL+"/"+strings.Repeat("x", i))
	}
	as, err := w.Ask(t.Context(), urls, nil)
	if err != nil || most.Load() != 1 {
		t.Errorf("%d at once, %v", most.Load(), err)
	}
	for i, a := range as {
		if a.Outcome != Fine || a.Final != urls[i] {
			t.Errorf("%d: %+v", i, a)
		}
	}
	if len(w.waits) != 49 {
		t.Errorf("%d pauses between 50 requests", len(w.waits))
	}
}

func TestHeadComesFirst(t *testing.T) {
	w := newWorld(t, false)
	w.one(t, "/ok")
	w.one(t, "/no-head")
	if want := []string{"HEAD /ok", "HEAD /no-head", "GET /no-head"}; !slices.Equal(w.asked, want) {
		t.Errorf("asked %v", w.asked)
	}
}

func TestPrivateAddressesAreNotAsked(t *testing.T) {
	w := newWorld(t, false)
	a := New(Options{Wait: w.o.Wait})
	as, err := a.Ask(t.Context(), []string{w.URL + "/ok"}, nil)
	if err != nil || as[0].Outcome != Unsure || !strings.Contains(as[0].Why, "not public") || len(w.asked) > 0 {
		t.Errorf("%+v, %v, asked %v", as, err, w.asked)
	}
	for addr, ok := range map[string]bool{
		"10.0.0.1:80": false, "169.254.169.254:80": false, "192.168.1.1:80": false, "[::1]:80": false, "[fe80::1]:80": false,
		"[::ffff:127.0.0.1]:80": false, "100.100.100.200:80": false, "0.0.0.0:80": false, "[fd00::1]:80": false,
		"93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true,
	} {
		if got := public("tcp", addr, nil) == nil; got != ok {
			t.Errorf("%s: asked %v", addr, got)
		}
	}
}

func TestAnInterruptEnds(t *testing.T) {
	w := newWorld(t, false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Ask(ctx, []string{w.URL + "/ok", w.URL + "/404"}, nil); err == nil {
		t.Error("no error")
	}
}

func TestMemoryHoldsAWeek(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "links.json")
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	m := Open(file, at)
	m.Put("https://a.example/", Answer{Outcome: Fine, Status: 200}, at)
	m.Put("https://b.example/", Answer{Outcome: Broken, Status: 404}, at)
	if err := m.Save(); err != nil {
		t.Fatal(err)
	}
	if _, ok := Open(file, at.AddDate(0, 0, 6)).Get("https://a.example/"); !ok {
		t.Error("forgotten after six days")
	}
	if _, ok := Open(file, at.AddDate(0, 0, 8)).Get("https://a.example/"); ok {
		t.Error("kept for eight days")
	}
	if _, ok := Open(file, at).Get("https://b.example/"); ok {
		t.Error("a broken link is not asked again")
	}
	for _, damaged := range []string{"", "{", `{"version": 2, "answers": {"https://a.example/": {"outcome": "fine", "at": "2026-11-01T12:00:00Z"}}}`} {
		if err := os.WriteFile(file, []byte(damaged), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := Open(file, at).Get("https://a.example/"); ok {
			t.Errorf("%q is believed", damaged)
		}
	}
}
