package deploy

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// A host takes a folder and does the rest. limits are those that it documents,
// for its free plan where plans differ; 0 is none.
type host struct {
	name      string
	headers   bool // it reads _headers
	redirects bool // it reads _redirects
	files     int  // in all
	inFolder  int  // in one folder
	file      int64
	site      int64 // bytes in all
	rules     int   // of _redirects
	rule      int   // characters of one
	blocks    int   // of _headers
	line      int   // characters of a line of _headers
}

// hosts are the hosts that an export knows.
//
//   - Netlify: 54,000 files in a folder (docs.netlify.com, "Troubleshooting
//     deploys").
//   - Cloudflare Pages: 20,000 files, 25 MiB each, 2,000 static redirects of
//     1,000 characters, 100 rules of headers with lines of 2,000 characters
//     (developers.cloudflare.com/pages, "Limits", "Redirects", "Headers").
//   - GitHub Pages: 1 GB in all (docs.github.com, "GitHub Pages limits"), and
//     100 MiB a file, because git takes no larger ones there. It knows neither
//     headers nor redirects.
func hosts() []host {
	return []host{
		{name: "netlify", headers: true, redirects: true, inFolder: 54_000},
		{name: "cloudflare-pages", headers: true, redirects: true, files: 20_000, file: 25 << 20, rules: 2_000, rule: 1_000, blocks: 100, line: 2_000},
		{name: "github-pages", file: 100 << 20, site: 1_000_000_000},
	}
}

var hostNames = []string{"netlify", "cloudflare-pages", "github-pages"}

// CarriesHeaders says whether a target can send headers that the site asks for.
// Where it cannot, the pages say what they can of them themselves.
func (t Target) CarriesHeaders() bool {
	switch t.Kind {
	case Bucket:
		return t.Index == Function
	case Export:
		return t.host().headers
	}
	return true
}

func (t Target) host() host {
	i := slices.IndexFunc(hosts(), func(h host) bool { return h.name == t.Host })
	if i < 0 {
		return host{}
	}
	return hosts()[i]
}

// Exported gives the site in the shape that a host takes. What is over a limit
// of the host comes back as diagnostics, and nothing should be written then.
func Exported(t Target, m output.Manifest) (output.Manifest, diag.List, error) {
	h := t.host()
	var files []output.File
	for _, f := range m.Files() {
		switch {
		case f.Path == "_headers" && !h.headers, f.Path == "_redirects" && !h.redirects:
			continue
		}
		files = append(files, f)
	}
	add := func(path, text string) {
		if _, ok := m.Find(path); !ok { // the site's own one is meant
			files = append(files, output.New(path, output.Control, "", []byte(text)))
		}
	}
	if h.name == "github-pages" {
		add(".nojekyll", "") // else it leaves out what begins with an underscore
		if t.CNAME != "" && !strings.HasSuffix(t.CNAME, ".github.io") {
			add("CNAME", t.CNAME+"\n")
		}
	}
	out, err := output.NewManifest(files)
	if err != nil {
		return out, nil, err
	}
	ds, err := h.over(out)
	return out, ds, err
}

// over says which limits of a host the site is over.
func (h host) over(m output.Manifest) (diag.List, error) {
	var ds diag.List
	over := func(limit, format string, args ...any) {
		ds = append(ds, diag.Diagnostic{Rule: "host-limit", Severity: diag.Error, Message: h.name + ": " + fmt.Sprintf(format, args...), Hint: limit})
	}
	folders, size := map[string]int{}, int64(0)
	for _, f := range m.Files() {
		folders[path.Dir(f.Path)]++
		size += f.Size
		if h.file > 0 && f.Size > h.file {
			over(fmt.Sprintf("a file may have %d bytes", h.file), "%s has %d bytes", f.Path, f.Size)
		}
	}
	if h.files > 0 && m.Len() > h.files {
		over(fmt.Sprintf("a site may have %d", h.files), "the site has %d files", m.Len())
	}
	if h.site > 0 && size > h.site {
		over(fmt.Sprintf("a site may have %d", h.site), "the site has %d bytes", size)
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		if h.inFolder > 0 && folders[dir] > h.inFolder {
			over(fmt.Sprintf("a folder may hold %d", h.inFolder), "the folder %s holds %d files", dir, folders[dir])
		}
	}
	err := h.rulesOver(m, over)
	return ds, err
}

func (h host) rulesOver(m output.Manifest, over func(limit, format string, args ...any)) error {
	if f, ok := m.Find("_redirects"); ok && h.rules > 0 {
		b, err := f.Bytes()
		if err != nil {
			return err
		}
		n := 0
		for line := range bytes.Lines(b) {
			if n++; len(line)-1 > h.rule {
				over(fmt.Sprintf("a redirect may have %d characters", h.rule), "line %d of _redirects has %d characters", n, len(line)-1)
			}
		}
		if n > h.rules {
			over(fmt.Sprintf("there may be %d; each alias makes two", h.rules), "_redirects has %d redirects", n)
		}
	}
	if f, ok := m.Find("_headers"); ok && h.blocks > 0 {
		b, err := f.Bytes()
		if err != nil {
			return err
		}
		n, blocks := 0, 0
		for line := range bytes.Lines(b) {
			if n++; len(line)-1 > h.line {
				over(fmt.Sprintf("a line may have %d characters", h.line), "line %d of _headers has %d characters", n, len(line)-1)
			}
			if bytes.HasPrefix(line, []byte("/")) {
				blocks++
			}
		}
		if blocks > h.blocks {
			over(fmt.Sprintf("there may be %d", h.blocks), "_headers has %d rules", blocks)
		}
	}
	return nil
}
