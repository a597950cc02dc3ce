package site

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"
)

// The folders of a site that are looked at, beside site.yaml.
var roots = [...]string{"posts", "layouts", "assets"}

// A look is what the files of a site were at one moment.
type look struct {
	began    time.Time
	files    map[string]stat   // by path from the root, slash-separated, as on disk
	problems map[string]string // path -> what is wrong with it

	once sync.Once
	raw  map[string]string // NFC path -> path as on disk, where they differ
}

// A stat tells two states of one file apart without reading it.
type stat struct {
	size         int64
	mtime, ctime int64
	inode        uint64
}

// young is how long after its last change a file is not trusted to have
// another time stamp at its next change: the coarsest clock of the file
// systems in use ticks every two seconds, those of Linux every few
// milliseconds.
const young = 2 * time.Second

// lookAt walks the folders of a site, several at a time. many is about how many
// files there will be.
func lookAt(root *os.Root, many int) (*look, error) {
	w := &walker{
		root: root,
		look: &look{began: time.Now(), files: make(map[string]stat, many), problems: map[string]string{}},
		slot: make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
	}
	for _, dir := range roots {
		switch info, err := root.Stat(dir); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			w.problem(dir, reason(err))
		case !info.IsDir():
			w.problem(dir, "is not a folder")
		default:
			w.wait.Add(1)
			w.folder(dir, nil)
		}
	}
	switch info, err := root.Lstat(settingsFile); {
	case err == nil:
		if s, ok := w.entry("", settingsFile, info, nil); ok {
			w.mu.Lock()
			w.look.files[s.path] = s.stat
			w.mu.Unlock()
		}
	case !errors.Is(err, fs.ErrNotExist):
		w.problem(settingsFile, reason(err))
	}
	w.wait.Wait()
	return w.look, nil
}

type walker struct {
	root *os.Root
	wait sync.WaitGroup
	slot chan struct{}
	mu   sync.Mutex
	look *look
}

func (w *walker) problem(path, why string) {
	w.mu.Lock()
	w.look.problems[path] = why
	w.mu.Unlock()
}

// folder looks at a folder; above holds the inodes of the folders it stands
// in, so that a link to one of them is no endless way down.
func (w *walker) folder(dir string, above []uint64) {
	defer w.wait.Done()
	w.slot <- struct{}{}
	f, err := w.root.Open(dir)
	if err != nil {
		<-w.slot
		w.problem(dir, reason(err))
		return
	}
	info, err := f.Stat()
	if err == nil {
		inode := inodeOf(info)
		if inode != 0 && slices.Contains(above, inode) {
			err = errors.New("is a link to a folder above itself")
		}
		above = append(slices.Clip(above), inode)
	}
	var entries []fs.FileInfo
	if err == nil {
		// Not through Root, which would open every folder on the way for each
		// file: what is learned here is only that a name is there, and its stat.
		// What is read is opened through Root.
		entries, err = f.Readdir(-1)
	}
	f.Close()
	<-w.slot
	if err != nil {
		w.problem(dir, reason(err))
		return
	}
	found := make([]sighting, 0, len(entries))
	for _, e := range entries {
		if ignored(dir, e.Name()) {
			continue
		}
		if s, ok := w.entry(dir, e.Name(), e, above); ok {
			found = append(found, s)
		}
	}
	w.mu.Lock()
	for _, s := range found {
		w.look.files[s.path] = s.stat
	}
	w.mu.Unlock()
}

// A sighting is a file of a look.
type sighting struct {
	path string
	stat stat
}

// ignored says which names no folder shows: hidden files, and what editors and
// systems leave behind. /.well-known/ is public by its purpose (RFC 8615).
func ignored(dir, name string) bool {
	switch {
	case name == ".well-known":
		return dir != "assets/static"
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"), strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	case name == "node_modules", name == "Thumbs.db", strings.HasSuffix(name, "___jb_tmp___"), strings.HasSuffix(name, "___jb_old___"), strings.HasSuffix(name, ".bck"):
		return true
	}
	return false
}

// entry gives the file that stands at a name, or looks at the folder that does;
// info is not followed through links.
func (w *walker) entry(dir, name string, info fs.FileInfo, above []uint64) (s sighting, ok bool) {
	p := name
	if dir != "" {
		p = dir + "/" + name
	}
	var err error
	link := info.Mode()&fs.ModeSymlink != 0
	if !utf8.ValidString(name) {
		err = errors.New("has a name that is not UTF-8")
		p = strings.ToValidUTF8(p, "\uFFFD")
	} else if link {
		if info, err = w.root.Stat(p); err != nil {
			err = w.astray(p, err)
		}
	}
	switch {
	case err != nil:
		w.problem(p, reason(err))
	case info.IsDir() && p == settingsFile:
		w.problem(p, "is a folder, not a file")
	case info.IsDir():
		w.wait.Add(1)
		go w.folder(p, above)
	case !info.Mode().IsRegular():
		w.problem(p, "is "+special(info.Mode())+", not a file")
	default:
		return sighting{p, statOf(info)}, true
	}
	return s, false
}

// astray says where a link leads whose target cannot be had. Root has no error
// of its own for what leads out of it, so that is what is left.
func (w *walker) astray(p string, err error) error {
	switch {
	case errors.Is(err, syscall.ELOOP):
		return err
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return errors.New("is a link that leads nowhere")
	}
	if to, e := w.root.Readlink(p); e == nil {
		return fmt.Errorf("is a link to %s, which is not in the site", to)
	}
	return errors.New("is a link that leads out of the site")
}

func special(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

// reason gives the cause of a file system error without the path, which the
// message has already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "may not be read (permission denied)"
	case errors.Is(err, syscall.ELOOP):
		return "is a link that leads back to itself"
	}
	return err.Error()
}

// last is when the file was changed last, as far as its times tell.
func (s stat) last() time.Time { return time.Unix(0, max(s.mtime, s.ctime)) }

// onDisk gives the path as the file system has it of a path in NFC: macOS may
// have written it in NFD.
func (l *look) onDisk(path string) string {
	if _, ok := l.files[path]; ok {
		return path
	}
	l.once.Do(func() {
		l.raw = map[string]string{}
		for p := range l.files {
			if n := nfc(p); n != p {
				l.raw[n] = p
			}
		}
	})
	if p, ok := l.raw[path]; ok {
		return p
	}
	return path
}

// below gives the files of a folder, sorted.
func (l *look) below(dir string) []string {
	var out []string
	for p := range l.files {
		if strings.HasPrefix(p, dir+"/") {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// wrongs gives what is wrong below a folder or at a file, sorted by path.
func (l *look) wrongs(dir string) [][2]string {
	var out [][2]string
	for _, p := range slices.Sorted(maps.Keys(l.problems)) {
		if p == dir || strings.HasPrefix(p, dir+"/") {
			out = append(out, [2]string{p, l.problems[p]})
		}
	}
	return out
}
