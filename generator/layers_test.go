package generator

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A room is one row of the law: a folder of Go files and what it may import.
// Ours are paths from the module's root, third are prefixes of import paths
// that are neither ours nor the standard library's.
type room struct {
	path  string
	level int      // L0 to L4 of the map in doc.go; 5 is generator, 6 the commands
	ours  []string // rooms
	third []string // modules or packages
	std   []string // packages of the standard library that need leave
	tests []string // rooms that only its tests import
	world bool     // it may read files, clocks and chance
	why   string
}

const (
	diagRoom   = "generator/diag"
	outputRoom = "generator/output"
	memoRoom   = "generator/memo"
	siteRoom   = "generator/site"

	norm = "golang.org/x/text/unicode/norm"
	yaml = "go.yaml.in/yaml/v3"
)

// law is section by section the map of doc.go. A new room comes with a row; a
// new import comes with a changed row and its reason in the commit.
var law = []room{
	{path: memoRoom, level: 0, why: "the engine runs any pure tasks: it knows no words of ours"},
	{path: diagRoom, level: 0, third: []string{norm}, why: "a diagnostic is a value that every room can make; SARIF has paths in NFC"},
	{path: outputRoom, level: 0, third: []string{norm}, why: "the finished site is a value; its paths are NFC"},

	{path: "generator/content", level: 1, ours: []string{diagRoom},
		third: []string{"github.com/adrg/frontmatter", "github.com/BurntSushi/toml", yaml, norm},
		why:   "one source file at a time: the only reader of front matter; names are NFC"},
	{path: "generator/highlight", level: 1,
		third: []string{"github.com/alecthomas/chroma/v2", "github.com/dlclark/regexp2/v2"},
		why:   "code in, HTML out; the only room that knows the lexers"},
	{path: "generator/markdown", level: 1, ours: []string{diagRoom, "generator/highlight"},
		third: []string{"github.com/yuin/goldmark", "golang.org/x/net/html", norm},
		why:   "a body in, a doc out; it knows nothing of the site; ids are NFC"},
	{path: "generator/layout", level: 1, ours: []string{diagRoom}, third: []string{yaml}, std: []string{"html/template"},
		why: "the one place of templates and of trust in markup; strings.yaml holds the interface strings"},
	{path: "generator/asset", level: 1, ours: []string{diagRoom},
		third: []string{"github.com/evanw/esbuild", "golang.org/x/image"},
		std:   []string{"image", "image/color", "image/gif", "image/jpeg", "image/png"},
		why:   "CSS, JS and images are made here and nowhere else"},
	{path: "generator/card", level: 1, ours: []string{diagRoom}, third: []string{"golang.org/x/image", norm},
		std: []string{"image", "image/color", "image/png"},
		why: "a title in, a picture out; the only room that knows fonts; what it draws is NFC"},
	{path: "generator/diagram", level: 1, why: "numbers and ids in, curves out: pages and cards draw the same figure"},
	{path: "generator/feed", level: 1, why: "entries in, XML and JSON out; the caller says everything"},
	{path: "generator/search", level: 1, third: []string{norm},
		why: "documents in, a static index out; digests and paths are the caller's; what is searched is NFC"},

	{path: "generator/graph", level: 2, ours: []string{diagRoom, "generator/content"}, third: []string{norm},
		why: "all front matter and nothing of bodies; slugs are NFC"},

	{path: siteRoom, level: 3, third: []string{yaml, norm}, world: true,
		ours: []string{memoRoom, diagRoom, outputRoom, "generator/content", "generator/highlight", "generator/markdown",
			"generator/layout", "generator/asset", "generator/card", "generator/diagram", "generator/feed", "generator/search", "generator/graph"},
		tests: []string{"layouts", "assets"},
		why:   "the one place where the stages meet; its source tasks look at files and the clock; it reads site.yaml"},

	{path: "generator/publish", level: 4, ours: []string{diagRoom, outputRoom},
		third: []string{"golang.org/x/sync", "golang.org/x/sys"}, world: true,
		why: "a manifest to a folder; locks are the system's"},
	{path: "generator/watch", level: 4, ours: []string{diagRoom}, third: []string{"github.com/fsnotify/fsnotify"}, world: true,
		why: "it says when to look at the files and knows nothing of what stands in them; the system's events are met here only"},
	{path: "generator/cache", level: 4, ours: []string{diagRoom, outputRoom}, world: true,
		why: "pure results in a folder, whatever they are: site names the two methods that it needs"},
	{path: "generator/scaffold", level: 4, ours: []string{diagRoom, outputRoom}, third: []string{norm}, world: true,
		why: "it writes sources, so it needs no stage; the names it makes are NFC"},
	{path: "generator/check", level: 4, ours: []string{diagRoom, outputRoom},
		third: []string{"golang.org/x/net/html", "github.com/BurntSushi/toml", yaml, norm},
		why:   "facts in, findings out; it reads the blocks of YAML and TOML that posts show; URLs are compared in NFC"},
	{path: "generator/deploy", level: 4, ours: []string{diagRoom, outputRoom}, world: true,
		third: []string{"github.com/aws/aws-sdk-go-v2", "github.com/aws/smithy-go", "github.com/andybalholm/brotli", "golang.org/x/sys"},
		why:   "a manifest to a target; the only room that speaks to stores and CDNs; twins of files are brotli's, locks are the system's"},
	{path: "generator/fetch", level: 4, world: true,
		why: "other hosts are asked here only; it knows URLs and answers, and not what a finding is"},
	{path: "generator/serve", level: 4, ours: []string{diagRoom, outputRoom}, std: []string{"html/template"}, world: true,
		why: "it answers requests out of a Site that it defines; its own pages are few, and it opens no file"},
	{path: "generator/history", level: 4, ours: []string{diagRoom}, world: true,
		why: "git is asked here only; it knows paths and dates, and not what a post is"},

	{path: "generator/diff", level: 4, ours: []string{outputRoom},
		third: []string{"golang.org/x/net/html", "github.com/rogpeppe/go-internal/diff"},
		why:   "two finished sites in, what changed for a reader out; it reads what pages say, and no file itself"},

	{path: "generator/report", level: 4, std: []string{"html/template"},
		why: "facts in, a report out; its one page is its own, so that it can be shown without a site"},

	{path: "generator", level: 5, world: true,
		ours: []string{diagRoom, outputRoom, "generator/content", "generator/highlight", "generator/markdown", "generator/layout",
			"generator/asset", "generator/feed", "generator/graph", siteRoom, "generator/cache", "generator/check", "generator/deploy", "generator/diff", "generator/fetch", "generator/history", "generator/publish", "generator/report", "generator/scaffold", "generator/serve", "generator/watch", "layouts", "assets"},
		tests: []string{"generator/search"},
		why:   "it hands the rooms to each other: all of them but the engine, which is the site's"},

	{path: "layouts", level: 0, tests: []string{"generator/layout"},
		why: "templates for the binary to carry, and no code; its tests execute them"},
	{path: "assets", level: 0, tests: []string{"generator/asset", "generator/highlight"},
		why: "styles, scripts and pictures for the binary to carry, and no code; its tests bundle them"},
	{path: "cmd/opspress", level: 6, ours: []string{"generator", diagRoom}, world: true,
		third: []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
		why:   "a verb asks generator and prints; flags and the progress bar live at the edge"},
	{path: "cmd/benchsite", level: 6, std: []string{"image/jpeg", "image/png"}, world: true,
		why: "it writes Markdown and pictures that any generator can read, so it knows none"},
	{path: "cmd/benchsite/bench", level: 6, world: true,
		why: "it runs programs and looks at their clocks and files, so it knows none from within"},
	{path: "cmd/benchsite/floor", level: 6, std: []string{"html/template"}, world: true,
		third: []string{"github.com/adrg/frontmatter", "github.com/yuin/goldmark", "github.com/alecthomas/chroma/v2"},
		why:   "it is the measure, not the product: the libraries as they come, in one loop, and nothing of ours"},
}

