package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A sarifObject is what the standard, SARIF 2.1.0 (OASIS), says of one kind of
// object, as far as we write it: its schema allows no property beside those of
// the standard, so one that is in no list here is an error.
type sarifObject struct {
	section  string   // of the standard
	required []string // properties that must be there
	oneOf    []string // one of these must be there
	fields   map[string]sarifCheck
}

// A sarifCheck says what is wrong with a value, each after its place.
type sarifCheck func(at string, v any) []string

var (
	sarifLevels = enum("none", "note", "warning", "error")

	sarifMessage = sarifObject{section: "3.11", oneOf: []string{"text", "id"},
		fields: map[string]sarifCheck{"text": filled}}
	sarifString = sarifObject{section: "3.12", required: []string{"text"},
		fields: map[string]sarifCheck{"text": filled}}
	sarifContent = sarifObject{section: "3.3", fields: map[string]sarifCheck{"text": filled}}
	sarifAddress = sarifObject{section: "3.4",
		fields: map[string]sarifCheck{"uri": reference, "uriBaseId": filled, "description": sarifMessage.check}}
	sarifPart = sarifObject{section: "3.30", // startLine makes it a region of lines (3.30.1)
		required: []string{"startLine"},
		fields:   map[string]sarifCheck{"startLine": atLeast(1), "startColumn": atLeast(1), "snippet": sarifContent.check}}
	sarifPhysical = sarifObject{section: "3.29", oneOf: []string{"address", "artifactLocation"},
		fields: map[string]sarifCheck{"artifactLocation": sarifAddress.check, "region": sarifPart.check}}
	sarifLocated = sarifObject{section: "3.28", fields: map[string]sarifCheck{"physicalLocation": sarifPhysical.check}}
	sarifFinding = sarifObject{section: "3.27", required: []string{"message"},
		fields: map[string]sarifCheck{
			"ruleId": filled, "ruleIndex": atLeast(0), "level": sarifLevels, "message": sarifMessage.check,
			"locations": list(sarifLocated.check), "partialFingerprints": values(filled),
		}}
	sarifDefaults   = sarifObject{section: "3.50", fields: map[string]sarifCheck{"level": sarifLevels}}
	sarifDescriptor = sarifObject{section: "3.49", required: []string{"id"},
		fields: map[string]sarifCheck{
			"id": filled, "shortDescription": sarifString.check, "fullDescription": sarifString.check, "help": sarifString.check,
			"defaultConfiguration": sarifDefaults.check,
		}}
	sarifComponent = sarifObject{section: "3.19", required: []string{"name"},
		fields: map[string]sarifCheck{"name": filled, "version": filled, "rules": list(sarifDescriptor.check)}}
	sarifProgram = sarifObject{section: "3.18", required: []string{"driver"},
		fields: map[string]sarifCheck{"driver": sarifComponent.check}}
	sarifRunning = sarifObject{section: "3.14", required: []string{"tool"},
		fields: map[string]sarifCheck{
			"tool": sarifProgram.check, "columnKind": enum("utf16CodeUnits", "unicodeCodePoints"),
			"originalUriBaseIds": values(sarifAddress.check), "results": list(sarifFinding.check),
		}}
	sarifWhole = sarifObject{section: "3.13", required: []string{"version", "runs"},
		fields: map[string]sarifCheck{"$schema": reference, "version": enum("2.1.0"), "runs": list(sarifRunning.check)}}
)

func (o sarifObject) check(at string, v any) (wrong []string) {
	m, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is no object (section %s)", at, o.section)}
	}
	for _, k := range o.required {
		if _, ok := m[k]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s has no %s (section %s)", at, k, o.section))
		}
	}
	if len(o.oneOf) > 0 && !slices.ContainsFunc(o.oneOf, func(k string) bool { _, ok := m[k]; return ok }) {
		wrong = append(wrong, fmt.Sprintf("%s has none of %v (section %s)", at, o.oneOf, o.section))
	}
	for k, x := range m {
		if f, ok := o.fields[k]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s.%s is not known (section %s)", at, k, o.section))
		} else {
			wrong = append(wrong, f(at+"."+k, x)...)
		}
	}
	return wrong
}

