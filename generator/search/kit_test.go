package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

var opsTypes = []Type{
	{"devops", []string{"데브옵스", "DevOps", "개발·운영"}},
	{"finops", []string{"핀옵스", "FinOps", "클라우드 재무 관리"}},
	{"secops", []string{"섹옵스", "SecOps"}},
	{"itops", []string{"ITOps", "IT 운영"}},
}

// A library is an index over documents, with its files by their hrefs.
type library struct {
	files  map[string][]byte
	client *Client
	asked  []string // hrefs that were fetched
}

func short(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:5])
}

// failer is what *testing.T and *rapid.T share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// newLibrary indexes documents, given in order of publication.
func newLibrary(t failer, docs []Document, types []Type) *library {
	t.Helper()
	l := &library{files: map[string][]byte{}}
	r := NewReader(types)
	x := Index{Documents: len(docs), Assets: "/assets/search/", Types: TypeRefs(types)}
	for part := range slices.Chunk(docs, SegmentSize) {
		var shares []Share
		var names []string
		for i := range part {
			shares = append(shares, r.Share(&part[i]))
			b := part[i].TextFile()
			name := "post." + short(b)
			l.files[x.Assets+name+".json"] = b
			names = append(names, name)
		}
		s := r.Build(shares, names, len(docs) <= SegmentSize)
		var all []byte
		for _, b := range slices.Concat(s.Shards, s.Tables) {
			all = append(all, b...)
		}
		folder := "ko." + short(all)
		for i, b := range s.Shards {
			l.files[fmt.Sprintf("%s%s/%d.txt", x.Assets, folder, i)] = b
		}
		for i, b := range s.Tables {
			l.files[fmt.Sprintf("%s%s/t%d.json", x.Assets, folder, i)] = b
		}
		x.Segments = append(x.Segments, SegmentRef{folder, s.Documents, len(s.Shards)})
	}
	l.files["/search/index.json"] = x.File()
	for href, b := range l.files {
		if strings.HasSuffix(href, ".json") && !json.Valid(b) {
			t.Fatalf("%s is no JSON", href)
		}
	}
	var err error
	if l.client, err = Open("/search/index.json", l.fetch); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *library) fetch(href string) ([]byte, error) {
	l.asked = append(l.asked, href)
	if b, ok := l.files[href]; ok {
		return b, nil
	}
	return nil, fmt.Errorf("there is no %s", href)
}

// find gives the titles of all hits, the best first.
func (l *library) find(t failer, q, typ string) []string {
	t.Helper()
	query, found, _, err := l.client.Find(q, typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := l.client.Show(&query, found)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Title)
	}
	return out
}
