package deploy

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock takes the system's lock on f without waiting; false says that
// another process has it. The locked byte lies far behind the text, which
// others may want to read.
func tryLock(f *os.File) (bool, error) {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
