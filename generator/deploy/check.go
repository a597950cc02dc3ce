package deploy

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"opspress/generator/output"
)

const (
	mostChecked = 5 // changed pages
	checkWaits  = 6 // attempts for each; a CDN may take a minute to forget
	firstCheck  = 2 * time.Second
	mostPage    = 64 << 20 // bytes of an answer that are read
)

// A CheckError says what the public site answers after a deploy that is not
// what was deployed.
type CheckError struct {
	URL, Message string
	RolledBack   string // the release that is live again, or ""
}

func (e *CheckError) Error() string {
	s := fmt.Sprintf("%s: %s", e.URL, e.Message)
	if e.RolledBack != "" {
		s += "; the release " + e.RolledBack + " is live again"
	}
	return s
}

// check fetches a sample of the changed pages from where readers find them.
func (b *bucket) check(ctx context.Context, j Job, p *Plan) error {
	if b.target.Public == "" {
		return nil
	}
	c := checker{world: b.world, target: b.target}
	err := c.pages(ctx, sample(p))
	b.result.Checked = c.done
	if err != nil {
		return err
	}
	if b.target.Private == "" && c.served(ctx, b.target.address(manifestKey)) {
		b.result.warn(b.target.Public+" serves opspress's own objects below "+ownFolder+", and with them what earlier releases held",
			"keep readers out of "+ownFolder+", or keep it in another bucket with private=")
	}
	return nil
}

// sample picks pages that changed: the first ones of each phase in turn.
func sample(p *Plan) []Entry {
	var out []Entry
	for n := 0; len(out) < mostChecked; n++ {
		more := false
		for _, ph := range p.Phases {
			if n < len(ph.Changes) && len(out) < mostChecked {
				if more = true; ph.Changes[n].page() && !strings.HasPrefix(ph.Changes[n].Path, "404") {
					out = append(out, ph.Changes[n].Entry)
				}
			}
		}
		if !more {
			break
		}
	}
	return out
}

// A checker fetches pages from the public site.
type checker struct {
	world  World
	target Target
	done   int
}

func (c *checker) pages(ctx context.Context, es []Entry) error {
	for _, e := range es {
		if err := c.page(ctx, e); err != nil {
			return err
		}
		c.done++
	}
	return nil
}

// page fetches a page until it is the one that was deployed.
func (c *checker) page(ctx context.Context, e Entry) error {
	url, wait, wrong := c.target.address(e.Path), firstCheck, ""
	for n := 0; n < checkWaits; n++ {
		if n > 0 {
			if err := c.world.Clock.Sleep(ctx, wait); err != nil {
				return err
			}
			wait *= 2
		}
		if wrong = c.look(ctx, url, e.Digest); wrong == "" || ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return &CheckError{URL: url, Message: wrong}
}

// look says in which way what stands at a URL is not what it should be, or "".
func (c *checker) look(ctx context.Context, url string, want output.Digest) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err.Error()
	}
	res, err := c.world.HTTP.Do(req)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	d, _, err := output.Read(io.LimitReader(res.Body, mostPage))
	switch {
	case err != nil:
		return err.Error()
	case res.StatusCode != http.StatusOK:
		return "it answers " + res.Status
	case d != want:
		return "it is not the page that was deployed (an older one, or a CDN that changes pages)"
	}
	return ""
}

// served says whether there is something at a URL.
func (c *checker) served(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return false
	}
	res, err := c.world.HTTP.Do(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}
