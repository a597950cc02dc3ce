package publish

import (
	"cmp"
	"maps"
	"path"
	"slices"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// A commit is the work of one Commit.
type commit struct {
	*Publication
	files   []output.File // staged ones, in the order of publishing
	next    record
	gone    []string // recorded files that the site no longer has, in order of deletion
	removed map[string]bool
	folders map[string]bool // that may be empty at the end
	result  Result
}

// Commit publishes the site: m, of which files that were not staged are staged
// now. Staged files that are not in m are dropped. What Stage refused is
// refused again, as a diag.List, before anything is changed. An *IOError may
// come half-way: then each file is whole, old or new, and the next build goes
// on from there.
func (p *Publication) Commit(m output.Manifest) (Result, error) {
	if p.committed || p.closed {
		return Result{}, errDone
	}
	c := &commit{Publication: p, next: make(record, m.Len()), removed: map[string]bool{}, folders: map[string]bool{}}
	c.result.NoRecord = p.noRecord
	if err := c.collect(m); err != nil {
		return Result{}, err
	}
	if err := c.vanished(); err != nil {
		return Result{}, err
	}
	if err := c.run(); err != nil {
		return Result{}, err
	}
	return c.result, p.sweep()
}

// collect gathers what is to be written, in the order of publishing.
func (c *commit) collect(m output.Manifest) error {
	var refused diag.List
	for _, f := range m.Files() {
		var v verdict
		if known := c.verdicts[f.Path]; known != nil && known.digest == f.Digest {
			v = *known
		} else {
			var err error
			if v, err = c.stage(f); err != nil && v.refused == nil {
				return err
			}
		}
		switch d, no := v.refused.(diag.Diagnostic); {
		case no:
			refused = append(refused, d)
		case v.staged != "":
			c.files = append(c.files, f)
		default:
			c.result.Unchanged++
		}
		c.next[f.Path] = entry{v.stamp, f.Digest, f.Kind}
	}
	if len(refused) > 0 {
		return diag.Sorted(refused)
	}
	slices.SortStableFunc(c.files, func(a, b output.File) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path))
	})
	return nil
}

// run changes the folder, the record last. When nothing is new it does nothing.
func (c *commit) run() error {
	c.committed = true
	if len(c.files) == 0 && len(c.gone) == 0 && maps.Equal(c.next, c.record) {
		return nil
	}
	if err := c.openStage(); err != nil {
		return err
	}
	if err := c.next.write(c.disk, journalName); err != nil {
		return err
	}
	for _, f := range c.files {
		if err := c.place(f.Path); err != nil {
			return err
		}
		c.result.WrittenPaths = append(c.result.WrittenPaths, f.Path)
	}
	if err := c.delete(); err != nil {
		return err
	}
	if err := c.disk.rename(journalName, recordName); err != nil {
		return err
	}
	c.record = c.next
	c.result.Written, c.result.Deleted = len(c.result.WrittenPaths), len(c.result.DeletedPaths)
	return nil
}

// place renames the staged file of path into place.
func (c *commit) place(p string) error {
	if err := c.makeDir(path.Dir(p)); err != nil {
		return err
	}
	v := c.verdicts[p]
	if v.folder {
		if err := c.clear(p); err != nil {
			return err
		}
	}
	return c.disk.rename(stageName+"/"+v.staged, p)
}

// makeDir makes the folder p and those above it; what stands in the way was
// found replaceable by Stage.
func (c *commit) makeDir(p string) error {
	s, err := c.ground.dir(p)
	if err != nil || s.what == aFolder {
		return err
	}
	if err := c.makeDir(path.Dir(p)); err != nil {
		return err
	}
	if s, err = c.ground.look(p); err != nil {
		return err
	}
	if s.what == aFile || s.what == odd {
		if err := c.remove(p); err != nil {
			return err
		}
	}
	if err := c.disk.mkdir(p); err != nil {
		return err
	}
	c.ground.made(p)
	return nil
}

// clear removes the folder p, in which all is ours. A stranger's file that
// came meanwhile makes the removal fail, and stays.
func (c *commit) clear(p string) error {
	entries, err := c.disk.inside(p)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(entries) {
		if _, ours := c.record[e.path]; e.mode.IsDir() || ours {
			if err := c.remove(e.path); err != nil {
				return err
			}
		}
	}
	return c.disk.remove(p)
}

func (c *commit) remove(p string) error {
	c.removed[p] = true
	return c.disk.remove(p)
}
