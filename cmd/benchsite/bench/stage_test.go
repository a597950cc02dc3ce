package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// staged is a site of three posts that no program has written.
func staged(t *testing.T) *stage {
	t.Helper()
	site := folder(t, "posts/0000/note-000000.md", "posts/0000/note-000001.md", "posts/0000/note-000002.md", "posts/_ops/devops.md")
	post, page, err := middle(site)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{posts: 3, site: site, cache: filepath.Join(site, "cache"), post: post, page: page,
		text: "---\ntitle: one\ntags: [a]\n---\n\ntext\n", layout: "<div data-post-body>",
		out: map[string]string{"opspress": filepath.Join(site, "public")}}
	if err := s.restore(); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEditsChangeOneThing(t *testing.T) {
	s := staged(t)
	if want := filepath.Join("posts", "note-000001", "index.html"); s.page != want {
		t.Errorf("the page is %s, want %s", s.page, want)
	}
	for name, edit := range map[string]struct {
		do   func(int) error
		file string
		want string
	}{
		"body":   {s.editBody, s.post, "---\ntitle: one\ntags: [a]\n---\n\ntext\n\nbodyedit4z\n"},
		"title":  {s.editTitle, s.post, "---\ntitle: titleedit4z\ntags: [a]\n---\n\ntext\n"},
		"layout": {s.editLayout, filepath.Join(s.site, "layouts", "post.html"), "<div data-post-body data-edit=layoutedit4z>"},
	} {
		if err := edit.do(4); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(edit.file); err != nil || string(b) != edit.want {
			t.Errorf("%s: %q, want %q: %v", name, b, edit.want, err)
		}
	}
	if err := s.restore(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(s.post)
	if err != nil || string(b) != s.text {
		t.Errorf("restored to %q: %v", b, err)
	}
	if _, err := os.Stat(filepath.Join(s.site, "layouts")); !os.IsNotExist(err) {
		t.Errorf("the layouts are still there: %v", err)
	}
}

// A program that does nothing must not win.
func TestRunsAreChecked(t *testing.T) {
	s := staged(t)
	page := filepath.Join(s.out["opspress"], s.page)
	if err := os.MkdirAll(filepath.Dir(page), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("bodyedit1z"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s.edited("body")(1, run{}) != nil || s.edited("body")(2, run{}) == nil {
		t.Error("an edit is not looked for in the page")
	}
	if s.all(0, run{Total: 3}) != nil || s.all(0, run{Total: 2}) == nil {
		t.Error("missing pages are not missed")
	}
	if s.same(0, run{}) != nil || s.same(0, run{Written: 1}) == nil {
		t.Error("needless writing is not seen")
	}
	for _, r := range s.rows() {
		if r.check == nil {
			t.Errorf("%s, %s is not checked", r.Program, r.Kind)
		}
	}
}

func TestRowsAreThoseAskedFor(t *testing.T) {
	programs := func(p plan) string {
		s := staged(t)
		s.plan = p
		var names []string
		for _, r := range s.rows() {
			if !slices.Contains(names, r.Program) {
				names = append(names, r.Program)
			}
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	for want, p := range map[string]plan{
		"floor A, floor B, hugo, opspress": {hugo: "/bin/hugo"},
		"floor A, floor B, opspress":       {},
		"opspress":                         {hugo: "/bin/hugo", alone: true},
	} {
		if got := programs(p); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestFlags(t *testing.T) {
	p, asJSON, err := parse([]string{"--sizes", "10, 20 30", "--runs", "3", "--json", "--only", "opspress"})
	if err != nil || !asJSON || !slices.Equal(p.sizes, []int{10, 20, 30}) || p.runs != 3 || !p.alone || p.hugo != "" {
		t.Errorf("%+v %v %v", p, asJSON, err)
	}
	for _, args := range [][]string{{"--sizes", "many"}, {"--sizes", ""}, {"--sizes", "0"}, {"--runs", "0"}, {"--only", "hugo"}, {"more"}, {"--nothing"}} {
		if _, _, err := parse(args); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