// testLibraries may be imported by every test. A test may also import its own
// room, for the sake of external test packages.
var testLibraries = []string{
	"github.com/chromedp/cdproto",
	"github.com/chromedp/chromedp",
	"github.com/dop251/goja",
	"github.com/google/go-cmp",
	"github.com/mmcdole/gofeed",
	"github.com/rogpeppe/go-internal",
	"go.uber.org/goleak",
	yaml, // pipelines are read by the test that runs them
	"golang.org/x/net/html",
	"pgregory.net/rapid",
}

// TestLaw reads every Go file of the repository and holds it against the law.
func TestLaw(t *testing.T) {
	for _, v := range violations(law, goFiles(t)) {
		t.Error(v)
	}
}

// TestTable holds the table itself against the map: nobody looks up, the
// rooms of L4 see neither the site nor each other, and only site has the
// engine.
func TestTable(t *testing.T) {
	level := map[string]int{}
	for _, r := range law {
		if _, twice := level[r.path]; twice {
			t.Errorf("%s has two rows", r.path)
		}
		if r.why == "" {
			t.Errorf("%s: a row needs its reason", r.path)
		}
		level[r.path] = r.level
	}
	for _, r := range law {
		for _, o := range r.tests {
			if _, known := level[o]; !known {
				t.Errorf("tests of %s may import %s, which is no room", r.path, o)
			}
		}
		for _, o := range r.ours {
			if l, known := level[o]; !known {
				t.Errorf("%s may import %s, which is no room", r.path, o)
			} else if l > r.level {
				t.Errorf("%s (L%d) must not import %s (L%d), which stands above it", r.path, r.level, o, l)
			} else if r.level == 4 && l > 0 {
				t.Errorf("%s: a room of L4 imports output and diag only, not %s", r.path, o)
			}
			if o == memoRoom && r.path != siteRoom {
				t.Errorf("%s must not import memo: delete memo and every stage still compiles", r.path)
			}
		}
	}
}

