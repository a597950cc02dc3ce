package check

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"opspress/generator/diag"
)

// A Verdict is everything that was found, before anybody has weighed it: it
// depends on sources and settings and on no clock, so it can be kept.
type Verdict struct {
	Findings []Finding
	Ignores  []Ignored
	Rules    []RuleLevel
	Paths    []PathLevels
}

// Ignored are the comments of a file that silence rules.
type Ignored struct {
	File     string
	FrontEnd int // the last line of the front matter
	Ignores  []Ignore
	Source   []string // the text of the line of each
}

// Judge says what is left of a verdict at a time: findings that hold then, as heavy
// as the settings say, without those that a comment silences; and what is
// wrong with the comments. Sorted, each once.
func (v Verdict) Judge(now time.Time) diag.List {
	byFile := map[string]*Ignored{}
	used := map[string][]bool{}
	for i := range v.Ignores {
		g := &v.Ignores[i]
		byFile[g.File], used[g.File] = g, make([]bool, len(g.Ignores))
	}
	var out diag.List
	for _, f := range v.Findings {
		if !f.From.IsZero() && now.Before(f.From) || !f.Until.IsZero() && !now.Before(f.Until) {
			continue
		}
		if f.Stops {
			out = append(out, f.Diagnostic)
			continue
		}
		if g := byFile[f.File]; g != nil {
			if silenced(g, used[f.File], f.Diagnostic) {
				continue
			}
		}
		if d, on := v.weigh(f.Diagnostic); on {
			out = append(out, d)
		}
	}
	for i := range v.Ignores {
		for _, d := range v.Ignores[i].wrong(used[v.Ignores[i].File]) {
			if d, on := v.weigh(d); on {
				out = append(out, d)
			}
		}
	}
	return diag.Sorted(out)
}

// silenced says whether a comment of the file is about a finding, and notes that
// it was needed.
func silenced(g *Ignored, used []bool, d diag.Diagnostic) bool {
	hit := false
	for i, c := range g.Ignores {
		if c.Rule != d.Rule {
			continue
		}
		if d.Line >= c.From && d.Line <= c.To || c.Whole && d.Line <= g.FrontEnd {
			used[i], hit = true, true
		}
	}
	return hit
}

// wrong tells of comments without a reason, without a rule, without an effect.
func (g *Ignored) wrong(used []bool) (ds []diag.Diagnostic) {
	for i, c := range g.Ignores {
		d := diag.Diagnostic{File: g.File, Line: c.Line, Source: g.Source[i]}
		_, known := RuleOf(c.Rule)
		switch {
		case !known:
			d.Rule, d.Message = "ignore-rule", fmt.Sprintf("there is no rule %q to silence", c.Rule)
			d.Hint = diag.DidYouMean(c.Rule, ruleIDs())
		case !used[i]:
			d.Rule, d.Message, d.Hint = "ignore-unused", fmt.Sprintf("nothing here is found by %s, so the comment silences nothing", c.Rule), "take it out"
		case c.Why == "":
			d.Rule, d.Message, d.Hint = "ignore-reason", fmt.Sprintf("the comment silences %s and does not say why", c.Rule), "<!-- opspress-ignore "+c.Rule+": the reason -->"
		default:
			continue
		}
		d.Severity = severityOf(d.Rule)
		ds = append(ds, d)
	}
	return ds
}

func ruleIDs() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// weigh gives a finding the weight that the settings say: the last of the path
// patterns that match and name the rule, else the rule's own setting, else what
// it weighs by itself. It is not on when that is off.
func (v Verdict) weigh(d diag.Diagnostic) (diag.Diagnostic, bool) {
	level, set := Off, false
	for _, r := range v.Rules {
		if r.Rule == d.Rule {
			level, set = r.Level, true
		}
	}
	for _, p := range v.Paths {
		for _, r := range p.Rules {
			if r.Rule == d.Rule && match(p.Pattern, d.File) {
				level, set = r.Level, true
			}
		}
	}
	if !set {
		r, known := RuleOf(d.Rule)
		return d, !known || r.Level != Off
	}
	d.Severity = level.severity()
	return d, level != Off
}

// match says whether a pattern means a file: * is any characters but a slash, **
// any, and a folder means all that is in it.
func match(pattern, file string) bool {
	pattern = strings.TrimPrefix(pattern, "/")
	if strings.HasSuffix(pattern, "/") {
		pattern += "**"
	}
	head, tail, ok := strings.Cut(pattern, "**")
	if !ok {
		hit, err := path.Match(pattern, file)
		return err == nil && hit
	}
	parts := strings.Count(head, "/")
	at := 0
	for range parts {
		i := strings.IndexByte(file[at:], '/')
		if i < 0 {
			return false
		}
		at += i + 1
	}
	if hit, err := path.Match(head, file[:at]); err != nil || !hit && head != "" {
		return false
	}
	tail = strings.TrimPrefix(tail, "/")
	if tail == "" {
		return true
	}
	for rest := file[at:]; ; {
		if match(tail, rest) {
			return true
		}
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
}

// levels looks for rules that there are not in the settings.
func (j *judgement) levels() {
	ids := ruleIDs()
	unknown := func(rs []RuleLevel) {
		for _, r := range rs {
			if !slices.Contains(ids, r.Rule) {
				j.at("ignore-rule", "site.yaml", r.Pos, fmt.Sprintf("there is no rule %q", r.Rule), diag.DidYouMean(r.Rule, ids))
			}
		}
	}
	unknown(j.Settings.Rules)
	for _, p := range j.Settings.Paths {
		unknown(p.Rules)
		if !slices.ContainsFunc(j.Names, func(f string) bool { return match(p.Pattern, f) }) {
			j.at("ignore-unused", "site.yaml", p.Pos, fmt.Sprintf("no file matches %q", p.Pattern), "* is any characters but a slash, ** is any")
		}
	}
}

// Verdict gathers all findings, and the comments and levels that they are weighed
// by.
func (s *Site) Verdict() Verdict {
	v := Verdict{Findings: Run(s), Rules: s.Settings.Rules, Paths: s.Settings.Paths}
	for i := range s.Sources {
		src := &s.Sources[i]
		if len(src.Ignores) == 0 {
			continue
		}
		text := s.Text(src.File)
		g := Ignored{File: src.File, Ignores: src.Ignores, FrontEnd: strings.Count(string(text[:min(src.BodyAt, len(text))]), "\n")}
		for _, c := range src.Ignores {
			g.Source = append(g.Source, diag.AtLine(diag.Diagnostic{}, src.File, text, c.Line, 0).Source)
		}
		v.Ignores = append(v.Ignores, g)
	}
	return v
}
