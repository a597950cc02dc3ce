package scaffold

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:embed all:site ci
var sources embed.FS

// Pipelines are the hosts of pipelines that a site can begin with, and the file
// that each of them reads.
func Pipelines() map[string]string {
	return map[string]string{"github": ".github/workflows/blog.yml", "gitlab": ".gitlab-ci.yml"}
}

// SiteOptions say what site to begin.
type SiteOptions struct {
	Title string    // empty for the name of the folder
	Date  time.Time // of the first post
	CI    string    // a pipeline comes too: a host of Pipelines, or empty for none
}

// A NotEmptyError says that the folder for a new site holds something.
type NotEmptyError struct{ Dir, Name string }

func (e *NotEmptyError) Error() string {
	return fmt.Sprintf("%s is not empty: it holds %s; a new site needs a folder of its own", e.Dir, e.Name)
}

// Site begins a site in dir, which must be absent, or empty but for a .git:
// settings, a first post in Korean and English, three Ops types. It returns
// the paths of the files from dir, in order. When it fails it takes away all
// that it made.
func Site(dir string, o SiteOptions) ([]string, error) {
	texts, err := fs.Sub(sources, "site")
	if err != nil {
		return nil, err
	}
	if o.CI == "" {
		return begin(dir, texts, o.filler(dir))
	}
	pipeline, err := fs.ReadFile(sources, "ci/"+o.CI+".yml")
	if err != nil {
		return nil, fmt.Errorf("a pipeline for %q: %w", o.CI, err)
	}
	return begin(dir, texts, o.filler(dir), file{Pipelines()[o.CI], string(pipeline)})
}

// A file is one that is written beside those of a file system.
type file struct{ path, text string }

// begin copies texts into dir, and then the other files.
func begin(dir string, texts fs.FS, fill *strings.Replacer, others ...file) ([]string, error) {
	if err := empty(dir); err != nil {
		return nil, err
	}
	made, err := makeFolder(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", dir, err), remove(os.Remove, made))
	}
	defer root.Close()
	files, inside, err := copyTexts(root, texts, fill)
	for _, f := range others {
		if err == nil {
			var made []string
			made, err = f.write(root, fill)
			files, inside = append(files, f.path), append(inside, made...)
		}
	}
	slices.Sort(files)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("filling %s: %w", dir, err), remove(root.Remove, inside), remove(os.Remove, made))
	}
	return files, nil
}

// write writes a file with the folders around it. It returns what it made,
// outermost first, also when it fails.
func (f file) write(root *os.Root, fill *strings.Replacer) (made []string, err error) {
	for i, c := range f.path {
		if c != '/' {
			continue
		}
		if err := root.Mkdir(f.path[:i], 0o755); err != nil {
			return made, err
		}
		made = append(made, f.path[:i])
	}
	if err := create(root, f.path, fill.Replace(f.text)); err != nil {
		return made, err
	}
	return append(made, f.path), nil
}

// copyTexts writes texts into root. It returns the files that it wrote, and
// all that it made, outermost first, also when it fails.
func copyTexts(root *os.Root, texts fs.FS, fill *strings.Replacer) (files, made []string, err error) {
	err = fs.WalkDir(texts, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || p == ".":
			return err
		case d.IsDir():
			if err := root.Mkdir(p, 0o755); err != nil {
				return err
			}
		default:
			text, err := fs.ReadFile(texts, p)
			if err != nil {
				return err
			}
			if err := create(root, p, fill.Replace(string(text))); err != nil {
				return err
			}
			files = append(files, p)
		}
		made = append(made, p)
		return nil
	})
	return files, made, err
}

// filler puts what is known only now into the texts of the new site.
func (o SiteOptions) filler(dir string) *strings.Replacer {
	title := plain(o.Title)
	if title == "" {
		if abs, err := filepath.Abs(dir); err == nil {
			title = plain(filepath.Base(abs))
		}
	}
	return strings.NewReplacer(
		"@TITLE@", quote(title),
		"@DATE@", o.Date.Format(time.RFC3339),
		"@INSTALL@", InstallFrom,
	)
}

// empty complains about a dir that holds more than a .git.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", dir, err)
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return &NotEmptyError{dir, e.Name()}
		}
	}
	return nil
}

// makeFolder makes dir with its parents and returns those it made, outermost
// first.
func makeFolder(dir string) (made []string, err error) {
	var missing []string
	for p := filepath.Clean(dir); ; p = filepath.Dir(p) {
		if _, err := os.Lstat(p); err == nil || p == filepath.Dir(p) {
			break
		}
		missing = append(missing, p)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], 0o755); err != nil {
			return nil, errors.Join(fmt.Errorf("making %s: %w", missing[i], err), remove(os.Remove, made))
		}
		made = append(made, missing[i])
	}
	return made, nil
}

// remove takes away what was made, innermost first.
func remove(one func(string) error, made []string) error {
	var errs []error
	for _, p := range slices.Backward(made) {
		errs = append(errs, one(p))
	}
	return errors.Join(errs...)
}
