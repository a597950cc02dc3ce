package deploy

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// purgedBy makes a deploy of B over A with a purge service in front, and what
// became of it.
func purgedBy(t *testing.T, service, id, public string, serve http.HandlerFunc) (Result, error) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	s := httptest.NewServer(serve)
	defer s.Close()
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	j := job(t, siteB, m, clock)
	j.Target.Public, j.Target.Purge = public, Purge{service, id}
	j.HTTP = s.Client()
	j.HTTP.Transport = onlyTo{s.Listener.Addr().String(), j.HTTP.Transport}
	j.Endpoints = map[string]string{service: s.URL}
	j.Env = func(name string) string {
		return map[string]string{"CLOUDFLARE_API_TOKEN": "cf-token", "FASTLY_API_TOKEN": "fastly-token"}[name]
	}
	return Deploy(context.Background(), j)
}

// onlyTo lets requests reach one address; the public site answers as it should.
type onlyTo struct {
	at string
	rt http.RoundTripper
}

func (o onlyTo) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == o.at {
		return o.rt.RoundTrip(r)
	}
	body, ok := siteB[strings.TrimPrefix(r.URL.Path, "/")+"index.html"]
	w := httptest.NewRecorder()
	if !ok {
		w.WriteHeader(http.StatusNotFound)
	}
	io.WriteString(w, body)
	return w.Result(), nil
}

// cloudFrontServer answers as CloudFront documents: 3,000 paths and 15
// wildcards in progress, one batch for each CallerReference.
type cloudFrontServer struct {
	mu      sync.Mutex
	batches map[string][]string // by CallerReference
	busy    int                 // requests that are refused before one is taken
	asked   int
}

type invalidation struct {
	CallerReference string
	Paths           struct {
		Quantity int
		Items    []string `xml:"Items>Path"`
	}
}

func (c *cloudFrontServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	refuse := func(status int, code string) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>%s</Code><Message>planted</Message></Error><RequestId>1</RequestId></ErrorResponse>`, code)
	}
	var v invalidation
	body, _ := io.ReadAll(r.Body)
	wildcards := 0
	if err := xml.Unmarshal(body, &v); err != nil || v.Paths.Quantity != len(v.Paths.Items) || len(v.Paths.Items) == 0 {
		refuse(400, "InconsistentQuantities")
		return
	}
	for _, p := range v.Paths.Items {
		if !strings.HasPrefix(p, "/") || strings.ContainsFunc(p, func(r rune) bool { return r > 126 || r <= ' ' }) {
			refuse(400, "InvalidArgument")
			return
		}
		if strings.HasSuffix(p, "*") {
			wildcards++
		}
	}
	if !strings.Contains(r.Header.Get("Authorization"), "/us-east-1/cloudfront/aws4_request, SignedHeaders=") {
		refuse(403, "AccessDenied")
		return
	}
	before, again := c.batches[v.CallerReference]
	switch {
	case !strings.HasSuffix(r.URL.Path, "/distribution/E2X/invalidation"):
		refuse(404, "NoSuchDistribution")
	case c.busy > 0:
		c.busy--
		refuse(400, "TooManyInvalidationsInProgress")
	case wildcards > 15 || len(v.Paths.Items)-wildcards > 3000:
		refuse(400, "TooManyInvalidationsInProgress")
	case again && !slices.Equal(before, v.Paths.Items):
		refuse(400, "InvalidArgument")
	default:
		c.batches[v.CallerReference] = v.Paths.Items
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><Status>InProgress</Status></Invalidation>`)
	}
}

func TestCloudFrontForgetsWhatChanged(t *testing.T) {
	c := &cloudFrontServer{batches: map[string][]string{}, busy: 2}
	r, err := purgedBy(t, "cloudfront", "E2X", "", c.ServeHTTP)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.batches) != 1 || c.asked != 3 {
		t.Fatalf("%d requests, batches %v", c.asked, c.batches)
	}
	for _, batch := range c.batches {
		for _, want := range []string{"/", "/posts/x/", "/posts/w/", "/posts/z/", "/feed.xml", "/tags/new/", "/assets/main.bbbb.css"} {
			if !slices.Contains(batch, want) {
				t.Errorf("%s is not purged: %v", want, batch)
			}
		}
		if len(batch) != r.Purged {
			t.Errorf("%d paths, the result says %d", len(batch), r.Purged)
		}
	}
	c = &cloudFrontServer{batches: map[string][]string{}}
	if _, err := purgedBy(t, "cloudfront", "E2OTHER", "", c.ServeHTTP); err == nil || !strings.Contains(err.Error(), "purge: cloudfront: it answers 404 Not Found: NoSuchDistribution") || c.asked != 1 {
		t.Errorf("another distribution: %v after %d requests", err, c.asked)
	}
}

// Many paths become few wildcards that cover them all, and no more than may be.
func TestFold(t *testing.T) {
	list := func(n int, format string) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf(format, i))
		}
		return out
	}
	for _, c := range []struct {
		name  string
		paths []string
		want  []string
	}{
		{"one folder", list(200, "/posts/%d/"), []string{"/posts/*"}},
		{"two folders and some files", slices.Concat(list(90, "/posts/%d/"), list(90, "/tags/%d/"), []string{"/", "/feed.xml"}), []string{"/", "/feed.xml", "/posts/*", "/tags/*"}},
		{"a hundred folders", slices.Concat(list(100, "/a%d/x/"), list(100, "/a%d/y/")), []string{"/*"}},
		{"deeper", slices.Concat(list(60, "/en/posts/%d/"), list(60, "/en/tags/%d/")), []string{"/en/posts/*", "/en/tags/*"}},
	} {
		got := fold(c.paths, cloudFrontWildcards)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for _, p := range c.paths {
			if !slices.ContainsFunc(got, func(g string) bool {
				prefix, wild := strings.CutSuffix(g, "*")
				return g == p || wild && strings.HasPrefix(p, prefix)
			}) {
				t.Errorf("%s: %s is not covered by %v", c.name, p, got)
			}
		}
	}
}

