// Package fetch asks other sites whether the pages that links lead to are still
// there.
//
// It is polite: one request at a time to a host, with a pause between two, HEAD
// before GET, no body read beyond its beginning, a name in User-Agent, and when a
// host says when to come again (Retry-After), it waits, or leaves it. And it is
// careful: a link must not lead a build machine to its own network, so addresses
// that are not public are not asked, whatever name or redirect leads there.
//
// What an answer means is said once, in Answer: a link that is certainly dead is
// told apart from one of which a program learns nothing.
package fetch

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Options say how to ask. The zero value is polite.
type Options struct {
	Version    string        // for User-Agent
	Parallel   int           // hosts that are asked at once; 0 is 16
	Timeout    time.Duration // of one request; 0 is 20 s
	Pause      time.Duration // between two requests to a host; 0 is 250 ms
	Patience   time.Duration // the longest wait that a host may ask for; 0 is 30 s
	AnyAddress bool          // ask private addresses too
	Transport  *http.Transport
	// Wait waits, or returns the error of ctx; nil waits by the clock.
	Wait func(ctx context.Context, d time.Duration) error
}

// Outcome is what an answer means for a reader who follows the link.
type Outcome string

// The outcomes.
const (
	Fine   Outcome = "fine"   // the page is there
	Moved  Outcome = "moved"  // it is, at another address, for good
	Broken Outcome = "broken" // it is not, or no browser would show it
	Unsure Outcome = "unsure" // a program cannot tell
)

// An Answer is what was learned of a URL.
type Answer struct {
	Outcome Outcome   `json:"outcome"`
	Status  int       `json:"status,omitempty"` // the last one
	Why     string    `json:"why,omitempty"`    // in words, unless it is fine
	Final   string    `json:"final,omitempty"`  // where it led in the end
	Hops    int       `json:"hops,omitempty"`   // redirects on the way
	At      time.Time `json:"at,omitzero"`      // when it was asked
}

// An Asker asks.
type Asker struct {
	o      Options
	client *http.Client
	hosts  hosts
}

// New returns an Asker.
func New(o Options) *Asker {
	set(&o.Parallel, 16)
	set(&o.Timeout, 20*time.Second)
	set(&o.Pause, 250*time.Millisecond)
	set(&o.Patience, 30*time.Second)
	if o.Wait == nil {
		o.Wait = wait
	}
	t := o.Transport
	if t == nil {
		t = http.DefaultTransport.(*http.Transport).Clone()
		t.Proxy = http.ProxyFromEnvironment
	}
	if !o.AnyAddress {
		d := &net.Dialer{Timeout: o.Timeout, Control: public}
		t.DialContext = d.DialContext
	}
	t.MaxResponseHeaderBytes = 64 << 10
	t.ResponseHeaderTimeout = o.Timeout
	return &Asker{o: o, hosts: hosts{at: map[string]*host{}}, client: &http.Client{
		Transport: t, Timeout: o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func set[T comparable](v *T, usual T) {
	var zero T
	if *v == zero {
		*v = usual
	}
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Ask asks for every URL once and gives the answers in their order. Those of one
// host are asked one after another. told is called with each answer, from several
// goroutines; it may be nil. The error is that of ctx.
func (a *Asker) Ask(ctx context.Context, urls []string, told func(url string, got Answer)) ([]Answer, error) {
	out := make([]Answer, len(urls))
	byHost := map[string][]int{}
	for i, u := range urls {
		h := ""
		if p, err := url.Parse(u); err == nil {
			h = p.Host
		}
		byHost[h] = append(byHost[h], i)
	}
	names := make([]string, 0, len(byHost))
	for h := range byHost {
		names = append(names, h)
	}
	// The host with most links first: its queue is the longest.
	slices.SortFunc(names, func(x, y string) int {
		if n := len(byHost[y]) - len(byHost[x]); n != 0 {
			return n
		}
		if x < y {
			return -1
		}
		return 1
	})
	work := make(chan []int)
	var group sync.WaitGroup
	for range min(a.o.Parallel, len(names)) {
		group.Go(func() {
			for list := range work {
				for _, i := range list {
					if ctx.Err() != nil {
						return
					}
					out[i] = a.ask(ctx, urls[i])
					if told != nil {
						told(urls[i], out[i])
					}
				}
			}
		})
	}
feed:
	for _, h := range names {
		select {
		case work <- byHost[h]:
		case <-ctx.Done():
			break feed
		}
	}
	close(work)
	group.Wait()
	return out, ctx.Err()
}
