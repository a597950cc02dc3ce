package deploy

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"opspress/generator/output"
)

// A Release is a site that is or was live at a target.
type Release struct {
	ID      string        `json:"id"`
	Serial  int           `json:"serial"` // counts the releases of a target, from 1
	Commit  string        `json:"commit,omitempty"`
	Time    time.Time     `json:"time"`
	Files   int           `json:"files"`
	Changed int           `json:"changed"` // files that it added or changed
	Pages   int           `json:"pages"`   // those of them that are pages
	Of      string        `json:"of,omitempty"`
	Site    output.Digest `json:"site"` // of all its files
}

// An Entry is one file of a release.
type Entry struct {
	Path   string        `json:"path"`
	Kind   kind          `json:"kind"`
	Size   int64         `json:"size"`
	Digest output.Digest `json:"sha256"`
	Headers
	ETag string `json:"etag,omitempty"` // that the store gave it
}

// A kind is written by its name, which stays when the numbers move.
type kind output.Kind

func (k kind) MarshalText() ([]byte, error) { return []byte(output.Kind(k).String()), nil }

func (k *kind) UnmarshalText(b []byte) error {
	for o := output.HashedAsset; o <= output.Control; o++ {
		if o.String() == string(b) {
			*k = kind(o)
			return nil
		}
	}
	return fmt.Errorf("there is no kind of file %q", b)
}

// A page is what readers look at.
func (e Entry) page() bool {
	return output.Kind(e.Kind) == output.Leaf || output.Kind(e.Kind) == output.List
}

// A state is what a target knows of itself: what is live, which releases can
// be live again, and what stands there that no release needs any more.
type state struct {
	Version   int           `json:"version"`
	Live      Release       `json:"live"`
	Entries   []Entry       `json:"files"`              // in order of path
	Releases  []Release     `json:"releases"`           // kept ones, newest first; the live one is the first
	Gone      []Gone        `json:"gone,omitempty"`     // names that left the site and still stand there
	Retired   []retired     `json:"retired,omitempty"`  // bodies that only kept releases need
	Redirects output.Digest `json:"redirects,omitzero"` // of the site's list of redirects
	Index     Index         `json:"index"`              // decides the keys
}

const stateVersion = 1

// A Gone is a name that left the site. It stands there until it is old enough
// to be deleted.
type Gone struct {
	Path   string    `json:"path"`
	Kind   kind      `json:"kind"`
	Serial int       `json:"serial"` // of the first release without it
	Since  time.Time `json:"since"`  // when that release was made
}

// A retired body is needed by no name of the live release, but by one that
// can be restored.
type retired struct {
	Digest output.Digest `json:"sha256"`
	Serial int           `json:"serial"` // of the last release that had it
}

// record is what is kept of one release, to restore it.
type record struct {
	Version   int           `json:"version"`
	Release   Release       `json:"release"`
	Entries   []Entry       `json:"files"`
	Redirects output.Digest `json:"redirects,omitzero"`
	Twins     []string      `json:"twins,omitempty"`   // of a folder
	Carried   []Gone        `json:"carried,omitempty"` // assets of releases before it, in a folder
}

// find gives the entry of a path.
func find(es []Entry, path string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(es, path, func(e Entry, p string) int { return strings.Compare(e.Path, p) })
	if !ok {
		return Entry{}, false
	}
	return es[i], true
}

// siteDigest is one digest for all files and headers of a site.
func siteDigest(es []Entry) output.Digest {
	var b bytes.Buffer
	for _, e := range es {
		fmt.Fprintf(&b, "%s %q %q\n", e.Digest, e.Path, e.Headers)
	}
	return output.Sum(b.Bytes())
}

// pack writes a value as gzipped JSON; equal values give equal bytes.
func pack(v any) ([]byte, error) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// mostUnpacked bounds what a manifest may unfold to.
const mostUnpacked = 1 << 30

func unpack(b []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(z, mostUnpacked))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
