package publish

import (
	"io/fs"
	"path"
	"sync"
)

// What stands at a path.
type what uint8

const (
	nothing what = iota
	aFile        // a regular file
	aFolder
	odd     // a link, a pipe, a device
	blocked // nothing can stand there: a folder on the way is no folder
)

// A spot is what stands at a path. Of a blocked one, by names the path on the
// way that is no folder, and mode what it is.
type spot struct {
	what  what
	stamp stamp
	by    string
	mode  fs.FileMode
}

// A ground remembers which folders of the output folder are real ones, so that
// each is looked at once. What it says holds until Commit begins to change it.
type ground struct {
	disk *disk
	mu   sync.Mutex
	dirs map[string]spot
}

func newGround(d *disk) *ground {
	return &ground{disk: d, dirs: map[string]spot{".": {what: aFolder}}}
}

// at tells what stands at path, without following any link on the way.
func (g *ground) at(p string) (spot, error) {
	dir, err := g.dir(path.Dir(p))
	if err != nil {
		return spot{}, err
	}
	switch dir.what {
	case nothing, blocked:
		return dir, nil
	case aFolder:
		return g.look(p)
	}
	return spot{what: blocked, by: path.Dir(p), mode: dir.mode}, nil
}

// dir is at for a folder that files of the site stand in, remembered.
func (g *ground) dir(p string) (spot, error) {
	g.mu.Lock()
	s, known := g.dirs[p]
	g.mu.Unlock()
	if known {
		return s, nil
	}
	s, err := g.at(p)
	if err != nil {
		return spot{}, err
	}
	g.mu.Lock()
	g.dirs[p] = s
	g.mu.Unlock()
	return s, nil
}

// made notes that p is a real folder now.
func (g *ground) made(p string) {
	g.mu.Lock()
	g.dirs[p] = spot{what: aFolder}
	g.mu.Unlock()
}

func (g *ground) look(p string) (spot, error) {
	fi, err := g.disk.lstat(p)
	switch {
	case err != nil:
		return spot{}, err
	case fi == nil:
		return spot{}, nil
	case fi.IsDir():
		return spot{what: aFolder}, nil
	case fi.Mode().IsRegular():
		return spot{what: aFile, stamp: stampOf(fi)}, nil
	}
	return spot{what: odd, mode: fi.Mode()}, nil
}
