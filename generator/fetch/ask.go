package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxHops  = 10       // redirects that are followed; browsers follow 20
	maxTries = 3        // of a request that fails in a way that may pass
	maxBody  = 64 << 10 // bytes of a body that are read before the connection is let go
)

// ask follows a URL to its end.
func (a *Asker) ask(ctx context.Context, raw string) Answer {
	got := Answer{Final: raw}
	seen := []string{raw}
	permanent := true
	for {
		res, err := a.patiently(ctx, got.Final)
		if err != nil {
			got.Outcome, got.Why = meaning(err)
			return got
		}
		got.Status = res.status
		if res.location == "" {
			break
		}
		next, err := url.Parse(got.Final)
		if err == nil {
			next, err = next.Parse(res.location)
		}
		if err != nil || next.Scheme != "http" && next.Scheme != "https" {
			got.Outcome, got.Why = Broken, "it redirects to "+strconv.Quote(res.location)+", which is no web address"
			return got
		}
		got.Hops++
		permanent = permanent && (res.status == http.StatusMovedPermanently || res.status == http.StatusPermanentRedirect)
		if next.Fragment = ""; slices.Contains(seen, next.String()) {
			got.Outcome, got.Why = Broken, "its redirects go round in a circle"
			return got
		}
		if got.Hops > maxHops {
			got.Outcome, got.Why = Broken, fmt.Sprintf("it redirects more than %d times", maxHops)
			return got
		}
		got.Final = next.String()
		seen = append(seen, got.Final)
	}
	got.Outcome, got.Why = judged(got.Status)
	if got.Outcome == Fine && got.Hops > 0 && permanent {
		got.Outcome, got.Why = Moved, "it has moved for good"
	}
	if got.Outcome == Fine && got.Hops > 3 {
		got.Outcome, got.Why = Moved, fmt.Sprintf("it leads on through %d redirects", got.Hops)
	}
	return got
}

// judged says what a status means for readers.
func judged(status int) (Outcome, string) {
	switch {
	case status >= 200 && status < 300:
		return Fine, ""
	case status == http.StatusNotFound:
		return Broken, "nothing is there (404)"
	case status == http.StatusGone:
		return Broken, "it was taken away for good (410)"
	case status == http.StatusTooManyRequests:
		return Unsure, "its host wants fewer requests (429)"
	case status >= 500:
		return Unsure, fmt.Sprintf("its host fails (%d)", status)
	}
	return Unsure, fmt.Sprintf("its host refuses programs (%d)", status)
}

// meaning says what the failure of a request means for readers.
func meaning(err error) (Outcome, string) {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(err, errPrivate):
		return Unsure, "it leads to an address that is not public, which is not asked"
	case errors.As(err, &dns) && dns.IsNotFound:
		return Broken, "there is no host " + dns.Name
	case errors.As(err, &dns):
		return Unsure, "the name of its host cannot be looked up"
	case errors.As(err, &cert):
		return Broken, "its certificate is wrong: " + certificate(cert.Err)
	case errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return Broken, "no secure connection can be made"
	case errors.Is(err, context.Canceled):
		return Unsure, "interrupted"
	case errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return Unsure, "its host does not answer in time"
	}
	return Unsure, "its host cannot be reached"
}

func certificate(err error) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &name):
		return "it is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired"
	case errors.As(err, &unknown):
		return "nobody known has signed it"
	}
	return "it cannot be verified"
}

func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// A reply is what counts of a response.
type reply struct {
	status   int
	location string // of a redirect
	later    time.Duration
}

// patiently makes a request until it succeeds, fails for good, or has failed often
// enough.
func (a *Asker) patiently(ctx context.Context, u string) (r reply, err error) {
	for try := 1; ; try++ {
		if r, err = a.once(ctx, u); err != nil {
			if outcome, _ := meaning(err); outcome == Broken || errors.Is(err, errPrivate) || ctx.Err() != nil {
				return r, err
			}
		} else if r.status != http.StatusTooManyRequests && r.status < 500 {
			return r, nil
		}
		pause := time.Duration(try) * time.Second
		if r.later > 0 {
			pause = r.later
		}
		if try == maxTries || pause > a.o.Patience {
			return r, err
		}
		if e := a.o.Wait(ctx, pause); e != nil {
			return r, e
		}
	}
}

// once asks with HEAD, and with GET when HEAD does not say that the page is there:
// some hosts do not know HEAD, and some answer it wrongly.
func (a *Asker) once(ctx context.Context, u string) (reply, error) {
	release, err := a.hosts.enter(ctx, u, a.o)
	if err != nil {
		return reply{}, err
	}
	defer release()
	r, err := a.request(ctx, http.MethodHead, u)
	if err == nil && (r.status < 400 || r.status == http.StatusTooManyRequests) {
		return r, nil
	}
	if err != nil {
		if outcome, _ := meaning(err); outcome == Broken || errors.Is(err, errPrivate) {
			return r, err
		}
	}
	return a.request(ctx, http.MethodGet, u)
}

func (a *Asker) request(ctx context.Context, method, u string) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, method, u, nil)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (compatible; opspress/"+a.o.Version+"; link check)")
	req.Header.Set("Accept", "text/html,*/*;q=0.8")
	res, err := a.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	_, _ = io.CopyN(io.Discard, res.Body, maxBody) // a short body lets the connection be used again
	res.Body.Close()
	r := reply{status: res.StatusCode, later: later(res.Header.Get("Retry-After"), res.Header.Get("Date"))}
	if l := res.Header.Get("Location"); res.StatusCode >= 300 && res.StatusCode < 400 && l != "" {
		r.location = l
	}
	return r, nil
}

// later reads Retry-After: seconds, or a date, which counts from the host's own.
func later(value, date string) time.Duration {
	value = strings.TrimSpace(value)
	if n, err := strconv.Atoi(value); err == nil {
		return time.Duration(max(n, 0)) * time.Second
	}
	at, err := http.ParseTime(value)
	now, err2 := http.ParseTime(date)
	if err != nil || err2 != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}
