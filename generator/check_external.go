package generator

import (
	"context"
	"fmt"
	"path/filepath"

	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/fetch"
)

// Asked counts what became of external links.
type Asked struct {
	Asked, Remembered, Allowed int
	Unsure                     int // that no program can judge
}

// usualLinks is where good answers are kept for a week, from the site's root.
const usualLinks = ".opspress/links.json"

// ask asks the sites that links lead to, and adds what is wrong to the verdict.
func (o *CheckOptions) ask(ctx context.Context, v *judgement) (Asked, error) {
	var st Asked
	now := o.clock()
	memory := fetch.Open(filepath.Join(o.Root, filepath.FromSlash(usualLinks)), now)
	answers := map[string]fetch.Answer{}
	var urls []string
	for _, l := range v.Links {
		if check.Allowed(v.Allow, l.URL) {
			st.Allowed++
		} else if a, ok := memory.Get(l.URL); ok {
			st.Remembered++
			answers[l.URL] = a
		} else {
			urls = append(urls, l.URL)
		}
	}
	fo := o.fetching
	fo.Version = Version
	got, err := fetch.New(fo).Ask(ctx, urls, func(u string, a fetch.Answer) {
		if o.Told != nil {
			o.Told(u)
		}
	})
	if err != nil {
		return st, err
	}
	st.Asked = len(urls)
	for i, a := range got {
		answers[urls[i]] = a
		memory.Put(urls[i], a, now)
	}
	for _, l := range v.Links {
		a, ok := answers[l.URL]
		if !ok {
			continue
		}
		if a.Outcome == fetch.Unsure {
			st.Unsure++
		}
		v.Findings = append(v.Findings, answered(l, a)...)
	}
	if o.Cache == CacheOff {
		return st, nil
	}
	return st, memory.Save()
}

// answered gives the findings of a link.
func answered(l check.Outside, a fetch.Answer) (out []check.Finding) {
	rule, hint := "", ""
	switch a.Outcome {
	case fetch.Broken:
		rule, hint = "external-link", "find where it went, or an archived copy; check.allow lists what is not to be asked"
	case fetch.Moved:
		rule, hint = "external-redirect", "write "+a.Final
	case fetch.Unsure:
		rule, hint = "external-unsure", "open it in a browser; check.allow lists what is not to be asked"
	default:
		return nil
	}
	r, _ := check.RuleOf(rule)
	for _, d := range l.Places {
		d.Rule, d.Hint, d.Severity = rule, hint, diag.Warning
		if r.Level == check.Error {
			d.Severity = diag.Error
		}
		d.Message = fmt.Sprintf("link %q: %s", l.URL, a.Why)
		out = append(out, check.Finding{Diagnostic: d})
	}
	return out
}
