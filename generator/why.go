package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

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
		if hint := o.hiddenAt(ctx, url); hint != "" {
			unknown.Hint = hint
		}
		return w, ds, &RefusedError{err, unknown.Hint}
	}
	return w, ds, err
}

// hiddenAt says of a URL that has nothing which post would be there, and with
// which flags; else nothing.
func (o SiteOptions) hiddenAt(ctx context.Context, url string) string {
	shown := map[string]bool{"draft": o.Drafts, "future": o.Future, "expired": o.Expired}
	o.Drafts, o.Future, o.Expired = true, true, true
	s, err := o.open(false)
	if err != nil {
		return ""
	}
	defer s.Close()
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return ""
	}
	w, _, err := r.Why(ctx, url)
	if err != nil && !errors.Is(err, site.ErrBroken) {
		return ""
	}
	inv, err := r.Inventory()
	if err != nil {
		return ""
	}
	for _, p := range inv.Posts {
		if p.Path != w.Source {
			continue
		}
		var flags []string
		for _, state := range p.States {
			if seen, hides := shown[state]; hides && !seen {
				flags = append(flags, "-"+strings.ToUpper(state[:1]))
			}
		}
		if len(flags) > 0 {
			return fmt.Sprintf("%s is hidden (%s): give %s", p.Path, strings.Join(p.States, ", "), strings.Join(flags, " "))
		}
	}
	return ""
}
