package publish

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
)

// vanished finds the recorded files that the site no longer has and that are
// still there. Where a stranger put something else than a file, it is kept.
// They go in the reverse order of publishing: pages before what they need.
func (c *commit) vanished() error {
	for _, p := range slices.Sorted(maps.Keys(c.record)) {
		if _, stays := c.next[p]; stays {
			continue
		}
		s, err := c.ground.at(p)
		if err != nil {
			return err
		}
		switch s.what {
		case aFile:
			c.gone = append(c.gone, p)
		case nothing:
			// Perhaps a build was cut short before it removed the folder.
			c.folders[path.Dir(p)] = true
		case odd, aFolder:
			c.result.Kept = append(c.result.Kept, p)
		}
	}
	slices.SortStableFunc(c.gone, func(a, b string) int { return cmp.Compare(c.record[b].kind, c.record[a].kind) })
	return nil
}

// delete removes what vanished, and the folders that are empty then.
func (c *commit) delete() error {
	var needed map[string]string
	if len(c.gone) > 0 {
		needed = foldedPaths(maps.Keys(c.next))
	}
	for _, p := range c.gone {
		if !c.removed[p] {
			if other, ok := needed[strings.ToLower(p)]; ok {
				// On a file system that folds case, p is a file of the new site.
				same, err := c.disk.sameFile(p, other)
				if err != nil {
					return err
				}
				if same {
					continue
				}
			}
			if err := c.remove(p); err != nil {
				return err
			}
			c.folders[path.Dir(p)] = true
		}
		c.result.DeletedPaths = append(c.result.DeletedPaths, p)
	}
	for _, dir := range slices.Backward(slices.Sorted(maps.Keys(c.folders))) {
		if err := c.disk.prune(dir); err != nil {
			return err
		}
	}
	return nil
}
