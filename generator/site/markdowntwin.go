package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"opspress/generator/content"
	"opspress/generator/graph"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

// markdownTwin gives a post as Markdown, for readers that are programs: the body
// as it was written, with links that lead somewhere from anywhere, and shortcodes
// turned into what they write. Its front matter is ours, so that any generator
// can read it again.
func (s *Site) markdownTwin(c *memo.Ctx, r graph.Route) ([]byte, error) {
	at, err := s.at.Get(c, r.Source)
	if err != nil {
		return nil, err
	}
	m, err := s.meta.Get(c, r.Source)
	if err != nil {
		return nil, err
	}
	p, err := s.post.Get(c, r.Source)
	if err != nil {
		return nil, err
	}
	d, err := s.doc.Get(c, r.Source)
	if err != nil {
		return nil, err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	src, ok := s.read(c, r.Source)
	if !ok {
		return nil, errBroken
	}
	f, err := s.filler(c, r.Source, d.Line, at.Page, r.Lang, set.BaseURL != "")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(len(src) + len(src)/8 + len(at.URL) + 512) // so that few twins need more
	twinFront(&b, &set, &at, m)
	if p.Meta.Title != "" { // else the body begins with it
		fmt.Fprintf(&b, "# %s\n\n", oneLine(at.Title))
	}
	f.ids = d.IDs
	b.WriteString(strings.TrimSpace(f.rewritten(content.Body(src, p.BodyAt), d.Holes)))
	b.WriteByte('\n')
	return b.Bytes(), f.err
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// twinFront writes the front matter of a twin. JSON strings are YAML.
func twinFront(b *bytes.Buffer, set *Settings, at *graph.Post, m *content.Meta) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	put := func(key string, v any) {
		b.WriteString(key)
		b.WriteString(": ")
		_ = e.Encode(v) // strings and a buffer: it cannot fail
	}
	names := func(rs []graph.Ref) (out []string) {
		for _, r := range rs {
			out = append(out, r.Name)
		}
		return out
	}
	b.WriteString("---\n")
	put("title", at.Title)
	put("canonical", firstOf(m.Canonical, set.absolute(at.URL)))
	put("language", at.Lang)
	for _, d := range []struct {
		key string
		t   time.Time
	}{{"date", at.Date}, {"lastmod", at.Lastmod}} {
		if !d.t.IsZero() {
			fmt.Fprintf(b, "%s: %s\n", d.key, d.t.Format(time.RFC3339))
		}
	}
	if m.Description != "" {
		put("description", m.Description)
	}
	var authors, series []string
	for _, a := range at.Authors {
		authors = append(authors, a.Name)
	}
	for _, x := range at.Boxes {
		series = append(series, x.Name)
	}
	for _, l := range []struct {
		key  string
		list []string
	}{{"authors", authors}, {"ops", names(at.Types)}, {"tags", names(at.Tags)}, {"series", series}} {
		if len(l.list) > 0 {
			put(l.key, l.list)
		}
	}
	b.WriteString("---\n\n")
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// rewritten gives a body whose links and pictures have whole addresses. What a
// hole stands for is looked for from its place on, as it was written; one that
// cannot be found, because it was escaped, stays.
func (f *filler) rewritten(body string, holes []markdown.Hole) string {
	if len(holes) == 0 {
		return body
	}
	places := holePlaces{body: body, lines: lineStarts(body)}
	var b strings.Builder
	b.Grow(len(body) + len(body)/8)
	from := 0 // of what is not written yet
	for i := range holes {
		h := &holes[i]
		start, end, text, ok := f.replacement(body, max(from, places.find(h)), h)
		if !ok || start < from {
			continue
		}
		b.WriteString(body[from:start])
		b.WriteString(text)
		from = end
	}
	b.WriteString(body[from:])
	return f.definitions(b.String(), holes)
}

// replacement finds what a hole stands for at or behind a place.
func (f *filler) replacement(body string, at int, h *markdown.Hole) (start, end int, text string, ok bool) {
	if h.Kind == markdown.Shortcode || h.Call != nil {
		i := strings.Index(body[at:], h.Call.Source)
		if i < 0 {
			return 0, 0, "", false
		}
		start = at + i
		if h.Kind == markdown.Shortcode {
			text = strings.TrimSpace(f.shortcode(h))
		} else {
			text = f.address(h)
		}
		return start, start + len(h.Call.Source), text, true
	}
	start, ok = destinationIn(body, at, h.Dest)
	if !ok {
		return 0, 0, "", false
	}
	return start, start + len(h.Dest), f.address(h), true
}

// destinationIn finds where the destination of the link, picture or tag at a
// place is written: behind the words in brackets, or in an attribute.
func destinationIn(body string, at int, dest string) (start int, ok bool) {
	rest := body[at:]
	if strings.HasPrefix(rest, "<") {
		tag, _, _ := strings.Cut(rest, ">")
		for _, quote := range []string{`="`, `='`, "="} {
			if i := strings.Index(tag, quote+dest); i >= 0 {
				return at + i + len(quote), true
			}
		}
		return 0, false
	}
	i := closing(rest)
	if i < 0 || !strings.HasPrefix(rest[i:], "](") {
		return 0, false
	}
	i += len("](")
	i += len(rest[i:]) - len(strings.TrimLeft(rest[i:], " \t\n"))
	if strings.HasPrefix(rest[i:], "<") {
		i++
	}
	if !strings.HasPrefix(rest[i:], dest) || !ends(rest[i+len(dest):]) {
		return 0, false
	}
	return at + i, true
}

// closing gives the place of the bracket that closes the one a text begins with,
// or -1. Brackets in code and behind a backslash do not count.
func closing(s string) int {
	depth, code := 0, false
	for i := strings.IndexByte(s, '['); i >= 0 && i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && !code:
			i++
		case c == '`':
			code = !code
		case code:
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// ends says whether a destination can end where the rest begins.
func ends(rest string) bool { return rest == "" || strings.IndexByte(")> \t\n\"'", rest[0]) >= 0 }

// address gives the URL of a link or picture.
func (f *filler) address(h *markdown.Hole) string {
	if h.Kind == markdown.Image {
		dest := h.Dest
		if h.Call != nil {
			dest, _ = f.callURL(h)
		}
		p, _, _ := f.picture(dest)
		return p.URL
	}
	return f.link(h)
}

// definitions gives link definitions, [x]: y.md, whole addresses.
func (f *filler) definitions(body string, holes []markdown.Hole) string {
	if !strings.Contains(body, "]:") {
		return body
	}
	lines := strings.SplitAfter(body, "\n")
	for i, l := range lines {
		head, dest, ok := strings.Cut(l, "]:")
		if !ok || !strings.HasPrefix(strings.TrimLeft(head, " "), "[") {
			continue
		}
		dest = strings.TrimLeft(dest, " \t<")
		for n := range holes {
			h := &holes[n]
			if h.Kind != markdown.Shortcode && h.Dest != "" && strings.HasPrefix(dest, h.Dest) && ends(dest[len(h.Dest):]) {
				lines[i] = strings.Replace(l, h.Dest, f.address(h), 1)
				break
			}
		}
	}
	return strings.Join(lines, "")
}

func lineStarts(s string) []int {
	out := make([]int, 1, strings.Count(s, "\n")+1)
	for i := range len(s) {
		if s[i] == '\n' {
			out = append(out, i+1)
		}
	}
	return out
}

// holePlaces find the bytes at which holes stand. Columns are code points, and a
// body of one long line may have very many holes: it goes on from the last one.
type holePlaces struct {
	body             string
	lines            []int // where they begin
	line, column, at int   // of the last place
}

// find gives the byte at which a hole stands.
func (f *holePlaces) find(h *markdown.Hole) int {
	if h.Line < 1 || h.Line > len(f.lines) {
		return 0
	}
	if h.Line != f.line || h.Column < f.column {
		f.line, f.column, f.at = h.Line, 1, f.lines[h.Line-1]
	}
	for f.column < h.Column && f.at < len(f.body) && f.body[f.at] != '\n' {
		_, n := nextRune(f.body[f.at:])
		f.at += n
		f.column++
	}
	return f.at
}
