package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"opspress/generator/diag"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// maxText is the size of the largest source file that is read as a whole.
const maxText = 64 << 20

// A blob is a file that is published as it is, known by its digest; its bytes
// stay on disk.
type blob struct {
	Size   int64
	Digest output.Digest
}

// A tree is the files below one folder.
type tree struct {
	Files  []string
	Wrongs [][2]string // path, what is wrong
}

// A text is a source file. An absent one is a value like any other.
type text struct {
	Bytes  []byte
	Digest output.Digest // of the bytes
	Exists bool
	Wrong  string // why it cannot be read, or ""
}

// A world is what the source tasks look at: the files as the last look found
// them, what comes with the binary, and the clock. The tasks below are the only
// ones that touch it.
type world struct {
	root     *os.Root
	embedded map[string]fs.FS // "layouts", "assets"

	mu      sync.Mutex
	look    *look
	clock   time.Time
	digests map[string]output.Digest // of files as they were read last

	file   *memo.Task[string, text]
	blob   *memo.Task[string, blob]
	tree   *memo.Task[string, tree]
	now    *memo.Task[struct{}, time.Time]
	picked *memo.Task[string, picture]
}

func newWorld(root *os.Root, layouts, assets fs.FS) *world {
	w := &world{
		root: root, embedded: map[string]fs.FS{"layouts": layouts, "assets": assets},
		look: &look{}, digests: map[string]output.Digest{},
	}
	w.file = &memo.Task[string, text]{Name: "File", Source: true, Light: true, Digest: digestText, Run: w.readFile}
	w.blob = &memo.Task[string, blob]{Name: "Blob", Source: true, Run: w.readBlob}
	w.tree = &memo.Task[string, tree]{Name: "Dir", Source: true, Run: w.readTree}
	w.now = &memo.Task[struct{}, time.Time]{Name: "Clock", Source: true, Run: func(*memo.Ctx, struct{}) (time.Time, error) { return w.clock, nil }}
	w.picked = &memo.Task[string, picture]{Name: "Picture", Source: true, Run: w.readPicture}
	return w
}

func digestText(t text) [32]byte {
	switch {
	case t.Wrong != "":
		return output.Sum([]byte("wrong " + t.Wrong))
	case !t.Exists:
		return output.Digest{}
	}
	return t.Digest
}

// readFile reads a source file: the user's, else the one that comes with the
// binary. What is no regular file is not opened.
func (w *world) readFile(_ *memo.Ctx, path string) (text, error) {
	if _, ok := w.look.files[path]; !ok {
		if why, wrong := w.look.problems[path]; wrong {
			return text{Wrong: why}, nil
		}
		return w.readEmbedded(path), nil
	}
	f, err := w.open(path)
	if err != nil {
		w.remember(path, output.Digest{})
		if errors.Is(err, fs.ErrNotExist) {
			return text{}, nil
		}
		return text{Wrong: reason(err)}, nil
	}
	defer f.Close()
	var b bytes.Buffer
	b.Grow(int(min(w.look.files[path].size, maxText)) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(f, maxText+1))
	switch {
	case err != nil:
		return text{Wrong: reason(err)}, nil
	case n > maxText:
		return text{Wrong: fmt.Sprintf("is larger than %d MiB", maxText>>20)}, nil
	}
	t := text{Bytes: b.Bytes(), Digest: output.Sum(b.Bytes()), Exists: true}
	w.remember(path, t.Digest)
	return t, nil
}

func (w *world) readEmbedded(path string) text {
	dir, rest, _ := strings.Cut(path, "/")
	if fsys := w.embedded[dir]; fsys != nil {
		if b, err := fs.ReadFile(fsys, rest); err == nil {
			return text{Bytes: b, Digest: output.Sum(b), Exists: true}
		}
	}
	return text{}
}

func (w *world) onDisk(path string) string { return w.look.onDisk(path) }

