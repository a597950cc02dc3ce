package generator

import (
	"fmt"
	"strings"

	"opspress/generator/check"
	"opspress/generator/diag"
)

// Explain gives the page of the manual that tells of a rule of check; for "all",
// a line for each rule. A rule that there is not is a *RefusedError.
func Explain(rule string) (string, error) {
	if rule == "all" {
		var b strings.Builder
		for _, r := range check.Rules() {
			fmt.Fprintf(&b, "%-22s %-8s %s\n", r.ID, r.Level, r.What)
		}
		return b.String(), nil
	}
	if r, ok := check.RuleOf(rule); ok {
		return r.Explain(), nil
	}
	var ids []string
	for _, r := range check.Rules() {
		ids = append(ids, r.ID)
	}
	hint := diag.DidYouMean(rule, ids)
	if hint == "" {
		hint = "--explain all lists every rule"
	}
	return "", &RefusedError{fmt.Errorf("there is no rule %q", rule), hint}
}

// Rules gives every rule of check, for the formats that tell of them.
func Rules() []diag.Rule {
	var out []diag.Rule
	for _, r := range check.Rules() {
		level := diag.Warning
		if r.Level == check.Error {
			level = diag.Error
		}
		out = append(out, diag.Rule{ID: r.ID, Severity: level, Short: r.What, Full: r.Why, Help: r.Mend})
	}
	return out
}
