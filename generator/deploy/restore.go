package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"opspress/generator/output"
)

// History gives the releases of a target that can be live again, newest first;
// the first one is live. A target without any gives none.
func History(ctx context.Context, t Target, w World) ([]Release, error) {
	w = w.whole()
	if t.Kind == Folder {
		return folderHistory(t)
	}
	b, err := openBucket(ctx, t, w)
	if err != nil {
		return nil, err
	}
	if err := b.load(ctx); err != nil {
		return nil, b.at("reading the manifest", err)
	}
	if b.live == nil {
		return nil, nil
	}
	return b.live.Releases, nil
}

// A Status says which release is live, and whether the site is what is live.
type Status struct {
	Target     string    `json:"target"`
	Live       *Release  `json:"live"` // nil when there is none
	Equal      bool      `json:"equal"`
	Changes    []Touched `json:"changes"` // that a deploy would make
	Leaving    []string  `json:"leaving"`
	Unfinished bool      `json:"unfinished"` // a deploy was cut short, or is running
}

// Compare tells how the site differs from what is live at its target.
func Compare(ctx context.Context, j Job) (Status, error) {
	j.DryRun, j.World = true, j.World.whole()
	s := Status{Target: j.Target.Name}
	r, err := Deploy(ctx, j)
	if err != nil {
		return s, err
	}
	if r.Release.ID != "" {
		s.Live = &r.Release
	}
	for _, c := range r.Changes {
		if c.What == Again {
			s.Unfinished = true
		}
	}
	s.Changes, s.Leaving = r.Changes, r.Leaving
	s.Equal = s.Live != nil && len(r.Changes) == 0 && len(r.Leaving) == 0
	return s, nil
}

// Rollback makes an earlier release live again, by copies within the store.
// Without an id it is the one before the live one. An id may be short: the
// number at its end.
func Rollback(ctx context.Context, j Job, id string) (Result, error) {
	j.World = j.World.whole()
	if j.Target.Kind == Folder {
		return rollbackFolder(ctx, j, id)
	}
	b, err := openBucket(ctx, j.Target, j.World)
	if err != nil {
		return Result{Target: j.Target.Name}, err
	}
	if err := b.lease.look(ctx); err != nil {
		return b.result, b.at("reading the lock", err)
	}
	if err := b.load(ctx); err != nil {
		return b.result, b.at("reading the manifest", err)
	}
	if b.live == nil {
		return b.result, &RefusedError{j.Target.Name + " has no release yet", "make one with: opspress deploy " + j.Target.Name}
	}
	to, err := choose(j.Target.Name, b.live.Releases, id)
	if err != nil {
		return b.result, err
	}
	s, err := b.restore(ctx, to, j)
	if err != nil {
		return b.result, b.at("reading the release", err)
	}
	b.result.planned(s.plan)
	return b.locked(ctx, s.plan, func(ctx context.Context) error {
		if err := b.ship(ctx, s); err != nil {
			return err
		}
		return b.check(ctx, j, s.plan)
	})
}

// choose finds a release to go back to.
func choose(target string, rs []Release, id string) (Release, error) {
	if len(rs) == 0 {
		return Release{}, &RefusedError{target + " has no release yet", ""}
	}
	i := slices.IndexFunc(rs, func(r Release) bool { return id == r.ID || id == strconv.Itoa(r.Serial) })
	switch {
	case id == "" && len(rs) < 2:
		return Release{}, &RefusedError{"there is no release before " + rs[0].ID, "opspress deploy history tells what there is"}
	case id == "":
		return rs[1], nil
	case i < 0:
		return Release{}, &RefusedError{fmt.Sprintf("there is no release %q, or it is no longer kept", id), "opspress deploy history tells what there is"}
	case i == 0:
		return Release{}, &RefusedError{"the release " + rs[0].ID + " is live already", ""}
	}
	return rs[i], nil
}

// restore reads a release and plans how to make it live.
func (b *bucket) restore(ctx context.Context, to Release, j Job) (shipment, error) {
	o, err := b.store.Get(ctx, recordKey(to.ID))
	if err != nil {
		return shipment{}, err
	}
	var rec record
	if err := unpack(o.Body, &rec); err != nil {
		return shipment{}, fmt.Errorf("%s is damaged: %w", recordKey(to.ID), err)
	}
	q := question{next: rec.Entries, live: b.live, now: b.world.Clock.Now(), keep: b.target.Keep}
	q.doubt.names = map[string]bool{}
	for _, name := range b.lease.hold.Changes {
		q.doubt.names[name] = true
	}
	p := plan(q)
	// The bodies of releases that leave the list stay until the next deploy:
	// going back must not be what makes going back impossible.
	p.Due, p.Withheld, p.Releases, p.Forgotten = nil, false, b.live.Releases, nil
	for _, d := range p.Unneeded {
		p.Retired = append(p.Retired, retired{Digest: d})
	}
	p.Unneeded = []output.Digest{}
	return shipment{plan: p, next: rec.Entries, commit: to.Commit, of: to.ID, redirects: rec.Redirects, progress: j.Progress}, nil
}

// undo goes back to the release before, because the check of this one failed.
func (b *bucket) undo(ctx context.Context, id string, cause error) error {
	to, err := choose(b.target.Name, b.live.Releases, id)
	if err != nil {
		return fmt.Errorf("%w; going back: %w", cause, err)
	}
	s, err := b.restore(ctx, to, Job{})
	if err == nil {
		err = b.ship(ctx, s)
	}
	if err != nil {
		return fmt.Errorf("%w; going back to %s: %w", cause, id, err)
	}
	b.result.RolledBack = id
	var failed *CheckError
	if errors.As(cause, &failed) {
		failed.RolledBack = id
	}
	return cause
}
