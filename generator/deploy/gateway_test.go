//go:build tools

package deploy

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sys/unix"
)

// A gateway is versitygw, a real server of the S3 dialect, on loopback, with
// its endpoint for websites.
type gateway struct {
	endpoint string
	website  string // host and port; the bucket's name is the first part of Host
	client   *s3.Client
}

const (
	testKey    = "opspress-test-key"
	testSecret = "opspress-test-secret-0123456789"
)

// shared is started once for all tests of a run.
var shared struct {
	sync.Once
	gateway *gateway
	stop    func()
	err     error
}

func TestMain(m *testing.M) {
	if role := os.Getenv("OPSPRESS_TEST_CHILD"); role != "" {
		child(role)
	}
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// startGateway gives the gateway and a bucket of the test's own in it.
func startGateway(t *testing.T) (g *gateway, bucket string) {
	t.Helper()
	shared.Do(func() { shared.gateway, shared.stop, shared.err = runGateway() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", testKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", testSecret)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	g = shared.gateway
	if g.client == nil {
		store, err := openS3(context.Background(), Target{Bucket: "none", Endpoint: g.endpoint})
		if err != nil {
			t.Fatal(err)
		}
		g.client = store.client
	}
	return g, g.bucket(t)
}

func runGateway() (*gateway, func(), error) {
	program, err := filepath.Abs("../../.tools/versitygw")
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(program); err != nil {
		return nil, nil, fmt.Errorf("versitygw is not there; `make tools` installs it: %w", err)
	}
	dir, err := os.MkdirTemp("", "gateway")
	if err != nil {
		return nil, nil, err
	}
	for _, d := range []string{"data", "sidecar"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			return nil, nil, err
		}
	}
	port, site, err := freePorts()
	if err != nil {
		return nil, nil, err
	}
	args := []string{"--quiet", "--port", port, "--website", site, "--website-domain", "localhost", "posix"}
	if unix.Setxattr(filepath.Join(dir, "data"), "user.opspress", []byte("x"), 0) != nil {
		args = append(args, "--sidecar", filepath.Join(dir, "sidecar"))
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, nil, err
	}
	c := exec.Command(program, append(args, filepath.Join(dir, "data"))...)
	c.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+testKey, "ROOT_SECRET_KEY="+testSecret)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		return nil, nil, err
	}
	stop := func() {
		c.Process.Kill()
		c.Wait()
		os.RemoveAll(dir)
	}
	for _, at := range []string{port, site} {
		if err := listens(at); err != nil {
			said, _ := os.ReadFile(log.Name())
			stop()
			return nil, nil, fmt.Errorf("versitygw does not answer: %w\n%s", err, said)
		}
	}
	return &gateway{endpoint: "http://" + port, website: site}, stop, nil
}

func freePorts() (a, b string, err error) {
	var ls [2]net.Listener
	for i := range ls {
		if ls[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return "", "", err
		}
		defer ls[i].Close()
	}
	return ls[0].Addr().String(), ls[1].Addr().String(), nil
}

// listens waits until somebody listens at an address.
func listens(at string) (err error) {
	for range 600 {
		var c net.Conn
		if c, err = net.Dial("tcp", at); err == nil {
			return c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

var buckets struct {
	sync.Mutex
	n int
}

// bucket makes a bucket that everybody may read and that has a website.
func (g *gateway) bucket(t *testing.T) string {
	t.Helper()
	buckets.Lock()
	buckets.n++
	name := fmt.Sprintf("site-%d", buckets.n)
	buckets.Unlock()
	ctx := context.Background()
	if _, err := g.client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + name + `/*"},` +
		`{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + name + `/.opspress/*"}]}`
	if _, err := g.client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &name, Policy: &policy}); err != nil {
		t.Fatal(err)
	}
	_, err := g.client.PutBucketWebsite(ctx, &s3.PutBucketWebsiteInput{Bucket: &name, WebsiteConfiguration: &types.WebsiteConfiguration{
		IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}, ErrorDocument: &types.ErrorDocument{Key: aws.String("404.html")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// reader asks the website endpoint for the pages of a bucket.
func (g *gateway) reader(bucket string) *http.Client {
	return &http.Client{
		Transport:     toWebsite{g.website, bucket},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type toWebsite struct{ at, bucket string }

func (w toWebsite) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host, r.Host = w.at, w.bucket+".localhost"
	return http.DefaultTransport.RoundTrip(r)
}

// target is a bucket of the gateway, reached through an endpoint.
func (g *gateway) target(bucket, endpoint string) Target {
	return Target{Name: "web", Kind: Bucket, Index: Website, Bucket: bucket, Endpoint: endpoint, Keep: 10}
}
