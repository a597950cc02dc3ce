package site

import (
	"fmt"
	"slices"
	"strings"

	"opspress/generator/diag"
)

// lines turns all line ends into newlines, as positions count them.
var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// oncePerLanguage leaves of the findings about one language of code the first, so
// that a thousand posts with one strange language make one finding. Each document
// has told its own, for no task reads them all.
func oncePerLanguage(ds []diag.Diagnostic) []diag.Diagnostic {
	of := map[string][]diag.Diagnostic{}
	ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool {
		if d.Rule == "code-language" {
			of[d.Message] = append(of[d.Message], d)
		}
		return d.Rule == "code-language"
	})
	for _, same := range of {
		first := slices.MinFunc(same, diag.Compare)
		files := map[string]bool{}
		for _, d := range same {
			files[d.File] = true
		}
		first.Message += inFiles(len(files))
		ds = append(ds, first)
	}
	return ds
}

// diagnostics gives all findings of the revision, sorted, each once, with the
// text of the line they are about.
func (r *Revision) diagnostics(more []diag.Diagnostic) diag.List {
	ds := slices.Clone(more)
	for _, w := range r.memo.Warnings() {
		if d, ok := w.(diag.Diagnostic); ok {
			ds = append(ds, d)
		}
	}
	ds = merged(oncePerLanguage(ds))
	sources := map[string]*diag.Text{}
	for i, d := range ds {
		if d.Source != "" || d.Line == 0 || d.File == "" {
			continue
		}
		text, ok := sources[d.File]
		if !ok {
			var src []byte
			if t, err := r.site.world.readFile(nil, d.File); err == nil {
				src = []byte(lines.Replace(strings.TrimPrefix(string(t.Bytes), "\ufeff")))
			}
			text = diag.NewText(src)
			sources[d.File] = text
		}
		ds[i] = text.AtLine(d, d.File, d.Line, d.Column)
	}
	return diag.Sorted(ds)
}

// rendering stands between what a template did wrong and the page on which it
// did so.
const rendering = " (while rendering "

// merged makes one finding of a fault that a template has on many pages: it
// names the first of them and counts the others. A broken footer is one fault.
func merged(ds []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	pages := map[diag.Diagnostic][]string{}
	for _, d := range ds {
		i := strings.LastIndex(d.Message, rendering)
		if i < 0 {
			out = append(out, d)
			continue
		}
		page := strings.TrimSuffix(d.Message[i+len(rendering):], ")")
		d.Message = d.Message[:i]
		pages[d] = append(pages[d], page)
	}
	for d, on := range pages {
		slices.Sort(on)
		on = slices.Compact(on)
		d.Message += rendering + on[0]
		if len(on) > 1 {
			d.Message += fmt.Sprintf(" and %d more", len(on)-1)
		}
		d.Message += ")"
		out = append(out, d)
	}
	return out
}
