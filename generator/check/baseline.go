package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// A Baseline is what was found once and is accepted until somebody mends it. A
// finding is known by its rule, its file, what it says and the text of its line,
// not by its number, so that it is the same one after lines have moved. Numbers
// in what it says do not count.
type Baseline struct{ known map[baselineKey]int }

type baselineKey struct{ Rule, File, Print string }

// baselineVersion is the version of the file's form.
const baselineVersion = 1

type baselineFile struct {
	Version  int             `json:"opspressBaseline"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Rule    string `json:"rule"`
	File    string `json:"file,omitempty"`
	Print   string `json:"print"`
	Count   int    `json:"count"`
	Message string `json:"message"` // for people
}

var digits = regexp.MustCompile(`[0-9]+`)

func keyOf(d diag.Diagnostic) baselineKey {
	said := digits.ReplaceAllString(d.Message, "0") + "\n" + strings.Join(strings.Fields(d.Source), " ")
	return baselineKey{d.Rule, d.File, output.Sum([]byte(said)).Short()}
}

// WriteBaseline gives the text of a baseline that accepts ds.
func WriteBaseline(ds diag.List) []byte {
	f := baselineFile{Version: baselineVersion, Findings: []baselineEntry{}}
	at := map[baselineKey]int{}
	for _, d := range diag.Sorted(ds) {
		k := keyOf(d)
		if i, ok := at[k]; ok {
			f.Findings[i].Count++
			continue
		}
		at[k] = len(f.Findings)
		f.Findings = append(f.Findings, baselineEntry{k.Rule, k.File, k.Print, 1, d.Message})
	}
	slices.SortStableFunc(f.Findings, func(a, b baselineEntry) int {
		return strings.Compare(a.File+"\x00"+a.Rule+"\x00"+a.Print, b.File+"\x00"+b.Rule+"\x00"+b.Print)
	})
	var b strings.Builder
	_ = diag.WriteJSON(&b, f) // a Builder takes everything
	return []byte(b.String())
}

// ReadBaseline reads what WriteBaseline wrote. Another version, or anything else,
// is an error: a baseline that cannot be read accepts nothing in silence.
func ReadBaseline(src []byte) (Baseline, error) {
	var f baselineFile
	src = bytes.TrimPrefix(src, []byte("\ufeff")) // some editors put one there
	if err := json.Unmarshal(src, &f); err != nil {
		return Baseline{}, fmt.Errorf("it is no baseline of opspress: %w", err)
	}
	switch {
	case f.Version == 0:
		return Baseline{}, fmt.Errorf("it is no baseline of opspress: opspressBaseline is missing")
	case f.Version != baselineVersion:
		return Baseline{}, fmt.Errorf("it has version %d, and this opspress reads version %d", f.Version, baselineVersion)
	}
	b := Baseline{map[baselineKey]int{}}
	for i, e := range f.Findings {
		if e.Rule == "" || e.Print == "" || e.Count < 1 {
			return Baseline{}, fmt.Errorf("entry %d is damaged", i+1)
		}
		b.known[baselineKey{e.Rule, e.File, e.Print}] += e.Count
	}
	return b, nil
}

// New gives the findings that the baseline does not accept, how many it does,
// and how many of its entries nobody found again.
func (b Baseline) New(ds diag.List) (fresh diag.List, accepted, mended int) {
	left := map[baselineKey]int{}
	for k, n := range b.known {
		left[k] = n
	}
	for _, d := range diag.Sorted(ds) {
		k := keyOf(d)
		if left[k] > 0 {
			left[k]--
			accepted++
			continue
		}
		fresh = append(fresh, d)
	}
	for _, n := range left {
		mended += n
	}
	return fresh, accepted, mended
}
