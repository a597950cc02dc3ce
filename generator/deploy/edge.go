package deploy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// The programs that answer at the edge of a CDN, where an object store finds no
// index and knows no headers.
var (
	//go:embed edge/cloudfront.js
	cloudFrontProgram string
	//go:embed edge/worker.js
	workerProgram string
)

// mostFunction is how many bytes a CloudFront Function may have
// (docs.aws.amazon.com, "Restrictions on CloudFront Functions").
const mostFunction = 10 << 10

// An EdgeFile is a program for a CDN, to be handed to it by its own tool.
type EdgeFile struct {
	Name  string // such as "cloudfront.js"
	Bytes []byte
}

// edgeSite is what a program knows of the site.
type edgeSite struct {
	Base      string            `json:"base"`
	Prefix    string            `json:"prefix"`
	Headers   map[string]string `json:"headers"`
	Redirects map[string]string `json:"redirects"`
	Files     map[string]int    `json:"files"` // whose names have no dot
}

// Edge writes the programs for a target with index: function; none for others.
// A CloudFront Function that would be too large leaves the redirects to the
// pages that stand at the old addresses, with a warning.
func Edge(t Target, m output.Manifest, headers []output.Header) ([]EdgeFile, diag.List, error) {
	if t.Kind != Bucket || t.Index != Function {
		return nil, nil, nil
	}
	s := edgeSite{Base: t.Base, Prefix: t.Prefix, Headers: map[string]string{}, Redirects: map[string]string{}, Files: map[string]int{}}
	for _, h := range headers {
		s.Headers[strings.ToLower(h.Name)] = h.Value
	}
	for _, f := range m.Files() {
		if f.Kind != output.Control && !strings.Contains(path.Base(f.Path), ".") {
			s.Files[t.Base+"/"+f.Path] = 1
		}
	}
	if f, ok := m.Find("_redirects"); ok {
		list, err := readRedirects(f)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range list {
			s.Redirects[r.From] = r.To
		}
	}
	var out []EdgeFile
	var ds diag.List
	if t.Purge.Service != "cloudflare" {
		text, err := program(cloudFrontProgram, s)
		if err == nil && len(text) > mostFunction {
			ds = append(ds, diag.Diagnostic{Rule: "host-limit", Severity: diag.Warning,
				Message: fmt.Sprintf("%d redirects make the CloudFront Function larger than its 10 KB; it does without them", len(s.Redirects)),
				Hint:    "readers of old addresses get the pages there, which send them on"})
			without := s
			without.Redirects = map[string]string{}
			text, err = program(cloudFrontProgram, without)
		}
		if err != nil {
			return nil, nil, err
		}
		out = append(out, EdgeFile{"cloudfront.js", text})
	}
	if t.Purge.Service != "cloudfront" {
		text, err := program(workerProgram, s)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, EdgeFile{"worker.js", text})
	}
	return out, ds, nil
}

// program puts what is known of the site into a program. JSON is JavaScript.
func program(text string, s edgeSite) ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return []byte(strings.Replace(text, "/*SITE*/{}", string(b), 1)), nil
}
