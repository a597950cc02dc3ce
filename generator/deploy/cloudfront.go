package deploy

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"

	"opspress/generator/output"
)

// A cloudFront purges by path, where a * at the end stands for everything
// below (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html).
// It makes its one request itself, with the SDK's credentials and signature:
// the SDK's client for CloudFront would be a tenth of the program.
type cloudFront struct {
	client      *http.Client
	base, id    string
	credentials aws.CredentialsProvider
	now         func() time.Time
}

const (
	// Paths of one purge before they are folded: each costs from the thousandth
	// of a month on, and one with a * costs as one.
	cloudFrontMost = 100
	// Paths with a * that may be in progress at once.
	cloudFrontWildcards = 15
	// The version of the API, and of its documents.
	cloudFrontVersion = "2020-05-31"
)

func openCloudFront(ctx context.Context, id string, w World) (*cloudFront, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion("us-east-1")) // CloudFront has no other
	if err != nil {
		return nil, err
	}
	base := or(w.Endpoints["cloudfront"], or(w.Env("AWS_ENDPOINT_URL_CLOUDFRONT"), "https://cloudfront.amazonaws.com"))
	return &cloudFront{client: w.HTTP, base: base, id: id, credentials: cfg.Credentials, now: time.Now}, nil
}

func (c *cloudFront) Batch(paths []string) [][]string {
	if len(paths) <= cloudFrontMost {
		return [][]string{paths}
	}
	return [][]string{fold(paths, cloudFrontWildcards)}
}

// fold gives wildcards for many paths: one for each folder, as deep as there
// may be of them; a folder with one path alone needs none.
func fold(paths []string, most int) []string {
	best := []string{"/*"}
	for depth := 1; ; depth++ {
		folders := map[string][]string{}
		deeper := false
		for _, p := range paths {
			parts := strings.SplitAfter(p, "/")
			cut := min(depth+1, len(parts)-1)
			deeper = deeper || cut > depth
			folder := strings.Join(parts[:cut], "")
			folders[folder] = append(folders[folder], p)
		}
		var out []string
		for f, ps := range folders {
			switch {
			case len(ps) == 1, f == "/":
				out = append(out, ps...)
			default:
				out = append(out, f+"*")
			}
		}
		if len(out) > most {
			return best
		}
		sort.Strings(out)
		best = out
		if !deeper {
			return best
		}
	}
}

// An invalidationBatch is the document that CreateInvalidation takes.
type invalidationBatch struct {
	XMLName         xml.Name `xml:"InvalidationBatch"`
	Space           string   `xml:"xmlns,attr"`
	Quantity        int      `xml:"Paths>Quantity"`
	Items           []string `xml:"Paths>Items>Path"`
	CallerReference string
}

func (c *cloudFront) Purge(ctx context.Context, name string, batch []string) error {
	body, err := xml.Marshal(invalidationBatch{
		Space: "http://cloudfront.amazonaws.com/doc/" + cloudFrontVersion + "/", CallerReference: name, Quantity: len(batch), Items: batch,
	})
	if err != nil {
		return err
	}
	url := fmt.Sprintf("%s/%s/distribution/%s/invalidation", c.base, cloudFrontVersion, c.id)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/xml")
	keys, err := c.credentials.Retrieve(ctx)
	if err != nil {
		return sdkError(err)
	}
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, output.Sum(body).String(), "cloudfront", "us-east-1", c.now()); err != nil {
		return err
	}
	return ask(c.client, req, cloudFrontFault)
}

// cloudFrontFault reads what an answer says is wrong, "" when it is a success.
func cloudFrontFault(body []byte) (why string, passes bool) {
	var a struct {
		XMLName xml.Name
		Code    string `xml:"Error>Code"`
		Message string `xml:"Error>Message"`
	}
	switch err := xml.Unmarshal(body, &a); {
	case err != nil:
		return "an answer that is no XML", false
	case a.XMLName.Local == "Invalidation":
		return "", false
	case a.Code != "":
		return strings.TrimSuffix(a.Code+": "+a.Message, ": "), a.Code == "TooManyInvalidationsInProgress" || a.Code == "Throttling"
	}
	return "no success", false
}
