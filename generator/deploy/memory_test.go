package deploy

import (
	"context"
	"crypto/md5"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A memory is a store in memory.
type memory struct {
	mu      sync.Mutex
	objects map[string]stored
	// request is told of each request before it is done, and after it was; its
	// errors are the request's. It may be nil.
	before, after func(op, key string) error
	deaf          bool // conditions are not heeded
	page          int  // objects of a listing; 0 is 1000
	count         map[string]int
}

type stored struct {
	body []byte
	Headers
}

func (s stored) etag() string { return fmt.Sprintf("%x", md5.Sum(s.body)) }

func newMemory() *memory { return &memory{objects: map[string]stored{}, count: map[string]int{}} }

// do runs a request with what the test wants to happen around it.
func (m *memory) do(ctx context.Context, op, key string, work func() error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m.mu.Lock()
	m.count[op]++
	m.mu.Unlock()
	if m.before != nil {
		if err := m.before(op, key); err != nil {
			return err
		}
	}
	m.mu.Lock()
	err := work()
	m.mu.Unlock()
	if err == nil && m.after != nil {
		err = m.after(op, key)
	}
	return err
}

func (m *memory) requests() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.count {
		n += c
	}
	return n
}

func (m *memory) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count = map[string]int{}
}

func (m *memory) Get(ctx context.Context, key string) (o Object, err error) {
	err = m.do(ctx, "GET", key, func() error {
		s, ok := m.objects[key]
		if !ok {
			return ErrNotFound
		}
		o = Object{s.body, s.etag()}
		return nil
	})
	return o, err
}

func (m *memory) Put(ctx context.Context, key string, body []byte, h Headers, c Condition) (etag string, err error) {
	err = m.do(ctx, "PUT", key, func() error {
		was, there := m.objects[key]
		if !m.deaf && (c.Absent && there || c.Match != "" && (!there || was.etag() != c.Match)) {
			return ErrCondition
		}
		s := stored{slices.Clone(body), h}
		m.objects[key], etag = s, s.etag()
		return nil
	})
	return etag, err
}

func (m *memory) Copy(ctx context.Context, from, to string, h Headers) (etag string, err error) {
	err = m.do(ctx, "COPY", to, func() error {
		s, there := m.objects[from]
		if !there {
			return ErrNotFound
		}
		m.objects[to], etag = stored{s.body, h}, s.etag()
		return nil
	})
	return etag, err
}

func (m *memory) Delete(ctx context.Context, key string) error {
	return m.do(ctx, "DELETE", key, func() error { delete(m.objects, key); return nil })
}

func (m *memory) List(ctx context.Context, prefix, after string) (page []Listed, more bool, err error) {
	err = m.do(ctx, "LIST", prefix, func() error {
		most := m.page
		if most == 0 {
			most = 1000
		}
		for _, k := range slices.Sorted(maps.Keys(m.objects)) {
			if !strings.HasPrefix(k, prefix) || k <= after {
				continue
			}
			if len(page) == most {
				more = true
				break
			}
			s := m.objects[k]
			page = append(page, Listed{k, s.etag(), int64(len(s.body))})
		}
		return nil
	})
	return page, more, err
}

func (m *memory) Head(ctx context.Context, key string) (h Headers, etag string, err error) {
	err = m.do(ctx, "HEAD", key, func() error {
		s, ok := m.objects[key]
		if !ok {
			return ErrNotFound
		}
		h, etag = s.Headers, s.etag()
		return nil
	})
	return h, etag, err
}

// snapshot gives the bodies of the site's objects, and of all others.
func (m *memory) snapshot() (site, own map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	site, own = map[string]string{}, map[string]string{}
	for k, s := range m.objects {
		if strings.HasPrefix(k, ownFolder) {
			own[k] = string(s.body)
		} else {
			site[k] = string(s.body)
		}
	}
	return site, own
}
