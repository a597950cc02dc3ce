package site

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// An outline is an output file before it has bytes.
type outline struct {
	Path   string // site path
	Kind   output.Kind
	Source string
	Blob   bool   // what is published of Source: a file as it is, a picture without its metadata
	Dear   bool   // see recipe
	Beside bool   // a post's Markdown: made after its page, while its doc is at hand
	Text   string // the post whose text for search it is
	Index  bool   // it is the index of search, which names files of other outlines
}

func (o outline) file() string { return graph.File(o.Path) }

// kindOf says when a page is published.
func kindOfRoute(k graph.PageKind) output.Kind {
	switch k {
	case graph.KindPost:
		return output.Leaf
	case graph.KindRedirect:
		return output.Redirect
	case graph.KindAtom, graph.KindRSS, graph.KindJSONFeed, graph.KindMarkdown, graph.KindLLMs, graph.KindSitemap, graph.KindRobots, graph.KindIndex:
		return output.Feed
	case graph.KindRedirects, graph.KindHeaders:
		return output.Control
	}
	return output.List
}

// outlineOf gives the file of a route. The source of a post makes its page; its
// Markdown stands beside it without one.
func outlineOf(r graph.Route) outline {
	o := outline{Path: r.Path, Kind: kindOfRoute(r.Kind), Source: r.Source}
	switch r.Kind {
	case graph.KindMarkdown:
		o.Source, o.Beside = "", true
	case graph.KindIndex:
		o.Index = true
	}
	return o
}

// runOutlines gives every file of the site in the order of making: posts
// first, so that lists find their abstracts made.
func (s *Site) runOutlines(c *memo.Ctx, _ none) ([]outline, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	e, err := s.extras.Get(c, none{})
	if err != nil {
		return nil, err
	}
	routes := g.Routes()
	leaves, others := make([]outline, 0, len(routes)), make([]outline, 0, len(routes))
	seen := make(map[string]bool, len(routes))
	add := func(o outline) {
		before := len(seen)
		if seen[o.file()] = true; len(seen) == before {
			return
		}
		if o.Kind == output.Leaf || o.Beside {
			leaves = append(leaves, o)
		} else {
			others = append(others, o)
		}
	}
	for _, r := range routes {
		add(outlineOf(r))
		if m, ok := g.Markdown(r); ok {
			add(outlineOf(m))
		}
	}
	for _, f := range e.Files {
		add(outline{Path: f.Path, Kind: output.Asset, Source: f.Source, Blob: true})
	}
	hs, err := s.hashed(c)
	if err != nil {
		return nil, err
	}
	for _, o := range hs {
		add(o)
	}
	cards, err := s.deck.Get(c, none{})
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Sorted(maps.Keys(cards.at)) {
		add(outline{Path: p, Kind: output.HashedAsset, Dear: true})
	}
	smaller, err := s.album.Get(c, none{})
	if err != nil {
		return nil, err
	}
	for _, p := range smaller.paths() {
		add(outline{Path: p, Kind: output.HashedAsset, Dear: true})
	}
	parts, err := s.sitemap.Get(c, none{})
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		add(outline{Path: "/" + p.Name, Kind: output.Feed})
	}
	return append(leaves, others...), nil
}

// hashed gives the style sheet and the scripts, where they are.
func (s *Site) hashed(c *memo.Ctx) (out []outline, err error) {
	for _, t := range s.bundles() {
		b, err := t.Get(c, none{})
		if err != nil {
			return nil, err
		}
		if b.Path != "" {
			out = append(out, outline{Path: b.Path, Kind: output.HashedAsset})
		}
	}
	set, err := s.settings.Get(c, none{})
	if err == nil && s.reports(&set) {
		out = append(out, outline{Path: s.reportStyle().Path, Kind: output.HashedAsset})
	}
	return out, err
}

// ErrChanged says that a file changed between two readings within a revision,
// so that what was made of it may not fit together. A new look mends it.
var ErrChanged = errors.New("a file changed while the site was being built")

// A Result is a finished revision.
type Result struct {
	Manifest    output.Manifest
	Diagnostics diag.List
	// Key is the digest of all that the manifest was made from: what follows from it
	// alone can be kept by it. It is zero without a cache and where an error stops
	// the build.
	Key output.Digest
}

// Build makes every file of the site. Each is given to take as soon as it is
// made, from several goroutines at once; its Open is cheap within take and
// makes the bytes anew later, as long as the revision lasts. A page with an
// error does not come; all others do. The error is that of the machine or of
// take, or says that the revision was cancelled: what is wrong with the site
// is in the result.
func (r *Revision) Build(ctx context.Context, take func(done, all int, f output.File) error) (Result, error) {
	if r.site.opt.Cache == nil || !r.site.opt.Once {
		res, _, err := r.build(ctx, take)
		return res, err
	}
	k, ok := r.inputsOnce(ctx)
	if w, key, ok := r.recalled(ctx); ok {
		res, err := r.give(ctx, w, take)
		res.Key = key
		return res, err
	}
	res, outlines, err := r.build(ctx, take)
	if ok && err == nil {
		res.Key = r.remember(&k, outlines, res)
	}
	return res, err
}

