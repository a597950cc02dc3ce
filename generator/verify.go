package generator

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/publish"
	"opspress/generator/site"
)

// verify builds once more, without a cache, and tells in what the build before
// differs, and what stands in the output folder with other bytes.
func (o *BuildOptions) verify(ctx context.Context, p *publish.Publication, so site.Options, clock time.Time, warm site.Result) (diag.List, error) {
	clean := so
	clean.Cache, clean.Recall = nil, false
	s, err := site.New(clean)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r, err := s.Revise(ctx, clock)
	if err != nil {
		return nil, err
	}
	want, err := r.Build(ctx, nil)
	if err != nil {
		return nil, err
	}
	if d := firstDifference(warm, want); d != (difference{}) {
		made, err := d.blame(ctx, so, clock)
		if err != nil {
			return nil, err
		}
		return diag.List{{
			Rule: "verify", Severity: diag.Error, File: d.file,
			Message: d.what + made, Hint: "remove " + cmp.Or(o.Cache, usualCache) + ", and please report it",
		}}, nil
	}
	return p.Verify(warm.Manifest)
}

// A difference is the first between a build with the cache and one without.
type difference struct {
	file, what string
	both       bool // both builds have the file
}

// blame says which task made the difference.
func (d difference) blame(ctx context.Context, so site.Options, clock time.Time) (string, error) {
	const whole = "; the cache's record of the whole site made it"
	if !d.both {
		return whole, nil
	}
	task, err := site.Blame(ctx, so, clock, site.URL(d.file))
	if err != nil || task == "" {
		return whole, err
	}
	return "; the task " + task + " made it", nil
}

// firstDifference compares two builds, files first.
func firstDifference(warm, clean site.Result) difference {
	a, b := warm.Manifest.Files(), clean.Manifest.Files()
	for i := range max(len(a), len(b)) {
		switch {
		case i == len(b) || i < len(a) && a[i].Path < b[i].Path:
			return difference{a[i].Path, "a build with the cache has this file, one without has not", false}
		case i == len(a) || a[i].Path > b[i].Path:
			return difference{b[i].Path, "a build without the cache has this file, one with it has not", false}
		case !sameFile(a[i], b[i]):
			return difference{a[i].Path, "a build with the cache makes this file otherwise than one without", true}
		}
	}
	for i := range max(len(warm.Diagnostics), len(clean.Diagnostics)) {
		switch {
		case i >= len(clean.Diagnostics):
			return difference{what: fmt.Sprintf("a build with the cache finds what one without does not: %v", warm.Diagnostics[i])}
		case i >= len(warm.Diagnostics) || warm.Diagnostics[i] != clean.Diagnostics[i]:
			return difference{what: fmt.Sprintf("a build with the cache does not find: %v", clean.Diagnostics[i])}
		}
	}
	return difference{}
}

func sameFile(a, b output.File) bool {
	return a.Kind == b.Kind && a.Source == b.Source && a.Size == b.Size && a.Digest == b.Digest
}
