package site

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// The manifest and the findings of a site are a pure result of its files, its
// options, the tool and the last moment at which a post appeared or expired. So
// a build that has nothing new to say reads and digests all files, and takes the
// rest from the cache; the bytes of a page are made when somebody asks for them.

// A finished is a site as the cache keeps it: one without errors.
type finished struct {
	Files    []kept
	Findings []diag.Diagnostic
}

// A kept is a file of the manifest and how to make its bytes.
type kept struct {
	Outline outline
	Size    int64
	Digest  output.Digest
}

// A timetable is all moments at which posts appear or expire. The front matter
// of all posts says them, so they are asked for before it is read.
type timetable struct {
	Moments []time.Time
	Zone    string // of a site that changes every day; else empty
}

// last gives the last moment until now, or the zero time.
func (t timetable) last(now time.Time) (last time.Time) {
	for _, m := range t.Moments {
		if !m.After(now) && m.After(last) {
			last = m
		}
	}
	return last
}

// day gives the day in the zone of a site that changes every day, else nothing.
func (t timetable) day(now time.Time) string {
	if t.Zone == "" {
		return ""
	}
	set := Settings{TimeZone: t.Zone}
	return now.In(set.zone()).Format(time.DateOnly)
}

// A known is what is known of the inputs of a revision.
type known struct {
	input output.Digest // of all files and options
	files map[string]output.Digest
}

// inputs digests all that the site is made from, but for the clock. ok is false
// when something cannot be read: what comes of that is not kept.
func (r *Revision) inputs(ctx context.Context) (k known, ok bool) {
	s := r.site
	var all hash.Hash = output.NewHash()
	o := &s.opt
	fmt.Fprintf(all, "%q %q %v %v %v %v %q\n", o.BaseURL, o.Origin, o.Drafts, o.Future, o.Expired, o.MetaPolicy, o.Version)
	if !s.world.digestEmbedded(all) {
		return k, false
	}
	k.files, ok = s.world.digestFiles(ctx, s.workers())
	if !ok {
		return k, false
	}
	for _, p := range slices.Sorted(maps.Keys(k.files)) {
		fmt.Fprintf(all, "file %q %s\n", p, k.files[p])
	}
	for _, p := range slices.Sorted(maps.Keys(s.world.look.problems)) {
		fmt.Fprintf(all, "problem %q %q\n", p, s.world.look.problems[p])
	}
	all.Sum(k.input[:0])
	return k, true
}

func (s *Site) workers() int {
	if s.opt.Workers > 0 {
		return s.opt.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// digestEmbedded digests what comes with the binary.
func (w *world) digestEmbedded(all io.Writer) bool {
	for _, dir := range slices.Sorted(maps.Keys(w.embedded)) {
		err := fs.WalkDir(w.embedded[dir], ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(w.embedded[dir], p)
			fmt.Fprintf(all, "embedded %q %q %s\n", dir, p, output.Sum(b))
			return err
		})
		if err != nil {
			return false
		}
	}
	return true
}

// digestFiles reads and digests every file of the look.
func (w *world) digestFiles(ctx context.Context, workers int) (map[string]output.Digest, bool) {
	paths := slices.Collect(maps.Keys(w.look.files))
	digests := make([]output.Digest, len(paths))
	var next atomic.Int64
	var wrong atomic.Bool
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(paths) || wrong.Load() || ctx.Err() != nil {
					return
				}
				f, err := w.open(paths[i])
				if err == nil {
					digests[i], _, err = output.Read(f)
					f.Close()
				}
				if err != nil {
					wrong.Store(true)
				}
			}
		})
	}
	wait.Wait()
	out := make(map[string]output.Digest, len(paths))
	for i, p := range paths {
		out[p] = digests[i]
	}
	return out, !wrong.Load() && ctx.Err() == nil
}

// at gives the digest of the inputs at the last moment that counts, and on the
// day, when that counts.
func (k *known) at(t timetable, now time.Time) output.Digest {
	moment := t.last(now)
	return output.Sum(fmt.Appendf(nil, "%s %d %d %s", k.input, moment.Unix(), moment.Nanosecond(), t.day(now)))
}

// A recollection is what a revision has asked the cache for, once.
type recollection struct {
	asked, tried sync.Once
	known        known
	sound        bool // known is all of it
	site         finished
	key          output.Digest
	ok           bool // the cache has the site
}

func (r *Revision) inputsOnce(ctx context.Context) (known, bool) {
	r.memory.asked.Do(func() { r.memory.known, r.memory.sound = r.inputs(ctx) })
	return r.memory.known, r.memory.sound
}

func (r *Revision) recalled(ctx context.Context) (finished, output.Digest, bool) {
	r.memory.tried.Do(func() {
		if k, ok := r.inputsOnce(ctx); ok && r.site.opt.Recall {
			r.memory.site, r.memory.key, r.memory.ok = r.recall(&k)
		}
	})
	return r.memory.site, r.memory.key, r.memory.ok
}

