package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var siteFiles = []string{
	".gitignore", "README.md",
	"posts/_ops/devops.en.md", "posts/_ops/devops.md",
	"posts/_ops/devsecops.en.md", "posts/_ops/devsecops.md",
	"posts/_ops/secops.en.md", "posts/_ops/secops.md",
	"posts/hello.en.md", "posts/hello.md",
	"site.yaml",
}

func siteOptions(title string) SiteOptions {
	return SiteOptions{Title: title, Date: time.Date(2026, 3, 1, 9, 0, 0, 0, seoul)}
}

func TestSiteFillsANewFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "운영 노트")
	got, err := Site(dir, siteOptions(""))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != strings.Join(siteFiles, " ") {
		t.Errorf("Site = %q", got)
	}
	wantFiles(t, dir, siteFiles...)
	for p, want := range map[string]string{
		"site.yaml":         "title: \"운영 노트\"\n",
		"posts/hello.md":    "date: 2026-03-01T09:00:00+09:00\n",
		"posts/hello.en.md": "date: 2026-03-01T09:00:00+09:00\n",
		"README.md":         "go install " + InstallFrom + "@latest",
		".gitignore":        "/public/\n/.opspress/\n",
	} {
		if text := readFile(t, dir, p); !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", p, want, text)
		}
	}
	for _, p := range siteFiles {
		for _, mark := range []string{"@TITLE@", "@DATE@", "@INSTALL@"} {
			if strings.Contains(readFile(t, dir, p), mark) {
				t.Errorf("%s still holds %s", p, mark)
			}
		}
	}
}

func TestSiteQuotesItsTitle(t *testing.T) {
	dir := t.TempDir()
	if _, err := Site(dir, siteOptions("a: \"b\" #\nc")); err != nil {
		t.Fatal(err)
	}
	if text := readFile(t, dir, "site.yaml"); !strings.Contains(text, `title: "a: \"b\" # c"`+"\n") {
		t.Error(text)
	}
}

func TestSiteWantsAnEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".git/HEAD", "ref: refs/heads/main\n")
	if _, err := Site(dir, siteOptions("x")); err != nil {
		t.Errorf("a fresh repository is empty enough: %v", err)
	}
	_, err := Site(dir, siteOptions("x"))
	var full *NotEmptyError
	if !errors.As(err, &full) || full.Name != ".gitignore" {
		t.Errorf("a second site in the same folder: %v", err)
	}

	file := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(file), "file", "mine")
	if _, err := Site(file, siteOptions("x")); err == nil {
		t.Error("a file is no folder")
	}
}

// A torn file system loses one file.
type torn struct {
	fstest.MapFS
	lost string
}

func (f torn) ReadFile(name string) ([]byte, error) {
	if name == f.lost {
		return nil, errors.New("input/output error")
	}
	return f.MapFS.ReadFile(name)
}

func TestSiteLeavesNothingHalfMade(t *testing.T) {
	texts := torn{fstest.MapFS{
		"a.md": {}, "posts/_ops/b.md": {}, "posts/c.md": {}, "z.yaml": {},
	}, "posts/c.md"}
	base := t.TempDir()
	put(t, base, "there/.git/HEAD", "mine")
	for _, dir := range []string{"there", "not/yet"} {
		files, err := begin(filepath.Join(base, filepath.FromSlash(dir)), texts, strings.NewReplacer())
		if err == nil || !strings.Contains(err.Error(), "input/output error") || files != nil {
			t.Errorf("in %s: %q, %v", dir, files, err)
		}
	}
	wantFiles(t, base, "there/.git/HEAD")
	for _, gone := range []string{"not", "there/posts"} {
		if _, err := os.Lstat(filepath.Join(base, filepath.FromSlash(gone))); err == nil {
			t.Errorf("%s was left behind", gone)
		}
	}
}

func TestSiteTakesItsFolderAway(t *testing.T) {
	base := t.TempDir()
	put(t, base, "file", "mine")
	for _, dir := range []string{"file/blog", "made/" + strings.Repeat("x", 300)} {
		if _, err := Site(filepath.Join(base, filepath.FromSlash(dir)), siteOptions("x")); err == nil {
			t.Errorf("%s: want an error", dir)
		}
	}
	entries, err := os.ReadDir(base)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// A pipeline is one file more, and says where opspress is installed from.
func TestSiteBringsItsPipeline(t *testing.T) {
	for host, path := range Pipelines() {
		dir := t.TempDir()
		o := siteOptions("x")
		o.CI = host
		files, err := Site(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		want := append([]string{path}, siteFiles...)
		slices.Sort(want)
		if strings.Join(files, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %q, want %q", host, files, want)
		}
		wantFiles(t, dir, want...)
		if n := strings.Count(readFile(t, dir, path), "go install "+InstallFrom+"@latest"); n != 1 {
			t.Errorf("%s installs opspress in %d places", host, n)
		}
	}
	o := siteOptions("x")
	o.CI = "nobody"
	dir := filepath.Join(t.TempDir(), "blog")
	if _, err := Site(dir, o); err == nil {
		t.Error("a pipeline for nobody")
	}
	if _, err := os.Lstat(dir); err == nil {
		t.Error("something was left behind")
	}
}

// When the pipeline cannot be written, nothing is.
func TestAPipelineLeavesNothingHalfMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blog")
	long := ".github/" + strings.Repeat("x", 300) + "/blog.yml"
	if _, err := begin(dir, fstest.MapFS{"a.md": {}}, strings.NewReplacer(), file{long, "x"}); err == nil {
		t.Error("no error")
	}
	if _, err := os.Lstat(dir); err == nil {
		t.Error("something was left behind")
	}
}
