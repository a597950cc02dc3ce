package memo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// A toy is a small site with everything that makes a site hard to keep
// current: lists of what is there, light tasks, layouts that are looked for in
// several places, posts that take in other posts (so there can be cycles),
// errors, and warnings. Its files are given; its store is its own.
//
// A post is four lines: title, tag, name of a post to take in, body. A title
// "!" is an error, a body with "?" a warning.
type toy struct {
	files map[string]string
	seen  map[string]string // the files as of the last revision
	*Store
	onRun func() // called by every run

	file     *Task[string, string]
	dir      *Task[string, []string]
	post     *Task[string, post]
	meta     *Task[string, meta]
	tags     *Task[struct{}, map[string][]string]
	next     *Task[string, string]
	text     *Task[string, string]
	layout   *Task[string, string]
	page     *Task[string, string]
	term     *Task[string, string]
	manifest *Task[struct{}, map[string]string]
}

type post struct{ title, tag, takes, body string }

type meta struct{ title, tag string }

func newToy(files map[string]string, o Options) *toy {
	s := &toy{files: files, Store: New(o), onRun: func() {}}
	s.sources()
	s.posts()
	s.pages()
	return s
}

// hub makes those tasks hubs whose bits are set.
func (s *toy) hub(set int) *toy {
	for i, hub := range []*bool{&s.tags.Hub, &s.layout.Hub, &s.dir.Hub, &s.text.Hub, &s.meta.Hub, &s.post.Hub, &s.next.Hub, &s.page.Hub, &s.file.Hub, &s.manifest.Hub} {
		*hub = set>>i&1 != 0
	}
	return s
}

func digest[V any](v V) [32]byte { return sha256.Sum256([]byte(fmt.Sprintf("%+v", any(v)))) }

func (s *toy) sources() {
	s.file = &Task[string, string]{Name: "file", Source: true, Light: true, Digest: digest[string],
		Run: func(c *Ctx, k string) (string, error) {
			s.onRun()
			v, ok := s.files[k]
			if !ok {
				return "", fmt.Errorf("%s: absent", k)
			}
			return v, nil
		}}
	s.dir = &Task[string, []string]{Name: "dir", Source: true, Run: func(c *Ctx, k string) ([]string, error) {
		s.onRun()
		return list(s.files, k), nil
	}}
}

