package generator

import (
	"context"
	"errors"
	"path/filepath"

	"opspress/generator/diag"
	"opspress/generator/site"
)

// Why tells what a file of the site was made from.
type Why = site.Why

// WhyURL tells what the file at a URL was made from. Its error is ErrContent when
// the page cannot be made, and a *RefusedError when the site has none there; the
// findings say what is wrong with the site.
func WhyURL(ctx context.Context, o SiteOptions, url string) (Why, diag.List, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return Why{}, nil, err
	}
	o.Root = root
	s, err := o.open(false)
	if err != nil {
		return Why{}, nil, err
	}
	defer s.Close()
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return Why{}, nil, err
	}
	w, ds, err := r.Why(ctx, url)
	var unknown *site.UnknownURLError
	switch {
	case errors.Is(err, site.ErrBroken):
		return w, ds, ErrContent
	case errors.As(err, &unknown):
		return w, ds, &RefusedError{err, unknown.Hint}
	}
	return w, ds, err
}
