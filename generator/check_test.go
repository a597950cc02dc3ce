package generator

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/fetch"
)

// checked judges a site of these files.
func checked(t *testing.T, dir string, files map[string]string, o CheckOptions) Checked {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o.Root, o.Clock = dir, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	res, err := Check(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestExternalLinksAreAsked asks a loopback server in the name of other sites, and
// wants good answers known the next time.
func TestExternalLinksAreAsked(t *testing.T) {
	asked := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.Host+r.URL.Path]++
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(404)
		case "/moved":
			w.Header().Set("Location", "/fine")
			w.WriteHeader(301)
		case "/refuses":
			w.WriteHeader(403)
		}
	}))
	defer s.Close()
	fo := fetch.Options{AnyAddress: true, Parallel: 1, Wait: func(context.Context, time.Duration) error { return nil },
		Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(s.URL) }}}
	files := map[string]string{
		"site.yaml": "title: x\ndescription: x\nbaseURL: https://ops.example.com\ncheck:\n  rules: {insecure-link: off, external-unsure: warning}\n  allow: [\"*.corp.dev\"]\n",
		"posts/a.md": "---\ntitle: a\ndate: 2026-01-01\ndescription: a\n---\n\n[1](http://one.dev/fine)\n[2](http://one.dev/gone#x)\n[3](http://two.dev/moved)\n" +
			"[4](http://two.dev/refuses)\n[5](http://git.corp.dev/x)\n[6](http://one.dev/fine#part)\n",
	}
	dir := t.TempDir()
	for round := range 2 {
		res := checked(t, dir, files, CheckOptions{External: true, fetching: fo})
		var got []string
		for _, d := range res.Findings {
			got = append(got, fmt.Sprintf("%d %s", d.Line, d.Rule))
		}
		if want := []string{"8 external-link", "9 external-redirect", "10 external-unsure"}; !slices.Equal(got, want) {
			t.Errorf("round %d: %v", round, res.Findings)
		}
		want := Asked{Asked: 4, Allowed: 1, Unsure: 1}
		if round == 1 {
			want = Asked{Asked: 2, Remembered: 2, Allowed: 1, Unsure: 1}
		}
		if res.Asked != want {
			t.Errorf("round %d: %+v", round, res.Asked)
		}
	}
	if asked["one.dev/fine"] != 1 || asked["git.corp.dev/x"] != 0 {
		t.Errorf("asked %v", asked)
	}
}

// TestLostURLsWithoutGit wants it said that no git is installed.
func TestLostURLsWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	files := map[string]string{"posts/_urls.txt": "/posts/lost/\n", "posts/a.md": "---\ntitle: a\n---\n"}
	res := checked(t, t.TempDir(), files, CheckOptions{Fix: true})
	if res.Untold != "git tells nothing of lost URLs: git is not installed" || len(res.Fixed) > 0 {
		t.Errorf("%q %v", res.Untold, res.Fixed)
	}
	if !slices.ContainsFunc(res.Findings, func(d diag.Diagnostic) bool { return d.Rule == "url-lost" }) {
		t.Errorf("%v", res.Findings)
	}
}

// TestEveryRuleIsExplained wants every rule id that code of ours gives to a
// finding in the table of rules.
func TestEveryRuleIsExplained(t *testing.T) {
	in := regexp.MustCompile(`Rule: +"([a-z-]+)"|(?:report|note|complain|warn|mark|at|onPage|redirect|heading)\((?:[^()"]|\([^()]*\))*"([a-z]+(?:-[a-z]+)+)", `)
	ids := map[string]bool{}
	for name, text := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") || !strings.HasPrefix(name, "generator/") {
			continue
		}
		for _, m := range in.FindAllStringSubmatch(text, -1) {
			ids[m[1]+m[2]] = true
		}
	}
	if len(ids) < 40 {
		t.Fatalf("only %d rules are found in the code: %v", len(ids), ids)
	}
	for id := range ids {
		if _, ok := check.RuleOf(id); !ok {
			t.Errorf("the rule %q is in no table of check", id)
		}
	}
}

// TestTenThousandFindings are grouped and capped for people, and whole for programs.
func TestTenThousandFindings(t *testing.T) {
	var body strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&body, "[%d](http://docs.ops-notes.dev/%d)\n\n", i, i)
	}
	res := checked(t, t.TempDir(), map[string]string{"site.yaml": "title: x\ndescription: x\nbaseURL: https://ops.example.com\n",
		"posts/a.md": "---\ntitle: a\ndate: 2026-01-01\ndescription: a\n---\n\n" + body.String()}, CheckOptions{SiteOptions: SiteOptions{Cache: CacheOff}})
	if len(res.Findings) != 10_000 {
		t.Fatalf("%d findings", len(res.Findings))
	}
	var human, sarif strings.Builder
	if err := diag.WriteHuman(&human, res.Findings, diag.HumanOptions{Max: 50, MaxOfRule: 10}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(human.String(), "[insecure-link]"); n != 10 || !strings.Contains(human.String(), "and 9990 more of insecure-link\n10000 warnings") {
		t.Errorf("%d shown\n%s", n, human.String())
	}
	if err := diag.WriteSARIF(&sarif, res.Findings, diag.Tool{Name: "opspress", Rules: Rules()}); err != nil || strings.Count(sarif.String(), `"ruleId"`) != 10_000 {
		t.Error(err)
	}
}
