package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"opspress/generator/output"
)

// The names in a folder of releases. A server's root is currentName; what is
// below ownName nobody has to read but opspress.
const (
	currentName  = "current"         // the link to the release that is live
	releasesName = "releases"        // one folder for each release
	ownName      = ".opspress"       // the lock, and the record of each release
	lockName     = ownName + "/lock" // held by a living process, or by nobody
	recordsName  = ownName + "/releases"
	stagedPrefix = ".new-" // of a release that is being built
	buriedPrefix = ".old-" // of one that is being removed
)

// A folder is one deploy into a folder of releases.
type folder struct {
	target Target
	root   *disk
	lock   *os.File
	all    []record // newest first
	live   *record  // that current leads to; nil when there is none
}

// openFolder opens the folder of a target, and makes it when make is true. One
// that is absent is nil otherwise.
func openFolder(t Target, w World, make bool) (*folder, error) {
	if make {
		if err := os.MkdirAll(t.Dir, 0o755); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(t.Dir)
	if !make && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &folder{target: t, root: &disk{root, w.fault}}, nil
}

func (f *folder) close() {
	if f.lock != nil {
		f.lock.Close()
	}
	f.root.Close()
}

// take takes the lock, which the system frees when its holder dies.
func (f *folder) take() error {
	for _, d := range []string{ownName, recordsName, releasesName} {
		if err := f.root.Mkdir(d, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	l, err := f.root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	free, err := tryLock(l)
	if err != nil || !free {
		l.Close()
		if err == nil {
			err = &LockedError{Target: f.target.Name}
		}
		return err
	}
	f.lock = l
	return f.sweep()
}

// sweep removes what a deploy that was cut short has left.
func (f *folder) sweep() error {
	list, err := fs.ReadDir(f.root.FS(), releasesName)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), stagedPrefix) || strings.HasPrefix(e.Name(), buriedPrefix) {
			if err := f.root.RemoveAll(path.Join(releasesName, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads the records of all releases whose folders are there, and which
// one is live.
func (f *folder) read() error {
	f.all, f.live = nil, nil
	list, err := fs.ReadDir(f.root.FS(), recordsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		id, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok {
			continue
		}
		if _, err := f.root.Lstat(releasesName + "/" + id); err != nil {
			continue
		}
		b, err := f.root.ReadFile(recordsName + "/" + e.Name())
		if err != nil {
			return err
		}
		var r record
		if json.Unmarshal(b, &r) == nil && r.Version == stateVersion && r.Release.ID == id {
			f.all = append(f.all, r)
		}
	}
	slices.SortFunc(f.all, func(a, b record) int { return b.Release.Serial - a.Release.Serial })
	to, err := f.root.Readlink(currentName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &RefusedError{filepath.Join(f.target.Dir, currentName) + " is no symbolic link", "move it away: opspress makes the link itself"}
	}
	for i := range f.all {
		if filepath.ToSlash(to) == releasesName+"/"+f.all[i].Release.ID {
			f.live = &f.all[i]
		}
	}
	return nil
}

// state gives what is live in the shape that a plan compares with.
func (f *folder) state() *state {
	if f.live == nil {
		return nil
	}
	return &state{Live: f.live.Release, Entries: f.live.Entries}
}

// deployFolder builds a release beside the live one and switches to it.
func deployFolder(ctx context.Context, j Job) (res Result, err error) {
	res.Target = j.Target.Name
	f, err := openFolder(j.Target, j.World, !j.DryRun)
	if err != nil {
		return res, &TargetError{j.Target.Name, "opening the folder", err}
	}
	if f != nil {
		defer f.close()
		if !j.DryRun {
			if err := f.take(); err != nil {
				return res, f.at("taking the lock", err)
			}
		}
		if err := f.read(); err != nil {
			return res, f.at("reading the releases", err)
		}
	} else {
		f = &folder{target: j.Target}
	}
	next, err := entries(j.Target, j.Site, nil)
	if err != nil {
		return res, err
	}
	q := question{next: next, live: f.state(), now: j.Clock.Now(), keep: j.Target.Keep}
	q.doubt.all = j.Force
	if j.Verify {
		if q.doubt.names, err = f.drift(); err != nil {
			return res, f.at("looking at what stands there", err)
		}
	}
	p := plan(q)
	p.Due, p.Withheld = nil, false // a release holds nothing that it does not need
	res.planned(p)
	if f.live != nil {
		res.Release = f.live.Release
	}
	same := p.Same() && p.Changes() == 0 && f.live != nil && slices.Equal(f.live.Twins, j.Target.Twins)
	if j.DryRun {
		return res, nil
	}
	if same {
		return res, f.at("writing "+serverName, f.writeServer(j))
	}
	if j.Inspect != nil {
		if err := j.Inspect(ctx, sent(p, j.Site)); err != nil {
			return res, err
		}
	}
	if err := f.release(ctx, j, p, next, &res); err != nil {
		return res, f.at("making the release", err)
	}
	return res, f.finish(ctx, j, p, &res)
}

func (f *folder) at(step string, err error) error {
	var locked *LockedError
	var refused *RefusedError
	if err == nil || errors.As(err, &locked) || errors.As(err, &refused) || errors.Is(err, context.Canceled) {
		return err
	}
	return &TargetError{f.target.Name, step, err}
}

// release builds the release beside the live one, and makes it live.
func (f *folder) release(ctx context.Context, j Job, p *Plan, next []Entry, res *Result) error {
	r := Release{Serial: 1, Commit: j.Commit, Time: j.Clock.Now().UTC().Truncate(time.Second), Files: len(next), Site: siteDigest(next)}
	if len(f.all) > 0 {
		r.Serial = f.all[0].Release.Serial + 1
	}
	r.ID = releaseID(r)
	r.count(p)
	rec := record{Version: stateVersion, Release: r, Entries: next, Twins: j.Target.Twins}
	staged := releasesName + "/" + stagedPrefix + r.ID
	if err := f.root.Mkdir(staged, 0o755); err != nil {
		return err
	}
	again := map[string]bool{}
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			again[c.Path] = true
		}
	}
	b := builder{folder: f, job: j, staged: staged, made: map[string]bool{}, result: res}
	for i, e := range next {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.file(e, !again[e.Path]); err != nil {
			return err
		}
		if j.Progress != nil {
			j.Progress(i+1, len(next))
		}
	}
	carried, err := b.carry(next)
	if err != nil {
		return err
	}
	rec.Carried = carried
	text, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	if err := f.replace(recordsName+"/"+r.ID+".json", text); err != nil {
		return err
	}
	if err := f.root.Rename(staged, releasesName+"/"+r.ID); err != nil {
		return err
	}
	if err := f.writeServer(j); err != nil {
		return err
	}
	if f.live != nil {
		res.Previous = f.live.Release.ID
	}
	if err := f.switchTo(r.ID); err != nil {
		return err
	}
	res.Committed, res.Release = true, r
	f.all = append([]record{rec}, f.all...)
	f.live = &f.all[0]
	return nil
}

// replace writes a file whole or not at all.
func (f *folder) replace(name string, text []byte) error {
	if old, err := f.root.ReadFile(name); err == nil && string(old) == string(text) {
		return nil
	}
	if err := f.root.WriteFile(name+".new", text, 0o644); err != nil {
		return err
	}
	return f.root.Rename(name+".new", name)
}

// switchTo makes a release live: a new link takes the place of the old one.
func (f *folder) switchTo(id string) error {
	fresh := ownName + "/" + currentName
	if err := f.root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// The link is relative, and read from where it will stand.
	if err := f.root.Symlink(releasesName+"/"+id, fresh); err != nil {
		return err
	}
	return f.root.Rename(fresh, currentName)
}

// finish purges, checks, and removes releases that are no longer kept.
func (f *folder) finish(ctx context.Context, j Job, p *Plan, res *Result) error {
	b := bucket{target: j.Target, world: j.World, result: *res, live: &state{Live: f.live.Release}, lease: newLease(nil, j.Clock, j.Target.Name, false)}
	err := b.at("purge", b.purge(ctx, p))
	if err == nil {
		err = b.check(ctx, j, p)
	}
	res.Purged, res.Checked, res.Warnings = b.result.Purged, b.result.Checked, b.result.Warnings
	var failed *CheckError
	if errors.As(err, &failed) && j.RollbackOnFailure && res.Previous != "" {
		if e := f.switchTo(res.Previous); e != nil {
			return fmt.Errorf("%w; going back: %w", err, e)
		}
		if e := b.purge(ctx, p); e != nil {
			return fmt.Errorf("%w; purging after going back: %w", err, e)
		}
		res.RolledBack, failed.RolledBack = res.Previous, res.Previous
		return err
	}
	if err != nil {
		return err
	}
	return f.at("removing old releases", f.prune())
}

// prune removes the releases that are no longer kept, never the live one.
func (f *folder) prune() error {
	for i, r := range f.all {
		if i < f.target.Keep || r.Release.ID == f.live.Release.ID {
			continue
		}
		id := r.Release.ID
		if err := f.root.Rename(releasesName+"/"+id, releasesName+"/"+buriedPrefix+id); err != nil {
			return err
		}
		if err := f.root.Remove(recordsName + "/" + id + ".json"); err != nil {
			return err
		}
		if err := f.root.RemoveAll(releasesName + "/" + buriedPrefix + id); err != nil {
			return err
		}
	}
	return nil
}

// drift reads every file of the live release and gives those that are not as
// the record says.
func (f *folder) drift() (map[string]bool, error) {
	wrong := map[string]bool{}
	if f.live == nil {
		return wrong, nil
	}
	for _, e := range f.live.Entries {
		d, err := f.digest(releasesName + "/" + f.live.Release.ID + "/" + e.Path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || d != e.Digest {
			wrong[e.Path] = true
		}
	}
	return wrong, nil
}

func (f *folder) digest(name string) (output.Digest, error) {
	r, err := f.root.Open(name)
	if err != nil {
		return output.Digest{}, err
	}
	defer r.Close()
	d, _, err := output.Read(r)
	return d, err
}

func folderHistory(t Target) ([]Release, error) {
	f, err := openFolder(t, World{}, false)
	if err != nil || f == nil {
		return nil, err
	}
	defer f.close()
	if err := f.read(); err != nil {
		return nil, f.at("reading the releases", err)
	}
	return f.releases(), nil
}

// releases lists the releases, the live one first.
func (f *folder) releases() (out []Release) {
	if f.live != nil {
		out = append(out, f.live.Release)
	}
	for _, r := range f.all {
		if f.live == nil || r.Release.ID != f.live.Release.ID {
			out = append(out, r.Release)
		}
	}
	return out
}

// rollbackFolder makes an earlier release live again.
func rollbackFolder(ctx context.Context, j Job, id string) (res Result, err error) {
	res.Target = j.Target.Name
	f, err := openFolder(j.Target, j.World, false)
	if err != nil {
		return res, &TargetError{j.Target.Name, "opening the folder", err}
	}
	if f == nil {
		return res, &RefusedError{j.Target.Name + " has no release yet", ""}
	}
	defer f.close()
	if err := f.take(); err != nil {
		return res, f.at("taking the lock", err)
	}
	if err := f.read(); err != nil {
		return res, f.at("reading the releases", err)
	}
	to, err := choose(j.Target.Name, f.releases(), id)
	if err != nil {
		return res, err
	}
	i := slices.IndexFunc(f.all, func(r record) bool { return r.Release.ID == to.ID })
	p := plan(question{next: f.all[i].Entries, live: f.state(), now: j.Clock.Now(), keep: j.Target.Keep})
	res.planned(p)
	res.Deleted = []string{}
	if f.live != nil {
		res.Previous = f.live.Release.ID
	}
	if err := f.switchTo(to.ID); err != nil {
		return res, f.at("switching", err)
	}
	f.live = &f.all[i]
	res.Committed, res.Release = true, to
	j.RollbackOnFailure = false
	return res, f.finish(ctx, j, p, &res)
}

// A builder makes the files of a release.
type builder struct {
	folder *folder
	job    Job
	staged string
	made   map[string]bool // folders
	result *Result
}

// file makes one file: by a link to the live release when it is unchanged, and
// else from its bytes. Its twins follow it.
func (b *builder) file(e Entry, unchanged bool) error {
	if err := b.folders(e.Path); err != nil {
		return err
	}
	twins := b.twins(e)
	live := b.folder.live
	if unchanged && live != nil && b.link(live, e.Path) {
		if slices.Equal(live.Twins, b.job.Target.Twins) {
			ok := true
			for _, t := range twins {
				ok = ok && b.link(live, e.Path+t.ext)
			}
			if ok {
				return nil
			}
		}
		body, err := b.folder.root.ReadFile(b.staged + "/" + e.Path)
		if err != nil {
			return err
		}
		return b.compress(e, body, twins)
	}
	file, ok := b.job.Site.Find(e.Path)
	if !ok {
		return fmt.Errorf("the site has no file %s", e.Path)
	}
	body, err := file.Bytes()
	if err != nil {
		return fmt.Errorf("%s: %w", e.Path, err)
	}
	if output.Sum(body) != e.Digest {
		return fmt.Errorf("%s: its bytes are not those that the build promised", e.Path)
	}
	b.result.Bodies++
	if err := b.folder.root.WriteFile(b.staged+"/"+e.Path, body, 0o644); err != nil {
		return err
	}
	return b.compress(e, body, twins)
}

// link links a file of another release; false says that it cannot be.
func (b *builder) link(from *record, name string) bool {
	root := b.folder.root
	if root.Link(releasesName+"/"+from.Release.ID+"/"+name, b.staged+"/"+name) == nil {
		return true
	}
	return b.copy(from, name) == nil // a file system without links, or with too many
}

func (b *builder) copy(from *record, name string) error {
	r, err := b.folder.root.Open(releasesName + "/" + from.Release.ID + "/" + name)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := b.folder.root.Create(b.staged + "/" + name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Close())
}

func (b *builder) folders(name string) error {
	dir := path.Dir(name)
	if dir == "." || b.made[dir] {
		return nil
	}
	b.made[dir] = true
	return b.folder.root.MkdirAll(b.staged+"/"+dir, 0o755)
}

// carry keeps the assets of the releases before: a page that a reader has
// open asks for them still. Pages are not kept: what leaves the site is gone at
// once.
func (b *builder) carry(next []Entry) (out []Gone, err error) {
	live := b.folder.live
	if live == nil {
		return nil, nil
	}
	now := b.job.Clock.Now()
	serial := b.folder.all[0].Release.Serial + 1
	candidates := slices.Clone(live.Carried)
	for _, e := range live.Entries {
		if rank(e.Kind) <= rank(kind(output.Asset)) {
			candidates = append(candidates, Gone{Path: e.Path, Kind: e.Kind, Serial: serial, Since: now})
		}
	}
	for _, g := range candidates {
		if _, stays := find(next, g.Path); stays || serial-g.Serial >= releasesBefore-1 && now.Sub(g.Since) >= ageBefore {
			continue
		}
		if err := b.folders(g.Path); err != nil {
			continue // a page stands where its folder was
		}
		if b.link(live, g.Path) {
			out = append(out, g)
		}
	}
	return out, nil
}
