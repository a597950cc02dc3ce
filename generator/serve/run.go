package serve

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// Limits of a connection. Who sends slowly or reads slowly holds a socket and
// no more, and not for long.
type limits struct {
	header  time.Duration // for the header of a request to arrive
	request time.Duration // for all of it: a refused body is not waited for
	answer  time.Duration // for an answer to be made and taken
	event   time.Duration // for an event to be taken
	idle    time.Duration // between two requests
	beat    time.Duration // how often a stream says that it lives
}

func usual() limits {
	return limits{
		header: 5 * time.Second, request: 8 * time.Second, answer: time.Minute, event: 10 * time.Second,
		idle: 30 * time.Second, beat: 15 * time.Second,
	}
}

const (
	headerBytes = 16 << 10
	farewell    = 500 * time.Millisecond // for answers that are under way when the server ends
)

// Serve answers on every listener until ctx is done; then it takes leave of
// its streams and ends within a second, with nil. An error is that of a
// listener. The listeners are closed when it returns.
func (s *Server) Serve(ctx context.Context, ls []net.Listener) error {
	base, cancel := context.WithCancel(context.Background())
	defer cancel()
	h := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.limits.header,
		ReadTimeout:       s.limits.request,
		WriteTimeout:      s.limits.answer,
		IdleTimeout:       s.limits.idle,
		MaxHeaderBytes:    headerBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          log.New(logWriter{s.o.Log}, "", 0),
		// "OPTIONS *" is refused like every other OPTIONS.
		DisableGeneralOptionsHandler: true,
	}
	failed := make(chan error, len(ls))
	for _, l := range ls {
		go func() { failed <- h.Serve(l) }()
	}
	var err error
	left := len(ls)
	select {
	case <-ctx.Done():
	case err = <-failed:
		left--
	}
	s.hub.end()
	short, stop := context.WithTimeout(base, farewell)
	defer stop()
	if h.Shutdown(short) != nil {
		cancel() // what still computes
		_ = h.Close()
	}
	for range left {
		<-failed
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// logWriter hands the lines of the HTTP server's log on.
type logWriter struct{ line func(string) }

func (l logWriter) Write(b []byte) (int, error) {
	if l.line != nil {
		l.line(strings.TrimRight(string(b), "\n"))
	}
	return len(b), nil
}
