package deploy

import (
	"compress/gzip"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
)

// A twinReader decodes twins.
type twinReader struct{}

func (twinReader) read(gz, br string) (out [2]string, err error) {
	z, err := gzip.NewReader(strings.NewReader(gz))
	if err != nil {
		return out, err
	}
	a, err := io.ReadAll(z)
	if err != nil {
		return out, err
	}
	b, err := io.ReadAll(brotli.NewReader(strings.NewReader(br)))
	return [2]string{string(a), string(b)}, err
}
