package main

import (
	"errors"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// stamps tells for every file below dir when it was last written or put in
// place, by a hash of its path: a site of 100,000 posts has many, and their
// names would weigh on what is measured. A dir that is absent has none.
//
// A rename leaves the time of writing as it is, and a new inode may get the
// number of an old one, so a file counts as the same only with the same time,
// size and, where the system knows such a number, inode.
func stamps(dir string) (map[uint64]uint64, error) {
	found := map[uint64]uint64{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == dir {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		found[maphash.String(seed, name)] = maphash.Comparable(seed, stampOf(info))
		return nil
	})
	return found, err
}

var seed = maphash.MakeSeed()

type stamp struct {
	written time.Time
	size    int64
	inode   uint64
}

func stampOf(info os.FileInfo) stamp {
	return stamp{info.ModTime().Round(0), info.Size(), inode(info)}
}
