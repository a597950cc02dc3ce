package publish

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// The names of our own in the output folder. They begin with a dot, so no
// host serves them, and deploy goes by the manifest.
const (
	recordName  = ".opspress.json"
	lockName    = ".opspress.lock"
	stageName   = ".opspress-stage"
	journalName = stageName + "/record.json" // the record that a Commit will leave
	mergedName  = stageName + "/merged.json" // the record that a recovery will leave
)

// An IOError says that the file system failed: which operation, on which file.
type IOError struct {
	Op   string // such as "rename"
	Path string // as the user knows it
	Err  error
}

func (e *IOError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

func (e *IOError) Unwrap() error { return e.Err }

// A faultFunc is asked before each operation; its error is the operation's. It
// is nil but in tests.
type faultFunc func(op, path string) error

// A disk is the output folder: every operation on it in one place. All that
// changes something goes through root; paths are relative and slash-separated.
type disk struct {
	dir   string
	root  *os.Root
	fault faultFunc
	made  bool // the folder was not there before
}

func openDisk(dir string, fault faultFunc) (*disk, error) {
	d := &disk{dir: dir, fault: fault}
	err := d.do("create folder", ".", func() error {
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return err
		}
		err := os.Mkdir(dir, 0o755)
		d.made = err == nil
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = d.do("open folder", ".", func() (err error) { d.root, err = os.OpenRoot(dir); return err })
	return d, err
}

// close lets go of the folder; if undo is true and it was made by openDisk, it
// is removed again, unless something is in it.
func (d *disk) close(undo bool) error {
	if undo && d.made {
		os.Remove(d.dir) // what remains is an empty folder
	}
	return d.root.Close()
}

// do runs one operation; its error says what was being done, and to which file.
func (d *disk) do(op, p string, f func() error) error {
	var err error
	if d.fault != nil {
		err = d.fault(op, p)
	}
	if err == nil {
		err = f()
	}
	return d.ioError(op, p, err)
}

func (d *disk) ioError(op, p string, err error) error {
	if err == nil {
		return nil
	}
	// The cause alone: the names inside os's errors are relative to the root.
	for {
		var pe *fs.PathError
		var le *os.LinkError
		var ie *IOError
		switch {
		case errors.As(err, &ie):
			err = ie.Err
			continue
		case errors.As(err, &pe):
			err = pe.Err
			continue
		case errors.As(err, &le):
			err = le.Err
			continue
		}
		return &IOError{op, filepath.Join(d.dir, filepath.FromSlash(p)), err}
	}
}

// lstat tells what stands at p, nil for nothing. It does not go through root:
// looking harms nothing, and is done for every file of the site. The folders
// on the way are the ground's care.
func (d *disk) lstat(p string) (fi fs.FileInfo, err error) {
	err = d.do("look at", p, func() (err error) {
		fi, err = os.Lstat(d.dir + string(filepath.Separator) + filepath.FromSlash(p))
		if absent(err) {
			fi, err = nil, nil
		}
		return err
	})
	return fi, err
}

// absent says that a path leads to nothing, also because a file stands where
// it needs a folder.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func (d *disk) read(p string) (b []byte, err error) {
	err = d.do("read", p, func() (err error) { b, err = d.root.ReadFile(p); return err })
	return b, err
}

// open opens the file at p for reading.
func (d *disk) open(p string) (f *os.File, err error) {
	err = d.do("open", p, func() (err error) { f, err = d.root.Open(p); return err })
	return f, err
}

// mkdir makes one folder; that it is there already is fine.
func (d *disk) mkdir(p string) error {
	return d.do("create folder", p, func() error {
		if err := d.root.Mkdir(p, 0o755); !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	})
}

func (d *disk) rename(from, to string) error {
	return d.do("write", to, func() error { return d.root.Rename(from, to) })
}

// remove removes a file or an empty folder; that it is gone already is fine.
func (d *disk) remove(p string) error {
	return d.do("delete", p, func() error {
		if err := d.root.Remove(p); !absent(err) {
			return err
		}
		return nil
	})
}

// removeAll removes what is ours alone: the stage.
func (d *disk) removeAll(p string) error {
	return d.do("delete", p, func() error { return d.root.RemoveAll(p) })
}

// prune removes the folder p and those above it, as long as they are empty.
func (d *disk) prune(p string) error {
	for ; p != "."; p = path.Dir(p) {
		fi, err := d.lstat(p)
		if err != nil || fi != nil && !fi.IsDir() {
			return err // remove would take a file as well
		}
		err = d.remove(p)
		if errors.Is(err, fs.ErrExist) {
			return nil // "not empty" is of that kind
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// create writes a new file into the folder root, which is at p in the output
// folder, and gives what lstat will say of it.
func (d *disk) create(root *os.Root, p, name string, r io.Reader) (s stamp, err error) {
	p = path.Join(p, name)
	var f *os.File
	err = d.do("create", p, func() (err error) {
		f, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		return err
	})
	if err != nil {
		return s, err
	}
	err = d.do("write", p, func() error {
		if _, err := io.Copy(f, r); err != nil {
			return err
		}
		fi, err := f.Stat()
		if err == nil {
			s = stampOf(fi)
		}
		return err
	})
	if e := d.do("write", p, f.Close); err == nil {
		err = e
	}
	return s, err
}

// holdsFiles says whether the folder has entries other than dot files.
func (d *disk) holdsFiles() (holds bool, err error) {
	err = d.do("read folder", ".", func() error {
		entries, err := fs.ReadDir(d.root.FS(), ".")
		for _, e := range entries {
			holds = holds || !strings.HasPrefix(e.Name(), ".")
		}
		return err
	})
	return holds, err
}

// inside lists what the folder p holds, folders before their contents.
func (d *disk) inside(p string) (entries []entryInside, err error) {
	err = d.do("read folder", p, func() error {
		return fs.WalkDir(d.root.FS(), p, func(at string, e fs.DirEntry, err error) error {
			if err == nil && at != p {
				entries = append(entries, entryInside{at, e.Type()})
			}
			return err
		})
	})
	return entries, err
}

type entryInside struct {
	path string
	mode fs.FileMode
}
