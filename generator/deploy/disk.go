package deploy

import (
	"io/fs"
	"os"
)

// A disk is a folder of releases: every operation that changes it in one
// place. fault is asked before each; its error is the operation's. It is nil
// but in tests.
type disk struct {
	*os.Root
	fault func(op, name string) error
}

func (d *disk) do(op, name string, work func() error) error {
	if d.fault != nil {
		if err := d.fault(op, name); err != nil {
			return &fs.PathError{Op: op, Path: name, Err: err}
		}
	}
	return work()
}

func (d *disk) Mkdir(name string, mode fs.FileMode) error {
	return d.do("mkdir", name, func() error { return d.Root.Mkdir(name, mode) })
}

func (d *disk) MkdirAll(name string, mode fs.FileMode) error {
	return d.do("mkdir", name, func() error { return d.Root.MkdirAll(name, mode) })
}

func (d *disk) WriteFile(name string, text []byte, mode fs.FileMode) error {
	return d.do("write", name, func() error { return d.Root.WriteFile(name, text, mode) })
}

func (d *disk) Rename(from, to string) error {
	return d.do("rename", to, func() error { return d.Root.Rename(from, to) })
}

func (d *disk) Remove(name string) error {
	return d.do("remove", name, func() error { return d.Root.Remove(name) })
}

func (d *disk) RemoveAll(name string) error {
	return d.do("remove", name, func() error { return d.Root.RemoveAll(name) })
}

func (d *disk) Link(from, to string) error {
	return d.do("link", to, func() error { return d.Root.Link(from, to) })
}

func (d *disk) Symlink(to, name string) error {
	return d.do("symlink", name, func() error { return d.Root.Symlink(to, name) })
}
