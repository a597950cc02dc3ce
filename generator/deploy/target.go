package deploy

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"opspress/generator/diag"
)

// A Config is what site.yaml says of a target: deploy.<name>.
type Config struct {
	Name, URL, Public, Index, Purge string
	Keep                            int // releases; 0 is the usual number
}

// A Kind is the sort of place that a target is.
type Kind int

// The kinds of targets.
const (
	Bucket Kind = iota // s3://
	Folder             // dir:
	Export             // export:
)

// An Index says how the page of a folder is found in an object store.
type Index string

// The ways in which "/posts/x/" is answered.
const (
	Website  Index = "website"  // by a website endpoint, which looks for index.html
	Function Index = "function" // by a function at the CDN, which opspress writes
	Keys     Index = "keys"     // the page is the object "posts/x/"
)

// A Target is a place to deploy to, understood.
type Target struct {
	Name   string
	Kind   Kind
	Base   string // path of baseURL, without a slash at its end
	Public string // URL at which readers find the site, without a slash at its end; may be empty
	Keep   int    // releases
	Purge  Purge

	Index                                     Index // of a bucket
	Bucket, Prefix, Region, Endpoint, Private string
	Weak                                      bool // the store knows no conditions

	Dir   string   // of a folder or an export, as written
	Twins []string // encodings: gzip, br

	Host  string // of an export
	CNAME string
}

// A Purge says which CDN is told what changed; the zero Purge is none.
type Purge struct{ Service, ID string }

const usualKeep = 10

// kinds is what may stand in the URL of each kind of target.
var queries = map[string][]string{
	"s3":     {"region", "endpoint", "prefix", "private", "lock"},
	"dir":    {"twins"},
	"export": {"host"},
}

// Parse understands a target. base is the path of baseURL, host its name. Its error is a
// diag.Diagnostic without a place, and never shows what may be a secret.
func Parse(c Config, base, host string) (Target, error) {
	t := Target{Name: c.Name, Base: strings.TrimSuffix(base, "/"), Public: strings.TrimSuffix(c.Public, "/"), Keep: c.Keep, Index: Index(c.Index), CNAME: host}
	if t.Keep == 0 {
		t.Keep = usualKeep
	}
	p := parser{name: c.Name}
	u, err := url.Parse(c.URL)
	if err != nil || c.URL == "" {
		return t, p.wrong("url is no URL", urlHint)
	}
	if u.User != nil {
		return t, p.wrong("url holds a user or password", SecretHint)
	}
	q, err := url.ParseQuery(u.RawQuery)
	known, isKind := queries[u.Scheme]
	switch {
	case err != nil:
		return t, p.wrong("url has a query that cannot be read", "")
	case !isKind:
		return t, p.wrong(fmt.Sprintf("url begins with %q", u.Scheme+":"), urlHint)
	}
	for k := range q {
		if !slices.Contains(known, k) {
			return t, p.wrong(fmt.Sprintf("url has %q", k), or(diag.DidYouMean(k, known), "here may stand "+strings.Join(known, ", ")))
		}
	}
	if t.Purge, err = p.purge(c.Purge); err != nil {
		return t, err
	}
	switch u.Scheme {
	case "s3":
		return t, p.bucket(&t, u, q)
	case "dir":
		t.Kind, t.Dir = Folder, u.Opaque+u.Host+u.Path
		for _, e := range strings.FieldsFunc(q.Get("twins"), func(r rune) bool { return r == ',' }) {
			if e != "gzip" && e != "br" {
				return t, p.wrong(fmt.Sprintf("twins has %q", e), "here may stand gzip, br or both")
			}
			t.Twins = append(t.Twins, e)
		}
	default:
		t.Kind, t.Dir, t.Host = Export, u.Opaque+u.Host+u.Path, q.Get("host")
		if !slices.Contains(hostNames, t.Host) {
			return t, p.wrong(fmt.Sprintf("host is %q", t.Host), "want "+strings.Join(hostNames, ", "))
		}
	}
	switch {
	case t.Dir == "":
		return t, p.wrong("url names no folder", urlHint)
	case c.Index != "":
		return t, p.wrong("index is for buckets", "remove it: a server finds index.html by itself")
	}
	return t, nil
}

