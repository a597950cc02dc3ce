//go:build tools

package deploy

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opspress/generator/output"
)

// startNginx serves a folder of releases as the manual says, and gives a
// client for it.
func startNginx(t *testing.T, dir string) *http.Client {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx"
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal("nginx is not there; `make tools` installs it")
	}
	home := t.TempDir()
	at, _, err := freePorts()
	if err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf(`daemon off; pid %[1]s/pid; error_log %[1]s/error.log; user root;
events {}
http {
	types { text/html html; text/css css; application/xml xml; image/png png; }
	access_log off; client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
	server { listen %[2]s; include %[3]s/nginx.conf; }
}
`, home, at, dir)
	if os.Getuid() != 0 {
		conf = strings.Replace(conf, " user root;", "", 1)
	}
	if err := os.WriteFile(filepath.Join(home, "nginx.conf"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-c", filepath.Join(home, "nginx.conf"), "-p", home)
	var said strings.Builder
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Signal(os.Interrupt); c.Wait() })
	if err := listens(at); err != nil {
		t.Fatalf("nginx does not answer: %v\n%s", err, said.String())
	}
	return &http.Client{
		Transport:     toServer{at, &http.Transport{DisableCompression: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type toServer struct {
	at string
	rt http.RoundTripper
}

func (s toServer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = s.at
	return s.rt.RoundTrip(r)
}

// nginx serves a folder of releases with the headers, redirects, twins and the
// 404 page that the site wants, also below a path.
func TestNginx(t *testing.T) {
	for _, base := range []string{"", "/blog"} {
		dir := t.TempDir()
		long := "long " + strings.Repeat("운영하는 글 ", 500)
		site := plus(siteB, tree{
			"posts/long/index.html": long, "글/index.html": "글 page", `it's "odd"/index.html`: "odd",
			"_redirects": fmt.Sprintf("%[1]s/old/z %[1]s/posts/y/ 301\n%[1]s/old/z/ %[1]s/posts/y/ 301\n%[1]s/%%EC%%98%%9B/ %[1]s/%%EA%%B8%%80/ 301\n", base),
		})
		j := Job{
			Target: Target{Name: "home", Kind: Folder, Dir: dir, Base: base, Keep: 3, Twins: []string{"gzip"}}, Site: site.manifest(t), World: World{Clock: newFake().clock()},
			Headers: []output.Header{{Name: "Content-Security-Policy", Value: "default-src 'self'; object-src 'none'"}, {Name: "X-Frame-Options", Value: "DENY"}},
		}
		mustDeploy(t, j)
		client := startNginx(t, dir)
		for path, want := range map[string]struct {
			status            int
			body, cache, goes string
		}{
			"/":                     {200, site["index.html"], output.List.CacheControl(), ""},
			"/posts/x/":             {200, site["posts/x/index.html"], output.Leaf.CacheControl(), ""},
			"/assets/main.bbbb.css": {200, "b", output.HashedAsset.CacheControl(), ""},
			"/%EA%B8%80/":           {200, "글 page", output.Leaf.CacheControl(), ""},
			"/it's%20%22odd%22/":    {200, "odd", output.Leaf.CacheControl(), ""},
			"/old/z/":               {301, "", "", base + "/posts/y/"},
			"/old/z":                {301, "", "", base + "/posts/y/"},
			"/%EC%98%9B/":           {301, "", "", base + "/%EA%B8%80/"},
			"/posts/x":              {301, "", "", base + "/posts/x/"},
			"/nothing/":             {404, site["404.html"], output.Leaf.CacheControl(), ""},
			"/.opspress/lock":       {404, "", "", ""},
			"/_headers":             {404, "", "", ""},
		} {
			res, body := get(t, client, base+path)
			if res.StatusCode != want.status || want.body != "" && body != want.body || want.cache != "" && res.Header.Get("Cache-Control") != want.cache || res.Header.Get("Location") != want.goes {
				t.Errorf("%s%s: %d %q %q %q", base, path, res.StatusCode, body, res.Header.Get("Cache-Control"), res.Header.Get("Location"))
			}
			if want.cache != "" && res.Header.Get("Content-Security-Policy") != "default-src 'self'; object-src 'none'" {
				t.Errorf("%s%s carries %v", base, path, res.Header)
			}
		}
		if res, _ := get(t, client, base+"/posts/x/"); res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("a page is %s", res.Header.Get("Content-Type"))
		}
		req, err := http.NewRequest(http.MethodGet, "http://site"+base+"/posts/long/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatalf("the long page comes as %v: %v", res.Header, err)
		}
		if b, err := io.ReadAll(z); err != nil || string(b) != long || res.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("the long page: %d bytes, %v, %v", len(b), res.Header, err)
		}
	}
}

// A reader behind nginx never meets a page whose parts are missing, while
// releases follow each other.
func TestNginxWhileReleasesFollow(t *testing.T) {
	dir, clock := t.TempDir(), newFake()
	mustDeploy(t, folderJob(t, dir, siteA, clock))
	client := startNginx(t, dir)
	stop := watch(t, client, true)
	for n := range 30 {
		clock.pass(13 * time.Hour)
		mustDeploy(t, folderJob(t, dir, []tree{siteB, siteC, siteA}[n%3], clock))
	}
	t.Logf("30 releases, %d crawls meanwhile", stop())
}

// The deploying process is killed at every operation on the folder. What is
// served is a whole site, and the next deploy finishes.
func TestKillAtEveryOperation(t *testing.T) {
	step := 6
	if os.Getenv("SOAK") != "" {
		step = 1
	}
	runs := 0
	for n := 1; ; n += step {
		dir, clock := t.TempDir(), newFake()
		mustDeploy(t, folderJob(t, dir, siteA, clock))
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), "OPSPRESS_TEST_CHILD=folder", "OPSPRESS_TEST_FOLDER="+dir, fmt.Sprint("OPSPRESS_TEST_KILL=", n))
		killed := c.Run() != nil
		if got := live(t, dir); !isSite(got, siteA) && !isSite(got, siteB, siteA) {
			t.Fatalf("killed at operation %d, and live is %v", n, got)
		}
		then := []tree{siteB, siteC}[runs%2]
		if _, err := Deploy(context.Background(), folderJob(t, dir, then, clock)); err != nil || !isSite(live(t, dir), then, siteA, siteB) {
			t.Fatalf("killed at operation %d: the next deploy says %v and leaves %v", n, err, live(t, dir))
		}
		if !killed {
			break
		}
		runs++
	}
	t.Logf("killed at %d operations", runs)
	if runs < 5 {
		t.Errorf("only %d kills", runs)
	}
}
