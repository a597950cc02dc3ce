package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"opspress/generator/output"
)

// A bucket is one deploy into an object store.
type bucket struct {
	target Target
	world  World
	store  *patient
	pace   *pace
	lease  *lease

	live   *state // nil when there is no release yet
	etag   string // of the manifest
	clean  bool   // the deploy before this one finished
	result Result

	mu   sync.Mutex
	have map[output.Digest]*sending
}

// A sending is a body that is in the store, or on its way.
type sending struct {
	done chan struct{} // closed when it is there, or err says why not
	err  error
}

func openBucket(ctx context.Context, t Target, w World) (*bucket, error) {
	b := &bucket{target: t, world: w, pace: newPace(), have: map[output.Digest]*sending{}}
	b.result.Target = t.Name
	s := w.Store
	if s == nil {
		var err error
		if s, err = openS3(ctx, t); err != nil {
			return nil, err
		}
	}
	b.store = &patient{Store: s, clock: w.Clock, slow: b.pace.slow}
	b.lease = newLease(b.store, w.Clock, t.Name, t.Weak)
	return b, nil
}

// at says in which step an error happened.
func (b *bucket) at(step string, err error) error {
	var locked *LockedError
	var refused *RefusedError
	if err == nil || errors.As(err, &locked) || errors.As(err, &refused) || errors.Is(err, context.Canceled) {
		return err
	}
	return &TargetError{b.target.Name, step, err}
}

// load reads what the target knows of itself.
func (b *bucket) load(ctx context.Context) error {
	o, err := b.store.Get(ctx, manifestKey)
	if errors.Is(err, ErrNotFound) {
		b.live, b.etag = nil, ""
		return nil
	}
	if err != nil {
		return err
	}
	var s state
	if err := unpack(o.Body, &s); err != nil {
		return fmt.Errorf("%s is damaged: %w", manifestKey, err)
	}
	if s.Version != stateVersion {
		return &RefusedError{fmt.Sprintf("%s: the manifest is of version %d, and this opspress knows version %d", b.target.Name, s.Version, stateVersion), "deploy with the version of opspress that wrote it, or a later one"}
	}
	if s.Index != b.target.Index && (s.Index == Keys || b.target.Index == Keys) {
		return &RefusedError{fmt.Sprintf("%s was deployed with index: %s, and its objects have other names with index: %s", b.target.Name, s.Index, b.target.Index),
			"use another prefix or bucket for it"}
	}
	b.live, b.etag, b.clean = &s, o.ETag, b.lease.hold.clean()
	return nil
}

// deploy brings the site of j to the bucket.
func (b *bucket) deploy(ctx context.Context, j Job) (Result, error) {
	look := b.lease.look
	if j.DryRun {
		look = b.lease.read // a plan needs no lock, and waits for none
	}
	if err := look(ctx); err != nil {
		return b.result, b.at("reading the lock", err)
	}
	if err := b.load(ctx); err != nil {
		return b.result, b.at("reading the manifest", err)
	}
	redirects, source, err := b.redirects(j.Site)
	if err != nil {
		return b.result, err
	}
	next, err := entries(b.target, j.Site, redirects)
	if err != nil {
		return b.result, err
	}
	q := question{next: next, live: b.live, now: b.world.Clock.Now(), keep: b.target.Keep, delete: j.AllowDelete}
	q.doubt = doubt{all: j.Force, names: map[string]bool{}}
	for _, name := range b.lease.hold.Changes {
		q.doubt.names[name] = true
	}
	if j.Verify {
		if err := b.drift(ctx, &q); err != nil {
			return b.result, b.at("looking at what stands there", err)
		}
	}
	p := plan(q)
	b.result.planned(p)
	if b.live != nil {
		b.result.Release = b.live.Live
	}
	if j.DryRun || p.Idle() && b.lease.hold.clean() {
		return b.result, nil
	}
	if j.Inspect != nil {
		if err := j.Inspect(ctx, sent(p, j.Site)); err != nil {
			return b.result, err
		}
	}
	s := shipment{plan: p, next: next, commit: j.Commit, redirects: source, open: func(path string) ([]byte, error) {
		f, ok := j.Site.Find(path)
		if !ok {
			return nil, fmt.Errorf("the site has no file %s", path)
		}
		return f.Bytes()
	}, progress: j.Progress}
	return b.locked(ctx, p, func(ctx context.Context) error {
		if err := b.bodies(ctx, j.Force || j.Verify || b.live == nil); err != nil {
			return b.at("looking at what is there", err)
		}
		before := b.live
		if err := b.ship(ctx, s); err != nil {
			return err
		}
		err := b.check(ctx, j, p)
		if err != nil && j.RollbackOnFailure && before != nil && b.result.Committed {
			return b.undo(ctx, before.Live.ID, err)
		}
		if err != nil {
			return err
		}
		return b.at("deleting", b.delete(ctx, p))
	})
}

