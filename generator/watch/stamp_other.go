//go:build !unix

package watch

import "io/fs"

// An id tells a folder from every other that exists. Where the system shows no
// inode it is the path.
type id string

func idOf(path string, _ fs.FileInfo) id { return id(path) }
