package check

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule is one thing that a finding can be about.
type Rule struct {
	ID    string
	Group string // the part of the manual that tells of it
	Level Level  // what it weighs without settings
	Build bool   // the build finds it too: with strict it may weigh more
	What  string // what it reports, a phrase
	Why   string // why that is wrong, sentences
	Mend  string // what to do, sentences
}

// Rules gives every rule, in order of ID.
func Rules() []Rule {
	var all []Rule
	for _, g := range []func() []Rule{linkRules, pageRules, textRules, termRules, timeRules, leakRules, codeRules, siteRules, sourceRules, buildRules} {
		all = append(all, g()...)
	}
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// RuleOf finds a rule by its ID.
func RuleOf(id string) (Rule, bool) {
	r, ok := levels[id]
	return r, ok
}

// levels is every rule by ID. It is made once and never changes.
var levels = func() map[string]Rule {
	m := map[string]Rule{}
	for _, r := range Rules() {
		m[r.ID] = r
	}
	return m
}()

// Explain writes the page of the manual that tells of a rule: what it reports,
// why, how to mend it and how to silence it.
func (r Rule) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n%s.\n\nWhy\n  %s\n\nMend\n  %s\n\nSilence\n", r.ID, r.Level, r.What, r.Why, r.Mend)
	if r.Build {
		b.WriteString("  The build reports it too. As an error it stops the build, and nothing silences it.\n")
		if r.Level == Error {
			return b.String()
		}
	}
	fmt.Fprintf(&b, "  everywhere, in site.yaml:   check: {rules: {%s: off}}\n", r.ID)
	fmt.Fprintf(&b, "  for some files:             check: {paths: {\"posts/old/**\": {%s: off}}}\n", r.ID)
	fmt.Fprintf(&b, "  at one place, in a post:    <!-- opspress-ignore %s: the reason -->\n", r.ID)
	b.WriteString("  what there is already:      opspress check --write-baseline FILE, then --baseline FILE\n")
	return b.String()
}