// open opens a regular file of the site. A pipe that has taken its place since
// the look does not stop us.
func (w *world) open(path string) (*os.File, error) {
	f, err := w.root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is " + special(info.Mode()) + ", not a file")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (w *world) remember(path string, d output.Digest) {
	w.mu.Lock()
	w.digests[path] = d
	w.mu.Unlock()
}

// readBlob digests a file that is published as it is.
func (w *world) readBlob(c *memo.Ctx, path string) (blob, error) {
	r, err := w.openBlob(path)
	if err != nil {
		return blob{}, diag.Diagnostic{Rule: "file", Severity: diag.Error, File: path, Message: reason(err)}
	}
	defer r.Close()
	d, n, err := output.Read(r)
	if err != nil {
		return blob{}, diag.Diagnostic{Rule: "file", Severity: diag.Error, File: path, Message: reason(err)}
	}
	if _, ok := w.look.files[path]; ok {
		w.remember(path, d)
	}
	return blob{n, d}, nil
}

func (w *world) openBlob(path string) (io.ReadCloser, error) {
	if _, ok := w.look.files[path]; ok {
		return w.open(path)
	}
	t := w.readEmbedded(path)
	if !t.Exists {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(t.Bytes)), nil
}

// readTree lists a folder: the user's files and those that come with the
// binary, each path once.
func (w *world) readTree(_ *memo.Ctx, dir string) (tree, error) {
	t := tree{Files: w.look.below(dir), Wrongs: w.look.wrongs(dir)}
	if fsys := w.embedded[dir]; fsys != nil {
		err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				t.Files = append(t.Files, dir+"/"+p)
			}
			return err
		})
		if err != nil {
			return tree{}, err
		}
		t.Files = sortedUnique(t.Files)
	}
	return t, nil
}

// reopen opens the site's folder again, because another one may stand in its
// place: git and editors move folders about. While there is none, the one that
// was goes on.
func (w *world) reopen(path string) error {
	root, err := os.OpenRoot(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	w.root.Close()
	w.root = root
	return nil
}

// advance takes a new look and says which source entries may have another
// value now. A file whose stat is the same is taken to be the same, unless it
// was changed so shortly before the last look that its times could not tell.
func (w *world) advance(clock time.Time) ([]memo.Node, error) {
	prev := w.look
	next, err := lookAt(w.root, len(prev.files))
	if err != nil {
		return nil, err
	}
	stayed := 0
	var changed []memo.Node
	touched := map[string]bool{}
	touch := func(p string, listed bool) {
		changed = append(changed, w.file.Node(p), w.blob.Node(p), w.picked.Node(p))
		if listed {
			dir, _, _ := strings.Cut(p, "/")
			touched[dir] = true
		}
	}
	for p, s := range next.files {
		o, ok := prev.files[p]
		if ok {
			stayed++
		}
		switch {
		case !ok:
			touch(p, true)
		case o != s || s.last().After(prev.began.Add(-young)) && w.differs(p):
			touch(p, false)
		}
	}
	if stayed < len(prev.files) {
		for p := range prev.files {
			if _, ok := next.files[p]; !ok {
				touch(p, true)
			}
		}
	}
	for p, why := range next.problems {
		if prev.problems[p] != why {
			touch(p, true)
		}
	}
	for p := range prev.problems {
		if _, ok := next.problems[p]; !ok {
			touch(p, true)
		}
	}
	for dir := range touched {
		changed = append(changed, w.tree.Node(dir))
	}
	if !clock.Equal(w.clock) {
		changed = append(changed, w.now.Node(struct{}{}))
	}
	w.look, w.clock = next, clock
	return changed, nil
}

// differs reads a file and says whether its bytes are others than those that
// were read last. A file that nobody has read yet does not differ.
func (w *world) differs(path string) bool {
	w.mu.Lock()
	d, ok := w.digests[path]
	w.mu.Unlock()
	if !ok {
		return false
	}
	f, err := w.open(path)
	if err != nil {
		return true
	}
	defer f.Close()
	n, _, err := output.Read(f)
	return err != nil || n != d
}
