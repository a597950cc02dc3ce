package site

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/memo"
)

// An Objective says how many posts of an Ops type may be how old: at most
// Percent of them older than Count units. It is written
//
//	check:
//	  objectives:
//	    secops: 10% older than 12 months
//	    default: 25% older than 2 years
//
// where default holds for every type that has none of its own.
type Objective struct {
	Type    string // slug of an Ops type, or DefaultObjective
	Percent int    // 0 to 100
	Count   int    // 1 or more
	Unit    string // day, week, month or year
	Line    int    // of site.yaml, from 1
	Column  int
}

// DefaultObjective is the name under which the objective of every other type
// stands.
const DefaultObjective = "default"

var (
	objectiveText  = regexp.MustCompile(`^(\d{1,3})\s*% older than (\d{1,3}) (day|week|month|year)s?$`)
	objectiveWords = []string{"older", "than", "days", "weeks", "months", "years", "day", "week", "month", "year"}
)

const objectiveExample = "for example: 10% older than 12 months"

// objectives reads check.objectives: type -> objective.
func (r *settingsReader) objectives(n *yaml.Node, s *Settings) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map of Ops types, such as `secops: 10% older than 12 months`")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		o := Objective{Type: graph.TermSlug(k.Value), Line: k.Line, Column: k.Column}
		if seen[o.Type] {
			r.complain(k, fmt.Sprintf("the objective of %q stands here twice", k.Value), "keep one of them")
			continue
		}
		seen[o.Type] = true
		if r.objective(v, &o) {
			s.Objectives = append(s.Objectives, o)
		}
	}
	slices.SortFunc(s.Objectives, func(a, b Objective) int { return cmp.Compare(a.Type, b.Type) })
}

// objective reads one of them, or says what is wrong with it.
func (r *settingsReader) objective(n *yaml.Node, o *Objective) bool {
	text, ok := r.scalar(n)
	if !ok {
		return false
	}
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	m := objectiveText.FindStringSubmatch(text)
	if m == nil {
		r.complain(n, fmt.Sprintf("%q is no objective", n.Value), cmp.Or(misspelled(text), objectiveExample))
		return false
	}
	o.Percent, _ = strconv.Atoi(m[1]) // at most three digits each
	o.Count, _ = strconv.Atoi(m[2])
	o.Unit = m[3]
	switch {
	case o.Percent > 100:
		r.complain(n, fmt.Sprintf("%d%% of the posts is more than all of them", o.Percent), objectiveExample)
		return false
	case o.Count == 0:
		r.complain(n, "every post is older than nothing", objectiveExample)
		return false
	}
	return true
}

// misspelled suggests a word of an objective that is one letter off.
func misspelled(text string) string {
	for w := range strings.FieldsSeq(text) {
		if strings.ContainsAny(w, "0123456789%") || slices.Contains(objectiveWords, w) {
			continue
		}
		return diag.DidYouMean(w, objectiveWords)
	}
	return ""
}

// runObjectives reports the objectives of types that nobody has declared or
// used.
func (s *Site) runObjectives(c *memo.Ctx, _ none) (none, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil || len(set.Objectives) == 0 {
		return none{}, err
	}
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return none{}, err
	}
	var ids []string
	for _, l := range g.Languages() {
		for _, t := range g.Types(l) {
			ids = append(ids, t.ID)
		}
	}
	ids = sortedUnique(ids)
	for _, o := range set.Objectives {
		if o.Type != DefaultObjective && !slices.Contains(ids, o.Type) {
			warn(c, diag.Diagnostic{Rule: "settings", Severity: set.severity(), File: settingsFile, Line: o.Line, Column: o.Column,
				Message: fmt.Sprintf("check.objectives: there is no Ops type %q", o.Type), Hint: diag.DidYouMean(o.Type, append(ids, DefaultObjective))})
		}
	}
	return none{}, nil
}
