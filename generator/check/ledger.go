package check

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"opspress/generator/diag"
)

// LedgerFile is where every URL stands that was ever published.
const LedgerFile = "posts/_urls.txt"

// A Ledger holds every URL that was ever published. In its file each has a line:
// the path of the page, decoded and in NFC, without the path of baseURL. Lines
// that begin with # are for people. The file is sorted, so that two branches
// that publish meet in few conflicts.
type Ledger struct{ Entries []Entry }

// An Entry is one URL of the ledger and its line.
type Entry struct {
	Path string
	Line int
}

// ParseLedger reads a ledger. What is wrong with it are errors of the rule
// "url-ledger": a ledger that cannot be read must never be taken for one that
// promises nothing. A URL that stands there twice counts once.
func ParseLedger(src []byte) (Ledger, []diag.Diagnostic) {
	var l Ledger
	var ds []diag.Diagnostic
	wrong := func(line int, message, hint string) {
		ds = append(ds, diag.AtLine(diag.Diagnostic{Rule: "url-ledger", Severity: diag.Error, Message: message, Hint: hint}, LedgerFile, src, line, 1))
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	seen := map[string]bool{}
	for i, line := range strings.Split(string(src), "\n") {
		text := strings.TrimRight(line, "\r \t")
		switch {
		case text == "" || strings.HasPrefix(text, "# ") || text == "#":
		case conflict(text):
			wrong(i+1, "a merge conflict is not resolved here", "keep the lines of both sides, and take the markers out")
			if len(ds) > 10 {
				return l, ds
			}
		case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
			wrong(i+1, "this is no text: the ledger is damaged", "git checkout "+LedgerFile+" brings the last good one back")
			return l, ds
		case text[0] != '/':
			wrong(i+1, "a URL of the ledger begins with /", "one path a line, such as /posts/hello/")
			if len(ds) > 10 {
				return l, ds
			}
		default:
			if path := norm.NFC.String(text); !seen[path] {
				seen[path] = true
				l.Entries = append(l.Entries, Entry{path, i + 1})
			}
		}
	}
	return l, ds
}

func conflict(line string) bool {
	for _, m := range []string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
		if strings.HasPrefix(line, m) {
			return true
		}
	}
	return false
}

const ledgerHead = "# Every URL that this site has published, one a line and sorted. They are for ever:\n" +
	"# opspress build --record-urls adds the new ones, opspress check tells of lost ones.\n"

// Record gives the text of a ledger that holds the entries of l and paths too,
// and how many of them are new.
func (l Ledger) Record(paths []string) (text []byte, added int) {
	all := make([]string, 0, len(l.Entries)+len(paths))
	for _, e := range l.Entries {
		all = append(all, e.Path)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	had := len(all)
	for _, p := range paths {
		all = append(all, norm.NFC.String(p))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return []byte(ledgerHead + strings.Join(append(all, ""), "\n")), len(all) - had
}
