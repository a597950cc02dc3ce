// Package cache keeps the dear, pure results of a site from one process to the
// next, in a folder.
//
// A result is known by a key, the digest of the tool that made it, of the
// recipe, which is the name and version of what was done, and of the input. So a
// result can be absent but never out of date, and the folder needs no
// invalidation: a missing, damaged or foreign one means a slower build and never
// a different one. No method fails; what went wrong with the folder is told once
// by [Store.Warnings].
//
// # Words
//
// A record is one result. A segment is a file of records that never changes: it
// is written under another name as a whole, with the index of its records and
// their checksums at the end, and renamed. A process writes what it has made in
// segments of some megabytes, the last one when it closes or is told to flush. A
// process that is killed leaves the segments that it had finished.
//
// # Many processes
//
// Nobody waits and nothing is locked. Each process reads the segments that stood
// there when it opened the folder, and adds some of its own under names that
// nobody else has. Two that make the same record write it twice, and merging
// keeps one. A segment that another process has removed meanwhile stays readable
// where files do so when they are open; elsewhere it cannot be removed before.
//
// # What is removed
//
// When the folder is larger than its limit, the oldest segments go. A record that
// is still asked for moves on: found in the older half of the room that there is,
// it is written again. Many small segments are merged into one.
//
// # Why segments
//
// The build cache of cmd/go as a library (rogpeppe/go-internal/cache) keeps two
// files for each record. Processor time for one of 10,000 records of 25 KB, read
// and written: 46 and 73 µs on a RAM disk, 50 and 245 µs on ext4; of 500 bytes:
// 15 and 22, 16 and 164. Segments, in the same place (BenchmarkStore): 33 and 19,
// 27 and 34; of 500 bytes: 2 and 4, 2 and 3. A post has several records, most of
// them small; and CI saves and restores some dozens of files instead of 20,000
// for each recipe.
package cache

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// Options say where a store is, and for whom.
type Options struct {
	// Root is a folder that Dir must not leave by links; "" leaves that to the
	// user who named Dir.
	Root string
	// Dir is the folder of the cache, relative to Root if there is one. It is made
	// when it is absent.
	Dir string
	// Tool is the digest of whoever makes the results.
	Tool output.Digest
	// Limit is how many bytes may stay in the folder; 0 is the usual limit.
	Limit int64
}

const (
	usualLimit  = 2 << 30
	segmentSize = 8 << 20 // of values, before a segment is written
	worthy      = 1 << 20 // of values, for which Flush writes another one
)

// Stats counts what was asked of a store by this process.
type Stats struct {
	Hits, Misses int
	Bytes        int64 // in the folder, as far as this process knows
}

// A Store is a folder of records. Its methods may be called from many
// goroutines at once, and none after Close.
type Store struct {
	opts Options
	root *os.Root // of the segments; nil when there is no such folder

	hits, misses atomic.Int64

	mu       sync.RWMutex
	index    map[output.Digest]ref
	segments []*segment // oldest first
	fresh    draft      // what is not written yet
	wrote    bool       // a segment
	silent   bool       // nothing can be written
	bad      int        // segments that were set aside
	warnings []diag.Diagnostic
}

// A ref says where a record is: in a segment, or in the draft of the next one.
type ref struct {
	in *segment
	place
}

// Open opens a folder. What is wrong with it is a warning: then the store keeps
// less, or nothing.
func Open(o Options) *Store {
	if o.Limit == 0 {
		o.Limit = usualLimit
	}
	s := &Store{opts: o, index: map[output.Digest]ref{}}
	var err error
	if s.root, err = openFolder(o); err != nil {
		s.silent = true
		s.warn("cannot be used: "+reason(err), "the build goes on without a cache; --cache DIR names another folder, --cache off uses none")
		return s
	}
	s.load()
	return s
}

// Get gives the result of a recipe for an input, if there is one and its
// checksum holds.
func (s *Store) Get(recipe string, input output.Digest) ([]byte, bool) {
	key := s.key(recipe, input)
	value, old, ok := s.find(key)
	if !ok {
		s.misses.Add(1)
		return nil, false
	}
	s.hits.Add(1)
	if old {
		s.put(key, value)
	}
	return value, true
}

// find reads a record; old says that its segment will soon be removed.
func (s *Store) find(key output.Digest) (value []byte, old, ok bool) {
	s.mu.RLock()
	r, known := s.index[key]
	var err error
	switch {
	case !known:
	case r.in == nil:
		value = append(value, s.fresh.values[r.offset:r.offset+int64(r.length)]...)
	default:
		value, err = r.in.read(key, r.place)
		old = r.in.old
	}
	s.mu.RUnlock()
	if err != nil {
		s.distrust(r.in)
	}
	return value, old, known && err == nil
}

// Put keeps a result. The caller must not change value afterwards.
func (s *Store) Put(recipe string, input output.Digest, value []byte) {
	s.put(s.key(recipe, input), value)
}

func (s *Store) put(key output.Digest, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.silent || len(value) > maxValue {
		return
	}
	s.index[key] = ref{place: s.fresh.add(key, value)}
	if len(s.fresh.values) >= segmentSize {
		s.seal()
	}
}

// key names a record. Only the recipe, which comes last, has no fixed length.
func (s *Store) key(recipe string, input output.Digest) output.Digest {
	b := make([]byte, 0, 128)
	b = append(b, s.opts.Tool[:]...)
	b = append(b, input[:]...)
	return output.Sum(append(b, recipe...))
}

// Flush writes what was put, so that other processes find it, if that is worth a
// file: a process that lives long calls it often, and must not hold ever more
// files open.
func (s *Store) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wrote && len(s.fresh.values) < worthy {
		return
	}
	s.seal()
	s.merge()
}

// Close writes what was put and tidies the folder.
func (s *Store) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seal()
	s.tidy()
	for _, g := range s.segments {
		g.file.Close()
	}
	if s.root != nil {
		s.root.Close()
	}
	s.index, s.segments, s.silent = nil, nil, true
}

// Stats counts what this process asked for.
func (s *Store) Stats() Stats {
	s.mu.RLock()
	defer s.mu.RUnlock()
	st := Stats{Hits: int(s.hits.Load()), Misses: int(s.misses.Load()), Bytes: int64(len(s.fresh.values))}
	for _, g := range s.segments {
		st.Bytes += g.size
	}
	return st
}

// Warnings gives what went wrong with the folder so far, each kind once.
func (s *Store) Warnings() []diag.Diagnostic {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]diag.Diagnostic(nil), s.warnings...)
}

func (s *Store) warn(message, hint string) {
	for _, w := range s.warnings {
		if w.Message == message {
			return
		}
	}
	s.warnings = append(s.warnings, diag.Diagnostic{
		Rule: "cache", Severity: diag.Warning, File: filepath.ToSlash(s.opts.Dir), Message: "the cache " + message, Hint: hint,
	})
}
