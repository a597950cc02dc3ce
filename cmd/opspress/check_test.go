package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opspress/generator"
)

var updateFindings = flag.Bool("update", false, "write the golden files of findings anew")

// The site testdata/broken breaks every rule that a site can break, and
// testdata/sound comes as near as it can without breaking one. What no
// repository should hold is written here: a secret, a picture with GPS, a name
// in NFD.

// laid copies a site of testdata into a new folder.
func laid(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// gpsJPEG is the beginning of a picture whose Exif data have a latitude.
const gpsJPEG = "/9j/4QA+RXhpZgAASUkqAAgAAAABACWIBAABAAAAGgAAAAAAAAABAAIABQADAAAAGgAAAAAAAAAAAAAAAAAAAAAA/9oAAg=="

func broken(t *testing.T) string {
	dir := laid(t, "broken")
	picture, err := base64.StdEncoding.DecodeString(gpsJPEG)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "assets/static/office.jpg", string(picture))
	put(t, dir, "posts/token.md", "---\ntitle: 토큰\ndate: 2026-01-05\ndescription: 토큰이 새는 글\nops: [devops]\n---\n\ncurl -H 'Authorization: Bearer gh"+
		"p_q7Zt2LmXw9RbKc4VnYd8HsJf3GpQaTeU5iOo'\n")
	put(t, dir, "posts/\u1112\u1161\u11ab\u1100\u1173\u11af.md", "---\ntitle: 풀어쓴 이름\ndate: 2026-01-05\ndescription: 이름이 풀어진 글\nops: [devops]\n---\n\n본문.\n")
	put(t, dir, "posts/heavy/index.md", "---\ntitle: 무거운 글\ndate: 2026-01-05\ndescription: 큰 그림이 있는 글\nops: [devops]\n---\n\n![큰 그림](big.svg)\n\n![작은 그림](small.png)\n\n![움직이는 그림](script.svg)\n")
	put(t, dir, "posts/heavy/big.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><desc>`+strings.Repeat("무겁다 ", 8000)+"</desc></svg>\n")
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 320, 20))); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "posts/heavy/small.png", small.String())
	put(t, dir, "posts/heavy/script.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><script>alert(1)</script></svg>`+"\n")
	return dir
}

// judged runs check on a folder and gives what it writes.
func judged(t *testing.T, dir string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	c := command()
	var out, said bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&said)
	c.SetArgs(append([]string{"check", "-s", dir, "--clock", "2026-12-01T00:00:00Z"}, args...))
	err = c.ExecuteContext(t.Context())
	return out.String(), said.String(), err
}

func TestABrokenSiteIsToldInEveryFormat(t *testing.T) {
	dir := broken(t)
	for format, file := range map[string]string{
		"human": "findings.txt", "json": "findings.json", "sarif": "findings.sarif", "github": "findings.github", "junit": "findings.xml",
	} {
		stdout, stderr, err := judged(t, dir, "-q", "--format", format)
		if !errors.Is(err, generator.ErrContent) {
			t.Fatalf("%s: %v\n%s", format, err, stderr)
		}
		got := stdout
		if format == "human" {
			got = stderr
		}
		name := filepath.Join("testdata", file)
		if *updateFindings {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; run go test ./cmd/opspress -run InEveryFormat -update and read the diff\ngot:\n%s", name, got)
		}
		if strings.Contains(stdout+stderr, "q7Zt2LmX") {
			t.Errorf("%s tells the secret", format)
		}
	}
}

type foundJSON struct {
	Diagnostics []struct {
		Rule, File, Message, Severity string
		Line                          int
	}
}

