// Package site holds all tasks of a site: the one place where the stages meet.
//
// Every arrow of the flow (read, parse, graph, render, manifest) is a task of
// memo. A task asks for others through its Ctx, and so the engine knows what
// each page was made from. The tasks that look at the world are in world.go
// and look.go; everything else is a function of what it asks for.
//
// What is wrong with a site is not an error of a task but a warning that it
// gives through its Ctx, a diag.Diagnostic of either severity: so every other
// page goes on, and a warm build complains exactly as a clean one does. A task
// returns an error only when it has no value to give.
package site

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/highlight"
	"opspress/generator/memo"
)

// Options is what a site depends on beside its files.
type Options struct {
	Root    string // folder of the site
	Layouts fs.FS  // the templates that come with the binary
	Assets  fs.FS  // and the assets

	BaseURL                 string // instead of the one in site.yaml, when not empty
	Origin                  string // scheme and host instead of those of baseURL, whose path stays: for a server
	Drafts, Future, Expired bool
	// MetaPolicy puts the Content-Security-Policy into the pages, for hosts that
	// send no headers of ours.
	MetaPolicy bool
	Version    string // of opspress, for the generator line
	Workers    int    // tasks that run at once; 0 is as many as there are processors

	// Reporter makes the pages at /report/ of a site with `report: true`; nil
	// makes none.
	Reporter *Reporter

	// Cache keeps dear results between processes; nil keeps none.
	Cache Cache
	// Recall lets a build with Once take the whole site from the cache.
	Recall bool

	// Lazy leaves cards and resized pictures unmade until somebody asks for one:
	// the digest of such a file is that of what it is made from, its size is 0.
	Lazy bool

	// Once is for a build that is followed by no other: no reads are kept.
	Once bool
	// SearchOnDemand leaves the search index out of Build; Page makes what
	// somebody asks for. It is for a server, which must not wait for it after
	// each edit.
	SearchOnDemand bool
	// FullWalk verifies everything in every revision: the slow twin that tests
	// compare with.
	FullWalk bool
}

// A Site is the tasks of one blog and what they remember.
type Site struct {
	opt   Options
	world *world
	store *memo.Store
	light *highlight.Highlighter
	packs packers
	tasks
	bodies sync.Pool // of *[]byte, in which bodies are filled

	gathered *gathering // by the build of a site with Once
	decoding *decoding

	turn   sync.Mutex // one Revise at a time
	cancel context.CancelFunc
	busy   sync.RWMutex // held while tasks run, taken whole while the world moves on
}

// New opens the folder of a site. Nothing is read yet.
func New(o Options) (*Site, error) {
	if o.BaseURL != "" {
		clean, wrong := checkBase(o.BaseURL)
		if wrong != "" {
			return nil, fmt.Errorf("base URL %q %s", o.BaseURL, wrong)
		}
		o.BaseURL = clean
	}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return nil, err
	}
	s := &Site{
		opt: o, world: newWorld(root, o.Layouts, o.Assets), light: highlight.New(), packs: newPackers(), decoding: newDecoding(),
		store: memo.New(memo.Options{Workers: o.Workers, NoReads: o.Once, FullWalk: o.FullWalk}),
	}
	s.tasks = newTasks(s)
	return s, nil
}

// Close lets go of the folder.
func (s *Site) Close() error { return s.world.root.Close() }

// Revise takes one look at the files and begins a revision, in which the world
// stands still at that look and at the time clock. What was running is
// cancelled first.
func (s *Site) Revise(ctx context.Context, clock time.Time) (*Revision, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
	s.busy.Lock() // nothing runs while the world moves on
	defer s.busy.Unlock()
	if err := s.world.reopen(s.opt.Root); err != nil {
		return nil, err
	}
	changed, err := s.world.advance(clock)
	if err != nil {
		return nil, err
	}
	ctx, s.cancel = context.WithCancel(ctx)
	return &Revision{site: s, memo: s.store.Revise(ctx, changed), changed: filesOf(changed)}, nil
}

// A Revision is one look at the world; within it nothing changes.
type Revision struct {
	site    *Site
	memo    *memo.Revision
	changed []string
	memory  recollection
}

// filesOf gives the files that nodes of source tasks name.
func filesOf(ns []memo.Node) []string {
	var out []string
	for _, n := range ns {
		if f, ok := n.Key().(string); ok && n.Task() == "File" {
			out = append(out, f)
		}
	}
	return sortedUnique(out)
}

// do asks tasks for values.
func (r *Revision) do(f func(c *memo.Ctx) error) error {
	r.site.busy.RLock()
	defer r.site.busy.RUnlock()
	return r.memo.Do(f)
}

// warn keeps a finding with the entry of the running task.
func warn(c *memo.Ctx, ds ...diag.Diagnostic) {
	for _, d := range ds {
		c.Warn(d)
	}
}

// found turns the error of a task into a finding, unless it only says that the
// revision is over.
func found(err error) (diag.Diagnostic, bool) {
	var d diag.Diagnostic
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return d, false
	case errors.As(err, &d):
		return d, true
	}
	return diag.Diagnostic{Rule: "internal", Severity: diag.Error, Message: err.Error(),
		Hint: "this is a mistake in opspress; please report it"}, true
}

func sortedUnique(ss []string) []string {
	slices.Sort(ss)
	return slices.Compact(ss)
}

// frontMatterKeys gives the names of all keys of posts.
func frontMatterKeys() []string {
	var out []string
	for _, k := range content.Keys() {
		out = append(out, k.Name)
	}
	return out
}

// isMarkdown says whether a path names a Markdown file.
func isMarkdown(path string) bool {
	p := strings.ToLower(path)
	return strings.HasSuffix(p, ".md") || strings.HasSuffix(p, ".markdown")
}

// Stats counts what the store holds and ran.
func (s *Site) Stats() memo.Stats { return s.store.Stats() }
