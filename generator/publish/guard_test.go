package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opspress/generator/diag"
)

func TestFoldersThatAreRefused(t *testing.T) {
	root := t.TempDir()
	home := filepath.Join(root, "home", "me")
	src := filepath.Join(home, "blog")
	for _, d := range []string{"posts/deep", "public", "apart"} {
		if err := os.MkdirAll(filepath.Join(src, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	write(t, src, "site.yaml", "title: x")
	link(t, src, filepath.Join(src, "to-source"))
	link(t, "to-source", filepath.Join(src, "to-link"))
	link(t, "nowhere", filepath.Join(src, "dangling"))
	link(t, "posts", filepath.Join(src, "to-posts"))
	link(t, home, filepath.Join(root, "to-home"))
	link(t, "apart", filepath.Join(src, "to-apart"))

	for _, c := range []struct{ dir, why string }{
		{"/", "root of the file system"},
		{"public", "not absolute"},
		{home, "home folder"},
		{filepath.Join(root, "home"), "home folder or one above it"},
		{filepath.Join(root, "to-home"), "home folder"},
		{filepath.Join(root, "to-home", "blog"), "sources"},
		{src, "folder of the site's sources"},
		{src + "/public/..", "folder of the site's sources"},
		{src + "/", "folder of the site's sources"},
		{filepath.Join(src, "to-source"), "folder of the site's sources"},
		{filepath.Join(src, "to-link"), "folder of the site's sources"},
		{filepath.Join(src, "site.yaml"), "is a file"},
		{filepath.Join(src, "dangling"), "leads nowhere"},
		{filepath.Join(src, "dangling", "below"), "leads nowhere"},
		{filepath.Join(src, "posts"), "overlaps the sources"},
		{filepath.Join(src, "posts", "deep"), "overlaps the sources"},
		{filepath.Join(src, "posts", "new"), "overlaps the sources"},
		{filepath.Join(src, "to-posts"), "overlaps the sources"},
	} {
		before := read(t, root)
		p, err := Open(Options{Dir: c.dir, Source: src, Inputs: []string{filepath.Join(src, "posts"), filepath.Join(src, "layouts")}})
		if err == nil {
			p.Close()
		}
		var d diag.Diagnostic
		if !errors.As(err, &d) || d.Rule != "output-folder" || !strings.Contains(d.Message, c.why) || d.Hint == "" {
			t.Errorf("%s: got %v, want a refusal that says %q", c.dir, err, c.why)
		}
		if after := read(t, root); len(after) != len(before) {
			t.Errorf("%s: the refusal left %v", c.dir, after)
		}
	}
	theme, data, way := filepath.Join(root, "theme"), filepath.Join(root, "data"), filepath.Join(root, "way")
	for _, d := range []string{filepath.Join(theme, "layouts"), filepath.Join(data, "blog")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link(t, filepath.Join(data, "blog"), way)
	for _, o := range []Options{
		{Dir: theme, Source: src, Inputs: []string{filepath.Join(theme, "layouts")}}, // above an input
		{Dir: data, Source: way}, // above the source, which is named by a link
	} {
		if _, err := Open(o); !errors.As(err, new(diag.Diagnostic)) {
			t.Errorf("%+v: got %v", o, err)
		}
	}
	for _, dir := range []string{
		filepath.Join(src, "public"),
		filepath.Join(src, "new", "deep"),
		filepath.Join(src, "to-apart"), // a link to a folder of its own is the user's choice
		filepath.Join(src, "posts-public"),
		filepath.Join(root, "elsewhere"),
	} {
		if _, err := publishTo(Options{Dir: dir, Source: src, Inputs: []string{filepath.Join(src, "posts")}}, site(t, small), nil); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
		wantTree(t, dir+"/.", small)
	}
}

func TestAFileOnTheWayToTheFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "file", "x")
	_, err := Open(Options{Dir: filepath.Join(dir, "file", "public")})
	var ioErr *IOError
	if !errors.As(err, &ioErr) {
		t.Errorf("got %v", err)
	}
	wantTree(t, dir, tree{"file": "x"})
}
