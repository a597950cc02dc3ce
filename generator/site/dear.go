package site

import (
	"bytes"
	"fmt"
	"io"

	"opspress/generator/memo"
	"opspress/generator/output"
)

// Cards and resized pictures are dear: they take milliseconds each and many of
// them are asked for by nobody while a site is being written. The address of
// each says what it is made from, and so its bytes never change. A build takes
// their size and digest from the cache and reads the bytes only of what is not
// published yet; a server makes them when somebody asks.

// A recipe makes one dear file.
type recipe struct {
	name  string        // of the cache
	input output.Digest // of all that the bytes follow from
	make  func() ([]byte, error)
}

// dear finds the recipe of a dear file by its address; ok is false when there
// is none.
func (s *Site) dear(c *memo.Ctx, path string) (r recipe, ok bool, err error) {
	d, err := s.card.Get(c, path)
	if err != nil {
		return r, false, err
	}
	if d.Path == "" {
		return s.smaller(c, path)
	}
	f, err := s.fonts.Get(c, none{})
	if err != nil {
		return r, false, err
	}
	return recipe{recipeCard, d.Input, func() ([]byte, error) { return f.PNG(d.Card) }}, true, nil
}

// smaller finds the recipe of a photograph in another width.
func (s *Site) smaller(c *memo.Ctx, path string) (r recipe, ok bool, err error) {
	v, err := s.variant.Get(c, path)
	if err != nil || v.Path == "" {
		return r, false, err
	}
	return recipe{recipeResized, v.Input, func() ([]byte, error) {
		all, err := s.resized.Get(c, v.Source)
		return all.bytes[v.Width], err
	}}, true, nil
}

// dearFacts gives size and digest of what a recipe makes, from the cache if it can.
func (s *Site) dearFacts(r recipe) (made, error) {
	if s.opt.Cache != nil {
		if m, ok := recall(s.opt.Cache, r.name+factsOf, r.input, s.packs.facts); ok {
			return m, nil
		}
	}
	b, err := s.dearBytes(r)
	return made{int64(len(b)), output.Sum(b)}, err
}

// dearBytes makes a dear file, unless the cache has it.
func (s *Site) dearBytes(r recipe) ([]byte, error) {
	if s.opt.Cache == nil {
		return r.make()
	}
	if b, ok := s.opt.Cache.Get(r.name, r.input); ok {
		return b, nil
	}
	b, err := r.make()
	if err == nil {
		s.opt.Cache.Put(r.name, r.input, b)
		keep(s.opt.Cache, r.name+factsOf, r.input, s.packs.facts, &made{int64(len(b)), output.Sum(b)})
	}
	return b, err
}

// dearFile gives size and digest of a dear file without its bytes, as far as
// the cache has them. now gives the bytes, where they had to be made.
func (r *Revision) dearFile(c *memo.Ctx, path string) (m made, now opener, err error) {
	s := r.site
	rec, ok, err := s.dear(c, path)
	if err != nil || !ok {
		return m, nil, cmpError(err, fmt.Errorf("the site has no %s", path))
	}
	if s.opt.Lazy {
		return made{Digest: rec.input}, nil, nil
	}
	if s.opt.Cache != nil {
		if m, ok := recall(s.opt.Cache, rec.name+factsOf, rec.input, s.packs.facts); ok {
			return m, nil, nil
		}
	}
	b, err := s.dearBytes(rec)
	m = made{int64(len(b)), output.Sum(b)}
	return m, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, err
}

func cmpError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
