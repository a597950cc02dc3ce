package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"opspress/generator/diag"

	"golang.org/x/text/unicode/norm"
)

// PostOptions say what post to begin, and where.
type PostOptions struct {
	Root  string // of the site
	Title string
	// Name is what the file is called by instead of the title; may be empty.
	Name        string
	Ops         string   // ids of Ops types, separated by commas; may be empty
	Lang        string   // empty for DefaultLang
	Languages   []string // of the site
	DefaultLang string   // empty for the first of Languages
	Date        time.Time
}

// ErrNoTitle is the answer to an empty title.
var ErrNoTitle = errors.New("a post needs a title")

// An ExistsError says that the post would take the name of a file that is
// there already.
type ExistsError struct{ Path string } // from the site's root

func (e *ExistsError) Error() string {
	return e.Path + " exists already, and is left as it is"
}

// A NameError says that a title leaves nothing to call a file by.
type NameError struct{ Title string }

func (e *NameError) Error() string {
	return fmt.Sprintf("the title %q gives no file name", e.Title)
}

// A LangError says that the site has no such language.
type LangError struct {
	Lang      string
	Languages []string
}

func (e *LangError) Error() string {
	s := fmt.Sprintf("the site has no language %q, only %s", e.Lang, strings.Join(e.Languages, ", "))
	if hint := diag.DidYouMean(e.Lang, e.Languages); hint != "" {
		s += "; " + hint
	}
	return s
}

// Post begins a post: it writes posts/<slug>.md, a draft with nothing but
// front matter, and returns its path from the site's root. It fails with
// ErrNoTitle, *NameError, *LangError or *ExistsError, and writes nothing then.
func Post(o PostOptions) (string, error) {
	title := plain(o.Title)
	if title == "" {
		return "", ErrNoTitle
	}
	name := slug(title)
	if o.Name != "" {
		name = slug(o.Name)
	}
	if name == "" {
		return "", &NameError{o.Title}
	}
	suffix, err := o.suffix()
	if err != nil {
		return "", err
	}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return "", fmt.Errorf("opening the site: %w", err)
	}
	defer root.Close()
	if err := root.MkdirAll("posts", 0o755); err != nil {
		return "", fmt.Errorf("making posts: %w", err)
	}
	if err := taken(root, name, suffix); err != nil {
		return "", err
	}
	p := path.Join("posts", name+suffix+".md")
	if err := write(root, p, o.source(title)); err != nil {
		return "", err
	}
	return p, nil
}

// suffix gives ".en" for a post in English on a Korean site.
func (o PostOptions) suffix() (string, error) {
	first := o.DefaultLang
	if first == "" && len(o.Languages) > 0 {
		first = o.Languages[0]
	}
	if o.Lang == "" || o.Lang == first {
		return "", nil
	}
	if !slices.Contains(o.Languages, o.Lang) {
		return "", &LangError{o.Lang, o.Languages}
	}
	return "." + o.Lang, nil
}

// source is the text of the new post.
func (o PostOptions) source(title string) string {
	return "---\n" +
		"title: " + quote(title) + "\n" +
		"date: " + o.Date.Format(time.RFC3339) + "\n" +
		"draft: true\n" +
		"ops: " + list(o.Ops) + "\n" +
		"tags: []\n" +
		"description: \"\"\n" +
		"---\n\n"
}

// taken looks for a post that would have the URL of the new one: the same
// name in another normal form, case or extension, or a bundle.
func taken(root *os.Root, name, suffix string) error {
	entries, err := fs.ReadDir(root.FS(), "posts")
	if err != nil {
		return fmt.Errorf("reading posts: %w", err)
	}
	for _, e := range entries {
		folded := strings.ToLower(norm.NFC.String(e.Name()))
		p := path.Join("posts", e.Name())
		if e.IsDir() && folded == strings.ToLower(name) {
			for _, ext := range extensions {
				index := path.Join(p, "index"+suffix+ext)
				if _, err := root.Lstat(index); err == nil {
					return &ExistsError{index}
				}
			}
		}
		for _, ext := range extensions {
			if folded == strings.ToLower(name+suffix+ext) {
				return &ExistsError{p}
			}
		}
	}
	return nil
}

// extensions are those of posts.
var extensions = []string{".md", ".markdown"}

// write makes the file p of root with text in it, whole or not at all, and
// never in the place of another. The bytes are complete under a name that is
// no post before the post's own name appears, so that a dev server never reads
// half of it.
func write(root *os.Root, p, text string) error {
	temp := path.Join(path.Dir(p), fmt.Sprintf(".opspress-%d.new", os.Getpid()))
	if err := create(root, temp, text); err != nil {
		return fmt.Errorf("writing %s: %w", p, err)
	}
	defer root.Remove(temp)
	err := root.Link(temp, p)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = create(root, p, text) // a file system without hard links
	}
	if errors.Is(err, fs.ErrExist) {
		return &ExistsError{p}
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", p, err)
	}
	return nil
}

// create makes a file that must not be there yet, or leaves nothing.
func create(root *os.Root, p, text string) error {
	f, err := root.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, root.Remove(p))
	}
	return nil
}
