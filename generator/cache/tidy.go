package cache

import (
	"io/fs"
	"slices"
	"strings"
	"time"
)

const (
	small    = segmentSize / 2 // a segment that merging takes
	manySeg  = 16              // of them
	leftover = time.Hour       // after which nobody is writing an unready file any more
)

// tidy merges small segments and removes what is too much.
func (s *Store) tidy() {
	if s.root == nil || s.silent {
		return
	}
	s.merge()
	now := time.Now()
	s.remove(func(i fs.FileInfo) bool {
		return strings.HasSuffix(i.Name(), unready) && now.Sub(i.ModTime()) > leftover
	})
	s.evict()
}

// merge writes the records of small segments into new ones, each once, when
// they are many.
func (s *Store) merge() {
	if s.silent {
		return
	}
	var smalls []*segment
	for _, g := range s.segments {
		if g.size < small {
			smalls = append(smalls, g)
		}
	}
	if len(smalls) <= manySeg {
		return
	}
	for _, g := range smalls {
		for _, k := range g.keys {
			r, ok := s.index[k]
			if !ok || r.in != g {
				continue // another segment has it too
			}
			if v, err := g.read(k, r.place); err == nil {
				s.index[k] = ref{place: s.fresh.add(k, v)}
			}
		}
		if len(s.fresh.values) >= segmentSize {
			s.seal()
		}
	}
	if s.seal(); s.silent {
		return
	}
	for _, g := range smalls {
		_ = s.root.Remove(g.name)
	}
	s.segments = slices.DeleteFunc(s.segments, func(g *segment) bool {
		gone := slices.Contains(smalls, g)
		if gone {
			g.file.Close()
		}
		return gone
	})
}

// evict removes the oldest files until the folder keeps its limit. What was set
// aside goes first.
func (s *Store) evict() {
	all, err := s.list()
	if err != nil {
		return
	}
	var size int64
	for _, i := range all {
		size += i.Size()
	}
	slices.SortStableFunc(all, func(a, b fs.FileInfo) int { return rank(a) - rank(b) })
	for _, i := range all {
		if size <= s.opts.Limit {
			return
		}
		if strings.HasSuffix(i.Name(), unready) {
			continue
		}
		if s.root.Remove(i.Name()) == nil {
			size -= i.Size()
		}
	}
}

func rank(i fs.FileInfo) int {
	if strings.HasSuffix(i.Name(), setAside) {
		return 0
	}
	return 1
}
