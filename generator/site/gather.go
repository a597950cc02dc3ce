package site

import (
	"io"
	"path"
	"slices"
	"sync"

	"opspress/generator/memo"
	"opspress/generator/output"
	"opspress/generator/search"
)

// A build that is followed by no other remembers no shares. It takes each as
// soon as the page of its post is made, while the doc is at hand, and makes
// a segment when the last of its shares is there: so the shares of few posts are
// held at a time. Nothing but speed depends on it: what is not gathered is made.
type gathering struct {
	mu     sync.Mutex
	place  map[string]segmentKey // of every post that can be found
	left   map[segmentKey]int
	shares map[string]gatheredShare
	made   map[segmentKey]bool // segments whose files are out
}

type gatheredShare struct {
	share search.Share
	text  string // its name
}

func newGathering() *gathering {
	return &gathering{place: map[string]segmentKey{}, left: map[segmentKey]int{}, shares: map[string]gatheredShare{}, made: map[segmentKey]bool{}}
}

// expect notes the posts of a language.
func (g *gathering) expect(lang string, posts []string) {
	for i, p := range posts {
		k := segmentKey{lang, i / search.SegmentSize}
		g.place[p] = k
		g.left[k]++
	}
}

// put keeps the share of a post. full says that it was the last of its segment.
func (g *gathering) put(path string, s gatheredShare) (k segmentKey, full bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k = g.place[path]
	g.shares[path] = s
	g.left[k]--
	g.made[k] = g.left[k] == 0
	return k, g.made[k]
}

// take gives the shares of posts and lets go of them. ok is false when one is
// not there.
func (g *gathering) take(posts []string) (shares []search.Share, names []string, ok bool) {
	if g == nil {
		return nil, nil, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, p := range posts {
		s, ok := g.shares[p]
		if !ok {
			return nil, nil, false
		}
		shares, names = append(shares, s.share), append(names, s.text)
	}
	for _, p := range posts {
		delete(g.shares, p)
	}
	return shares, names, true
}

// findables gives the posts that can be found, by language.
func (s *Site) findables(c *memo.Ctx) (langs []string, posts [][]string, err error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range set.Languages {
		ps, err := s.findable.Get(c, l)
		if err != nil {
			return nil, nil, err
		}
		langs, posts = append(langs, l), append(posts, ps)
	}
	return langs, posts, nil
}

// A finder makes the files of the search index beside those of the pages.
type finder struct {
	langs []string
	posts [][]string
	index []outline // what is made last: it names all others
	*gathering
}

// finder parts the outlines into those of pages, in the order in which segments
// fill, and those of the index.
func (r *Revision) finder(outlines []outline) (*finder, []outline, error) {
	f := &finder{gathering: newGathering()}
	pages := make([]outline, 0, len(outlines))
	for _, o := range outlines {
		if o.Index {
			f.index = append(f.index, o)
		} else {
			pages = append(pages, o)
		}
	}
	if r.site.opt.SearchOnDemand {
		f.index = nil
		return f, pages, nil
	}
	err := r.do(func(c *memo.Ctx) (err error) {
		f.langs, f.posts, err = r.site.findables(c)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	turn := map[string]int{}
	for i, posts := range f.posts {
		f.expect(f.langs[i], posts)
		for _, p := range posts {
			turn[p] = len(turn)
		}
	}
	sortPages(pages, turn)
	return f, pages, nil
}

// sortPages puts the pages of posts in the order of their turns, each with what
// stands beside it; everything else comes later, in its order.
func sortPages(pages []outline, turn map[string]int) {
	turns := make(map[string]int, len(pages)) // by site path
	last := len(turn)
	for _, o := range pages {
		t, ok := turn[o.Source]
		if o.Kind != output.Leaf || !ok {
			t = last
		}
		if o.Beside {
			t, ok = turns[path.Dir(o.Path)+"/"]
			if !ok {
				t = last
			}
		}
		turns[o.Path] = t
	}
	slices.SortStableFunc(pages, func(a, b outline) int { return turns[a.Path] - turns[b.Path] })
}

// A madeText is the text of a post, and its bytes where they are at hand.
type madeText struct {
	outline
	page *page
}

// findable gives the text of a post, if it can be found, and the outlines of the
// files of the segment that it completes.
func (r *Revision) findable(f *finder, post string) (text *madeText, segment []outline, err error) {
	s := r.site
	if _, ok := f.place[post]; !ok {
		return nil, nil, nil
	}
	err = r.do(func(c *memo.Ctx) error {
		if !s.opt.Once { // the store has the share when the segment asks for it
			t, err := s.textMade.Get(c, post)
			text = &madeText{outline: textOutline(post, t.Digest)}
			return err
		}
		p, err := s.text.Get(c, post)
		if err != nil {
			return err
		}
		text = &madeText{textOutline(post, p.digest), &p}
		share, err := s.share.Get(c, post)
		if err != nil {
			return err
		}
		k, full := f.put(post, gatheredShare{share, textName(p.digest)})
		if !full {
			return nil
		}
		ref, err := s.segmentRef.Get(c, k)
		segment = ref.outlines()
		return err
	})
	return text, segment, err
}

func textOutline(post string, d output.Digest) outline {
	return outline{Path: textPath(d), Kind: output.HashedAsset, Text: post}
}

// text makes the file of a text.
func (r *Revision) text(t *madeText) (f output.File, now opener, err error) {
	o := t.outline
	f = output.File{Path: o.file(), Kind: o.Kind, Open: func() (io.ReadCloser, error) { return r.open(o) }}
	if t.page != nil {
		f.Size, f.Digest = int64(len(t.page.bytes)), t.page.digest
		return f, t.page.open, nil
	}
	err = r.do(func(c *memo.Ctx) error {
		m, err := r.site.textMade.Get(c, o.Text)
		f.Size, f.Digest = m.Size, m.Digest
		return err
	})
	return f, nil, err
}

func (r *segmentRef) outlines() (out []outline) {
	for _, p := range r.files() {
		out = append(out, outline{Path: p, Kind: output.HashedAsset})
	}
	return out
}

// rest gives the outlines of the segments that are still to be made, and of the
// index.
func (r *Revision) rest(f *finder) (out []outline, err error) {
	err = r.do(func(c *memo.Ctx) error {
		for _, l := range f.langs {
			refs, err := r.site.segments(c, l)
			if err != nil {
				return err
			}
			for n := range refs {
				if !f.made[segmentKey{l, n}] {
					out = append(out, refs[n].outlines()...)
				}
			}
		}
		return nil
	})
	return append(out, f.index...), err
}
