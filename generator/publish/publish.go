// Package publish puts the finished site into a folder, by difference.
//
// A Publication is one build's hold on the output folder. While pages are
// rendered, Stage compares each file with what stands there: an equal file is
// left alone, inode and all, a different one is written into the stage, a
// folder inside the output folder and so on the same file system. Commit then
// renames what was staged into place, whatever a page needs before the page,
// deletes what opspress wrote earlier and the site no longer has, pages before
// what they needed, and replaces the record last. Close without Commit removes the stage and nothing else.
//
// The record, .opspress.json, says what opspress wrote. A file that is not in
// it is foreign: it is never deleted, and replaced only with Options.Clean.
//
// What is promised: at each moment every file is whole, old or new, and a new
// page's assets are there before it is. A process that is killed at any point
// leaves nothing that the next build does not put right: before the first
// rename the new record lies in the stage, so the next Open knows which files
// of an unfinished Commit are ours. There is no fsync: a loss of power may leave
// the newest files short. The next build writes them again, as their sizes are
// not the recorded ones; where the record itself was lost, Options.Clean does.
//
// No link is followed: the folders on the way to a file must be real ones, and
// all writing goes through os.Root, which cannot leave the output folder.
package publish

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"sync"
	"sync/atomic"
)

// Options say where to publish, and what to keep away from.
type Options struct {
	Dir    string   // the output folder, absolute; it is made when absent
	Source string   // the site's root, absolute; "" when there is none
	Inputs []string // folders that are read, absolute; the output must not lie in them
	Clean  bool     // replace foreign files at paths that the site needs
}

// A Result says what a Commit did. WrittenPaths and DeletedPaths are in the
// order in which it was done, Kept in order of path.
type Result struct {
	Written, Unchanged, Deleted int

	WrittenPaths []string
	DeletedPaths []string
	// Kept are paths that opspress once wrote and the site no longer has, but
	// where something else than a file stands now.
	Kept []string
	// NoRecord is true when the folder held files but no record of them, so
	// that nothing could be deleted.
	NoRecord bool
}

// A Publication is one build's hold on the output folder, good for one Commit.
// Stage may be called from many goroutines; Commit and Close only after all
// Stages have returned.
type Publication struct {
	opts     Options
	disk     *disk
	lock     *lock
	record   record
	noRecord bool
	ground   *ground
	folded   func() map[string]string

	stageOnce sync.Once
	stageErr  error
	stageRoot *os.Root
	serial    atomic.Int64

	mu       sync.Mutex
	verdicts map[string]*verdict // a map of pointers has less empty room

	committed, closed bool
}

var errDone = errors.New("publish: this Publication has ended")

// Open takes hold of the output folder. It refuses, with a diag.Diagnostic, a
// folder that must not be published into; it gives a *LockedError when another
// build has it, and an *IOError when the file system fails. What an earlier
// build left unfinished is put in order first.
func Open(o Options) (*Publication, error) { return open(o, nil) }

func open(o Options, fault faultFunc) (*Publication, error) {
	dir, err := guard(o)
	if err != nil {
		return nil, err
	}
	o.Dir = dir
	for {
		d, err := openDisk(dir, fault)
		if err != nil {
			return nil, err
		}
		p := &Publication{opts: o, disk: d, verdicts: map[string]*verdict{}}
		if err = p.begin(); err == nil {
			return p, nil
		}
		p.Close()
		if _, e := os.Lstat(dir); !errors.Is(e, fs.ErrNotExist) || !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		// Another build, that failed, removed the folder it had made: again.
	}
}

// begin takes the lock, then reads the record; nobody else writes it now.
func (p *Publication) begin() (err error) {
	if p.lock, err = takeLock(p.disk); err != nil {
		return err
	}
	if p.record, err = readRecord(p.disk, recordName); err != nil {
		return err
	}
	if err := p.sweep(); err != nil {
		return err
	}
	if p.record == nil {
		p.record = record{}
		if p.noRecord, err = p.disk.holdsFiles(); err != nil {
			return err
		}
	}
	p.ground = newGround(p.disk)
	p.folded = sync.OnceValue(func() map[string]string { return foldedPaths(maps.Keys(p.record)) })
	return nil
}

// Close gives the folder back. Without a Commit the stage is removed and
// nothing else is touched.
func (p *Publication) Close() error {
	if p.closed {
		return nil
	}
	p.closed = true
	var err error
	if p.lock != nil {
		err = p.sweep()
		if e := p.lock.release(p.disk); err == nil {
			err = e
		}
	}
	if e := p.disk.close(!p.committed); err == nil {
		err = e
	}
	return err
}

// sweep removes the stage. If a Commit was cut short, the files that it had
// put in place are entered into the record first, so that they stay ours.
func (p *Publication) sweep() error {
	if p.stageRoot != nil {
		p.stageRoot.Close()
		p.stageRoot = nil
	}
	st, err := p.disk.lstat(stageName)
	if err != nil || st == nil {
		return err
	}
	if st.IsDir() {
		if err := p.recover(); err != nil {
			return err
		}
	}
	return p.disk.removeAll(stageName)
}

// recover reads the record that an unfinished Commit was about to leave, and
// adopts the files of it that stand in place.
func (p *Publication) recover() error {
	next, err := readRecord(p.disk, journalName)
	if err != nil || next == nil {
		return err
	}
	merged := record{}
	maps.Copy(merged, p.record)
	adopted := false
	g := newGround(p.disk)
	for _, at := range slices.Sorted(maps.Keys(next)) {
		e := next[at]
		if merged[at] == e {
			continue
		}
		s, err := g.at(at)
		if err != nil {
			return err
		}
		if s.what == aFile && s.stamp == e.stamp {
			merged[at], adopted = e, true
		} else if s.what == nothing {
			if err := p.disk.prune(path.Dir(at)); err != nil {
				return err
			}
		}
	}
	if !adopted {
		return nil
	}
	if err := merged.write(p.disk, mergedName); err != nil {
		return err
	}
	if err := p.disk.rename(mergedName, recordName); err != nil {
		return err
	}
	p.record = merged
	return nil
}
