package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A Rule is what a format tells of a rule beside its findings.
type Rule struct {
	ID       string
	Severity Severity
	Short    string // what it reports, a phrase
	Full     string // why, sentences
	Help     string // what to do, sentences
}

// A Tool is who has found something.
type Tool struct {
	Name, Version string
	Rules         []Rule // in order of ID
}

// SARIF 2.1.0 (OASIS), as far as it is written here.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind string                   `json:"columnKind"`
		Bases      map[string]sarifArtifact `json:"originalUriBaseIds"`
		Results    []sarifResult            `json:"results"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
		Help  sarifText `json:"help"`
		Level struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		Rule      string            `json:"ruleId"`
		Index     *int              `json:"ruleIndex,omitempty"`
		Level     string            `json:"level"`
		Message   sarifText         `json:"message"`
		Locations []sarifLocation   `json:"locations,omitempty"`
		Prints    map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact sarifArtifact `json:"artifactLocation"`
			Region   *sarifRegion  `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifArtifact struct {
		URI         string     `json:"uri,omitempty"`
		Base        string     `json:"uriBaseId,omitempty"`
		Description *sarifText `json:"description,omitempty"`
	}
	sarifRegion struct {
		Line    int        `json:"startLine"`
		Column  int        `json:"startColumn,omitempty"`
		Snippet *sarifText `json:"snippet,omitempty"`
	}
)

// WriteSARIF writes the diagnostics as a SARIF 2.1.0 log, sorted, each once. Paths
// are relative to the site's root, slash-separated, percent-encoded and in NFC,
// so that they are the same on every system. A fingerprint is made of what is said and of the text of the
// line, so that a finding stays the same one when lines move.
func WriteSARIF(w io.Writer, ds []Diagnostic, t Tool) error {
	all := Sorted(ds)
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
		Bases: map[string]sarifArtifact{"ROOT": {Description: &sarifText{"The folder of the site."}}}}
	run.Tool.Driver = sarifDriver{t.Name, t.Version, []sarifRule{}}
	for _, r := range t.Rules {
		s := sarifRule{ID: r.ID, Short: sarifText{r.Short}, Full: sarifText{r.Full}, Help: sarifText{r.Help}}
		s.Level.Level = r.Severity.String()
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, s)
	}
	seen := map[string]int{}
	for _, d := range all {
		r := sarifResult{Rule: d.Rule, Level: d.Severity.String(), Message: sarifText{said(d)}}
		if i := slices.IndexFunc(t.Rules, func(r Rule) bool { return r.ID == d.Rule }); i >= 0 {
			r.Index = &i
		}
		if d.File != "" {
			r.Locations = []sarifLocation{sarifPlace(d)}
		}
		r.Prints = map[string]string{"opspress/v1": fingerprint(d, seen)}
		run.Results = append(run.Results, r)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// said is the message and the hint.
func said(d Diagnostic) string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + "\n" + d.Hint
}

func sarifPlace(d Diagnostic) (l sarifLocation) {
	l.Physical.Artifact = sarifArtifact{URI: escapedPath(d.File), Base: "ROOT"}
	if d.Line > 0 {
		l.Physical.Region = &sarifRegion{Line: d.Line, Column: d.Column}
		if d.Source != "" {
			l.Physical.Region.Snippet = &sarifText{d.Source}
		}
	}
	return l
}

// escapedPath percent-encodes the segments of a path.
func escapedPath(p string) string {
	parts := strings.Split(norm.NFC.String(p), "/")
	for i, s := range parts {
		parts[i] = url.PathEscape(s)
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), ":", "%3A")
}

// fingerprint tells a finding from others whatever its line; equal ones are counted.
func fingerprint(d Diagnostic, seen map[string]int) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{d.Rule, d.File, d.Message, strings.TrimSpace(d.Source)}, "\x00")))
	print := hex.EncodeToString(sum[:12])
	seen[print]++
	if n := seen[print]; n > 1 {
		return fmt.Sprintf("%s-%d", print, n)
	}
	return print
}