const urlHint = "s3://bucket?region=ap-northeast-2, dir:///srv/www or export:dist?host=netlify"

// SecretHint says where credentials belong.
const SecretHint = "credentials come from the environment (AWS_ACCESS_KEY_ID, CLOUDFLARE_API_TOKEN …) or the SDK's own chain; take this one out of site.yaml, and out of use"

type parser struct{ name string }

func (p parser) wrong(message, hint string) error {
	return diag.Diagnostic{Rule: "settings", Severity: diag.Error, Message: "deploy." + p.name + ": " + message, Hint: hint}
}

func (p parser) bucket(t *Target, u *url.URL, q url.Values) error {
	t.Kind, t.Bucket = Bucket, u.Host
	t.Region, t.Endpoint, t.Private = q.Get("region"), strings.TrimSuffix(q.Get("endpoint"), "/"), q.Get("private")
	if t.Index == "" {
		t.Index = Website
	}
	prefix := strings.Trim(t.Base, "/")
	if q.Has("prefix") {
		prefix = strings.Trim(q.Get("prefix"), "/")
	}
	if prefix != "" {
		t.Prefix = prefix + "/"
	}
	switch {
	case t.Bucket == "":
		return p.wrong("url names no bucket", urlHint)
	case u.Path != "" && u.Path != "/":
		return p.wrong("url has a path", "write ?prefix="+strings.Trim(u.Path, "/"))
	case path.Clean("/"+prefix) != "/"+prefix:
		return p.wrong(fmt.Sprintf("prefix %q is no folder", prefix), "")
	case !slices.Contains([]Index{Website, Function, Keys}, t.Index):
		return p.wrong(fmt.Sprintf("index is %q", t.Index), "want website, function or keys")
	case q.Has("lock") && q.Get("lock") != "weak":
		return p.wrong(fmt.Sprintf("lock is %q", q.Get("lock")), "want weak, or leave it out")
	}
	if t.Endpoint != "" {
		e, err := url.Parse(t.Endpoint)
		if err != nil || e.Scheme != "https" && e.Scheme != "http" || e.Host == "" {
			return p.wrong("endpoint is no URL", "for example https://<account>.r2.cloudflarestorage.com")
		}
		if e.User != nil {
			return p.wrong("endpoint holds a user or password", SecretHint)
		}
	}
	t.Weak = q.Get("lock") == "weak"
	return nil
}

func (p parser) purge(raw string) (Purge, error) {
	if raw == "" || raw == "none" {
		return Purge{}, nil
	}
	service, id, ok := strings.Cut(raw, ":")
	known := []string{"cloudfront", "cloudflare", "fastly"}
	if !slices.Contains(known, service) || !ok || id == "" || strings.ContainsAny(id, "/?# ") {
		return Purge{}, p.wrong("purge is not understood", or(diag.DidYouMean(service, known), "want cloudfront:DISTRIBUTION, cloudflare:ZONE, fastly:SERVICE or none"))
	}
	return Purge{service, id}, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// key gives the key of the object that a path of the site has, below the
// target's prefix.
func (t Target) key(p string) string {
	if t.Index == Keys {
		if dir, ok := strings.CutSuffix(p, "/index.html"); ok {
			return dir + "/"
		}
	}
	return p
}

// url gives the path at which readers find a file: "/blog/posts/x/".
func (t Target) url(p string) string {
	if dir, ok := strings.CutSuffix(p, "index.html"); ok && (dir == "" || strings.HasSuffix(dir, "/")) {
		p = dir
	}
	return (&url.URL{Path: t.Base + "/" + p}).EscapedPath()
}

// address gives the URL at which readers find a file. Public has the path of
// baseURL in it, when there is one.
func (t Target) address(p string) string {
	return t.Public + strings.TrimPrefix(t.url(p), (&url.URL{Path: t.Base}).EscapedPath())
}

// unescape decodes a path, unless it cannot be.
func unescape(p string) string {
	if d, err := url.PathUnescape(p); err == nil {
		return d
	}
	return p
}
