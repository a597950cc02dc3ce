package serve

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"opspress/generator/diag"
	"opspress/generator/output"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A fakeSite is a site of files in memory that tests edit.
type fakeSite struct {
	mu      sync.Mutex
	build   uint64
	files   map[string]string // URL -> bytes
	broken  map[string][]diag.Diagnostic
	changes map[uint64][]string
	about   map[string]About
	asked   int              // how often Page was
	opened  int              // how often bytes were made
	after   func(url string) // is called when Page has its answer, before it is given; or nil
}

func newFakeSite(files map[string]string) *fakeSite {
	return &fakeSite{
		files: files, broken: map[string][]diag.Diagnostic{}, changes: map[uint64][]string{}, about: map[string]About{},
	}
}

func (f *fakeSite) Page(_ context.Context, url string) (output.File, []diag.Diagnostic, error) {
	file, ds, err := f.page(url)
	f.mu.Lock()
	after := f.after
	f.mu.Unlock()
	if after != nil {
		after(url)
	}
	return file, ds, err
}

func (f *fakeSite) page(url string) (output.File, []diag.Diagnostic, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if ds := f.broken[url]; ds != nil {
		return output.File{}, ds, errors.New("the page is broken")
	}
	text, ok := f.files[url]
	if !ok {
		return output.File{}, nil, ErrNotFound
	}
	path := strings.TrimPrefix(url, "/")
	if strings.HasSuffix(url, "/") {
		path += "index.html"
	}
	kind := output.Leaf
	if strings.HasPrefix(path, "_") {
		kind = output.Control
	}
	file := output.New(path, kind, "", []byte(text))
	open := file.Open
	file.Open = func() (io.ReadCloser, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.opened++
		return open()
	}
	return file, nil, nil
}

func (f *fakeSite) Changed(since uint64) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var urls []string
	for build, changed := range f.changes {
		if build > since {
			urls = append(urls, changed...)
		}
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

func (f *fakeSite) About(_ context.Context, url string) About {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.about[url]
}

// tells lets About tell something else of url.
func (f *fakeSite) tells(url string, a About) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.about[url] = a
}

// edit changes files ("" takes one away) and tells s, as generator does it.
func (f *fakeSite) edit(s *Server, files map[string]string) {
	f.change(files)
	f.tell(s)
}

// change changes files as the next build, which it does not tell yet.
func (f *fakeSite) change(files map[string]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.build++
	for url, text := range files {
		f.changes[f.build] = append(f.changes[f.build], url)
		if f.files[url] = text; text == "" {
			delete(f.files, url)
		}
	}
}

func (f *fakeSite) tell(s *Server) { f.follow(s, "") }

func (f *fakeSite) follow(s *Server, url string) {
	f.mu.Lock()
	build, changed := f.build, f.changes[f.build]
	var ds []diag.Diagnostic
	for _, d := range f.broken {
		ds = append(ds, d...)
	}
	f.mu.Unlock()
	s.Built(build, changed, ds, url)
}

// break_ makes a page broken, or whole again without diagnostics.
func (f *fakeSite) break_(url string, ds ...diag.Diagnostic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.build++
	if f.broken[url] = ds; ds == nil {
		delete(f.broken, url)
	}
}
