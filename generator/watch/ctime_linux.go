package watch

import (
	"io/fs"
	"syscall"
)

// changed gives when the inode was changed last, in nanoseconds: later than
// the file's time when a tool has set that back.
func changed(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano()
	}
	return 0
}
