package serve

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

// A running is a server on a port of its own.
type running struct {
	*Server
	addr string
	stop func() // ends it; the end of the test does it too
}

// start serves o until the test ends.
func start(t *testing.T, o Options, tunes ...func(*Server)) (s *Server, addr string) {
	t.Helper()
	r := startAt(t, o, 0, tunes...)
	return r.Server, r.addr
}

func startAt(t *testing.T, o Options, port int, tunes ...func(*Server)) running {
	t.Helper()
	ls, _, err := Listen(t.Context(), "127.0.0.1", port, true)
	if err != nil {
		t.Fatal(err)
	}
	if o.Bound == nil {
		o.Bound = []string{"127.0.0.1"}
	}
	s := New(o)
	for _, tune := range tunes {
		tune(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, ls) }()
	stop := sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("the server has not ended")
		}
	})
	t.Cleanup(stop)
	return running{s, ls[0].Addr().String(), stop}
}

// policy is what production sends.
func policy(string) http.Header {
	return http.Header{
		"Content-Security-Policy": {"default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; " +
			"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
		"Referrer-Policy":             {"strict-origin-when-cross-origin"},
		"X-Frame-Options":             {"DENY"},
		"Cache-Control":               {"public, max-age=31536000, immutable"},
		"Access-Control-Allow-Origin": {"*"},
	}
}
