package deploy

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// An s3Store is a bucket that speaks the dialect of S3: AWS, Cloudflare R2,
// Backblaze B2, Google Cloud Storage, and servers of one's own.
type s3Store struct {
	client         *s3.Client
	bucket, prefix string
	own            string // bucket of what is deploy's own
}

// openS3 opens the bucket of a target. Credentials come from the environment
// or wherever else the SDK looks for them.
func openS3(ctx context.Context, t Target) (*s3Store, error) {
	opts := []func(*config.LoadOptions) error{
		// R2, B2 and others refuse the checksums that the SDK would add by itself.
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			tr.MaxIdleConnsPerHost = 2 * mostAtOnce
			tr.ResponseHeaderTimeout = time.Minute
		})),
	}
	if t.Region != "" {
		opts = append(opts, config.WithRegion(t.Region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, opts...)
	if err != nil {
		return nil, fmt.Errorf("%s: the environment for S3: %w", t.Name, err)
	}
	if cfg.Region == "" {
		if t.Endpoint == "" {
			return nil, &RefusedError{t.Name + ": it is not known in which region the bucket is", "write region= into its url, or set AWS_REGION"}
		}
		cfg.Region = "us-east-1" // what servers of other houses call themselves, or ignore
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.Retryer = aws.NopRetryer{} // ours tries again
		if t.Endpoint != "" {
			o.BaseEndpoint, o.UsePathStyle = &t.Endpoint, true
		}
	})
	return &s3Store{client: client, bucket: t.Bucket, prefix: t.Prefix, own: or(t.Private, t.Bucket)}, nil
}

func (s *s3Store) at(key string) (bucket, whole *string) {
	k := s.prefix + key
	if strings.HasPrefix(key, ownFolder) {
		return &s.own, &k
	}
	return &s.bucket, &k
}

func (s *s3Store) Get(ctx context.Context, key string) (Object, error) {
	bucket, k := s.at(key)
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: k})
	if err != nil {
		return Object{}, storeError(ctx, err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return Object{}, storeError(ctx, err)
	}
	return Object{body, aws.ToString(out.ETag)}, nil
}

func (s *s3Store) Put(ctx context.Context, key string, body []byte, h Headers, c Condition) (string, error) {
	sum := md5.Sum(body)
	in := &s3.PutObjectInput{
		Body: bytes.NewReader(body), ContentLength: aws.Int64(int64(len(body))),
		ContentMD5:  aws.String(base64.StdEncoding.EncodeToString(sum[:])), // the store refuses what arrives damaged
		ContentType: text(h.Type), CacheControl: text(h.Cache), WebsiteRedirectLocation: text(h.Redirect), IfMatch: text(c.Match),
	}
	in.Bucket, in.Key = s.at(key)
	if c.Absent {
		in.IfNoneMatch = aws.String("*")
	}
	out, err := s.client.PutObject(ctx, in)
	if err != nil {
		return "", storeError(ctx, err)
	}
	return aws.ToString(out.ETag), nil
}

func (s *s3Store) Copy(ctx context.Context, from, to string, h Headers) (string, error) {
	bucket, k := s.at(from)
	in := &s3.CopyObjectInput{
		CopySource:        aws.String((&url.URL{Path: *bucket + "/" + *k}).EscapedPath()),
		MetadataDirective: types.MetadataDirectiveReplace,
		ContentType:       text(h.Type), CacheControl: text(h.Cache), WebsiteRedirectLocation: text(h.Redirect),
	}
	in.Bucket, in.Key = s.at(to)
	out, err := s.client.CopyObject(ctx, in)
	if err != nil {
		return "", storeError(ctx, err)
	}
	if out.CopyObjectResult == nil {
		return "", nil
	}
	return aws.ToString(out.CopyObjectResult.ETag), nil
}

func (s *s3Store) Delete(ctx context.Context, key string) error {
	bucket, k := s.at(key)
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: k})
	if err = storeError(ctx, err); errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func (s *s3Store) List(ctx context.Context, prefix, after string) ([]Listed, bool, error) {
	bucket, p := s.at(prefix)
	in := &s3.ListObjectsV2Input{Bucket: bucket, Prefix: p}
	if after != "" {
		in.StartAfter = aws.String(s.prefix + after)
	}
	out, err := s.client.ListObjectsV2(ctx, in)
	if err != nil {
		return nil, false, storeError(ctx, err)
	}
	var page []Listed
	for _, o := range out.Contents {
		page = append(page, Listed{strings.TrimPrefix(aws.ToString(o.Key), s.prefix), aws.ToString(o.ETag), aws.ToInt64(o.Size)})
	}
	return page, aws.ToBool(out.IsTruncated), nil
}

func (s *s3Store) Head(ctx context.Context, key string) (Headers, string, error) {
	bucket, k := s.at(key)
	out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: k})
	if err != nil {
		return Headers{}, "", storeError(ctx, err)
	}
	return Headers{aws.ToString(out.ContentType), aws.ToString(out.CacheControl), aws.ToString(out.WebsiteRedirectLocation)}, aws.ToString(out.ETag), nil
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// storeError sorts an error of the SDK into those that a Store gives
// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
func storeError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	status, after := answer(err)
	var api smithy.APIError
	if !errors.As(err, &api) {
		return sdkError(err)
	}
	code := api.ErrorCode()
	plain := fmt.Errorf("%s: %s", code, or(api.ErrorMessage(), http.StatusText(status)))
	switch {
	case code == "NoSuchBucket":
		return plain
	case code == "NoSuchKey", code == "NotFound": // the latter is the SDK's, of an answer to HEAD
		return ErrNotFound // and no other 404: an account or a bucket that is not there must not pass for an empty one
	case code == "PreconditionFailed" || status == http.StatusPreconditionFailed:
		return ErrCondition
	case code == "NotImplemented" || status == http.StatusNotImplemented:
		return fmt.Errorf("%w; the store lacks something that a deploy needs (conditional writes: add lock=weak to the target's url)", plain)
	case code == "ConditionalRequestConflict", code == "OperationAborted", code == "RequestTimeout", code == "InternalError",
		code == "SlowDown", code == "ServiceUnavailable", passes(status):
		slow := code == "SlowDown" || status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests
		return &Trouble{Err: plain, Slow: slow, After: after}
	}
	return plain
}

// answer gives what the HTTP answer behind an error of the SDK says.
func answer(err error) (status int, after time.Duration) {
	var re *awshttp.ResponseError
	if !errors.As(err, &re) || re.Response == nil {
		return 0, 0
	}
	return re.HTTPStatusCode(), retryAfter(re.Response.Header.Get("Retry-After"), time.Now)
}

// sdkError sorts an error that is no answer of the service.
func sdkError(err error) error {
	status, after := answer(err)
	var op net.Error
	var lookup *net.DNSError
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return fmt.Errorf("there is no host %s", lookup.Name)
	case passes(status):
		return &Trouble{Err: err, Slow: status == http.StatusServiceUnavailable, After: after}
	case errors.As(err, &op), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &Trouble{Err: err}
	case strings.Contains(err.Error(), "failed to refresh cached credentials"), strings.Contains(err.Error(), "get credentials"):
		return &RefusedError{"there are no credentials for the store", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use any other way that the AWS SDK knows"}
	}
	return &Trouble{Err: err}
}
