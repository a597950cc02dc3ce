package deploy

import (
	"context"
	"errors"
	"strings"
	"sync"
)

// drift lists the bucket and compares it with the manifest, headers too. What
// is not as the manifest says is in doubt, and so written anew.
func (b *bucket) drift(ctx context.Context, q *question) error {
	if b.live == nil {
		return nil
	}
	found, err := all(ctx, b.store, "")
	if err != nil {
		return err
	}
	there := make(map[string]Listed, len(found))
	for _, o := range found {
		if !strings.HasPrefix(o.Key, ownFolder) {
			there[o.Key] = o
		}
	}
	foreign := len(there)
	var same []Entry
	for _, e := range b.live.Entries {
		o, ok := there[b.target.key(e.Path)]
		if ok {
			foreign--
		}
		if !ok || o.ETag != e.ETag || o.Size != e.Size {
			q.doubt.names[e.Path] = true
			continue
		}
		same = append(same, e)
	}
	for _, g := range b.live.Gone {
		if _, ok := there[b.target.key(g.Path)]; ok {
			foreign--
		}
	}
	b.result.Foreign = foreign
	var mu sync.Mutex
	return each(ctx, b.pace, same, func(Entry) int64 { return 0 }, func(ctx context.Context, e Entry) error {
		h, _, err := b.store.Head(ctx, b.target.key(e.Path))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err != nil || h != e.Headers {
			mu.Lock()
			defer mu.Unlock()
			q.doubt.names[e.Path] = true
		}
		return nil
	})
}
