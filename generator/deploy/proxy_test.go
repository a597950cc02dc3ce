//go:build tools

package deploy

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// A proxy stands before a store and does harm to one request. It counts.
type proxy struct {
	*httptest.Server
	behind string // host and port of the store

	mu    sync.Mutex
	count int
	n     int // the request, from 1, that is harmed
	harm  func(p *proxy, w http.ResponseWriter, r *http.Request)
}

func startProxy(t *testing.T, endpoint string) *proxy {
	p := &proxy{behind: endpoint[len("http://"):]}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// plan says which request is harmed, and begins to count anew.
func (p *proxy) plan(n int, harm func(p *proxy, w http.ResponseWriter, r *http.Request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count, p.n, p.harm = 0, n, harm
}

func (p *proxy) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.count++
	harm := p.harm
	now := p.count == p.n && harm != nil
	p.mu.Unlock()
	if now {
		harm(p, w, r)
		return
	}
	p.forward(w, r)
}

// pass hands a request to the store, as it was signed.
func (p *proxy) pass(r *http.Request) (*http.Response, []byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, nil, err
	}
	out := r.Clone(r.Context()) // with path and Host as they were signed
	out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", p.behind
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res, answer, err
}

func (p *proxy) forward(w http.ResponseWriter, r *http.Request) {
	res, answer, err := p.pass(r)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	for k, v := range res.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(res.StatusCode)
	w.Write(answer)
}

// says answers in the store's place.
func says(status int, code string, headers ...string) func(*proxy, http.ResponseWriter, *http.Request) {
	return func(_ *proxy, w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>planted</Message></Error>`, code)
		}
	}
}

// reset breaks the connection with half of the body read.
func reset(_ *proxy, w http.ResponseWriter, r *http.Request) {
	io.CopyN(io.Discard, r.Body, r.ContentLength/2)
	breakOff(w)
}

// lost lets the store do what it is asked, and breaks the connection.
func lost(p *proxy, w http.ResponseWriter, r *http.Request) {
	p.pass(r)
	breakOff(w)
}

// cut gives half of the answer.
func cut(p *proxy, w http.ResponseWriter, r *http.Request) {
	res, answer, err := p.pass(r)
	if err != nil || len(answer) < 2 {
		breakOff(w)
		return
	}
	for k, v := range res.Header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(answer)))
	w.WriteHeader(res.StatusCode)
	w.Write(answer[:len(answer)/2])
	panic(http.ErrAbortHandler)
}

func breakOff(w http.ResponseWriter) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.Close()
}
