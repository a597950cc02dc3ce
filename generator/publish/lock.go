package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"opspress/generator/diag"
)

// A LockedError says that another build has the output folder.
type LockedError struct {
	Dir string
	PID int // of the other build; 0 when it is not known
}

func (e *LockedError) Error() string {
	by := "another build"
	if e.PID != 0 {
		by = fmt.Sprintf("another build (process %d)", e.PID)
	}
	return fmt.Sprintf("%s is publishing into %s; wait until it is done", by, e.Dir)
}

// A lock is the hold on the output folder: an advisory lock of the system on a
// file that names the holder. The system frees it when its holder dies, so a
// lock file left behind by a killed build locks nobody out.
type lock struct{ f *os.File }

// takeLock takes the lock or gives a *LockedError. The file may have been
// removed between opening and locking it, by a build that just ended; such a
// lock guards nothing, so the file at the path is tried anew.
func takeLock(d *disk) (*lock, error) {
	for {
		f, err := openLock(d)
		if err != nil {
			return nil, err
		}
		free := false
		err = d.do("lock", lockName, func() (err error) { free, err = tryLock(f); return err })
		if err != nil || !free {
			pid := holder(f)
			f.Close()
			if err == nil {
				err = &LockedError{d.dir, pid}
			}
			return nil, err
		}
		l := &lock{f}
		ours, err := l.stands(d)
		if err == nil && ours {
			if err = l.sign(d); err == nil {
				return l, nil
			}
		}
		f.Close()
		if err != nil {
			return nil, err
		}
	}
}

func openLock(d *disk) (f *os.File, err error) {
	fi, err := d.lstat(lockName)
	if err != nil {
		return nil, err
	}
	if fi != nil && !fi.Mode().IsRegular() {
		return nil, diag.Diagnostic{
			Rule: "output-folder", Severity: diag.Error, File: filepath.Join(d.dir, lockName),
			Message: "the lock file is no regular file", Hint: "remove it",
		}
	}
	err = d.do("open", lockName, func() (err error) {
		f, err = d.root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o644)
		return err
	})
	return f, err
}

// stands says whether the locked file is still the one at the path.
func (l *lock) stands(d *disk) (bool, error) {
	at, err := d.lstat(lockName)
	if err != nil || at == nil {
		return false, err
	}
	fi, err := l.f.Stat()
	return err == nil && os.SameFile(at, fi), d.ioError("lock", lockName, err)
}

// sign writes who holds the lock.
func (l *lock) sign(d *disk) error {
	return d.do("write", lockName, func() error {
		if err := l.f.Truncate(0); err != nil {
			return err
		}
		_, err := l.f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
		return err
	})
}

func holder(f *os.File) int {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return pid
}

// release removes the lock file while it is still locked, so that who opened
// it meanwhile sees that it no longer stands, and then lets go.
func (l *lock) release(d *disk) error {
	err := d.remove(lockName)
	if e := l.f.Close(); err == nil && !errors.Is(e, fs.ErrClosed) {
		err = d.ioError("close", lockName, e)
	}
	return err
}
