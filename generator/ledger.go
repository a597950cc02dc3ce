package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/output"
	"opspress/generator/site"
)

// furtherPage is a list that goes on: how many pages it has changes with the number
// of posts a page, so nobody is promised one of them.
var furtherPage = regexp.MustCompile(`/page/[0-9]+/$`)

// promised says whether a file has a URL that people keep: pages and feeds, and
// documents beside them. Pictures, styles, scripts and the Markdown of a post are
// parts of pages; what robots read, they look for at one place.
func promised(f output.File) bool {
	at := site.URL(f.Path)
	switch f.Kind {
	case output.Leaf, output.List:
		return strings.HasSuffix(at, "/") && !furtherPage.MatchString(at) || path.Ext(at) == ".html" && at != "/404.html"
	case output.Feed:
		return isFeed(f.Path)
	case output.Asset:
		switch strings.ToLower(path.Ext(at)) {
		case ".html", ".pdf", ".csv", ".zip", ".gz", ".tgz", ".txt", ".epub", ".docx", ".xlsx", ".pptx", ".odt", ".ods":
			return true
		}
	}
	return false
}

// record appends the URLs of a published site to the ledger, and gives how many are
// new. Pages that are gone are not published.
func record(root string, m output.Manifest, gone []string) (int, error) {
	name := filepath.Join(root, filepath.FromSlash(check.LedgerFile))
	ledger, ds, err := readLedger(name)
	if err != nil {
		return 0, err
	}
	if len(ds) > 0 {
		return 0, ds
	}
	var paths []string
	for _, f := range m.Files() {
		if at := site.URL(f.Path); promised(f) && !isGone(gone, at) {
			paths = append(paths, at)
		}
	}
	text, added := ledger.Record(paths)
	if added == 0 && len(ledger.Entries) > 0 {
		return 0, nil
	}
	return added, replaceFile(name, text)
}

func isGone(gone []string, at string) bool {
	for _, g := range gone {
		if strings.TrimSuffix(g, "/") == strings.TrimSuffix(at, "/") {
			return true
		}
	}
	return false
}

// readLedger reads the ledger; one that is not there is empty.
func readLedger(name string) (check.Ledger, diag.List, error) {
	src, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return check.Ledger{}, nil, nil
	}
	if err != nil {
		return check.Ledger{}, nil, fmt.Errorf("the ledger of URLs: %w", err)
	}
	l, ds := check.ParseLedger(src)
	return l, ds, nil
}