func TestPurgedPaths(t *testing.T) {
	p := &Plan{Phases: []Phase{{Changes: []Change{{Entry: Entry{Path: "posts/글 하나/index.html"}}, {Entry: Entry{Path: "index.html"}}, {Entry: Entry{Path: "feed.xml"}}}}}}
	for _, c := range []struct {
		t    Target
		want []string
	}{
		{Target{Index: Website}, []string{"/", "/feed.xml", "/posts/%EA%B8%80%20%ED%95%98%EB%82%98/"}},
		{Target{Index: Function, Base: "/b"}, []string{"/b/", "/b/feed.xml", "/b/index.html", "/b/posts/%EA%B8%80%20%ED%95%98%EB%82%98/", "/b/posts/%EA%B8%80%20%ED%95%98%EB%82%98/index.html"}},
	} {
		if got := purged(c.t, p); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

func TestCloudflareForgetsWhatChanged(t *testing.T) {
	var mu sync.Mutex
	var files []string
	slow := 1
	r, err := purgedBy(t, "cloudflare", "zone1", "https://x.example", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var what struct {
			Files []string `json:"files"`
		}
		body, _ := io.ReadAll(r.Body)
		switch err := json.Unmarshal(body, &what); {
		case err != nil || r.URL.Path != "/client/v4/zones/zone1/purge_cache" || r.Method != http.MethodPost:
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"success":false,"errors":[{"code":7003,"message":"Could not route to the zone"}]}`)
		case r.Header.Get("Authorization") != "Bearer cf-token":
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, `{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}`)
		case len(what.Files) == 0 || len(what.Files) > 100:
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"success":false,"errors":[{"code":1094,"message":"You may only purge 100 files per API call"}]}`)
		case slow > 0:
			slow--
			w.Header().Set("Retry-After", "9")
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"success":false,"errors":[{"code":971,"message":"Please wait and consider throttling your request speed"}]}`)
		default:
			files = append(files, what.Files...)
			io.WriteString(w, `{"success":true,"errors":[],"result":{"id":"1"}}`)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(files, "https://x.example/posts/x/") || len(files) != r.Purged {
		t.Errorf("purged %v", files)
	}
	_, err = purgedBy(t, "cloudflare", "zone1", "https://x.example", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}`)
	})
	if err == nil || !strings.Contains(err.Error(), "Authentication error (code 10000)") || strings.Contains(err.Error(), "cf-token") {
		t.Errorf("%v", err)
	}
	many := make([]string, 250)
	c := &cloudflare{origin: "https://x.example"}
	if got := c.Batch(many); len(got) != 3 || len(got[0]) != 100 {
		t.Errorf("%d batches", len(got))
	}
	if got := c.Batch(make([]string, 5000)); len(got) != 1 || got[0][0] != everything {
		t.Error("thousands of paths are not folded into everything")
	}
}

func TestFastlyForgetsWhatChanged(t *testing.T) {
	var mu sync.Mutex
	var urls []string
	r, err := purgedBy(t, "fastly", "svc", "https://x.example", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get("Fastly-Key") != "fastly-token" {
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"msg":"Provided credentials are missing or invalid"}`)
			return
		}
		if url, ok := strings.CutPrefix(r.URL.Path, "/purge/"); ok && r.Header.Get("Fastly-Soft-Purge") == "1" {
			urls = append(urls, url)
			io.WriteString(w, `{"status":"ok","id":"108-1"}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"msg":"Record not found","detail":"Cannot find service"}`)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(urls, "x.example/posts/x/") || len(urls) != r.Purged {
		t.Errorf("purged %v", urls)
	}
	f := &fastly{host: "x.example"}
	if got := f.Batch(make([]string, fastlyMost+1)); len(got) != 1 || got[0][0] != everything {
		t.Error("hundreds of paths are not folded into everything")
	}
}

// A purge that fails is made again by the next deploy, though nothing changed.
func TestAFailedPurgeIsMadeAgain(t *testing.T) {
	m, clock := newMemory(), newFake()
	mustDeploy(t, job(t, siteA, m, clock))
	down, asked := true, 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, `{"status":"ok"}`)
	}))
	defer s.Close()
	j := job(t, siteB, m, clock)
	j.Target.Purge = Purge{"fastly", "svc"}
	j.Endpoints = map[string]string{"fastly": s.URL}
	j.Env = func(string) string { return "token" }
	r, err := Deploy(context.Background(), j)
	var failed *TargetError
	if !errors.As(err, &failed) || failed.Step != "purge" || !r.Committed {
		t.Fatalf("%+v, %v", r, err)
	}
	down, asked = false, 0
	if r := mustDeploy(t, j); r.Purged == 0 || asked == 0 || r.Committed {
		t.Errorf("the next deploy purges %d paths, release made: %v", r.Purged, r.Committed)
	}
	if asked = 0; mustDeploy(t, j).Purged != 0 || asked != 0 {
		t.Error("and the one after it, too")
	}
}

func TestAPurgeWithoutATokenSaysWhich(t *testing.T) {
	m, clock := newMemory(), newFake()
	j := job(t, siteA, m, clock)
	j.Target.Purge = Purge{"cloudflare", "zone"}
	j.Env = func(string) string { return "" }
	if _, err := Deploy(context.Background(), j); err == nil || !strings.Contains(err.Error(), "CLOUDFLARE_API_TOKEN is not set") {
		t.Errorf("%v", err)
	}
}
