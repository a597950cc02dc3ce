package site

import (
	"context"
	"time"

	"opspress/generator/memo"
)

// Blame makes one page with the cache and without, and says which task gives
// something else with it: "Doc posts/a.md". It is empty when both pages are the
// same, so that the difference lies in the cache's word for the whole site.
func Blame(ctx context.Context, o Options, clock time.Time, path string) (string, error) {
	o.Once, o.Recall = false, false
	s, err := New(o)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var stores [2]*memo.Store
	for i := range stores {
		const all = 1 << 30 // light values stay, to be compared
		stores[i] = memo.New(memo.Options{Workers: o.Workers, Light: all})
		s.store = stores[i]
		r, err := s.Revise(ctx, clock)
		if err != nil {
			return "", err
		}
		if _, err := r.Page(path); err != nil && ctx.Err() != nil {
			return "", err
		}
		s.opt.Cache = nil
	}
	n, ok := memo.Differ(stores[1], stores[0], s.page.Node(path))
	if !ok {
		return "", nil
	}
	return question(n), nil
}
