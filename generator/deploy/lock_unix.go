//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package deploy

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the system's lock on f without waiting; false says that
// another process has it.
func tryLock(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}
