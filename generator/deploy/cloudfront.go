package deploy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/smithy-go"
)

// A cloudFront purges by path, where a * at the end stands for everything
// below (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html).
type cloudFront struct {
	client *cloudfront.Client
	id     string
}

const (
	// Paths of one purge before they are folded: each costs from the thousandth
	// of a month on, and one with a * costs as one.
	cloudFrontMost = 100
	// Paths with a * that may be in progress at once.
	cloudFrontWildcards = 15
)

func openCloudFront(ctx context.Context, id, endpoint string) (*cloudFront, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion("us-east-1")) // CloudFront has no other
	if err != nil {
		return nil, err
	}
	return &cloudFront{id: id, client: cloudfront.NewFromConfig(cfg, func(o *cloudfront.Options) {
		o.Retryer = aws.NopRetryer{} // ours tries again
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})}, nil
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
			folders[strings.Join(parts[:cut], "")] = append(folders[strings.Join(parts[:cut], "")], p)
		}
		var out []string
		for f, ps := range folders {
			switch {
			case len(ps) == 1:
				out = append(out, ps[0])
			case f == "/":
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

func (c *cloudFront) Purge(ctx context.Context, name string, batch []string) error {
	_, err := c.client.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &c.id,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: &name,
			Paths:           &types.Paths{Quantity: aws.Int32(int32(len(batch))), Items: batch},
		},
	})
	return cloudFrontError(ctx, err)
}

func cloudFrontError(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		plain := fmt.Errorf("%s: %s", api.ErrorCode(), api.ErrorMessage())
		if status, after := answer(err); passes(status) || api.ErrorCode() == "TooManyInvalidationsInProgress" || api.ErrorCode() == "Throttling" {
			return &Trouble{Err: plain, Slow: status == http.StatusTooManyRequests, After: after}
		}
		return plain
	}
	return sdkError(err)
}
