//go:build unix

package publish

import (
	"fmt"
	"io/fs"
	"syscall"
)

func inode(fi fs.FileInfo) string { return fmt.Sprint(fi.Sys().(*syscall.Stat_t).Ino) }
