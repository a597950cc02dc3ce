package diff

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html"
)

// mostMarkdown is how long the Markdown may be, in UTF-16 units: GitHub takes
// 65,536 characters for a comment, and the rest is left to whoever adds a line.
const mostMarkdown = 60_000

// Marker is the first line of the Markdown: by it a pipeline finds the comment
// that it wrote before.
const Marker = "<!-- opspress diff -->"

// WriteMarkdown writes a diff as the comment of a pull request: what the
// reviewer must know first, details folded, never longer than GitHub takes.
// What pages say stands there as text: it can neither mention anybody nor end
// the fold that it is in.
func WriteMarkdown(w io.Writer, d *Diff) error {
	m := &markdown{left: mostMarkdown}
	m.put(Marker + "\n### opspress diff\n\n" + upper(d.Total.sentence()) + ".\n")
	m.lost(d)
	m.anchors(d)
	m.table(d)
	m.excerpts(d)
	m.folded("Lists that show something else", listsOf(d))
	var rs []string
	for _, r := range d.Redirects {
		rs = append(rs, r.sentence())
	}
	m.folded("Redirects", rs)
	var fs []string
	for _, f := range d.Files {
		fs = append(fs, f.sentence())
	}
	m.folded("Files", fs)
	if a := d.Around; a != nil {
		m.fence(fmt.Sprintf("Around the text: %s, first %s", count(a.Pages, "page"), htmlCode(a.URL)), a.Excerpt)
	}
	if m.cut {
		m.b.WriteString("\nThere is more than a comment may hold: `opspress diff --json` has all of it.\n")
	}
	_, err := io.WriteString(w, m.b.String())
	return err
}

// A markdown is written in pieces; what does not fit any more is left out, as a
// whole piece.
type markdown struct {
	b    strings.Builder
	left int
	cut  bool
}

func (m *markdown) put(s string) bool {
	n := len(utf16.Encode([]rune(s)))
	if n > m.left {
		m.cut = true
		return false
	}
	m.left -= n
	m.b.WriteString(s)
	return true
}

// plain is text that Markdown leaves alone.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@', r == '#': // no mention, no link to an issue
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_[]|~$", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// code is a span of code that may stand in a table.
func code(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	ticks := "`"
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	if len(ticks) > 1 {
		s = " " + s + " "
	}
	return ticks + strings.ReplaceAll(s, "|", "\\|") + ticks
}

func (m *markdown) lost(d *Diff) {
	if len(d.Lost) == 0 {
		return
	}
	m.put("\n> [!WARNING]\n> **" + count(len(d.Lost), "URL") + " lost.** Nothing answers there any more: give the post that took over `aliases`, or name them under `gone` in site.yaml.\n")
	m.few("> ", d.Lost)
}

func (m *markdown) few(before string, names []string) {
	for _, n := range names[:min(len(names), mostNames)] {
		m.put(before + "- " + code(n) + "\n")
	}
	if more := len(names) - mostNames; more > 0 {
		m.put(fmt.Sprintf("%s- and %d more\n", before, more))
	}
}

func (m *markdown) anchors(d *Diff) {
	var lines []string
	for _, p := range d.Pages {
		for _, a := range p.Anchors {
			l := "- " + code(p.URL+"#"+a.ID) + " (" + plain(a.Text) + ")"
			if a.Now != "" {
				l += ", now " + code("#"+a.Now)
			}
			lines = append(lines, l+"\n")
		}
	}
	if len(lines) == 0 {
		return
	}
	m.put("\n> [!CAUTION]\n> **" + count(len(lines), "anchor") + " lost.** Links to them lead to the top of the page.\n")
	for _, l := range lines[:min(len(lines), mostNames)] {
		m.put("> " + l)
	}
	if more := len(lines) - mostNames; more > 0 {
		m.put(fmt.Sprintf("> - and %d more\n", more))
	}
}

func listsOf(d *Diff) (out []string) {
	for _, p := range only(d.Pages, (*Page).echo) {
		out = append(out, p.URL)
	}
	return out
}

// echo says that a page only repeats what has changed on others.
func (p *Page) echo() bool { return p.List && p.Change == Changed && len(p.Fields)+len(p.Anchors) == 0 }

func (m *markdown) table(d *Diff) {
	ps := only(d.Pages, func(p *Page) bool { return !p.echo() })
	if len(ps) == 0 {
		return
	}
	m.put("\n| | page | title | words | first view, gz |\n|---|---|---|---|---|\n")
	for i := range ps {
		p := &ps[i]
		where := code(p.URL)
		if p.From != "" {
			where = code(p.From) + " → " + where
			if p.By != ByRedirect {
				where += " (by its " + p.By + ", no redirect)"
			}
		}
		weight := strings.ReplaceAll(p.Weight.sentence(), "->", "→")
		switch p.Change {
		case Added:
			weight = size(p.Weight.New)
		case Removed, Gone:
			weight = "–"
		}
		if !m.put(fmt.Sprintf("| %s | %s | %s | +%d −%d | %s |\n", p.Change, where, plain(p.Title), p.Words.In, p.Words.Out, weight)) {
			return
		}
	}
}

// excerpts shows what changed in the text of each page, folded.
func (m *markdown) excerpts(d *Diff) {
	for _, p := range d.Pages {
		if len(p.Fields) == 0 && p.Links == nil && len(p.Excerpt) == 0 || p.echo() {
			continue
		}
		var b strings.Builder
		for _, f := range p.Fields {
			fmt.Fprintf(&b, "- %s: %s → %s\n", f.Name, orNone(f.Old), orNone(f.New))
		}
		if l := p.Links; l != nil {
			for _, u := range l.Removed[:min(len(l.Removed), mostNames)] {
				fmt.Fprintf(&b, "- link gone: %s\n", code(u))
			}
			for _, u := range l.Added[:min(len(l.Added), mostNames)] {
				fmt.Fprintf(&b, "- link new: %s\n", code(u))
			}
		}
		m.put("\n<details><summary>" + htmlCode(p.URL) + "</summary>\n\n" + b.String() + fenced(p.Excerpt) + "\n</details>\n")
	}
}

func orNone(s string) string {
	if s == "" {
		return "*none*"
	}
	return plain(s)
}

func (m *markdown) folded(what string, lines []string) {
	if len(lines) == 0 {
		return
	}
	var b strings.Builder
	for _, l := range lines[:min(len(lines), 10*mostNames)] {
		b.WriteString("- " + code(l) + "\n")
	}
	if more := len(lines) - 10*mostNames; more > 0 {
		fmt.Fprintf(&b, "- and %d more\n", more)
	}
	m.put(fmt.Sprintf("\n<details><summary>%s (%d)</summary>\n\n%s\n</details>\n", what, len(lines), b.String()))
}

func (m *markdown) fence(what string, lines []string) {
	m.put("\n<details><summary>" + what + "</summary>\n\n" + fenced(lines) + "\n</details>\n")
}

// htmlCode is code where Markdown is not read.
func htmlCode(s string) string { return "<code>" + html.EscapeString(s) + "</code>" }

// fenced puts lines into a fence that none of them can end.
func fenced(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	return "\n" + fence + "diff\n" + strings.Join(lines, "\n") + "\n" + fence + "\n"
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
