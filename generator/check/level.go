package check

import "opspress/generator/diag"

// A Level is what the findings of a rule weigh.
type Level uint8

// The levels. Off means that the rule is not looked at.
const (
	Off Level = iota
	Warning
	Error
)

func (l Level) String() string { return [...]string{"off", "warning", "error"}[l] }

// ParseLevel reads a level as settings spell it.
func ParseLevel(s string) (Level, bool) {
	for _, l := range []Level{Off, Warning, Error} {
		if l.String() == s {
			return l, true
		}
	}
	return Off, false
}

// severity is the level of a finding that is shown.
func (l Level) severity() diag.Severity {
	if l == Error {
		return diag.Error
	}
	return diag.Warning
}

// severityOf is what a rule weighs by itself.
func severityOf(rule string) diag.Severity {
	r, _ := RuleOf(rule)
	return r.Level.severity()
}
