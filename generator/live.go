package generator

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/serve"
	"opspress/generator/site"
)

// A live is a site that follows its sources: what serve asks for pages. One
// revision is the current one; a new look at the files replaces it, and its
// pages are made anew in the background while requests come first.
type live struct {
	site *site.Site
	base string // path of baseURL, as served

	mu      sync.Mutex
	rev     *site.Revision
	build   uint64
	whole   bool                     // a pass over all pages is over
	digests map[string]output.Digest // of every page of the last whole pass, by site path
	sources map[string]string        // source file -> site path, as of that pass
	moved   map[string]string        // site path that is gone -> where its post went
	history []change                 // what recent builds changed, oldest first
	wrong   diag.List                // all findings of the last whole pass
	headers []output.Header          // as they were sent last

	front *gate // requests that are being answered
}

func newLive(s *site.Site) *live {
	return &live{
		site: s, digests: map[string]output.Digest{}, sources: map[string]string{}, moved: map[string]string{}, front: newGate(),
	}
}

// A change is what one build changed.
type change struct {
	build uint64
	urls  []string
}

// remembered is how many builds a tab that slept may have missed before it is
// told that everything changed.
const remembered = 200

func (l *live) revision() *site.Revision {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rev
}

// retries is how often a request begins again because the revision that it
// asked ended under it.
const retries = 100

// Page makes a page of the current revision.
func (l *live) Page(ctx context.Context, url string) (output.File, []diag.Diagnostic, error) {
	l.front.enter()
	defer l.front.leave()
	for range retries {
		r := l.revision()
		f, err := r.Page(url)
		switch {
		case errors.Is(err, context.Canceled) && ctx.Err() == nil:
			l.next(ctx, r)
			continue
		case errors.Is(err, site.ErrChanged) && ctx.Err() == nil:
			l.next(ctx, r)
			continue
		case errors.Is(err, site.ErrNoPage) && r.Latest(url) != "":
			// A page of the revision before asks for the style sheet it had. It is
			// about to be told of the new one, and must not stand bare until then.
			url = r.Latest(url)
			continue
		case errors.Is(err, site.ErrNoPage):
			if ds, unread := l.unread(r, url); unread {
				return f, ds, errBroken
			}
			if ds := r.Findings(); l.had(url) && failed(ds) {
				return f, ds, errBroken
			}
			return f, nil, serve.ErrNotFound
		case err != nil:
			return f, r.Findings(), err
		}
		if _, sound, err := r.Base(); err == nil && !sound && l.had(url) {
			return f, r.Findings(), errBroken
		}
		l.served(url, f.Digest)
		return f, nil, nil
	}
	return output.File{}, nil, context.Cause(ctx)
}

// unread says whether a URL is that of a post whose front matter has errors,
// and everything that is wrong with that post.
func (l *live) unread(r *site.Revision, url string) (diag.List, bool) {
	posts, err := r.Unread()
	file := posts[url]
	if err != nil || file == "" {
		return nil, false
	}
	ds, err := r.Faults(file)
	return ds, err == nil && len(ds) > 0
}

// errBroken says that a page is not there because its source has errors now.
var errBroken = errors.New("the page's source has errors")

func failed(ds []diag.Diagnostic) bool {
	n, _ := diag.Count(ds)
	return n > 0
}

// had says whether the site had a page when it was whole last.
func (l *live) had(url string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.digests[url]
	return ok
}

// served notes what a tab has that came before the first pass was over, so
// that an edit meanwhile reaches it.
func (l *live) served(url string, d output.Digest) {
	if site.OnDemand(url) {
		return // no pass makes it, so none may miss it
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.digests[url]; !known {
		l.digests[url] = d
	}
}

// next waits until another revision than r is current, but not for ever: a
// file may have changed that nobody has heard of.
func (l *live) next(ctx context.Context, r *site.Revision) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for l.revision() == r && ctx.Err() == nil {
		<-tick.C
	}
}

// Changed gives what builds after since have changed; when they are no longer
// remembered, everything.
func (l *live) Changed(since uint64) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.history) > 0 && since+1 < l.history[0].build || since > l.build {
		return slices.Sorted(maps.Keys(l.digests))
	}
	urls := map[string]bool{}
	for _, c := range l.history {
		if c.build > since {
			for _, u := range c.urls {
				urls[u] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(urls))
}

// About tells about a page, also about one that is gone.
func (l *live) About(_ context.Context, url string) serve.About {
	r := l.revision()
	a, err := r.About(url)
	if err != nil {
		if ds, unread := l.unread(r, url); unread {
			return serve.About{State: "broken", Warnings: warningsAmong(ds, ds[0].File)}
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		return serve.About{State: "missing", Moved: l.moved[url]}
	}
	v := serve.About{
		Words: a.Words.Eojeol, Characters: a.Words.Spelled, Minutes: a.Minutes, Title: a.Title, Description: a.Description, Image: a.Image,
		Permalink: a.Permalink, Sources: a.Sources, Cause: a.Cause,
	}
	for _, t := range a.Templates {
		v.Templates = append(v.Templates, "layouts/"+t) // as a site names its own
	}
	if strings.HasPrefix(a.Source, "posts/") && a.Minutes > 0 {
		v.State = "published"
		for _, s := range a.States {
			if v.State = s; s == "future" {
				v.State, v.When = "scheduled", a.Date
			}
		}
	}
	v.Warnings = warningsAmong(r.Findings(), a.Source)
	return v
}

// warningsAmong gives the warnings about a file. Errors are shown elsewhere.
func warningsAmong(ds diag.List, file string) diag.List {
	var out diag.List
	for _, d := range ds {
		if d.File == file && file != "" && d.Severity == diag.Warning {
			out = append(out, d)
		}
	}
	return out
}
