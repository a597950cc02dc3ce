//go:build tools

package deploy

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// get asks for a page of a website.
func get(t *testing.T, c *http.Client, path string) (*http.Response, string) {
	t.Helper()
	res, err := c.Get("http://site" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// A site in a real store, as readers see it through its website endpoint.
func TestARealStore(t *testing.T) {
	g, bucket := startGateway(t)
	site := plus(siteB, tree{
		"_redirects": "/old/z /posts/y/ 301\n/old/z/ /posts/y/ 301\n", "태그/가 나/index.html": "가 나 page", "a+b & c.png": "picture",
	})
	deploy := func(s tree, change func(*Job)) Result {
		t.Helper()
		j := Job{Target: g.target(bucket, g.endpoint), Site: s.manifest(t)}
		if change != nil {
			change(&j)
		}
		return mustDeploy(t, j)
	}
	deploy(siteA, nil)
	if r := deploy(siteA, nil); r.Committed || len(r.Changes) > 0 {
		t.Errorf("the same site changes %v", paths(r.Changes))
	}
	deploy(site, nil)
	reader := g.reader(bucket)
	for path, want := range map[string]struct {
		status                  int
		body, kind, cache, goes string
	}{
		"/":                     {200, site["index.html"], "text/html; charset=utf-8", "public, max-age=0, s-maxage=60, must-revalidate", ""},
		"/posts/w/":             {200, site["posts/w/index.html"], "text/html; charset=utf-8", "public, max-age=0, s-maxage=60, must-revalidate", ""},
		"/assets/main.bbbb.css": {200, "b", "text/css; charset=utf-8", "public, max-age=31536000, immutable", ""},
		"/feed.xml":             {200, site["feed.xml"], "application/xml; charset=utf-8", "public, max-age=0, s-maxage=60, must-revalidate", ""},
		"/%ED%83%9C%EA%B7%B8/%EA%B0%80%20%EB%82%98/": {200, "가 나 page", "text/html; charset=utf-8", "public, max-age=0, s-maxage=60, must-revalidate", ""},
		"/a+b%20&%20c.png":                           {200, "picture", "image/png", "public, max-age=600, must-revalidate", ""},
		"/assets/main.aaaa.css":                      {200, "a", "text/css; charset=utf-8", "public, max-age=31536000, immutable", ""}, // for pages in open tabs
		"/old/z/":                                    {301, "", "", "", "/posts/y/"},
		"/nothing/":                                  {404, site["404.html"], "text/html; charset=utf-8", "", ""},
		"/.opspress/manifest.json.gz":                {403, "", "", "", ""},
	} {
		res, body := get(t, reader, path)
		h := res.Header
		if res.StatusCode != want.status || want.body != "" && body != want.body || want.kind != "" && h.Get("Content-Type") != want.kind ||
			want.cache != "" && h.Get("Cache-Control") != want.cache || !strings.HasSuffix(h.Get("Location"), want.goes) {
			t.Errorf("%s: %d %q, %q, %q, %q", path, res.StatusCode, body, h.Get("Content-Type"), h.Get("Cache-Control"), h.Get("Location"))
		}
	}

	ctx := context.Background()
	rs, err := History(ctx, g.target(bucket, g.endpoint), World{})
	if err != nil || len(rs) != 2 || rs[0].Serial != 2 {
		t.Fatalf("history %v, %v", rs, err)
	}
	if _, err := Rollback(ctx, Job{Target: g.target(bucket, g.endpoint)}, ""); err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, reader, "/posts/x/"); body != siteA["posts/x/index.html"] {
		t.Errorf("after going back /posts/x/ is %q", body)
	}

	// Somebody changes headers and bodies behind our back.
	store, err := openS3(ctx, g.target(bucket, g.endpoint))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Put(ctx, "index.html", []byte("defaced"), Headers{Type: "text/html"}, Condition{}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Put(ctx, "logo.png", []byte("logo"), Headers{Type: "image/png", Cache: "no-store"}, Condition{}); err != nil {
		t.Fatal(err)
	}
	if err := store.Delete(ctx, "feed.xml"); err != nil {
		t.Fatal(err)
	}
	r := deploy(siteA, func(j *Job) { j.Verify = true })
	if got := strings.Join(paths(r.Changes), ", "); got != "again feed.xml, again index.html, again logo.png" {
		t.Errorf("--verify mends %s", got)
	}
	if res, body := get(t, reader, "/logo.png"); body != "logo" || res.Header.Get("Cache-Control") != "public, max-age=600, must-revalidate" {
		t.Errorf("/logo.png: %q, %v", body, res.Header)
	}

	// Below a prefix, and with its own objects in another bucket.
	private := g.bucket(t)
	deploy(siteA, func(j *Job) { j.Target.Prefix, j.Target.Private = "blog/", private })
	if res, body := get(t, reader, "/blog/posts/x/"); res.StatusCode != 200 || body != siteA["posts/x/index.html"] {
		t.Errorf("/blog/posts/x/: %d %q", res.StatusCode, body)
	}
	if _, err := store.Get(ctx, "blog/"+manifestKey); err != ErrNotFound {
		t.Errorf("the manifest stands in the public bucket: %v", err)
	}
}

// What goes wrong with a store is said in words.
func TestARealStoreSaysNo(t *testing.T) {
	g, bucket := startGateway(t)
	ctx := context.Background()
	ask := func(t Target) error {
		_, err := History(ctx, t, World{})
		return err
	}
	if err := ask(g.target("no-such-bucket", g.endpoint)); err == nil || !strings.Contains(err.Error(), "NoSuchBucket") {
		t.Errorf("another bucket: %v", err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret-that-nobody-may-see")
	err := ask(g.target(bucket, g.endpoint))
	if err == nil || !strings.Contains(err.Error(), "SignatureDoesNotMatch") || strings.Contains(err.Error(), "nobody-may-see") {
		t.Errorf("a wrong secret: %v", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("AWS_CONFIG_FILE", "/dev/null")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
	if err := ask(g.target(bucket, g.endpoint)); err == nil || !strings.Contains(err.Error(), "there are no credentials") {
		t.Errorf("without credentials: %v", err)
	}
}