func foundIn(t *testing.T, dir string, args ...string) foundJSON {
	t.Helper()
	stdout, stderr, err := judged(t, dir, append([]string{"-q", "--format", "json"}, args...)...)
	if err != nil && !errors.Is(err, generator.ErrContent) {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var f foundJSON
	if err := json.Unmarshal([]byte(stdout), &f); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	return f
}

// elsewhere are the rules that no folder of sources can break, and the test that
// breaks each.
var elsewhere = map[string]string{
	"external-link": "generator: TestExternalLinksAreAsked", "external-redirect": "generator: TestExternalLinksAreAsked", "external-unsure": "generator: TestExternalLinksAreAsked",
	"feed-invalid": "check: TestFeedFacts", "sitemap-invalid": "check: TestSitemapFacts", "url-ledger": "script: a_ledger_that_is_damaged_is_told",
	"cache": "script", "verify": "script", "output-path": "publish", "output-folder": "script", "foreign-file": "script", "watch": "serve", "internal": "site",
	"base-url": "script", "image-gps": "check: TestPictureTellsOfGPS; pictures that are stripped have none", "code-marks": "script", "font": "card", "builds": "history", "deploy": "deploy", "host-limit": "deploy", "settings": "script", "strings": "script", "template": "script", "template-context": "layout", "css": "script", "js": "asset", "encoding": "script",
	"file": "script", "markdown-heavy": "markdown", "html": "script", "undeclared-authors": "graph: no setting asks for it", "relation": "graph", "term": "graph",
	"translation": "graph", "shortcode-pair": "markdown", "link-redirect": "check: TestALinkToAnOldAddress",
}

func TestABrokenSiteBreaksEveryRule(t *testing.T) {
	found := map[string]bool{}
	for _, d := range foundIn(t, broken(t)).Diagnostics {
		found[d.Rule] = true
		if d.File == "" || d.Message == "" {
			t.Errorf("a finding without a place: %+v", d)
		}
	}
	for _, r := range generator.Rules() {
		if _, known := elsewhere[r.ID]; !found[r.ID] && !known {
			t.Errorf("nothing in testdata/broken breaks %s", r.ID)
		}
	}
}

func TestASoundSiteBreaksNone(t *testing.T) {
	for _, d := range foundIn(t, laid(t, "sound"), "--fail-on", "warning").Diagnostics {
		t.Errorf("%s:%d: %s [%s]", d.File, d.Line, d.Message, d.Rule)
	}
}

// TestARepeatedCheckSaysTheSame holds the fast way, out of the cache, against the
// slow one.
func TestARepeatedCheckSaysTheSame(t *testing.T) {
	for _, name := range []string{"broken", "sound"} {
		dir := laid(t, name)
		slow, _, _ := judged(t, dir, "-q", "--format", "json", "--cache", "off")
		first, _, _ := judged(t, dir, "-q", "--format", "json")
		second, _, _ := judged(t, dir, "-q", "--format", "json")
		if slow != first || first != second {
			t.Errorf("%s: without a cache\n%s\nfirst\n%s\nthen\n%s", name, slow, first, second)
		}
		put(t, dir, "posts/links.md", "---\ntitle: 다른 글\ndate: 2026-01-05\ndescription: 달라졌다\nops: [devops]\n---\n\n#### 건너뛴 제목\n")
		warm, _, _ := judged(t, dir, "-q", "--format", "json")
		clean, _, _ := judged(t, dir, "-q", "--format", "json", "--cache", "off")
		if warm != clean {
			t.Errorf("%s, after an edit: warm\n%s\nclean\n%s", name, warm, clean)
		}
		if name == "sound" && !strings.Contains(warm, "heading-skip") {
			t.Error("the edit is not seen")
		}
	}
}

// TestTimePassesForACachedCheck wants what holds from or until a day judged by the
// clock of the run, also where the cache has the verdict.
func TestTimePassesForACachedCheck(t *testing.T) {
	dir := laid(t, "sound")
	for _, at := range []string{"2027-05-31T00:00:00Z", "2027-06-02T00:00:00Z", "2027-05-31T00:00:00Z"} {
		stdout, _, _ := judged(t, dir, "-q", "--format", "json", "--clock", at)
		if stale, want := strings.Contains(stdout, "aged.md"), at > "2027-06-01"; stale != want {
			t.Errorf("at %s: stale %v\n%s", at, stale, stdout)
		}
	}
}

func TestCheckWritesNothingButItsCache(t *testing.T) {
	dir := laid(t, "sound")
	judged(t, dir)
	for _, e := range []string{"public", "posts/.opspress"} {
		if _, err := os.Stat(filepath.Join(dir, e)); err == nil {
			t.Errorf("check wrote %s", e)
		}
	}
	now := os.DirFS(dir)
	entries, err := now.(interface {
		ReadDir(string) ([]os.DirEntry, error)
	}).ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{".opspress", "assets", "posts", "site.yaml"}; !slices.Equal(names, want) {
		t.Errorf("the folder has %v", names)
	}
}

func TestJUnitIsXML(t *testing.T) {
	stdout, _, _ := judged(t, laid(t, "sound"), "-q", "--format", "junit")
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	if err := xml.Unmarshal([]byte(stdout), &suites); err != nil || suites.Tests != 1 || suites.Failures != 0 {
		t.Errorf("%v %+v\n%s", err, suites, stdout)
	}
}

// TestManualTellsEveryRule holds the chapter on check against the table of rules,
// both ways, and each rule to a text of its own.
func TestManualTellsEveryRule(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(manualFolder, "rules.md"))
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{"off": "꺼짐", "warning": "경고", "error": "오류"}
	told := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$").FindAllStringSubmatch(string(src), -1) {
		told[m[1]] = m[2]
	}
	for _, r := range generator.Rules() {
		page, err := generator.Explain(r.ID)
		if err != nil || !strings.Contains(page, "Why\n") || !strings.Contains(page, "Mend\n") || !strings.Contains(page, "Silence\n") || r.Short == "" || r.Full == "" || r.Help == "" {
			t.Errorf("%s is not explained: %v\n%s", r.ID, err, page)
		}
		level := regexp.MustCompile(`^\S+ \((\w+)\)`).FindStringSubmatch(page)
		if level == nil || !strings.HasPrefix(told[r.ID], levels[level[1]]) {
			t.Errorf("rules.md tells of %s as %q; it is %v", r.ID, told[r.ID], level)
		}
		delete(told, r.ID)
	}
	for id := range told {
		if !strings.HasPrefix(id, "check") && id != "gone" && id != "human" && id != "json" && id != "sarif" && id != "github" && id != "junit" {
			t.Errorf("rules.md tells of %s, which is no rule", id)
		}
	}
}
