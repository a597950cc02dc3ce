package layout

import (
	"bytes"
	"errors"

	"opspress/generator/diag"
)

// maxOutput is how many bytes one execution may write. A template that loops
// must not take the machine with it.
const maxOutput = 64 << 20

var errTooLong = errors.New("the output is longer than 64 MiB")

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

func (l *Layout) run(dot any) ([]byte, error) {
	var out limited
	if err := l.root.Execute(&out, dot); err != nil {
		if errors.Is(err, errTooLong) {
			return nil, diag.Diagnostic{
				Rule: "template", Severity: diag.Error, File: file(l.name), Message: errTooLong.Error(),
			}
		}
		return nil, explain(err, l.name, l.source)
	}
	return out.Bytes(), nil
}

// limited is a buffer that takes maxOutput bytes.
type limited struct{ bytes.Buffer }

func (w *limited) Write(b []byte) (int, error) {
	if w.Len()+len(b) > maxOutput {
		return 0, errTooLong
	}
	return w.Buffer.Write(b)
}
