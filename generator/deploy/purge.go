package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A purger makes a CDN forget. Each method is one request and does not try
// again.
type purger interface {
	// Batch cuts what changed into requests that the service accepts. Paths are
	// percent-encoded and begin with a slash.
	Batch(paths []string) [][]string
	// Purge makes the service forget one batch. Name is the same for the same
	// batch of the same release, and for no other.
	Purge(ctx context.Context, name string, batch []string) error
}

// purge makes the CDN forget what changed.
func (b *bucket) purge(ctx context.Context, p *Plan) error {
	paths := purged(b.target, p)
	if b.target.Purge.Service == "" || len(paths) == 0 {
		return nil
	}
	s, err := openPurger(ctx, b.target, b.world)
	if err != nil {
		return err
	}
	for i, batch := range s.Batch(paths) {
		name := fmt.Sprintf("opspress-%s-%s-%d", b.live.Live.ID, b.lease.name, i)
		if err := b.world.Clock.retry(ctx, nil, func() error { return s.Purge(ctx, name, batch) }); err != nil {
			return fmt.Errorf("%s: %w", b.target.Purge.Service, err)
		}
	}
	b.result.Purged = len(paths)
	return nil
}

// purged gives the paths under which a CDN may hold what has changed: that of
// readers, and that of the object, which differ for the page of a folder.
func purged(t Target, p *Plan) []string {
	var paths []string
	add := func(file string) {
		paths = append(paths, t.url(file))
		if strings.HasSuffix(file, "index.html") && t.Index == Function {
			paths = append(paths, (t.url(file))+"index.html")
		}
	}
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			add(c.Path)
		}
	}
	for _, g := range p.Leaving {
		add(g.Path)
	}
	for _, g := range p.deletions() {
		add(g.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func openPurger(ctx context.Context, t Target, w World) (purger, error) {
	at := func(usual string) string { return or(w.Endpoints[t.Purge.Service], usual) }
	token := func(name string) (string, error) {
		v := w.Env(name)
		if v == "" {
			return "", fmt.Errorf("%s is not set", name)
		}
		return v, nil
	}
	switch t.Purge.Service {
	case "cloudfront":
		return openCloudFront(ctx, t.Purge.ID, w)
	case "cloudflare":
		key, err := token("CLOUDFLARE_API_TOKEN")
		return &cloudflare{client: w.HTTP, base: at("https://api.cloudflare.com"), zone: t.Purge.ID, token: key, origin: originOf(t.Public)}, err
	case "fastly":
		key, err := token("FASTLY_API_TOKEN")
		return &fastly{client: w.HTTP, base: at("https://api.fastly.com"), service: t.Purge.ID, token: key, host: hostOf(t.Public)}, err
	}
	return nil, fmt.Errorf("there is no purge service %q", t.Purge.Service)
}

func originOf(public string) string {
	scheme, rest, ok := strings.Cut(public, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

func hostOf(public string) string {
	_, host, _ := strings.Cut(originOf(public), "://")
	return host
}

// everything stands in a batch for the whole site.
const everything = "*"

// chunks cuts a list into pieces of at most n.
func chunks(list []string, n int) (out [][]string) {
	for c := range slices.Chunk(list, n) {
		out = append(out, c)
	}
	return out
}

// ask makes a request to a purge service. fault reads what its answer says is
// wrong, and whether that passes although the status does not say so. The error
// never holds the request's headers, in which the token is.
func ask(c *http.Client, req *http.Request, fault func(body []byte) (why string, passes bool)) error {
	res, err := c.Do(req)
	if err != nil {
		if req.Context().Err() != nil {
			return req.Context().Err()
		}
		return &Trouble{Err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return &Trouble{Err: err}
	}
	why, again := fault(body)
	switch {
	case res.StatusCode/100 == 2 && why == "":
		return nil
	case res.StatusCode/100 != 2 && why == "":
		why = res.Status
	case res.StatusCode/100 != 2:
		why = res.Status + ": " + why
	}
	err = errors.New("it answers " + why)
	if again || passes(res.StatusCode) {
		return &Trouble{Err: err, Slow: res.StatusCode == http.StatusTooManyRequests, After: retryAfter(res.Header.Get("Retry-After"), time.Now)}
	}
	return err
}

// passes says whether a status is of an error that may pass.
func passes(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter reads a Retry-After header: seconds, or a date (RFC 9110, 10.2.3).
func retryAfter(h string, now func() time.Time) time.Duration {
	if s, err := strconv.Atoi(h); err == nil && s >= 0 {
		return time.Duration(s) * time.Second
	}
	if t, err := http.ParseTime(h); err == nil {
		return max(t.Sub(now()), 0)
	}
	return 0
}

// A cloudflare purges by URL, or everything
// (https://developers.cloudflare.com/api/resources/cache/methods/purge).
type cloudflare struct {
	client            *http.Client
	base, zone, token string
	origin            string
}

const (
	cloudflareBatch = 100  // URLs of one request, on all plans but Enterprise
	cloudflareMost  = 2000 // URLs before everything is purged instead
)

func (c *cloudflare) Batch(paths []string) [][]string {
	if len(paths) > cloudflareMost || c.origin == "" {
		return [][]string{{everything}}
	}
	return chunks(paths, cloudflareBatch)
}

func (c *cloudflare) Purge(ctx context.Context, _ string, batch []string) error {
	var what struct {
		Everything bool     `json:"purge_everything,omitempty"`
		Files      []string `json:"files,omitempty"`
	}
	if what.Everything = batch[0] == everything; !what.Everything {
		for _, p := range batch {
			what.Files = append(what.Files, c.origin+p)
		}
	}
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/client/v4/zones/"+c.zone+"/purge_cache", strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	return ask(c.client, req, func(b []byte) (string, bool) { return cloudflareFault(b), false })
}

// cloudflareFault reads what an answer says is wrong, "" when it is a success.
func cloudflareFault(body []byte) string {
	var a struct {
		Success bool `json:"success"`
		Errors  []struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	switch err := json.Unmarshal(body, &a); {
	case err != nil:
		return "an answer that is no JSON"
	case a.Success:
		return ""
	case len(a.Errors) > 0:
		return fmt.Sprintf("%s (code %d)", a.Errors[0].Message, a.Errors[0].Code)
	}
	return "no success"
}

// A fastly purges URL by URL, softly, or everything, which it cannot do softly
// (https://www.fastly.com/documentation/reference/api/purging/).
type fastly struct {
	client               *http.Client
	base, service, token string
	host                 string
}

const fastlyMost = 500 // URLs before everything is purged instead

func (f *fastly) Batch(paths []string) [][]string {
	if len(paths) > fastlyMost || f.host == "" {
		return [][]string{{everything}}
	}
	return chunks(paths, 1)
}

func (f *fastly) Purge(ctx context.Context, _ string, batch []string) error {
	url := f.base + "/purge/" + f.host + batch[0]
	if batch[0] == everything {
		url = f.base + "/service/" + f.service + "/purge_all"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Fastly-Key", f.token)
	req.Header.Set("Accept", "application/json")
	if batch[0] != everything {
		req.Header.Set("Fastly-Soft-Purge", "1")
	}
	return ask(f.client, req, func(b []byte) (string, bool) { return fastlyFault(b), false })
}

func fastlyFault(body []byte) string {
	var a struct {
		Status, Msg, Detail string
	}
	switch err := json.Unmarshal(body, &a); {
	case err != nil:
		return "an answer that is no JSON"
	case a.Status == "ok":
		return ""
	case a.Msg != "":
		return strings.TrimSpace(a.Msg + " " + a.Detail)
	}
	return "no success"
}
