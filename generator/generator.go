package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"opspress/assets"
	"opspress/generator/cache"
	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/publish"
	"opspress/generator/site"
	"opspress/layouts"
)

// Version is the version of opspress. The generator line of every page holds
// it, and it is part of every cache key.
const Version = "0.1.0"

// SiteOptions say which site, and how to look at it.
type SiteOptions struct {
	Root                    string    // folder of the site
	BaseURL                 string    // instead of the one in site.yaml, when not empty
	Drafts, Future, Expired bool      // build these too
	Clock                   time.Time // the time it is; zero is now
	Jobs                    int       // tasks that run at once; 0 is as many as there are processors
	Cache                   string    // folder of the cache, relative to Root; empty is the usual one, CacheOff none
}

// BuildOptions say where a build goes.
type BuildOptions struct {
	SiteOptions
	Out      string              // output folder; relative ones are relative to Root
	Clean    bool                // replace files that opspress did not write
	Record   bool                // add what is published to the ledger of URLs
	Verify   bool                // build without the cache too, compare, and read what stands in Out
	Progress func(done, all int) // called as files are made, from several goroutines; may be nil
}

// Counts are how many files of each kind a site has.
type Counts = map[output.Kind]int

// A Summary says what a build did.
type Summary struct {
	Files       Counts
	Published   publish.Result // zero when nothing was published
	Recorded    int            // URLs that are new in the ledger
	Out         string
	Diagnostics diag.List
	Cache       *CacheStats // nil without a cache
	Took        time.Duration
}

// A NoSiteError says that a folder holds no site.
type NoSiteError struct {
	Root, Why string
	Above     string // the nearest folder above Root that is a site, or ""
}

func (e *NoSiteError) Error() string { return fmt.Sprintf("%s is no site: %s", e.Root, e.Why) }

// ErrContent is the error of a build whose content has errors. The summary has
// them; nothing was published.
var ErrContent = errors.New("the content has errors")

// exists says why there is no site in the folder, or nil.
func (o SiteOptions) exists() error {
	info, err := os.Stat(o.Root)
	switch {
	case err != nil:
		return &NoSiteError{Root: o.Root, Why: "there is no such folder"}
	case !info.IsDir():
		return &NoSiteError{Root: o.Root, Why: "it is a file"}
	}
	if _, err := os.Stat(filepath.Join(o.Root, "posts")); err != nil {
		return &NoSiteError{Root: o.Root, Why: "it has no posts folder", Above: siteAbove(o.Root)}
	}
	return nil
}

// open opens the site.
func (o SiteOptions) open(once bool) (*site.Site, error) {
	if err := o.exists(); err != nil {
		return nil, err
	}
	so := o.site()
	so.Once = once
	return site.New(so)
}

func (o SiteOptions) site() site.Options {
	return site.Options{
		Root: o.Root, Layouts: layouts.FS, Assets: assets.FS, BaseURL: o.BaseURL,
		Drafts: o.Drafts, Future: o.Future, Expired: o.Expired, Version: Version, Workers: o.Jobs,
		Reporter: reporter(),
	}
}

// siteAbove gives the nearest folder above dir that holds a site, or "".
func siteAbove(dir string) string {
	for up := filepath.Dir(dir); up != dir; dir, up = up, filepath.Dir(up) {
		if info, err := os.Stat(filepath.Join(up, "posts")); err == nil && info.IsDir() {
			return up
		}
	}
	return ""
}

func (o SiteOptions) clock() time.Time {
	if o.Clock.IsZero() {
		return time.Now()
	}
	return o.Clock
}

// Build makes the site and publishes it into a folder. Its error is
// ErrContent, a *NoSiteError, a diag.Diagnostic or diag.List (the output folder is refused),
// a *publish.LockedError, the error of ctx, or that of the machine.
func Build(ctx context.Context, o BuildOptions) (Summary, error) {
	began := time.Now()
	sum := Summary{Files: Counts{}}
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return sum, err
	}
	o.Root = root
	if sum.Out = o.Out; !filepath.IsAbs(sum.Out) {
		sum.Out = filepath.Join(root, sum.Out)
	}
	if err := o.exists(); err != nil {
		return sum, err
	}
	if err := o.checkCache(sum.Out); err != nil {
		return sum, err
	}
	p, err := publish.Open(publish.Options{
		Dir: sum.Out, Source: root, Clean: o.Clean,
		Inputs: []string{filepath.Join(root, "posts"), filepath.Join(root, "layouts"), filepath.Join(root, "assets")},
	})
	if err != nil {
		return sum, err
	}
	store := o.openCache()
	var made output.Manifest
	for n := range attempts {
		// What changed may be a file, or not be what the cache says of it.
		if made, err = o.build(ctx, p, store, n == 0, &sum); !errors.Is(err, site.ErrChanged) {
			break
		}
	}
	if e := p.Close(); err == nil {
		err = e
	}
	sum.close(store)
	sum.Took = time.Since(began)
	if err == nil {
		o.remember(&sum, made)
	}
	return sum, err
}

// attempts is how often a build is begun when somebody saves files under it.
const attempts = 3

// build stages every page while it is made, and puts them in place when the
// last one is there and nothing is wrong. It gives what stands there then.
func (o *BuildOptions) build(ctx context.Context, p *publish.Publication, store *cache.Store, recall bool, sum *Summary) (m output.Manifest, err error) {
	so := o.site()
	so.Once, so.Recall = true, recall
	if store != nil {
		so.Cache = store
	}
	s, err := site.New(so)
	if err != nil {
		return m, err
	}
	defer s.Close()
	clock := o.clock()
	r, err := s.Revise(ctx, clock)
	if err != nil {
		return m, err
	}
	res, err := r.Build(ctx, func(done, all int, f output.File) error {
		if o.Progress != nil {
			o.Progress(done, all)
		}
		return unlessRefused(p.Stage(f))
	})
	sum.Diagnostics = res.Diagnostics
	if err != nil {
		return m, err
	}
	clear(sum.Files)
	for _, f := range res.Manifest.Files() {
		sum.Files[f.Kind]++
	}
	if n, _ := diag.Count(res.Diagnostics); n > 0 {
		return m, ErrContent
	}
	if o.Verify {
		ds, err := o.verify(ctx, p, so, clock, res)
		if sum.Diagnostics = append(sum.Diagnostics, ds...); err != nil {
			return m, err
		}
		if len(ds) > 0 {
			return m, ErrContent
		}
	}
	var gone []string
	if o.Record { // before anything is published: a ledger that cannot be read stops the build
		if gone, err = o.recordable(r, sum); err != nil {
			return m, err
		}
	}
	if sum.Published, err = p.Commit(res.Manifest); err == nil && o.Record {
		sum.Recorded, err = record(o.Root, res.Manifest, gone)
	}
	return res.Manifest, err
}

// recordable sees that the ledger can be read, and gives the pages that are gone.
func (o *BuildOptions) recordable(r *site.Revision, sum *Summary) (gone []string, err error) {
	_, ds, err := readLedger(filepath.Join(o.Root, filepath.FromSlash(check.LedgerFile)))
	if err != nil {
		return nil, err
	}
	if len(ds) > 0 {
		sum.Diagnostics = diag.Sorted(append(sum.Diagnostics, ds...))
		return nil, ErrContent
	}
	return r.Gone()
}

// unlessRefused lets a refused file pass here: Commit refuses all of them
// together.
func unlessRefused(err error) error {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return nil
	}
	return err
}
