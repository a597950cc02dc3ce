//go:build unix

package watch

import (
	"io/fs"
	"syscall"
)

// An id tells a folder from every other that exists.
type id struct{ dev, inode uint64 }

func idOf(_ string, info fs.FileInfo) id {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return id{dev: uint64(s.Dev), inode: uint64(s.Ino)}
	}
	return id{}
}