// build is Build without the cache of whole sites.
func (r *Revision) build(ctx context.Context, take func(done, all int, f output.File) error) (res Result, outlines []outline, err error) {
	err = r.do(func(c *memo.Ctx) (err error) {
		if outlines, err = r.site.outlines.Get(c, none{}); err != nil {
			return err
		}
		if _, err = r.site.clashes.Get(c, none{}); err != nil {
			return err
		}
		if _, err = r.site.objectives.Get(c, none{}); err != nil {
			return err
		}
		return r.site.unreadFaults(c)
	})
	if err != nil {
		if d, real := found(err); real {
			return Result{Diagnostics: r.diagnostics([]diag.Diagnostic{d})}, nil, nil
		}
		return res, nil, err
	}
	f, pages, err := r.finder(outlines)
	if err != nil {
		return res, nil, err
	}
	if r.site.opt.Once {
		r.site.gathered = f.gathering
	}
	m := maker{r: r, take: take, finder: f, all: len(pages) + len(f.place), trace: r.site.opt.Cache != nil && r.site.opt.Once}
	m.files = make([]output.File, 0, m.all+len(f.place)) // a segment has about as many files as posts
	if err := m.make(ctx, pages); err != nil {
		return res, nil, err
	}
	rest, err := r.rest(f)
	if err != nil {
		return res, nil, err
	}
	m.all += len(rest)
	if err := m.make(ctx, rest); err != nil {
		return res, nil, err
	}
	r.memo.Complete()
	res.Diagnostics = r.diagnostics(m.failed)
	res.Manifest, err = output.NewManifest(m.files)
	return res, m.outlines, err
}

// A maker makes the files of a revision, several at once.
type maker struct {
	r    *Revision
	take func(done, all int, f output.File) error
	*finder

	mu       sync.Mutex
	all      int
	done     int
	files    []output.File
	trace    bool      // whether outlines are kept
	outlines []outline // of the files
	failed   []diag.Diagnostic
	err      error
}

func (m *maker) make(ctx context.Context, outlines []outline) error {
	workers := m.r.site.workers()
	work := make(chan outline)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for o := range work {
				m.one(o)
			}
		})
	}
	for _, o := range outlines {
		if ctx.Err() != nil || m.stopped() {
			break
		}
		work <- o
	}
	close(work)
	wait.Wait()
	if m.err == nil {
		m.err = ctx.Err()
	}
	return m.err
}

func (m *maker) stopped() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err != nil
}

// one makes a file, and those of the search index that it brings with it.
func (m *maker) one(o outline) {
	f, now, err := m.r.file(o)
	m.made(o, f, now, err)
	if err != nil || o.Kind != output.Leaf {
		return
	}
	text, segment, err := m.r.findable(m.finder, o.Source)
	if err != nil {
		m.fault(o, err)
		return
	}
	if text != nil {
		f, now, err := m.r.text(text)
		m.made(text.outline, f, now, err)
	}
	m.mu.Lock()
	m.all += len(segment)
	m.mu.Unlock()
	for _, o := range segment {
		m.one(o)
	}
}

// fault keeps why a file does not come.
func (m *maker) fault(o outline, err error) {
	d, real := found(err)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case errors.As(err, new(*memo.ChangedError)):
		m.err = cmp.Or(m.err, ErrChanged)
	case errors.Is(err, errBroken): // and somebody has said why
	case !real:
		m.err = cmp.Or(m.err, err)
	default:
		if d.File == "" {
			d.Message = o.Path + ": " + d.Message
		}
		m.failed = append(m.failed, d)
	}
}

// made takes a file in and hands it on.
func (m *maker) made(o outline, f output.File, now opener, err error) {
	m.mu.Lock()
	m.done++
	done, all := m.done, m.all
	m.mu.Unlock()
	if err != nil {
		m.fault(o, err)
		return
	}
	m.mu.Lock()
	if m.trace {
		m.outlines = append(m.outlines, o)
	}
	m.files = append(m.files, f)
	m.mu.Unlock()
	if m.take == nil {
		return
	}
	if now != nil {
		f.Open = now
	}
	if err := m.take(done, all, f); err != nil {
		m.mu.Lock()
		m.err = cmp.Or(m.err, err)
		m.mu.Unlock()
	}
}

// An opener gives the bytes of a file.
type opener = func() (io.ReadCloser, error)

// file makes one file and lets its bytes go. now gives them as long as somebody
// holds it; it is nil where they were not made.
func (r *Revision) file(o outline) (f output.File, now opener, err error) {
	f = output.File{Path: o.file(), Kind: o.Kind, Source: o.Source}
	err = r.do(func(c *memo.Ctx) error {
		if o.Blob {
			m, err := r.pictureFile(c, o.Source)
			f.Size, f.Digest = m.Size, m.Digest
			f.Open = func() (io.ReadCloser, error) { return r.site.openPublished(o.Source) }
			return err
		}
		f.Open = func() (io.ReadCloser, error) { return r.open(o) }
		if o.Dear {
			m, bytes, err := r.dearFile(c, o.Path)
			f.Size, f.Digest, now = m.Size, m.Digest, bytes
			return err
		}
		if r.site.opt.Once {
			p, err := r.site.page.Get(c, o.Path)
			f.Size, f.Digest, now = int64(len(p.bytes)), p.digest, p.open
			return err
		}
		p, err := r.site.made.Get(c, o.Path)
		f.Size, f.Digest = p.Size, p.Digest
		return err
	})
	return f, now, err
}

// open makes the bytes of an outline that is no blob.
func (r *Revision) open(o outline) (io.ReadCloser, error) {
	var p page
	err := r.do(func(c *memo.Ctx) (err error) {
		p, err = r.site.bytesOf(c, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.open()
}

func (s *Site) bytesOf(c *memo.Ctx, o outline) (page, error) {
	if o.Text != "" {
		return s.text.Get(c, o.Text)
	}
	return s.page.Get(c, o.Path)
}

// made is the size and digest of a page: what is left of it when its bytes are
// let go.
type made struct {
	Size   int64
	Digest output.Digest
}

func (s *Site) runMade(c *memo.Ctx, path string) (made, error) {
	p, err := s.page.Get(c, path)
	if err != nil {
		return made{}, err
	}
	return made{int64(len(p.bytes)), p.digest}, nil
}
