package generator

import (
	"context"
	"path/filepath"
	"time"

	"opspress/generator/diag"
	"opspress/generator/site"
)

// A Listed is one post of the sources, visible or not.
type Listed = site.Listed

// List gives all posts of the sources in order of path, the next moment at
// which the site changes by itself (zero when there is none), and what is
// wrong.
func List(ctx context.Context, o SiteOptions) ([]Listed, time.Time, diag.List, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, time.Time{}, nil, err
	}
	o.Root = root
	s, err := o.open(true)
	if err != nil {
		return nil, time.Time{}, nil, err
	}
	defer s.Close()
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return nil, time.Time{}, nil, err
	}
	inv, err := r.Inventory()
	return inv.Posts, inv.Next, inv.Diagnostics, err
}