// TestTopLevel says what stands at the top of the repository. What begins
// with a dot is the business of tools.
func TestTopLevel(t *testing.T) {
	must := []string{
		"CHANGELOG.md", "LICENSE", "Makefile", "README.md", "assets", "cmd", "generator",
		"go.mod", "go.sum", "layouts", "posts", "public", "site.yaml",
	}
	may := []string{"BENCHMARKS.md", "SECURITY.md"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		got = append(got, e.Name())
		if !slices.Contains(must, e.Name()) && !slices.Contains(may, e.Name()) {
			t.Errorf("%s has no place at the top level", e.Name())
		}
	}
	for _, m := range must {
		if !slices.Contains(got, m) {
			t.Errorf("%s is missing at the top level", m)
		}
	}
}

// TestLength reports what has grown long. It is a question to the reader
// (do two concepts live there?), so it never fails; see it with -v.
func TestLength(t *testing.T) {
	for _, s := range long(goFiles(t)) {
		t.Log(s)
	}
}

// TestReadmeNamesDependencies wants a line in README.md for every module that
// the code imports.
func TestReadmeNamesDependencies(t *testing.T) {
	readme, mod := read(t, "../README.md"), read(t, "../go.mod")
	for _, m := range modules(mod, goFiles(t)) {
		if !strings.Contains(readme, m) {
			t.Errorf("README.md does not say what %s is for", m)
		}
	}
}

// goFiles returns every Go file of the repository by its slash-separated path
// from the root. What begins with a dot or an underscore and testdata is no
// part of the build.
func goFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		skip := p != ".." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata")
		switch {
		case skip && d.IsDir():
			return fs.SkipDir
		case skip || d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		rel, err := filepath.Rel("..", p)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)] = read(t, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
