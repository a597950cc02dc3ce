package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"opspress/generator/output"
)

// A shipment is what makes one release.
type shipment struct {
	plan      *Plan
	next      []Entry
	commit    string
	of        string // the release that it restores
	redirects output.Digest
	open      func(path string) ([]byte, error) // nil: all bodies are there
	progress  func(done, all int)
}

// ship runs the phases, commits and purges.
func (b *bucket) ship(ctx context.Context, s shipment) error {
	all := s.plan.Changes()
	tags := make(map[string]*string, len(s.next))
	for i := range s.next {
		if b.live != nil {
			if was, ok := find(b.live.Entries, s.next[i].Path); ok {
				s.next[i].ETag = was.ETag
			}
		}
		tags[s.next[i].Path] = &s.next[i].ETag
	}
	var done atomic.Int64
	for _, ph := range s.plan.Phases {
		err := each(ctx, b.pace, ph.Changes, func(c Change) int64 { return c.Size }, func(ctx context.Context, c Change) error {
			tag, err := b.place(ctx, c.Entry, s.open)
			if err != nil {
				return fmt.Errorf("%s: %w", c.Path, err)
			}
			*tags[c.Path] = tag
			if s.progress != nil {
				s.progress(int(done.Add(1)), all)
			}
			return nil
		})
		if err != nil {
			return b.at(ph.Name, err)
		}
	}
	if err := b.commit(ctx, s); err != nil {
		return b.at("commit", err)
	}
	return b.at("purge", b.purge(ctx, s.plan))
}

// place puts one file to its name: two requests.
func (b *bucket) place(ctx context.Context, e Entry, open func(path string) ([]byte, error)) (etag string, err error) {
	if open != nil {
		if err := b.send(ctx, e, open); err != nil {
			return "", err
		}
	}
	if err := b.lease.valid(); err != nil {
		return "", err
	}
	etag, err = b.store.Copy(ctx, bodyKey(e.Digest), b.target.key(e.Path), e.Headers)
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("its body %s is no longer in the store; deploy with --verify", e.Digest)
	}
	return etag, err
}

// commit makes the release: first its record, then the manifest, on condition
// that it is as it was read.
func (b *bucket) commit(ctx context.Context, s shipment) error {
	next := &state{Version: stateVersion, Index: b.target.Index, Entries: s.next, Gone: s.plan.Gone, Retired: s.plan.Retired, Redirects: s.redirects}
	// Bodies that nobody needs are still there until they are deleted.
	for _, d := range s.plan.Unneeded {
		next.Retired = append(next.Retired, retired{Digest: d})
	}
	if s.plan.Same() && b.live != nil {
		if s.plan.Changes() == 0 {
			return nil
		}
		next.Live, next.Releases = b.live.Live, b.live.Releases
		return b.write(ctx, next)
	}
	next.Live = b.release(s)
	next.Releases = append([]Release{next.Live}, s.plan.Releases...)
	rec, err := pack(record{Version: stateVersion, Release: next.Live, Entries: next.Entries, Redirects: s.redirects})
	if err != nil {
		return err
	}
	if err := b.lease.valid(); err != nil {
		return err
	}
	if _, err := b.store.Put(ctx, recordKey(next.Live.ID), rec, ownHeaders(), Condition{}); err != nil {
		return err
	}
	before := b.live
	if err := b.write(ctx, next); err != nil {
		return err
	}
	b.result.Committed, b.result.Release = true, next.Live
	if before != nil {
		b.result.Previous = before.Live.ID
	}
	return nil
}

func recordKey(id string) string { return recordKeys + id + ".json.gz" }

func ownHeaders() Headers { return Headers{Type: "application/gzip", Cache: "no-store"} }

// release describes the release that a shipment makes.
func (b *bucket) release(s shipment) Release {
	r := Release{Serial: 1, Commit: s.commit, Of: s.of, Time: b.world.Clock.Now().UTC().Truncate(time.Second), Files: len(s.next), Site: siteDigest(s.next)}
	if b.live != nil {
		r.Serial = b.live.Live.Serial + 1
	}
	r.ID = releaseID(r)
	r.count(s.plan)
	return r
}

// releaseID is like no other of a target, and in order of time.
func releaseID(r Release) string {
	return fmt.Sprintf("%s-%d", r.Time.Format("20060102-150405"), r.Serial)
}

func (r *Release) count(p *Plan) {
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			if c.What == Again {
				continue
			}
			r.Changed++
			if c.page() {
				r.Pages++
			}
		}
	}
}

// write writes the manifest.
func (b *bucket) write(ctx context.Context, next *state) error {
	body, err := pack(next)
	if err != nil {
		return err
	}
	if err := b.lease.valid(); err != nil {
		return err
	}
	c := Condition{Absent: b.etag == "", Match: b.etag}
	if b.target.Weak {
		c = Condition{}
	}
	etag, err := b.store.Put(ctx, manifestKey, body, ownHeaders(), c)
	if errors.Is(err, ErrCondition) {
		return &LockedError{Target: b.target.Name}
	}
	if err == nil {
		b.live, b.etag = next, etag
	}
	return err
}

// delete removes what no release needs any more, and then forgets it.
func (b *bucket) delete(ctx context.Context, p *Plan) error {
	names := p.deletions()
	var keys []string
	for _, g := range names {
		keys = append(keys, b.target.key(g.Path))
	}
	for _, d := range p.Unneeded {
		keys = append(keys, bodyKey(d))
	}
	for _, r := range p.Forgotten {
		keys = append(keys, recordKey(r.ID))
	}
	if len(keys) == 0 {
		return nil
	}
	err := each(ctx, b.pace, keys, func(string) int64 { return 0 }, func(ctx context.Context, key string) error {
		if err := b.lease.valid(); err != nil {
			return err
		}
		return b.store.Delete(ctx, key)
	})
	if err != nil {
		return err
	}
	next := *b.live
	next.Gone = slices.DeleteFunc(slices.Clone(b.live.Gone), func(g Gone) bool {
		return slices.ContainsFunc(names, func(n Gone) bool { return n.Path == g.Path })
	})
	next.Retired = p.Retired
	return b.write(ctx, &next)
}