func list(files map[string]string, dir string) []string {
	var out []string
	for k := range files {
		if strings.HasPrefix(k, dir+"/") {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

func (s *toy) posts() {
	s.post = &Task[string, post]{Name: "post", Light: true, Digest: digest[post],
		Run: func(c *Ctx, k string) (post, error) {
			s.onRun()
			b, err := s.file.Get(c, k)
			if err != nil {
				return post{}, err
			}
			l := strings.SplitN(b, "\n", 4)
			if strings.Contains(l[3], "?") {
				c.Warn(k + ": what?")
			}
			if l[0] == "!" {
				return post{}, fmt.Errorf("%s:1: no title", k)
			}
			return post{l[0], l[1], l[2], l[3]}, nil
		}}
	s.meta = &Task[string, meta]{Name: "meta", Run: func(c *Ctx, k string) (meta, error) {
		s.onRun()
		p, err := s.post.Get(c, k)
		return meta{p.title, p.tag}, err
	}}
	s.tags = &Task[struct{}, map[string][]string]{Name: "tags", Run: s.runTags}
	s.next = &Task[string, string]{Name: "next", Passing: true, Run: func(c *Ctx, k string) (string, error) {
		s.onRun()
		ps, err := s.dir.Get(c, "posts")
		i, ok := slices.BinarySearch(ps, k)
		if !ok || i+1 == len(ps) {
			return "", err
		}
		m, _ := s.meta.Get(c, ps[i+1])
		return m.title, nil
	}}
	s.text = &Task[string, string]{Name: "text", Run: func(c *Ctx, k string) (string, error) {
		s.onRun()
		p, err := s.post.Get(c, k)
		if err != nil || p.takes == "" {
			return p.body, err
		}
		inner, err := s.text.Get(c, p.takes)
		if _, cyclic := err.(*CycleError); !cyclic && err != nil {
			c.Warn(k + " takes in what is not there")
			err = nil
		}
		return p.body + "[" + inner + "]", err
	}}
}

func (s *toy) runTags(c *Ctx, _ struct{}) (map[string][]string, error) {
	s.onRun()
	ps, _ := s.dir.Get(c, "posts")
	ms, errs := s.meta.All(c, ps)
	out, titles := map[string][]string{}, map[string]bool{}
	for i, m := range ms {
		if errs[i] != nil {
			continue
		}
		if titles[m.title] {
			c.Warn("title used twice: " + m.title)
		}
		titles[m.title] = true
		out[m.tag] = append(out[m.tag], ps[i])
	}
	return out, nil
}

func (s *toy) pages() {
	s.layout = &Task[string, string]{Name: "layout", Passing: true, Run: func(c *Ctx, k string) (string, error) {
		s.onRun()
		for _, n := range []string{k, "post"} { // the first that exists
			if b, err := s.file.Get(c, "layouts/"+n); err == nil {
				return strings.ToUpper(b), nil
			}
		}
		c.Warn("no layout for " + k)
		return "", errors.New("no layout")
	}}
	s.page = &Task[string, string]{Name: "page", Light: true, Digest: digest[string],
		Run: func(c *Ctx, k string) (string, error) {
			s.onRun()
			m, err := s.meta.Get(c, k)
			if err != nil {
				return "", err
			}
			l, err1 := s.layout.Get(c, m.tag)
			n, err2 := s.next.Get(c, k)
			b, err3 := s.text.Get(c, k)
			return fmt.Sprintf("%s|%s|%s|%s", l, m.title, b, n), errors.Join(err1, err2, err3)
		}}
	s.term = &Task[string, string]{Name: "term", Run: func(c *Ctx, k string) (string, error) {
		s.onRun()
		t, err := s.tags.Get(c, struct{}{})
		if err != nil {
			return "", err
		}
		ms, _ := s.meta.All(c, t[k])
		return fmt.Sprint(ms), nil
	}}
	s.manifest = &Task[struct{}, map[string]string]{Name: "manifest", Run: s.runManifest}
}

func (s *toy) runManifest(c *Ctx, _ struct{}) (map[string]string, error) {
	s.onRun()
	out := map[string]string{}
	ps, _ := s.dir.Get(c, "posts")
	sums, errs := s.page.Sums(c, ps)
	for i, p := range ps {
		out[p] = fmt.Sprintf("%x", sums[i])
		if errs[i] != nil {
			out[p] = errs[i].Error()
		}
	}
	t, _ := s.tags.Get(c, struct{}{})
	names := slices.Sorted(maps.Keys(t))
	terms, errs := s.term.All(c, names)
	for i, n := range names {
		out["tag "+n] = fmt.Sprint(terms[i], errs[i])
	}
	return out, errors.Join(errs...)
}

// revise begins a revision with what differs from the last one.
func (s *toy) revise(ctx context.Context) *Revision {
	var changed []Node
	for k := range s.files {
		if old, ok := s.seen[k]; !ok || old != s.files[k] {
			changed = append(changed, s.file.Node(k))
		}
	}
	for k := range s.seen {
		if _, ok := s.files[k]; !ok {
			changed = append(changed, s.file.Node(k))
		}
	}
	if !slices.Equal(list(s.files, "posts"), list(s.seen, "posts")) {
		changed = append(changed, s.dir.Node("posts"))
	}
	s.seen = maps.Clone(s.files)
	return s.Revise(ctx, changed)
}

// A built is all that a build gives.
type built struct {
	out   map[string]string
	early []string // warnings before the revision was complete
	warns []string
}

func (b built) String() string { return fmt.Sprintf("%q\nwarnings %q and %q", b.out, b.early, b.warns) }

func (b built) equal(o built) bool {
	return maps.Equal(b.out, o.out) && slices.Equal(b.early, o.early) && slices.Equal(b.warns, o.warns)
}

// build asks for everything: digests through the manifest, and the pages
// themselves.
func (s *toy) build() built {
	r := s.revise(context.Background())
	var b built
	err := r.Do(func(c *Ctx) error {
		m, err := s.manifest.Get(c, struct{}{})
		b.out = maps.Clone(m)
		ps, _ := s.dir.Get(c, "posts")
		vs, errs := s.page.All(c, ps)
		for i, p := range ps {
			b.out["page "+p] = fmt.Sprint(vs[i], errs[i])
		}
		return err
	})
	b.out["error"] = fmt.Sprint(err)
	b.early = texts(r.Warnings())
	r.Complete()
	b.warns = texts(r.Warnings())
	return b
}

// breakOff begins a build and cancels it at its nth run.
func (s *toy) breakOff(n int64) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var runs atomic.Int64
	s.onRun = func() {
		if runs.Add(1) == n {
			cancel()
		}
	}
	defer func() { s.onRun = func() {} }()
	s.revise(ctx).Do(func(c *Ctx) error {
		_, err := s.manifest.Get(c, struct{}{})
		return err
	})
}

// glance asks for one page and no more, as a server does.
func (s *toy) glance(k string) {
	s.revise(context.Background()).Do(func(c *Ctx) error {
		_, err := s.page.Get(c, k)
		return err
	})
}
