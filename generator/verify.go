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

// firstDifference compares two builds: first the files that both have, since the
// name of a file that only one has may follow from what another one says; then
// which files they have, then findings.
func firstDifference(warm, clean site.Result) difference {
	for _, a := range warm.Manifest.Files() {
		if b, ok := clean.Manifest.Find(a.Path); ok && !sameFile(a, b) {
			return difference{a.Path, "a build with the cache makes this file otherwise than one without", true}
		}
	}
	if f, ok := lacking(warm.Manifest, clean.Manifest); ok {
		return difference{f.Path, "a build with the cache has this file, one without has not", false}
	}
	if f, ok := lacking(clean.Manifest, warm.Manifest); ok {
		return difference{f.Path, "a build without the cache has this file, one with it has not", false}
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

// lacking gives the first file of a manifest that another one lacks.
func lacking(has, lacks output.Manifest) (output.File, bool) {
	for _, f := range has.Files() {
		if _, ok := lacks.Find(f.Path); !ok {
			return f, true
		}
	}
	return output.File{}, false
}

func sameFile(a, b output.File) bool {
	return a.Kind == b.Kind && a.Source == b.Source && a.Size == b.Size && a.Digest == b.Digest
}
