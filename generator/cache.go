package generator

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"opspress/generator/cache"
	"opspress/generator/diag"
	"opspress/generator/output"
)

// CacheOff is the name of no cache.
const CacheOff = "off"

// usualCache is where the cache of a site is, from the site's root. In CI it is
// the one folder to save and restore.
const usualCache = ".opspress/cache"

// CacheStats counts what a build asked of the cache: whether it had the whole
// site, and else the doc of each post.
type CacheStats struct {
	Hits   int   `json:"hits"`
	Misses int   `json:"misses"`
	Bytes  int64 `json:"bytes"` // in the folder
}

// checkCache says what is wrong with the folder of the cache. What lies among the
// sources is a source, and the output folder is not ours to put anything in.
func (o SiteOptions) checkCache(out string) error {
	if o.Cache == "" || o.Cache == CacheOff {
		return nil
	}
	dir := o.cacheDir()
	for _, f := range []string{"posts", "layouts", "assets"} {
		if isIn(dir, filepath.Join(o.Root, f)) {
			return &RefusedError{fmt.Errorf("the cache cannot be in %s/, whose files are published", f), "without --cache it is in " + usualCache}
		}
	}
	if out != "" && isIn(dir, out) {
		return &RefusedError{fmt.Errorf("the cache cannot be in the output folder"), "without --cache it is in " + usualCache}
	}
	return nil
}

func isIn(dir, of string) bool {
	rel, err := filepath.Rel(of, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (o SiteOptions) cacheDir() string {
	if filepath.IsAbs(o.Cache) {
		return filepath.Clean(o.Cache)
	}
	return filepath.Join(o.Root, o.Cache)
}

// openCache opens the cache, nil if there is to be none. Root is absolute.
func (o SiteOptions) openCache() *cache.Store {
	switch o.Cache {
	case CacheOff:
		return nil
	case "":
		return cache.Open(cache.Options{Root: o.Root, Dir: usualCache, Tool: tool()})
	}
	return cache.Open(cache.Options{Dir: o.cacheDir(), Tool: tool()})
}

// close closes the cache of a build and tells what it did.
func (s *Summary) close(c *cache.Store) {
	if c == nil {
		return
	}
	st := c.Stats()
	c.Close()
	s.Cache = &CacheStats{st.Hits, st.Misses, st.Bytes}
	s.Diagnostics = diag.Sorted(append(s.Diagnostics, c.Warnings()...))
}

// tool is the digest of this program: results of another one are not ours, even
// when it calls itself by the same version. The linker has written an ID into
// the binary that is made from all that went into it; a binary without one is
// digested as a whole.
func tool() output.Digest {
	id := []byte("opspress " + Version + "\n")
	exe, err := os.Executable()
	if err != nil {
		return output.Sum(id)
	}
	f, err := os.Open(exe)
	if err != nil {
		return output.Sum(id)
	}
	defer f.Close()
	if link, ok := buildID(f); ok {
		return output.Sum(append(id, link...))
	}
	d, _, err := output.Read(io.NewSectionReader(f, 0, 1<<40))
	if err != nil {
		return output.Sum(id)
	}
	return output.Sum(append(id, d[:]...))
}

// buildID finds the ID of the go command at the beginning of the program's text
// (cmd/internal/buildid).
func buildID(r io.ReaderAt) ([]byte, bool) {
	head := make([]byte, 32<<10)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, false
	}
	_, id, found := bytes.Cut(head[:n], []byte("\xff Go build ID: \""))
	id, _, ended := bytes.Cut(id, []byte("\"\n \xff"))
	return id, found && ended && len(id) > 0
}