func filled(at string, v any) []string {
	if s, ok := v.(string); !ok || s == "" {
		return []string{fmt.Sprintf("%s is no text: %v", at, v)}
	}
	return nil
}

func enum(of ...string) sarifCheck {
	return func(at string, v any) []string {
		if s, ok := v.(string); !ok || !slices.Contains(of, s) {
			return []string{fmt.Sprintf("%s is %v, none of %v", at, v, of)}
		}
		return nil
	}
}

func atLeast(least float64) sarifCheck {
	return func(at string, v any) []string {
		if n, ok := v.(float64); !ok || n != float64(int(n)) || n < least {
			return []string{fmt.Sprintf("%s is %v, no whole number from %v", at, v, least)}
		}
		return nil
	}
}

func list(of sarifCheck) sarifCheck {
	return func(at string, v any) (wrong []string) {
		all, ok := v.([]any)
		if !ok {
			return []string{at + " is no array"}
		}
		for i, x := range all {
			wrong = append(wrong, of(fmt.Sprintf("%s[%d]", at, i), x)...)
		}
		return wrong
	}
}

func values(of sarifCheck) sarifCheck {
	return func(at string, v any) (wrong []string) {
		all, ok := v.(map[string]any)
		if !ok {
			return []string{at + " is no object"}
		}
		for k, x := range all {
			wrong = append(wrong, of(at+"."+k, x)...)
		}
		return wrong
	}
}

// reference wants a URI reference as RFC 3986 writes it: in ASCII, a colon in no
// first segment of a relative one (section 3.10.1).
func reference(at string, v any) []string {
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || s == "" || !regexp.MustCompile(`^(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-F]{2})+$`).MatchString(s) || u.Scheme != "" && u.Scheme != "https" {
		return []string{fmt.Sprintf("%s is no URI reference: %v", at, v)}
	}
	return nil
}

// sarifFaults holds a log against the standard: first the form that its schema
// wants, then what only its text says.
func sarifFaults(src string) (wrong []string) {
	var log any
	if err := json.Unmarshal([]byte(src), &log); err != nil {
		return []string{err.Error()}
	}
	if wrong = sarifWhole.check("log", log); len(wrong) > 0 {
		return wrong
	}
	for _, run := range log.(map[string]any)["runs"].([]any) {
		run := run.(map[string]any)
		rules, _ := run["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
		ids := map[any]bool{}
		for _, r := range rules {
			id := r.(map[string]any)["id"]
			if ids[id] {
				wrong = append(wrong, fmt.Sprintf("two rules are called %v (section 3.19.23: the array has no equal members)", id))
			}
			ids[id] = true
		}
		bases, _ := run["originalUriBaseIds"].(map[string]any)
		if _, ok := run["results"].([]any); !ok {
			wrong = append(wrong, "a run that has looked has results, if none then an empty array (section 3.14.23)")
		}
		prints := map[any]bool{}
		for i, r := range run["results"].([]any) {
			r := r.(map[string]any)
			if n, ok := r["ruleIndex"].(float64); ok && (int(n) >= len(rules) || rules[int(n)].(map[string]any)["id"] != r["ruleId"]) {
				wrong = append(wrong, fmt.Sprintf("results[%d]: ruleIndex leads to another rule than %v (section 3.27.6)", i, r["ruleId"]))
			}
			print := fmt.Sprint(r["partialFingerprints"])
			if prints[print] {
				wrong = append(wrong, fmt.Sprintf("results[%d] has the fingerprint of another (section 3.27.17)", i))
			}
			prints[print] = true
			places, _ := r["locations"].([]any)
			for _, l := range places {
				a := l.(map[string]any)["physicalLocation"].(map[string]any)["artifactLocation"].(map[string]any)
				if _, ok := bases[a["uriBaseId"].(string)]; !ok {
					wrong = append(wrong, fmt.Sprintf("results[%d]: no base is called %v (section 3.14.14)", i, a["uriBaseId"]))
				}
				if uri := a["uri"].(string); strings.HasPrefix(uri, "/") || slices.Contains(strings.Split(uri, "/"), "..") {
					wrong = append(wrong, fmt.Sprintf("results[%d]: %s is not below its base (sections 3.4.3, 3.4.4)", i, uri))
				}
			}
		}
	}
	return wrong
}

func TestSARIFKeepsToTheStandard(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "findings.sarif"))
	if err != nil {
		t.Fatal(err)
	}
	none, _, _ := judged(t, laid(t, "sound"), "-q", "--format", "sarif")
	odd := laid(t, "sound")
	for _, name := range []string{"a b.md", "100%.md", "c#d?.md", "x:y.md", "\u1112\u1161\u11ab.md", "[x].md"} {
		put(t, odd, "posts/"+name, "---\ntitle: "+strings.TrimSuffix("이름 "+fmt.Sprintf("%x", name), ".md")+"\n---\n\n#### 건너뛴 제목 \x01\n")
	}
	names, _, _ := judged(t, odd, "-q", "--format", "sarif")
	for what, src := range map[string]string{"every finding": string(golden), "no finding": none, "odd names": names} {
		for _, w := range sarifFaults(src) {
			t.Errorf("%s: %s", what, w)
		}
		if what != "no finding" && !strings.Contains(src, `"ruleId"`) {
			t.Errorf("%s: there is none", what)
		}
	}
}

