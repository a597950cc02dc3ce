package layout

import (
	"bytes"
	"errors"

	"opspress/generator/diag"
)

// Execute renders a page. The error is a diag.Diagnostic at the place in the
// template; the caller adds which page it was.
func (l *Layout) Execute(p *Page, s *Strings) ([]byte, error) {
	view := *p
	view.strs = s
	b, err := l.run(&view)
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// Shortcode renders one use of a shortcode. The error is a diag.Diagnostic at
// the place in the template.
func (l *Layout) Shortcode(v *Shortcode, s *Strings) (HTML, error) {
	view := *v
	view.strs = s
	b, err := l.run(&view)
	if err != nil {
		return "", err
	}
	return Trusted(string(bytes.TrimSpace(b))), nil
}

// Plain gives the slow twin of the layout: html/template itself, which the
// layout must equal in every byte and in every error.
func (l *Layout) Plain() *Layout {
	twin := *l
	twin.program = nil
	return &twin
}

func (l *Layout) run(dot any) ([]byte, error) { return l.within(maxSteps, dot) }

func (l *Layout) within(steps int, dot any) ([]byte, error) {
	if l.program != nil {
		if out, ok := l.program.run(steps, dot); ok {
			return out, nil
		}
	}
	out := limited{left: steps}
	if err := l.root.Execute(&out, dot); err != nil {
		if errors.Is(err, errTooLong) || errors.Is(err, errEndless) {
			return nil, diag.Diagnostic{Rule: "template", Severity: diag.Error, File: file(l.name), Message: err.Error()}
		}
		return nil, explain(err, l.name, l.source)
	}
	return out.Bytes(), nil
}
