//go:build tools

package deploy

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"opspress/generator/output"
)

// crawl reads a website from its home page as a browser would, and gives what
// pages name that is not there. A link to a page that has left meanwhile is no
// fault where pages may leave at once; a missing part of a page is.
func crawl(t *testing.T, c *http.Client, pagesLeave bool) (out []string, read int) {
	t.Helper()
	seen := map[string]bool{}
	var walk func(p, from string)
	walk = func(p, from string) {
		if seen[p] {
			return
		}
		seen[p] = true
		read++
		res, err := c.Get("http://site/" + p)
		if err != nil {
			out = append(out, from+" names "+p+": "+err.Error())
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if pagesLeave && res.StatusCode == http.StatusNotFound && kindOf(p) > output.Asset {
			return
		}
		if err != nil || res.StatusCode/100 > 3 {
			out = append(out, from+" names "+p+": "+res.Status)
			return
		}
		for _, n := range named(string(body)) {
			walk(n, p)
		}
	}
	walk("index.html", "a reader")
	walk("feed.xml", "a reader")
	return out, read
}

// watch crawls a website until stop is called, which gives what was missing.
func watch(t *testing.T, c *http.Client, pagesLeave bool) (stop func() (crawls int)) {
	var done atomic.Bool
	var crawls int
	var wait sync.WaitGroup
	wait.Go(func() {
		for !done.Load() {
			wrong, _ := crawl(t, c, pagesLeave)
			for _, w := range wrong {
				t.Errorf("during the deploy: %s", w)
			}
			crawls++
		}
	})
	return func() int { done.Store(true); wait.Wait(); return crawls }
}

func wantReal(t *testing.T, c *http.Client, want tree) {
	t.Helper()
	for p, body := range want {
		switch {
		case kindOf(p) == output.Control:
		case p == "old/z/index.html":
		default:
			if res, got := get(t, c, "/"+p); res.StatusCode != 200 || got != body {
				t.Errorf("/%s: %s %q, want %q", p, res.Status, got, body)
			}
		}
	}
	wrong, _ := crawl(t, c, false)
	for _, w := range wrong {
		t.Error(w)
	}
}

// TestEveryRequestToARealStoreFails is TestEveryRequestFails over the wire: a
// proxy before the store harms one request, a reader crawls the website
// meanwhile, and the next deploy makes it right.
func TestEveryRequestToARealStoreFails(t *testing.T) {
	g, _ := startGateway(t)
	step := 9
	if os.Getenv("SOAK") != "" {
		step = 1
	}
	runs, crawls := 0, 0
	for i, harm := range []struct {
		name string
		do   func(*proxy, http.ResponseWriter, *http.Request)
	}{
		{"500", says(500, "InternalError")},
		{"503 SlowDown", says(503, "SlowDown")},
		{"429 with Retry-After", says(429, "TooManyRequests", "Retry-After", "2")},
		{"reset in the body", reset},
		{"answer lost", lost},
		{"answer cut", cut},
	} {
		t.Run(harm.name, func(t *testing.T) {
			for n := 1 + i; ; n += step {
				bucket := g.bucket(t)
				p := startProxy(t, g.endpoint)
				clock := newFake()
				ship := func(s tree) error {
					_, err := Deploy(context.Background(), Job{Target: g.target(bucket, p.URL), Site: s.manifest(t), World: World{Clock: clock.clock()}})
					return err
				}
				if err := ship(siteA); err != nil {
					t.Fatal(err)
				}
				reader := g.reader(bucket)
				stop := watch(t, reader, false)
				p.plan(n, harm.do)
				err := ship(siteB)
				all := p.requests()
				crawls += stop()
				if err != nil {
					t.Errorf("request %d: the deploy says %v", n, err)
				}
				wantReal(t, reader, siteB)
				if err := ship(siteC); err != nil {
					t.Errorf("request %d: the next deploy says %v", n, err)
				}
				wantReal(t, reader, siteC)
				if t.Failed() {
					t.Fatalf("at request %d", n)
				}
				if n > all {
					return
				}
				runs++
			}
		})
	}
	t.Logf("%d deploys with a fault, %d crawls meanwhile", runs, crawls)
}

// TestKillAtEveryRequest kills the deploying process at one request, for every
// request, before and after the store has done it. The next deploy finishes.
func TestKillAtEveryRequest(t *testing.T) {
	g, _ := startGateway(t)
	step := 4
	if os.Getenv("SOAK") != "" {
		step = 1
	}
	runs := 0
	for n := 1; ; n += step {
		bucket := g.bucket(t)
		p := startProxy(t, g.endpoint)
		mustDeploy(t, Job{Target: g.target(bucket, g.endpoint), Site: siteA.manifest(t), World: World{Clock: newFake().clock()}})
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), "OPSPRESS_TEST_CHILD=deploy", "OPSPRESS_TEST_BUCKET="+bucket, "OPSPRESS_TEST_ENDPOINT="+p.URL)
		c.Stderr = os.Stderr
		p.plan(n, func(p *proxy, w http.ResponseWriter, r *http.Request) {
			if n%2 == 0 {
				p.pass(r)
			}
			c.Process.Kill()
			breakOff(w)
		})
		reader := g.reader(bucket)
		stop := watch(t, reader, false)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		err := c.Wait()
		stop()
		var exit *exec.ExitError
		killed := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
		if err != nil && !killed {
			t.Fatalf("request %d: the child says %v", n, err)
		}
		then := []tree{siteB, siteC}[n/step%2]
		mustDeploy(t, Job{Target: g.target(bucket, g.endpoint), Site: then.manifest(t), World: World{Clock: newFake().clock()}})
		wantReal(t, reader, then)
		if t.Failed() {
			t.Fatalf("killed at request %d", n)
		}
		if runs++; !killed {
			break
		}
	}
	t.Logf("killed at %d requests", runs-1)
	if runs < 6 {
		t.Errorf("only %d kills", runs-1)
	}
}

// Two deploys at once into a real store: one commits.
func TestTwoAtOnceInARealStore(t *testing.T) {
	g, bucket := startGateway(t)
	p := startProxy(t, g.endpoint)
	job := func(s tree, endpoint string) Job {
		return Job{Target: g.target(bucket, endpoint), Site: s.manifest(t), World: World{Clock: SystemClock()}}
	}
	mustDeploy(t, job(siteA, g.endpoint))
	second := make(chan error, 1)
	p.plan(8, func(p *proxy, w http.ResponseWriter, r *http.Request) {
		go func() {
			_, err := Deploy(context.Background(), job(siteC, g.endpoint))
			second <- err
		}()
		p.forward(w, r)
	})
	mustDeploy(t, job(siteB, p.URL))
	var locked *LockedError
	if err := <-second; err != nil && !errors.As(err, &locked) {
		t.Errorf("the second says %v", err)
	} else if err == nil {
		t.Log("the second one began when the first was done")
		return
	}
	wantReal(t, g.reader(bucket), siteB)
}
