package deploy

import (
	"context"
	"errors"
	"time"
)

const (
	attempts    = 6                      // of one request, the first among them
	firstWait   = 500 * time.Millisecond // doubled after each attempt
	longestWait = 20 * time.Second
	longestAsk  = 2 * time.Minute // a longer Retry-After is not waited for
)

// retry makes a request until it succeeds, fails for good, or has been tried
// often enough. It waits as long as the answer asks, and else twice as long
// each time, in part by chance, so that many that failed together do not come
// back together.
func (c Clock) retry(ctx context.Context, slow func(), request func() error) error {
	for n := 1; ; n++ {
		err := request()
		var t *Trouble
		if err == nil || !errors.As(err, &t) || ctx.Err() != nil {
			return err
		}
		if t.Slow && slow != nil {
			slow()
		}
		if n == attempts || t.After > longestAsk {
			return err
		}
		if e := c.Sleep(ctx, c.wait(n, t.After)); e != nil {
			return e
		}
	}
}

func (c Clock) wait(n int, asked time.Duration) time.Duration {
	if asked > 0 {
		return asked
	}
	d := min(firstWait<<(n-1), longestWait)
	return d/2 + time.Duration(c.Random()*float64(d/2))
}

// A patient store makes each request of another store as often as it takes.
type patient struct {
	Store
	clock Clock
	slow  func() // the store has asked for fewer requests
}

func (p *patient) Get(ctx context.Context, key string) (o Object, err error) {
	err = p.clock.retry(ctx, p.slow, func() (err error) { o, err = p.Store.Get(ctx, key); return err })
	return o, err
}

// Put is told ErrCondition, too, when an earlier attempt of its own was
// accepted and the answer got lost; so it looks whether what stands there is
// what it has written. Bodies under a condition are never written twice.
func (p *patient) Put(ctx context.Context, key string, body []byte, h Headers, c Condition) (etag string, err error) {
	tries := 0
	err = p.clock.retry(ctx, p.slow, func() (err error) {
		tries++
		etag, err = p.Store.Put(ctx, key, body, h, c)
		return err
	})
	if errors.Is(err, ErrCondition) && tries > 1 {
		if o, e := p.Get(ctx, key); e == nil && string(o.Body) == string(body) {
			return o.ETag, nil
		}
	}
	return etag, err
}

func (p *patient) Copy(ctx context.Context, from, to string, h Headers) (etag string, err error) {
	err = p.clock.retry(ctx, p.slow, func() (err error) { etag, err = p.Store.Copy(ctx, from, to, h); return err })
	return etag, err
}

func (p *patient) Delete(ctx context.Context, key string) error {
	return p.clock.retry(ctx, p.slow, func() error { return p.Store.Delete(ctx, key) })
}

func (p *patient) List(ctx context.Context, prefix, after string) (page []Listed, more bool, err error) {
	err = p.clock.retry(ctx, p.slow, func() (err error) { page, more, err = p.Store.List(ctx, prefix, after); return err })
	return page, more, err
}

func (p *patient) Head(ctx context.Context, key string) (h Headers, etag string, err error) {
	err = p.clock.retry(ctx, p.slow, func() (err error) { h, etag, err = p.Store.Head(ctx, key); return err })
	return h, etag, err
}

// all lists everything below a prefix.
func all(ctx context.Context, s Store, prefix string) (out []Listed, err error) {
	for after, more := "", true; more; {
		var page []Listed
		if page, more, err = s.List(ctx, prefix, after); err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		out = append(out, page...)
		after = page[len(page)-1].Key
	}
	return out, nil
}
