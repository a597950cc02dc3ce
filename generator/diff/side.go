package diff

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"sync"

	"opspress/generator/output"
)

// A side is one of the two sites.
type side struct {
	output.Manifest
	host string // of the base URL
	base string // its path, without a slash at the end

	mu     sync.Mutex
	packed map[string]int64 // gzipped sizes of styles and scripts
}

func newSide(m output.Manifest) *side { return &side{Manifest: m, packed: map[string]int64{}} }

// settle finds the base URL: what the home page claims to stand at.
func (s *side) settle() error {
	f, ok := s.Find("index.html")
	if !ok {
		return nil
	}
	p, err := s.read(f)
	if err != nil {
		return err
	}
	if u, err := url.Parse(p.Canonical); err == nil {
		s.host, s.base = u.Host, strings.TrimSuffix(u.Path, "/")
	}
	return nil
}

// read reads a page.
func (s *side) read(f output.File) (p page, err error) {
	r, err := f.Open()
	if err != nil {
		return p, fmt.Errorf("reading %s: %w", f.Path, err)
	}
	defer r.Close()
	if p, err = readPage(r); err != nil {
		return p, fmt.Errorf("reading %s: %w", f.Path, err)
	}
	return p, nil
}

// packed gives the gzipped size of a file.
func packed(f output.File) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, fmt.Errorf("reading %s: %w", f.Path, err)
	}
	defer r.Close()
	n := &counter{}
	z := gzip.NewWriter(n)
	if _, err := io.Copy(z, r); err != nil {
		return 0, fmt.Errorf("reading %s: %w", f.Path, err)
	}
	return n.after(z), nil
}

// A counter counts bytes.
type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

func (c *counter) after(z *gzip.Writer) int64 {
	if err := z.Close(); err != nil {
		return 0 // a counter takes everything
	}
	return c.n
}

// part gives the packed size of a style or script that a page loads from this
// site; 0 for those of others.
func (s *side) part(href string) (int64, error) {
	f, ok := s.Find(s.file(href))
	if !ok {
		return 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.packed[f.Path]; ok {
		return n, nil
	}
	n, err := packed(f)
	if err == nil {
		s.packed[f.Path] = n
	}
	return n, err
}

// weight gives what a first view of a page loads from this site, gzipped: the
// page, its styles and scripts.
func (s *side) weight(f output.File, parts []string) (int64, error) {
	all, err := packed(f)
	for _, href := range parts {
		if err != nil {
			break
		}
		var n int64
		n, err = s.part(href)
		all += n
	}
	return all, err
}

// file gives the path of the file that a link of this site leads to.
func (s *side) file(href string) string {
	u, err := url.Parse(href)
	if err != nil || u.Host != "" && u.Host != s.host {
		return ""
	}
	p, ok := strings.CutPrefix(u.Path, s.base)
	if !ok || !strings.HasPrefix(p, "/") {
		return ""
	}
	if strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return strings.TrimPrefix(path.Clean(p), "/")
}

// urlOf gives the URL of a page from the root of the folder.
func urlOf(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }

func isPage(file string) bool { return strings.HasSuffix(file, ".html") }
