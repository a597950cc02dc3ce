package main

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A written is a post of our blog, as its file has it.
type written struct {
	path, text  string
	english     bool
	manual      bool
	types, tags []string
}

var (
	listLine = regexp.MustCompile(`(?m)^(ops|tags): \[(.*)\]$`)
	fileLink = regexp.MustCompile(`\]\(([^)\s#]+\.md)`)
)

// ourBlog reads the posts of this repository by path, and its drawings.
func ourBlog(t *testing.T) (posts map[string]*written, drawings map[string]string) {
	t.Helper()
	posts, drawings = map[string]*written{}, map[string]string{}
	root := os.DirFS("../../posts")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, p)
		switch text := string(b); {
		case strings.HasSuffix(p, ".svg"):
			drawings[p] = text
		case strings.HasSuffix(p, ".md") && !strings.HasPrefix(p, "_"):
			w := &written{path: p, text: text, english: strings.HasSuffix(p, ".en.md"), manual: strings.HasPrefix(p, "manual/")}
			for _, m := range listLine.FindAllStringSubmatch(text, -1) {
				list := &w.types
				if m[1] == "tags" {
					list = &w.tags
				}
				*list = strings.Split(m[2], ", ")
			}
			posts[p] = w
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return posts, drawings
}

// TestOurBlogIsFull counts what the blog that we ship promises its readers.
func TestOurBlogIsFull(t *testing.T) {
	posts, drawings := ourBlog(t)
	korean, english, ofType := 0, 0, map[string]int{}
	for _, p := range posts {
		switch {
		case p.manual:
		case p.english:
			english++
		default:
			korean++
			for _, o := range p.types {
				ofType[o]++
			}
		}
	}
	if korean < 24 || english < 10 || len(drawings) < 12 {
		t.Errorf("there are %d posts in Korean, %d in English, %d drawings", korean, english, len(drawings))
	}
	for _, o := range []string{"devops", "secops", "aiops", "finops", "modelops", "devsecops", "revops", "mlops"} {
		if ofType[o] < 2 {
			t.Errorf("%s has %d posts", o, ofType[o])
		}
	}
}

// TestOurPostsAreTended wants a day on which each post is read again, tags from
// the declared list, and a post that leads to it.
func TestOurPostsAreTended(t *testing.T) {
	posts, _ := ourBlog(t)
	linked, used := map[string]bool{}, map[string]int{}
	for _, p := range posts {
		if !p.manual && !strings.Contains(p.text, "\nreviewBy: ") {
			t.Errorf("%s has no reviewBy", p.path)
		}
		for _, tag := range p.tags {
			used[tag]++
		}
		for _, m := range fileLink.FindAllStringSubmatch(p.text, -1) {
			if to := path.Join(path.Dir(p.path), m[1]); to != p.path {
				linked[to] = true
			}
		}
	}
	for p := range posts {
		if !linked[p] {
			t.Errorf("no post leads to %s", p)
		}
	}
	declared := map[string]bool{}
	files, err := fs.Glob(os.DirFS("../../posts/_tags"), "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		id := strings.TrimSuffix(strings.TrimSuffix(f, ".md"), ".en")
		declared[id] = true
		text, err := os.ReadFile("../../posts/_tags/" + f)
		if err != nil || !strings.HasSuffix(f, ".en.md") && !strings.Contains(string(text), "\ndescription:") {
			t.Errorf("the tag %s has no description (%v)", id, err)
		}
		if used[id] < 2 {
			t.Errorf("the tag %s is on %d posts", id, used[id])
		}
	}
	if len(declared) > 30 {
		t.Errorf("there are %d tags", len(declared))
	}
}

// TestOurDrawingsSpeak wants of each drawing a title and a description for who
// does not see it, text that is text, and colours for a dark page.
func TestOurDrawingsSpeak(t *testing.T) {
	_, drawings := ourBlog(t)
	for p, text := range drawings {
		lacks := slices.DeleteFunc([]string{"<title", "<desc", "<text", "prefers-color-scheme: dark"}, func(s string) bool { return strings.Contains(text, s) })
		if len(lacks) > 0 {
			t.Errorf("%s lacks %q", p, lacks)
		}
	}
}
