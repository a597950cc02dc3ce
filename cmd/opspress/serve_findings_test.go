package main

import (
	"testing"

	"opspress/generator/diag"
)

// The terminal shows a finding once, however often the site is built and
// wherever an edit moves it, and says when there is nothing left.
func TestFindingsAreShownOnce(t *testing.T) {
	link := func(line int) diag.Diagnostic {
		return diag.Diagnostic{Rule: "link", File: "posts/a.md", Line: line, Message: "leads nowhere"}
	}
	broken := diag.Diagnostic{Severity: diag.Error, Rule: "template", File: "layouts/x.html", Line: 1, Message: "broken"}
	var f findings
	for _, step := range []struct {
		what   string
		now    diag.List
		fresh  int
		mended string
	}{
		{"a new one", diag.List{link(5)}, 1, ""},
		{"the same again", diag.List{link(5)}, 0, ""},
		{"moved by an edit", diag.List{link(7)}, 0, ""},
		{"a second one alike", diag.List{link(7), link(9)}, 1, ""},
		{"an error", diag.List{broken, link(7), link(9)}, 1, ""},
		{"the error is gone", diag.List{link(7), link(9)}, 0, "no errors any more"},
		{"nothing is left", nil, 0, "all mended"},
		{"still nothing", nil, 0, ""},
		{"it is back", diag.List{link(5)}, 1, ""},
	} {
		fresh, mended := f.next(step.now)
		if len(fresh) != step.fresh || mended != step.mended {
			t.Errorf("%s: %d new, %q; want %d, %q", step.what, len(fresh), mended, step.fresh, step.mended)
		}
	}
}