// sent gives the files whose bodies may be sent.
func sent(p *Plan, m output.Manifest) (files []output.File) {
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			if f, ok := m.Find(c.Path); ok {
				files = append(files, f)
			}
		}
	}
	return files
}

// goodbye is how long giving back the lock may take when a deploy was
// interrupted.
const goodbye = 15 * time.Second

// locked does work that changes names, and holds the lock meanwhile.
func (b *bucket) locked(ctx context.Context, p *Plan, work func(context.Context) error) (Result, error) {
	if err := b.lease.take(ctx, names(p)); err != nil {
		return b.result, b.at("taking the lock", err)
	}
	stop := b.lease.keep(context.WithoutCancel(ctx))
	err := work(ctx)
	stop()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	finished := err == nil || b.result.RolledBack != ""
	if e := b.lease.free(last, finished); err == nil {
		err = b.at("giving back the lock", e)
	}
	return b.result, err
}

// names gives all names that a plan writes.
func names(p *Plan) (out []string) {
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			out = append(out, c.Path)
		}
	}
	return out
}

// bodies finds out which bodies the store has. What finished deploys have put
// is in the manifest; what unfinished ones have, or when nothing is taken for
// granted, only the store knows.
func (b *bucket) bodies(ctx context.Context, ask bool) error {
	there := &sending{done: make(chan struct{})}
	close(there.done)
	if ask || !b.clean {
		found, err := all(ctx, b.store, bodyKeys)
		for _, o := range found {
			var d output.Digest
			if d.UnmarshalText([]byte(strings.TrimPrefix(o.Key, bodyKeys))) == nil {
				b.have[d] = there
			}
		}
		return err
	}
	for _, e := range b.live.Entries {
		b.have[e.Digest] = there
	}
	for _, r := range b.live.Retired {
		b.have[r.Digest] = there
	}
	return nil
}

func bodyKey(d output.Digest) string { return bodyKeys + d.String() }

// send makes sure that a body is in the store. Files with equal bodies send
// one.
func (b *bucket) send(ctx context.Context, e Entry, open func(path string) ([]byte, error)) error {
	b.mu.Lock()
	s, begun := b.have[e.Digest]
	if !begun {
		s = &sending{done: make(chan struct{})}
		b.have[e.Digest] = s
	}
	b.mu.Unlock()
	if begun {
		select {
		case <-s.done:
			return s.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer close(s.done)
	s.err = b.put(ctx, e, open)
	return s.err
}

func (b *bucket) put(ctx context.Context, e Entry, open func(path string) ([]byte, error)) error {
	body, err := open(e.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Path, err)
	}
	if output.Sum(body) != e.Digest {
		return fmt.Errorf("%s: its bytes are not those that the build promised", e.Path)
	}
	if err := b.lease.valid(); err != nil {
		return err
	}
	_, err = b.store.Put(ctx, bodyKey(e.Digest), body, Headers{Type: "application/octet-stream"}, Condition{})
	if err == nil {
		b.mu.Lock()
		b.result.Bodies++
		b.mu.Unlock()
	}
	return err
}

// redirects gives where each page that sends to another sends to, from the
// site's own list of them. Digest is that of the list: as long as it stays, so
// do the targets that the manifest has.
func (b *bucket) redirects(m output.Manifest) (map[string]string, output.Digest, error) {
	f, ok := m.Find("_redirects")
	if !ok || b.target.Index != Website {
		return nil, output.Digest{}, nil
	}
	out := map[string]string{}
	if b.live != nil && b.live.Redirects == f.Digest {
		for _, e := range b.live.Entries {
			if e.Redirect != "" {
				out[e.Path] = e.Redirect
			}
		}
		return out, f.Digest, nil
	}
	list, err := readRedirects(f)
	if err != nil {
		return nil, f.Digest, err
	}
	for _, r := range list {
		if p, ok := strings.CutPrefix(r.From, b.target.Base+"/"); ok {
			if p == "" || strings.HasSuffix(p, "/") {
				p += "index.html"
			}
			out[p] = r.To
		}
	}
	return out, f.Digest, nil
}

// A Redirect leads readers from a path to a URL. From is decoded, with the
// path of baseURL before it; To is as it stands in a header.
type Redirect struct{ From, To string }

// readRedirects reads the site's _redirects.
func readRedirects(f output.File) (out []Redirect, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	for line := range strings.Lines(string(text)) {
		if w := strings.Fields(line); len(w) == 3 {
			out = append(out, Redirect{unescape(w[0]), w[1]})
		}
	}
	return out, err
}
