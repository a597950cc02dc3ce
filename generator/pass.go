package generator

import (
	"context"
	"slices"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A pass is what came of making all pages of a revision.
type pass struct {
	build    uint64
	changed  []string // site paths
	findings diag.List
	files    Counts
	follow   string // site path of the page whose source was edited
}

// revise takes a new look. What the last revision was doing ends.
func (l *live) revise(ctx context.Context, clock time.Time) (*site.Revision, error) {
	r, err := l.site.Revise(ctx, clock)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.rev = r
	l.mu.Unlock()
	return r, nil
}

// first makes the pages that somebody is looking at, and says what changed of
// them.
func (l *live) first(r *site.Revision, open []string) pass {
	if _, sound, err := r.Base(); err != nil || !sound {
		open = nil // nothing that is made now is what it should be
	}
	now := map[string]output.Digest{}
	for _, u := range open {
		if f, err := r.Page(u); err == nil {
			now[u] = f.Digest
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var changed []string
	for u, d := range now {
		if old, ok := l.digests[u]; ok && old != d {
			changed = append(changed, u)
			l.digests[u] = d
		}
	}
	return l.record(changed)
}

// known gives the findings that are known while a pass is going on: those of
// the pages made so far, and those of before about files that nobody touched.
func (l *live) known(r *site.Revision) diag.List {
	ds := r.Findings()
	changed := r.Changed()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.wrong {
		if d.File != "" && !slices.Contains(changed, d.File) {
			ds = append(ds, d)
		}
	}
	return diag.Sorted(ds)
}

// all makes every page. Between two of them it lets requests go first.
func (l *live) all(ctx context.Context, r *site.Revision) (pass, error) {
	res, err := r.Build(ctx, func(_, _ int, _ output.File) error {
		l.front.wait()
		return nil
	})
	if err != nil {
		return pass{}, err
	}
	sources, err := r.Sources()
	if err != nil {
		return pass{}, err
	}
	unread, err := r.Unread()
	if err != nil {
		return pass{}, err
	}
	now := map[string]output.Digest{}
	for _, f := range res.Manifest.Files() {
		now[site.URL(f.Path)] = f.Digest
	}
	_, sound, err := r.Base()
	if err != nil {
		return pass{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var changed []string
	if l.whole && !sound {
		now, sources = l.digests, l.sources // every page stays as it was
	}
	for u, d := range now {
		if old, ok := l.digests[u]; ok && old != d || !ok && l.whole {
			changed = append(changed, u)
		}
	}
	gone := l.left(sources, unread)
	for u, d := range l.digests {
		if _, ok := now[u]; ok {
			continue
		}
		if failed(res.Diagnostics) && !gone[u] {
			now[u] = d // a broken page is not gone
			continue
		}
		changed = append(changed, u)
	}
	l.follow(sources, now)
	l.digests, l.sources, l.whole = now, sources, true
	p := l.record(changed)
	p.follow = l.edited(r.Changed())
	l.wrong = res.Diagnostics
	p.findings, p.files = res.Diagnostics, Counts{}
	for _, f := range res.Manifest.Files() {
		p.files[f.Kind]++
	}
	return p, nil
}

// follow notes where posts went whose page is gone.
func (l *live) follow(sources map[string]string, now map[string]output.Digest) {
	var came, left []string
	for f, u := range sources {
		switch old, ok := l.sources[f]; {
		case !ok:
			came = append(came, u)
		case old != u:
			l.moved[old] = u
		}
	}
	for f, u := range l.sources {
		if _, ok := sources[f]; !ok {
			left = append(left, u)
		}
	}
	if len(came) == 1 && len(left) == 1 {
		l.moved[left[0]] = came[0] // one file went and one came: it was renamed
	}
	for u := range now {
		delete(l.moved, u)
	}
}

// left gives the pages that have no source any more. A page that came of a
// source which is still there, but cannot be read, is none of them.
func (l *live) left(sources, unread map[string]string) map[string]bool {
	broken := map[string]bool{}
	for _, f := range unread {
		broken[f] = true
	}
	gone := map[string]bool{}
	for f, u := range l.sources {
		if sources[f] != u && !broken[f] {
			gone[u] = true
		}
	}
	return gone
}

// edited gives the page of the post that was edited, when it is one. Of many
// that changed at once, as with git switch, none is the one that the author
// looks at.
func (l *live) edited(files []string) string {
	var page string
	for _, f := range files {
		u := l.sources[f]
		if u == "" || !content.IsPost(f) {
			continue
		}
		if page != "" {
			return ""
		}
		page = u
	}
	return page
}

// record gives a change its number. The caller holds mu.
func (l *live) record(changed []string) pass {
	slices.Sort(changed)
	l.build++
	if len(changed) > 0 {
		l.history = append(l.history, change{l.build, changed})
		if len(l.history) > remembered {
			l.history = slices.Delete(l.history, 0, len(l.history)-remembered)
		}
	}
	return pass{build: l.build, changed: changed}
}
