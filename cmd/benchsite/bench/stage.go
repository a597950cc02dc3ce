package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A stage is one synthetic site and where each program puts what it makes.
type stage struct {
	plan
	posts int
	site  string // with the posts; Hugo's site is the folder hugo in it
	cache string
	out   map[string]string // by program

	post   string // the file that is edited
	page   string // its page, under the output folder of opspress
	text   string // as benchsite wrote it
	layout string // as it stands in the repository
}

// set writes the site of n posts below dir.
func (p plan) set(ctx context.Context, dir string, n int) (*stage, error) {
	s := &stage{plan: p, posts: n, site: filepath.Join(dir, "site"), cache: filepath.Join(dir, "cache"), out: map[string]string{}}
	for _, program := range []string{"opspress", "hugo", "floor A", "floor B"} {
		s.out[program] = filepath.Join(dir, "out", strings.ReplaceAll(program, " ", "-"))
	}
	args := []string{"--hugo", fmt.Sprint(n), s.site}
	if p.images {
		args = append([]string{"--images"}, args...)
	}
	if _, err := child(ctx, s.site, filepath.Join(p.bin, "benchsite"), args...); err != nil {
		return nil, err
	}
	var err error
	if s.post, s.page, err = middle(s.site); err != nil {
		return nil, err
	}
	source, err := os.ReadFile(s.post)
	if err != nil {
		return nil, err
	}
	layout, err := os.ReadFile(filepath.FromSlash("layouts/post.html"))
	if err != nil {
		return nil, fmt.Errorf("run bench from the root of the repository: %w", err)
	}
	s.text, s.layout = string(source), string(layout)
	return s, nil
}

// middle is the file of a post that stands neither first nor last, and the
// path of its page.
func middle(site string) (post, page string, err error) {
	posts, err := filepath.Glob(filepath.Join(site, "posts", "0*", "*.md"))
	if err == nil && len(posts) == 0 {
		err = errors.New(site + " has no posts")
	}
	if err != nil {
		return "", "", err
	}
	post = posts[len(posts)/2]
	return post, filepath.Join("posts", strings.TrimSuffix(filepath.Base(post), ".md"), "index.html"), nil
}

// word is what an edit leaves in the page, another one each time.
func word(kind string, i int) string { return fmt.Sprintf("%sedit%dz", kind, i) }

func (s *stage) editBody(i int) error {
	return os.WriteFile(s.post, []byte(s.text+"\n"+word("body", i)+"\n"), 0o644)
}

func (s *stage) editTitle(i int) error {
	before, rest, found := strings.Cut(s.text, "\ntitle: ")
	_, after, _ := strings.Cut(rest, "\n")
	if !found {
		return errors.New(s.post + " has no title")
	}
	return os.WriteFile(s.post, []byte(before+"\ntitle: "+word("title", i)+"\n"+after), 0o644)
}

func (s *stage) editLayout(i int) error {
	const place = "data-post-body"
	if !strings.Contains(s.layout, place) {
		return errors.New("layouts/post.html has no " + place)
	}
	folder := filepath.Join(s.site, "layouts")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	text := strings.Replace(s.layout, place, place+" data-edit="+word("layout", i), 1)
	return os.WriteFile(filepath.Join(folder, "post.html"), []byte(text), 0o644)
}

// restore makes the site what benchsite wrote.
func (s *stage) restore() error {
	return errors.Join(os.WriteFile(s.post, []byte(s.text), 0o644), clear(filepath.Join(s.site, "layouts")))
}

// shows wants the word of an edit in the page that opspress made: what did
// nothing was not quick.
func (s *stage) shows(word string) error {
	b, err := os.ReadFile(filepath.Join(s.out["opspress"], s.page))
	if err == nil && !strings.Contains(string(b), word) {
		err = fmt.Errorf("%s does not say %s after the build", s.page, word)
	}
	return err
}
