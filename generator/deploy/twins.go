package deploy

import (
	"bytes"
	"compress/gzip"
	"path"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// leastTwin is how many bytes a file must have to get a twin: smaller ones fit
// into one packet as they are.
const leastTwin = 1024

// A twin is a file in another encoding, which a server sends in its place.
type twin struct {
	name, ext string
	encode    func([]byte) ([]byte, error)
}

// encodings are made without names and times, so equal bytes have equal twins.
func encodings() []twin {
	return []twin{
		{"gzip", ".gz", func(b []byte) ([]byte, error) {
			var out bytes.Buffer
			w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
			if err != nil {
				return nil, err
			}
			if _, err := w.Write(b); err != nil {
				return nil, err
			}
			err = w.Close()
			return out.Bytes(), err
		}},
		{"br", ".br", func(b []byte) ([]byte, error) {
			var out bytes.Buffer
			w := brotli.NewWriterLevel(&out, 9) // the highest ones take ten times as long for a percent
			if _, err := w.Write(b); err != nil {
				return nil, err
			}
			err := w.Close()
			return out.Bytes(), err
		}},
	}
}

// compressible says whether a file is of text.
func compressible(name string) bool {
	return slices.Contains([]string{".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".md", ".webmanifest"}, strings.ToLower(path.Ext(name)))
}

// twins gives those that a file gets.
func (b *builder) twins(e Entry) (out []twin) {
	if e.Size < leastTwin || !compressible(e.Path) {
		return nil
	}
	for _, t := range encodings() {
		if slices.Contains(b.job.Target.Twins, t.name) {
			out = append(out, t)
		}
	}
	return out
}

// compress writes the twins of a file.
func (b *builder) compress(e Entry, body []byte, twins []twin) error {
	for _, t := range twins {
		small, err := t.encode(body)
		if err != nil {
			return err
		}
		if err := b.folder.root.WriteFile(b.staged+"/"+e.Path+t.ext, small, 0o644); err != nil {
			return err
		}
	}
	return nil
}