// Key gives the key of the whole site (Result.Key) if the cache has it, so that
// who keeps something by it need not have the site built.
func (r *Revision) Key(ctx context.Context) (output.Digest, bool) {
	if r.site.opt.Cache == nil || !r.site.opt.Once {
		return output.Digest{}, false
	}
	_, key, ok := r.recalled(ctx)
	return key, ok
}

// recall gives the whole site and its key, if the cache has it.
func (r *Revision) recall(k *known) (finished, output.Digest, bool) {
	s := r.site
	t, ok := recall(s.opt.Cache, recipeTimetable, k.input, s.packs.timetable)
	if !ok {
		return finished{}, output.Digest{}, false
	}
	key := k.at(t, s.world.clock)
	w, ok := recall(s.opt.Cache, recipeWhole, key, s.packs.whole)
	return w, key, ok
}

// give hands the files of a whole site to take, several at once, as Build does.
func (r *Revision) give(ctx context.Context, w finished, take func(done, all int, f output.File) error) (Result, error) {
	files := make([]output.File, len(w.Files))
	m := maker{r: r, take: take, all: len(files)}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range r.site.workers() {
		wait.Go(func() {
			for ctx.Err() == nil && !m.stopped() {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				files[i] = r.keptFile(w.Files[i])
				m.taken(files[i])
			}
		})
	}
	wait.Wait()
	if m.err == nil {
		m.err = ctx.Err()
	}
	if m.err != nil {
		return Result{}, m.err
	}
	manifest, err := output.NewManifest(files)
	return Result{Manifest: manifest, Diagnostics: diag.Sorted(w.Findings)}, err
}

// taken counts a file and gives it to take.
func (m *maker) taken(f output.File) {
	m.mu.Lock()
	m.done++
	done := m.done
	m.mu.Unlock()
	if m.take == nil {
		return
	}
	if err := m.take(done, m.all, f); err != nil {
		m.mu.Lock()
		if m.err == nil {
			m.err = err
		}
		m.mu.Unlock()
	}
}

// keptFile is a file whose bytes are made when they are asked for. Should they
// not be those that the cache promised, reading them ends with ErrChanged.
func (r *Revision) keptFile(k kept) output.File {
	o := k.Outline
	f := output.File{Path: o.file(), Kind: o.Kind, Source: o.Source, Size: k.Size, Digest: k.Digest}
	f.Open = func() (io.ReadCloser, error) {
		var b io.ReadCloser
		var err error
		if o.Blob {
			b, err = r.site.openPublished(o.Source)
		} else {
			b, err = r.open(o)
		}
		switch {
		case errors.Is(err, context.Canceled):
			return nil, err
		case err != nil:
			return nil, ErrChanged
		}
		return &judged{ReadCloser: b, hash: output.NewHash(), want: k.Digest}, nil
	}
	return f
}

// A judged reads bytes that must have a digest.
type judged struct {
	io.ReadCloser
	hash hash.Hash
	want output.Digest
}

func (j *judged) Read(b []byte) (int, error) {
	n, err := j.ReadCloser.Read(b)
	j.hash.Write(b[:n])
	if err == io.EOF && output.Digest(j.hash.Sum(nil)) != j.want {
		err = ErrChanged
	}
	return n, err
}

// remember puts a site that has been built into the cache, if the files are
// still those that were digested when the build began, and gives its key.
func (r *Revision) remember(k *known, outlines []outline, res Result) (key output.Digest) {
	s := r.site
	if n, _ := diag.Count(res.Diagnostics); n > 0 || !s.world.stillHas(k.files) {
		return key
	}
	var t timetable
	err := r.do(func(c *memo.Ctx) error {
		f, err := s.front.Get(c, none{})
		if err != nil {
			return err
		}
		t.Moments = graph.Changes(f.Posts)
		set, err := s.settings.Get(c, none{})
		if s.reports(&set) {
			t.Zone = set.TimeZone
		}
		return err
	})
	if err != nil {
		return key
	}
	slices.SortFunc(t.Moments, time.Time.Compare)
	t.Moments = slices.CompactFunc(t.Moments, time.Time.Equal)
	w := finished{Findings: res.Diagnostics}
	for _, o := range outlines {
		f, ok := res.Manifest.Find(o.file())
		if !ok {
			return key
		}
		w.Files = append(w.Files, kept{o, f.Size, f.Digest})
	}
	keep(s.opt.Cache, recipeTimetable, k.input, s.packs.timetable, &t)
	key = k.at(t, s.world.clock)
	keep(s.opt.Cache, recipeWhole, key, s.packs.whole, &w)
	return key
}

// stillHas says whether each file that was read had the digest it has in files.
func (w *world) stillHas(files map[string]output.Digest) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, d := range w.digests {
		if files[p] != d {
			return false
		}
	}
	return true
}
