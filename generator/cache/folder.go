package cache

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// The names in a cache folder. The subfolder bears the version of the form, so
// that versions with another form leave each other's files alone.
const (
	subfolder = "v1"
	ending    = ".seg"
	unready   = ".new" // while it is being written
	setAside  = ".bad"
)

// ours is the name of a segment: when it was made, and a number by chance.
var ours = regexp.MustCompile(`^[0-9a-f]{16}-[0-9a-f]{8}\.seg(\.new|\.bad)?$`)

// openFolder opens the folder of the segments, or makes it.
func openFolder(o Options) (*os.Root, error) {
	if o.Root == "" {
		dir := filepath.Join(o.Dir, subfolder)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		return os.OpenRoot(dir)
	}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	dir := filepath.Join(o.Dir, subfolder)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return root.OpenRoot(dir)
}

// list gives the names in the folder that are ours and those of files.
func (s *Store) list() ([]fs.FileInfo, error) {
	dir, err := s.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	all, err := dir.Readdir(-1)
	all = slices.DeleteFunc(all, func(i fs.FileInfo) bool { return !ours.MatchString(i.Name()) || !i.Mode().IsRegular() })
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	return all, err
}

// load reads the indexes of all segments, those of newer ones last.
func (s *Store) load() {
	all, err := s.list()
	if err != nil {
		s.warn("cannot be read: "+reason(err), "results are made anew")
	}
	for _, i := range all {
		if strings.HasSuffix(i.Name(), ending) {
			s.open(i.Name())
		}
	}
	var room int64
	for _, g := range slices.Backward(s.segments) {
		room += g.size
		g.old = room > s.opts.Limit/2
	}
	s.putAside()
}

// open takes in one segment. One that is gone was removed by another process.
func (s *Store) open(name string) *segment {
	f, err := s.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			s.warn("holds files that cannot be read: "+reason(err), "what they hold is made anew")
		}
		return nil
	}
	g := &segment{name: name, file: f}
	if info, e := f.Stat(); e == nil {
		g.size = info.Size()
	}
	keys, places, err := readIndex(f, g.size)
	g.keys, g.bad = keys, err != nil
	s.segments = append(s.segments, g)
	for i, k := range keys {
		s.index[k] = ref{g, places[i]}
	}
	return g
}

// distrust takes no record of a segment any more.
func (s *Store) distrust(g *segment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range g.keys {
		if s.index[k].in == g {
			delete(s.index, k)
		}
	}
	g.bad = true
	s.putAside()
}

// putAside renames what is damaged, and removes what was put aside before it.
func (s *Store) putAside() {
	if !slices.ContainsFunc(s.segments, func(g *segment) bool { return g.bad }) {
		return
	}
	if s.bad == 0 {
		s.remove(func(i fs.FileInfo) bool { return strings.HasSuffix(i.Name(), setAside) })
		s.warn("holds damaged files", "they were set aside, and what they held is made anew")
	}
	s.segments = slices.DeleteFunc(s.segments, func(g *segment) bool {
		if !g.bad {
			return false
		}
		s.bad++
		// Somebody may be reading from it: the file is closed with the process.
		_ = s.root.Rename(g.name, g.name+setAside)
		return true
	})
}

// remove removes files, as far as that is possible: another process may hold
// them, or have removed them.
func (s *Store) remove(which func(fs.FileInfo) bool) {
	all, err := s.list()
	if err != nil {
		return
	}
	for _, i := range all {
		if which(i) {
			_ = s.root.Remove(i.Name())
		}
	}
}

// seal writes the draft as a segment and reads from that in future.
func (s *Store) seal() {
	if len(s.fresh.keys) == 0 {
		return
	}
	d := s.fresh
	s.fresh = draft{values: d.values[:0]} // nothing refers to it once this is written
	for _, k := range d.keys {
		if s.index[k].in == nil {
			delete(s.index, k)
		}
	}
	if s.silent {
		return
	}
	name, err := s.write(&d)
	if err != nil {
		s.silent = true
		s.warn("cannot be written: "+reason(err), "the site is not affected; the next build has more to do")
		return
	}
	s.wrote = true
	s.open(name)
}

// write writes a segment under another name and renames it. It is not synced: a
// loss of power may leave it short, which its end tells.
func (s *Store) write(d *draft) (string, error) {
	var chance [4]byte
	if _, err := rand.Read(chance[:]); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%016x-%s%s", time.Now().UnixNano(), hex.EncodeToString(chance[:]), ending)
	f, err := s.root.OpenFile(name+unready, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	err = d.write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = s.root.Rename(name+unready, name)
	}
	if err != nil {
		_ = s.root.Remove(name + unready)
	}
	return name, err
}

// reason gives the cause of an error without the path.
func reason(err error) string {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return err.Error()
}
