package diff

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Limits of what a terminal shows. JSON holds all.
const (
	mostPages    = 50 // told in detail
	mostNames    = 20 // of lists, files, redirects, links
	excerptLines = 12
)

// WriteHuman writes a diff for a person at a terminal.
func WriteHuman(w io.Writer, d *Diff) error {
	h := human{bufio.NewWriter(w)}
	h.line("%s", d.Total.sentence())
	h.lost(d)
	shown, lists := 0, []string{}
	for i := range d.Pages {
		p := &d.Pages[i]
		if p.echo() {
			lists = append(lists, p.URL)
			continue
		}
		if shown++; shown <= mostPages {
			h.page(p)
		}
	}
	if shown > mostPages {
		h.line("\nand %s more; --json has them all", count(shown-mostPages, "page"))
	}
	h.names("\nlists that show something else", lists)
	var rs []string
	for _, r := range d.Redirects {
		rs = append(rs, r.sentence())
	}
	h.names("\nredirects", rs)
	var fs []string
	for _, f := range d.Files {
		fs = append(fs, f.sentence())
	}
	h.names("\nfiles", fs)
	if a := d.Around; a != nil {
		h.line("\naround the text (menus, neighbours, related posts): %s, first %s", count(a.Pages, "page"), a.URL)
	}
	return h.Flush()
}

type human struct{ *bufio.Writer }

// line writes a line; what a page says cannot steer the terminal.
func (h human) line(format string, as ...any) {
	s := fmt.Sprintf(format, as...)
	s = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	h.WriteString(s + "\n")
}

func (h human) lost(d *Diff) {
	if len(d.Lost) == 0 {
		return
	}
	h.line("\nURLs lost: nothing answers there any more. Give the post that took over `aliases`, or name them under `gone` in site.yaml")
	h.list(d.Lost)
}

func (h human) names(what string, names []string) {
	if len(names) > 0 {
		h.line("%s (%d)", what, len(names))
		h.list(names)
	}
}

func (h human) list(names []string) {
	for _, n := range names[:min(len(names), mostNames)] {
		h.line("  %s", n)
	}
	if more := len(names) - mostNames; more > 0 {
		h.line("  and %d more", more)
	}
}

func (h human) page(p *Page) {
	h.line("\n%s %s  %s", p.Change, p.URL, p.Title)
	if p.From != "" {
		h.line("  was %s, %s", p.From, byWhat[p.By])
	}
	h.line("  %s", p.sentence())
	for _, f := range p.Fields {
		h.line("  %s: %q -> %q", f.Name, f.Old, f.New)
	}
	for _, a := range p.Anchors {
		h.line("  anchor lost: %s", a.sentence())
	}
	if l := p.Links; l != nil {
		for _, s := range []struct {
			sign  string
			links []string
		}{{"link gone", l.Removed}, {"link new", l.Added}} {
			for _, u := range s.links[:min(len(s.links), mostNames)] {
				h.line("  %s: %s", s.sign, u)
			}
		}
	}
	for i, l := range p.Excerpt {
		if i == excerptLines {
			h.line("    …")
			break
		}
		h.line("    %s", l)
	}
}

var byWhat = map[string]string{
	ByRedirect: "which sends here",
	ByText:     "known by its text; the old URL is lost",
	ByTitle:    "known by its title; the old URL is lost",
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (t *Total) sentence() string {
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{t.Added, Added}, {t.Removed, Removed}, {t.Changed, Changed}, {t.Moved, Moved}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", count(c.n, "page"), c.what))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no page changed for a reader"}
	}
	s := strings.Join(parts, ", ")
	if t.Words != (Words{}) {
		s += "; " + t.Words.sentence()
	}
	s += fmt.Sprintf("; %s as they were", count(t.Same, "page"))
	if t.Markup > 0 {
		s += fmt.Sprintf(" (%d with other markup)", t.Markup)
	}
	return s + "; all files " + t.Bytes.sentence()
}

func (w Words) sentence() string { return fmt.Sprintf("+%d -%d words", w.In, w.Out) }

func (s Sizes) sentence() string {
	old, new := size(s.Old), size(s.New)
	if old == new {
		return new
	}
	return old + " -> " + new
}

// size gives a number of bytes in units of 1,000.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f KB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func (p *Page) sentence() string {
	switch p.Change {
	case Added:
		return fmt.Sprintf("%d words, %s, first view %s gz", p.Words.In, size(p.Bytes.New), size(p.Weight.New))
	case Removed, Gone:
		return fmt.Sprintf("%d words, %s", p.Words.Out, size(p.Bytes.Old))
	}
	return fmt.Sprintf("%s, %s, first view %s gz", p.Words.sentence(), p.Bytes.sentence(), p.Weight.sentence())
}

func (a Anchor) sentence() string {
	s := fmt.Sprintf("#%s (%q); links to it lead to the top of the page", a.ID, a.Text)
	if a.Now != "" {
		s += "; the heading is #" + a.Now + " now"
	}
	return s
}

func (r Redirect) sentence() string {
	switch {
	case r.Old == "":
		return r.URL + " sends to " + r.New
	case r.New == "":
		return r.URL + " no longer sends to " + r.Old
	}
	return r.URL + " sends to " + r.New + " instead of " + r.Old
}

func (f File) sentence() string {
	switch f.Change {
	case Added:
		return "added " + f.Path + ", " + size(f.Bytes.New)
	case Removed:
		return "removed " + f.Path + ", " + size(f.Bytes.Old)
	}
	return "changed " + f.Path + ", " + f.Bytes.sentence()
}

// only keeps the pages that f wants.
func only(ps []Page, f func(p *Page) bool) []Page {
	return slices.DeleteFunc(slices.Clone(ps), func(p Page) bool { return !f(&p) })
}
