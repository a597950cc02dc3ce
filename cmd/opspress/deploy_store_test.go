//go:build tools

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A store is versitygw with one bucket, for readers at public, and a server
// that takes purges as CloudFront and Cloudflare do.
type store struct {
	endpoint, public, purges string
	env                      []string
	refuse                   bool // purges
}

const (
	storeKey    = "AKIAQ7OPSPRESSTEST77"
	storeSecret = "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"
	cdnToken    = "cdn-token-nobody-may-see-4711"
)

func startStore(t *testing.T, region, bucket string) *store {
	t.Helper()
	program, err := filepath.Abs("../../.tools/versitygw")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal("versitygw is not there; `make tools` installs it")
	}
	dir := t.TempDir()
	for _, d := range []string{"data/" + bucket, "sidecar"} { // a folder is a bucket
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	port, site := freePort(t), freePort(t)
	c := exec.Command(program, "--quiet", "--region", region, "--port", port, "--website", site, "--website-domain", "localhost",
		"posix", "--sidecar", filepath.Join(dir, "sidecar"), filepath.Join(dir, "data"))
	c.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+storeKey, "ROOT_SECRET_KEY="+storeSecret)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	s := &store{endpoint: "http://" + port}
	waitFor(t, port)
	s.public = readers(t, filepath.Join(dir, "data", bucket)).URL
	s.purges = purges(t, s).URL
	s.env = append(os.Environ(), "NO_COLOR=1", "AWS_ACCESS_KEY_ID="+storeKey, "AWS_SECRET_ACCESS_KEY="+storeSecret, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_PROFILE=", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
		"AWS_ENDPOINT_URL_S3="+s.endpoint, "AWS_ENDPOINT_URL_CLOUDFRONT="+s.purges, "CLOUDFLARE_API_TOKEN="+cdnToken, "FASTLY_API_TOKEN="+cdnToken)
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func waitFor(t *testing.T, at string) {
	t.Helper()
	for range 600 {
		if c, err := net.Dial("tcp", at); err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nobody listens at %s", at)
}

// readers serves the objects of a bucket as a CDN with the function of
// index: function does.
func readers(t *testing.T, dir string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := strings.TrimPrefix(r.URL.Path, "/")
		if p == "" || strings.HasSuffix(p, "/") {
			p += "index.html"
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p)))
		if err != nil || strings.HasPrefix(p, ".opspress/") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Write(b)
	}))
	t.Cleanup(s.Close)
	return s
}

func purges(t *testing.T, s *store) *httptest.Server {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		switch {
		case s.refuse:
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not for you</Message></Error></ErrorResponse>`)
		default:
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, `<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><Status>InProgress</Status></Invalidation>`)
		}
	}))
	t.Cleanup(h.Close)
	return h
}

// TestManualDeploysToAStore runs the commands of the manual that need a store:
// its settings for S3, with the address of the public site replaced, as AWS is
// by versitygw.
func TestManualDeploysToAStore(t *testing.T) {
	var settings, commands string
	for _, c := range manual(t) {
		if c.name != "deploy.md" {
			continue
		}
		for _, b := range c.blocks {
			if b.title == "site.yaml" && strings.Contains(b.text, "cloudfront:") {
				settings = b.text
			}
			if strings.HasPrefix(b.text, "export AWS_PROFILE") {
				commands = b.text
			}
		}
	}
	s := startStore(t, "ap-northeast-2", "ops-example-com")
	settings = strings.Replace(settings, "public: https://ops.example.com", "public: "+s.public, 1)
	commands = strings.Replace(commands, "export AWS_PROFILE=blog\n", "", 1)
	if settings == "" || strings.Count(commands, "opspress deploy") < 4 {
		t.Fatalf("the manual has changed:\n%s\n%s", settings, commands)
	}
	// There has to be something to go back to.
	first, rest, _ := strings.Cut(commands, "opspress deploy history")
	change := "\necho '---\ntitle: 둘\ndate: 2025-02-01\n---\n둘' > posts/b.md\nopspress deploy production --rollback-on-failure\n"
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"site.yaml": settings, "posts/a.md": "---\ntitle: 하나\ndate: 2025-01-01\n---\n하나\n"})
	sh := exec.Command("sh", "-ec", first+change+"opspress deploy history"+rest)
	sh.Dir, sh.Env = dir, s.env
	out, err := sh.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"would change", "paths purged", "pages checked", "wrote .opspress/deploy/production/cloudfront.js", "-2  ", "0 bodies sent"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the terminal does not show %q:\n%s", want, out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, ".opspress/deploy/production/cloudfront.js")); err != nil {
		t.Error(err)
	}
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
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
}

// TestCredentialsAreInNoOutput deploys with everything that may go wrong, and
// looks for the credentials in all that opspress wrote, to the terminal and to
// files.
func TestCredentialsAreInNoOutput(t *testing.T) {
	s := startStore(t, "us-east-1", "blog")
	dir := t.TempDir()
	site := func(purge, endpoint string) {
		writeFiles(t, dir, map[string]string{
			"site.yaml":  "baseURL: https://x.example\ndeploy:\n  web: {url: \"s3://blog?region=us-east-1&endpoint=" + endpoint + "\", index: function, purge: \"" + purge + "\"}\n",
			"posts/a.md": fmt.Sprintf("---\ntitle: %s\ndate: 2025-01-01\n---\n하나\n", purge),
		})
	}
	var said bytes.Buffer
	run := func(want string, env []string, args ...string) {
		t.Helper()
		c := exec.CommandContext(context.Background(), "opspress", args...)
		c.Dir, c.Env = dir, env
		c.Stdout, c.Stderr = &said, &said
		err := c.Run()
		got := "0"
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "exit status ")
		}
		if got != want {
			t.Errorf("opspress %v: exit status %s, want %s\n%s", args, got, want, said.String())
		}
	}
	site("none", s.endpoint)
	run("0", s.env, "deploy", "--json")
	run("0", s.env, "deploy", "history", "--json")
	run("0", s.env, "deploy", "status")
	run("0", s.env, "deploy", "--verify")
	site("cloudfront:E2X", s.endpoint)
	s.refuse = true
	run("3", s.env, "deploy")
	wrong := append(s.env, "AWS_SECRET_ACCESS_KEY="+storeSecret+"x")
	run("3", wrong, "deploy")
	run("3", wrong, "deploy", "history")
	run("3", append(s.env, "AWS_ACCESS_KEY_ID="+storeKey[:19]+"X"), "deploy", "status", "--json")
	run("2", append(s.env, "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="), "deploy")
	target, err := url.Parse(s.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	// A proxy that answers with nonsense, and tells back what it was sent.
	echo := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			r.StatusCode, r.Body = http.StatusForbidden, io.NopCloser(strings.NewReader("<html>no"))
			r.ContentLength = -1
			r.Header.Del("Content-Length")
			return nil
		},
	})
	defer echo.Close()
	site("none", echo.URL)
	run("3", s.env, "deploy")
	err = filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		said.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{storeSecret, storeKey, cdnToken, "Signature=", "Authorization"} {
		if i := strings.Index(said.String(), secret); i >= 0 {
			t.Errorf("%s stands in the output: …%s", secret[:8], regexp.MustCompile(`\S{20,}`).ReplaceAllString(said.String()[max(0, i-200):i], "…"))
		}
	}
}
