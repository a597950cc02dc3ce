package deploy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"opspress/generator/output"
)

var edgeHeaders = []output.Header{{Name: "Content-Security-Policy", Value: "default-src 'self'"}, {Name: "X-Frame-Options", Value: "DENY"}}

func edgeOf(t *testing.T, base, purge string, redirects string) map[string]string {
	t.Helper()
	site := plus(siteA, tree{"_redirects": redirects, ".well-known/security": "mail us", "글/index.html": "글"})
	target := Target{Kind: Bucket, Index: Function, Base: base, Prefix: strings.TrimPrefix(base+"/", "/"), Purge: Purge{Service: purge}}
	files, ds, err := Edge(target, site.manifest(t), edgeHeaders)
	if err != nil || len(ds) > 0 {
		t.Fatal(err, ds)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Name] = string(f.Bytes)
	}
	return out
}

// What the edge answers, whichever program does it: a path that is passed on,
// or a status with the place it leads to.
var edgeCases = []struct{ asked, want string }{
	{"/", "pass /index.html"},
	{"/posts/x/", "pass /posts/x/index.html"},
	{"/posts/x", "301 /posts/x/"},
	{"/posts/x?utm=1", "301 /posts/x/?utm=1"},
	{"/assets/main.aaaa.css", "pass /assets/main.aaaa.css"},
	{"/feed.xml", "pass /feed.xml"},
	{"/.well-known/security", "pass /.well-known/security"},
	{"/old/z/", "301 /posts/y/"},
	{"/old/z", "301 /posts/y/"},
	{"/%EC%98%9B%EA%B8%80/", "301 /%EA%B8%80/"},
	{"/%ec%98%9b%ea%b8%80/", "301 /%EA%B8%80/"},
	{"/%EA%B8%80/", "pass /%EA%B8%80/index.html"},
	{"/%zz/", "pass /%zz/index.html"},
	{"/.opspress/manifest.json.gz", "404"},
	{"/%2eopspress/lock.json", "404"},
	{"/.opspress/releases/", "404"},
	{"/constructor/", "pass /constructor/index.html"},
	{"/__proto__/", "pass /__proto__/index.html"},
	{"/toString", "301 /toString/"},
}

const edgeRedirects = "/old/z /posts/y/ 301\n/old/z/ /posts/y/ 301\n/%EC%98%9B%EA%B8%80/ /%EA%B8%80/ 301\n"

// TestCloudFrontFunction runs the function as CloudFront does
// (docs.aws.amazon.com, "CloudFront Functions event structure").
func TestCloudFrontFunction(t *testing.T) {
	for _, base := range []string{"", "/blog"} {
		text := edgeOf(t, base, "cloudfront", strings.ReplaceAll(strings.ReplaceAll("\n"+edgeRedirects, "\n/", "\n"+base+"/"), " /", " "+base+"/"))["cloudfront.js"]
		if len(text) > mostFunction {
			t.Errorf("the function has %d bytes", len(text))
		}
		vm := goja.New()
		if _, err := vm.RunString(text); err != nil {
			t.Fatal(err)
		}
		handler, ok := goja.AssertFunction(vm.Get("handler"))
		if !ok {
			t.Fatal("there is no handler")
		}
		for _, c := range edgeCases {
			path, query, _ := strings.Cut(c.asked, "?")
			parts := map[string]any{}
			if query != "" {
				for kv := range strings.SplitSeq(query, "&") {
					k, v, _ := strings.Cut(kv, "=")
					parts[k] = map[string]any{"value": v}
				}
			}
			event := vm.ToValue(map[string]any{
				"context": map[string]any{"eventType": "viewer-request"},
				"request": map[string]any{"method": "GET", "uri": base + path, "querystring": parts, "headers": map[string]any{}},
			})
			v, err := handler(goja.Undefined(), event)
			if err != nil {
				t.Fatalf("%s: %v", c.asked, err)
			}
			answer := v.Export().(map[string]any)
			got := fmt.Sprint("pass ", strings.TrimPrefix(fmt.Sprint(answer["uri"]), base))
			if status, made := answer["statusCode"]; made {
				headers := answer["headers"].(map[string]any)
				got = fmt.Sprint(status)
				if to, ok := headers["location"]; ok {
					got += " " + strings.TrimPrefix(to.(map[string]any)["value"].(string), base)
				}
				if headers["x-frame-options"] == nil {
					t.Errorf("%s: an answer of its own lacks the headers: %v", c.asked, headers)
				}
			}
			if got != c.want {
				t.Errorf("%s%s: %s, want %s", base, c.asked, got, c.want)
			}
		}
		response := vm.ToValue(map[string]any{
			"context":  map[string]any{"eventType": "viewer-response"},
			"response": map[string]any{"statusCode": 200, "headers": map[string]any{"etag": map[string]any{"value": `"x"`}}},
		})
		v, err := handler(goja.Undefined(), response)
		if err != nil {
			t.Fatal(err)
		}
		headers := v.Export().(map[string]any)["headers"].(map[string]any)
		if got := headers["content-security-policy"]; got == nil || got.(map[string]any)["value"] != "default-src 'self'" || headers["etag"] == nil {
			t.Errorf("the response carries %v", headers)
		}
	}
}