// TestSARIFFaultsAreSeen plants a fault of each kind in a log that keeps to the
// standard.
func TestSARIFFaultsAreSeen(t *testing.T) {
	const good = `{"$schema": "https://x.example/s.json", "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "n", "version": "1", "rules": [{"id": "a", "defaultConfiguration": {"level": "note"}}, {"id": "b"}]}},
"columnKind": "unicodeCodePoints", "originalUriBaseIds": {"ROOT": {"description": {"text": "t"}}},
"results": [{"ruleId": "b", "ruleIndex": 1, "level": "error", "message": {"text": "m"}, "partialFingerprints": {"v1": "p"},
"locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b.md", "uriBaseId": "ROOT"}, "region": {"startLine": 1, "startColumn": 2, "snippet": {"text": "s"}}}}]}]}]}`
	if w := sarifFaults(good); len(w) > 0 {
		t.Fatalf("%v", w)
	}
	for _, change := range [][2]string{
		{`"2.1.0"`, `"2.0.0"`}, {`"name": "n",`, ``}, {`"message": {"text": "m"}`, `"message": {}`}, {`"message": {"text": "m"},`, ``}, {`"error"`, `"fatal"`},
		{`"startLine": 1`, `"startLine": 0`}, {`"startLine": 1,`, ``}, {`"startColumn": 2`, `"startColumn": 1.5`}, {`"unicodeCodePoints"`, `"bytes"`},
		{`"uri": "a%20b.md"`, `"uri": "a b.md"`}, {`"uri": "a%20b.md"`, `"uri": "../a.md"`}, {`"uri": "a%20b.md"`, `"uri": "/a.md"`}, {`"uri": "a%20b.md"`, `"uri": "a:b.md"`},
		{`"uriBaseId": "ROOT"`, `"uriBaseId": "TOP"`}, {`"ruleIndex": 1`, `"ruleIndex": 0`}, {`"ruleIndex": 1`, `"ruleIndex": 2`}, {`{"id": "b"}`, `{"id": "a"}`},
		{`"level": "error"`, `"severity": "error"`}, {`"results": [`, `"found": [`}, {`{"v1": "p"}`, `{"v1": 1}`}, {`"runs": [`, `"run": [`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s does not stand in the log", change[0])
		}
		if len(sarifFaults(bad)) == 0 {
			t.Errorf("%s for %s is not seen", change[1], change[0])
		}
	}
}
