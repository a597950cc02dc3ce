// Package output holds the finished site as a value.
//
// A File is one file of the site, a Manifest all of them in order of path. The
// Kind of a file decides when it is published, which headers it gets and how
// the summary counts it.
package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
)

// Kind is the part a file plays. The order of the kinds is the order of
// publishing: whatever a page needs stands before the page does.
type Kind uint8

const (
	HashedAsset Kind = iota // its name holds its digest, so its bytes never change
	Asset                   // a picture, a static file
	Leaf                    // a post
	List                    // a page that lists posts
	Feed                    // feeds, sitemap, search index
	Redirect                // a page that sends to another
	Control                 // _headers, _redirects: read by the host
)

var kindNames = [...]string{"hashed asset", "asset", "leaf", "list", "feed", "redirect", "control"}

func (k Kind) String() string { return kindNames[k] }

// Digest is the SHA-256 of a file's bytes. The zero Digest stands for none.
type Digest [sha256.Size]byte

// Sum returns the digest of b: the one place where files are digested.
func Sum(b []byte) Digest { return sha256.Sum256(b) }

// SumOf digests texts as if they were one, without joining them.
func SumOf(parts ...string) (d Digest) {
	h := sha256.New()
	chunk := make([]byte, 4<<10)
	for _, p := range parts {
		for len(p) > 0 {
			n := copy(chunk, p)
			h.Write(chunk[:n])
			p = p[n:]
		}
	}
	h.Sum(d[:0])
	return d
}

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short gives the ten hex digits that stand in the names of hashed assets.
func (d Digest) Short() string { return hex.EncodeToString(d[:5]) }

// MarshalText writes the digest in hex.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(b []byte) error {
	if hex.DecodedLen(len(b)) != len(d) {
		return fmt.Errorf("digest %q: want %d hex digits", b, 2*len(d))
	}
	_, err := hex.Decode(d[:], b)
	return err
}

// A File is one file of the finished site.
type File struct {
	Path   string // slash-separated, relative, NFC: "posts/x/index.html"
	Kind   Kind
	Source string // the source file it was made from, or ""
	Size   int64  // in bytes
	Digest Digest
	// Open gives the bytes. It may compute them anew, so it may fail.
	Open func() (io.ReadCloser, error)
}

// New returns a file whose bytes are at hand.
func New(path string, kind Kind, source string, b []byte) File {
	return File{
		Path: path, Kind: kind, Source: source, Size: int64(len(b)), Digest: Sum(b),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

// Bytes reads the whole file.
func (f File) Bytes() ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// A Manifest is the finished site: files in order of path, each path once.
type Manifest struct{ files []File }

// NewManifest returns the manifest of files. Two files of one path are a
// mistake of the caller, and an error.
func NewManifest(files []File) (Manifest, error) {
	fs := slices.Clone(files)
	slices.SortFunc(fs, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for i := 1; i < len(fs); i++ {
		if fs[i].Path == fs[i-1].Path {
			return Manifest{}, fmt.Errorf("manifest: two files at %s, from %q and %q", fs[i].Path, fs[i-1].Source, fs[i].Source)
		}
	}
	return Manifest{fs}, nil
}

// Files returns the files in order of path. The caller must not change them.
func (m Manifest) Files() []File { return m.files }

// Len returns the number of files.
func (m Manifest) Len() int { return len(m.files) }

// Find returns the file at path.
func (m Manifest) Find(path string) (File, bool) {
	i, ok := slices.BinarySearchFunc(m.files, path, func(f File, p string) int { return strings.Compare(f.Path, p) })
	if !ok {
		return File{}, false
	}
	return m.files[i], true
}

// Digest returns one digest for the whole site: of every path and its digest.
func (m Manifest) Digest() Digest {
	var b bytes.Buffer
	for _, f := range m.files {
		fmt.Fprintf(&b, "%s %s\n", f.Digest, f.Path)
	}
	return Sum(b.Bytes())
}

// NewHash returns what digests bytes that come one after another.
func NewHash() hash.Hash { return sha256.New() }

// Read digests all of r; n is how many bytes it gave.
func Read(r io.Reader) (d Digest, n int64, err error) {
	h := NewHash()
	n, err = io.Copy(h, r)
	h.Sum(d[:0])
	return d, n, err
}