// workerWorld is as much of a Worker's world as ours needs: the URL, Headers,
// Request and Response of the Fetch standard, and a bucket of R2.
const workerWorld = `
class URL {
  constructor(of) {
    const text = typeof of === 'string' ? of : of.href;
    const m = /^(https?:\/\/[^\/]*)([^?]*)(\?.*)?$/.exec(text);
    this.origin = m[1]; this.pathname = m[2] || '/'; this.search = m[3] || '';
  }
  get href() { return this.origin + this.pathname + this.search; }
}
class Headers {
  constructor(of) { this.map = {}; for (const k in (of && of.map) || of || {}) this.map[k.toLowerCase()] = (of.map || of)[k]; }
  get(k) { const v = this.map[k.toLowerCase()]; return v === undefined ? null : v; }
  set(k, v) { this.map[k.toLowerCase()] = v; }
}
class Request { constructor(url, of) { this.url = url.href || url; this.method = of.method; this.headers = of.headers; } }
class Response {
  constructor(body, of) { of = of || {}; this.body = body; this.status = of.status || 200; this.headers = new Headers(of.headers); }
}
let passed = null;
async function fetch(request) { passed = new URL(request.url).pathname; return new Response('origin', { status: 200, headers: { etag: '"o"' } }); }
const bucket = { get: async (key) => {
  passed = key;
  const body = objects[key];
  return body === undefined ? null : { body: body, httpEtag: '"r2"', writeHttpMetadata: (h) => h.set('content-type', 'text/html; charset=utf-8') };
} };
async function ask(url, method, env, etag) {
  passed = null;
  const r = await worker.fetch({ url: url, method: method, headers: new Headers(etag ? { 'if-none-match': etag } : {}) }, env);
  return { status: r.status, location: r.headers.get('location'), frame: r.headers.get('x-frame-options'), type: r.headers.get('content-type'), body: r.body, passed: passed };
}
`

func workerOf(t *testing.T, base string, objects map[string]string) func(path, method string, bound bool, etag string) map[string]any {
	t.Helper()
	text := edgeOf(t, base, "cloudflare", strings.ReplaceAll(strings.ReplaceAll("\n"+edgeRedirects, "\n/", "\n"+base+"/"), " /", " "+base+"/"))["worker.js"]
	vm := goja.New()
	vm.Set("objects", objects)
	if _, err := vm.RunString(workerWorld + strings.Replace(text, "export default", "const worker =", 1)); err != nil {
		t.Fatal(err)
	}
	ask, _ := goja.AssertFunction(vm.Get("ask"))
	return func(path, method string, bound bool, etag string) map[string]any {
		t.Helper()
		env := vm.NewObject()
		if bound {
			env.Set("BUCKET", vm.Get("bucket"))
		}
		v, err := ask(goja.Undefined(), vm.ToValue("https://ops.example"+base+path), vm.ToValue(method), env, vm.ToValue(etag))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		p := v.Export().(*goja.Promise)
		if p.State() != goja.PromiseStateFulfilled {
			t.Fatalf("%s: %v", path, p.Result())
		}
		return p.Result().Export().(map[string]any)
	}
}

func TestWorker(t *testing.T) {
	for _, base := range []string{"", "/blog"} {
		ask := workerOf(t, base, nil)
		for _, c := range edgeCases {
			a := ask(c.asked, "GET", false, "")
			got := fmt.Sprint("pass ", strings.TrimPrefix(fmt.Sprint(a["passed"]), base))
			if a["passed"] == nil {
				got = fmt.Sprint(a["status"])
				if to := a["location"]; to != nil {
					got += " " + strings.TrimPrefix(to.(string), base)
				}
			}
			if got != c.want {
				t.Errorf("%s%s: %s, want %s", base, c.asked, got, c.want)
			}
			if a["frame"] != "DENY" {
				t.Errorf("%s%s: the answer lacks the headers", base, c.asked)
			}
		}
	}
}

func TestWorkerWithABucket(t *testing.T) {
	for _, base := range []string{"", "/blog"} {
		prefix := strings.TrimPrefix(base+"/", "/")
		ask := workerOf(t, base, map[string]string{prefix + "posts/x/index.html": "x", prefix + "404.html": "not here"})
		for _, c := range []struct {
			path, method, etag string
			status             int64
			body               any
		}{
			{"/posts/x/", "GET", "", 200, "x"},
			{"/posts/x/", "HEAD", "", 200, nil},
			{"/posts/x/", "GET", `"r2"`, 304, nil},
			{"/nothing/", "GET", "", 404, "not here"},
			{"/posts/x/", "POST", "", 405, "Method Not Allowed"},
		} {
			if a := ask(c.path, c.method, true, c.etag); a["status"] != c.status || a["body"] != c.body || a["frame"] != "DENY" {
				t.Errorf("%s %s: %v", c.method, c.path, a)
			}
		}
	}
}

// A function that is too large does without redirects, and says so.
func TestALargeFunctionDoesWithoutRedirects(t *testing.T) {
	var list strings.Builder
	for i := range 500 {
		fmt.Fprintf(&list, "/old/post-%d/ /posts/post-%d/ 301\n", i, i)
	}
	target := Target{Kind: Bucket, Index: Function, Purge: Purge{Service: "cloudfront"}}
	files, ds, err := Edge(target, tree{"_redirects": list.String()}.manifest(t), edgeHeaders)
	if err != nil || len(files) != 1 || len(files[0].Bytes) > mostFunction || len(ds) != 1 {
		t.Errorf("%d files, %v, %v", len(files), ds, err)
	}
	if files, _, _ := Edge(Target{Kind: Bucket, Index: Website}, siteA.manifest(t), nil); files != nil {
		t.Error("a website endpoint needs no function")
	}
}
