package site

import (
	"fmt"
	"slices"
	"strings"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/markdown"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// A source is what a post's file says before its body, and where that begins.
// The body is not kept: whoever wants it reads the file.
type source struct {
	Meta             *content.Meta // as complete as its errors allow
	BodyAt, BodyLine int
	OK               bool // without errors; else the post is no part of the graph
}

// A rendered is a doc and the digest of what it was made from. A doc is pure,
// so equal keys mean equal docs, and nobody digests the HTML for it.
type rendered struct {
	markdown.Doc
	Line int // of the file on which the body begins
	key  [32]byte
}

// A written is a parsed term file.
type written struct {
	Term content.Term
	OK   bool
}

// An abstract is what a list shows of a post beyond its front matter, and what
// search engines read.
type abstract struct {
	Summary string
	Image   string // destination of the first picture of the body, as written
	Words   markdown.Words
	IDs     []string // of headings and other places a link can lead to
}

// failed says whether findings hold an error.
func failed(ds []diag.Diagnostic) bool {
	errors, _ := diag.Count(ds)
	return errors > 0
}

// read gives the bytes of a source file; what cannot be read is reported.
func (s *Site) read(c *memo.Ctx, path string) ([]byte, bool) {
	t, err := s.world.file.Get(c, path)
	if err != nil {
		return nil, false
	}
	if t.Wrong != "" {
		warn(c, diag.Diagnostic{Rule: "file", Severity: diag.Error, File: path, Message: t.Wrong})
		return nil, false
	}
	return t.Bytes, t.Exists
}

func (s *Site) runParsing(c *memo.Ctx, _ none) (parsing, error) {
	set, err := s.settings.Get(c, none{})
	return parsing{set.content(), set.severity()}, err
}

func (s *Site) runRenderer(c *memo.Ctx, _ none) (renderer, error) {
	set, err := s.settings.Get(c, none{})
	m := set.markdown()
	return renderer{m, markdown.New(m, s.light)}, err
}

func (s *Site) runPost(c *memo.Ctx, path string) (source, error) {
	o, err := s.parsing.Get(c, none{})
	if err != nil {
		return source{}, err
	}
	src, ok := s.read(c, path)
	p, ds := content.Parse(path, src, o.Content)
	m := p.Meta // a place of its own: one within p would keep the body
	if !ok {    // there is no text to find anything in; what the path says holds
		return source{Meta: &m}, c.Context().Err()
	}
	warn(c, ds...)
	return source{&m, p.BodyAt, p.BodyLine, !failed(ds)}, nil
}

// runMeta gives what the graph needs of a post, nil when the post is no part of
// it. A title that front matter does not give is that of the first heading,
// else the file's name.
func (s *Site) runMeta(c *memo.Ctx, path string) (*content.Meta, error) {
	p, err := s.post.Get(c, path)
	if err != nil || !p.OK {
		return nil, err
	}
	o, err := s.parsing.Get(c, none{})
	if err != nil {
		return nil, err
	}
	m := p.Meta
	if m.Title == "" || m.Params["published"] == false {
		own := *m // the value of another task is never changed
		m = &own
	}
	if m.Title == "" {
		d, err := s.doc.Get(c, path)
		if err != nil {
			return nil, err
		}
		if m.Title = d.Title; m.Title == "" {
			m.Title = strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(m.Name))
		}
		if m.Title == "" {
			m.Title = m.Name
		}
		s.required(c, o, path, "title")
	}
	if m.Params["published"] == false && !m.Draft {
		m.Draft = true
		at := content.Pos{Line: 1, Column: 1}
		if i := slices.IndexFunc(m.Unknown, func(u content.Unknown) bool { return strings.EqualFold(u.Key, "published") }); i >= 0 {
			at = m.Unknown[i].Pos
		}
		warn(c, diag.Diagnostic{Rule: "front-matter", Severity: diag.Warning, File: path, Line: at.Line, Column: at.Column,
			Message: "published: false is taken as draft: true", Hint: "Jekyll's key; opspress knows draft"})
	}
	if m.Date.IsZero() && m.Where.At("date") == (content.Pos{}) {
		s.required(c, o, path, "date")
	}
	return m, nil
}

// required reports a key that only strict asks for.
func (s *Site) required(c *memo.Ctx, o parsing, path, key string) {
	if o.Content.Strict {
		warn(c, diag.Diagnostic{Rule: "front-matter", Severity: diag.Error, File: path, Line: 1, Column: 1,
			Message: "front matter has no " + key, Hint: "strict: true asks for one"})
	}
}

func (s *Site) runDoc(c *memo.Ctx, path string) (rendered, error) {
	p, err := s.post.Get(c, path)
	if err != nil {
		return rendered{}, err
	}
	src, ok := s.read(c, path)
	if !ok {
		return rendered{}, c.Context().Err()
	}
	return s.render(c, path, p.Meta.Lang, content.Body(src, p.BodyAt), p.BodyLine, p.Meta.Title == "")
}

// render turns the body of a file into a doc and its notes into findings.
func (s *Site) render(c *memo.Ctx, path, lang, body string, line int, lead bool) (rendered, error) {
	r, err := s.renderer.Get(c, none{})
	if err != nil {
		return rendered{}, err
	}
	o, err := s.parsing.Get(c, none{})
	if err != nil {
		return rendered{}, err
	}
	d, input := s.rendered(r, body, lang, lead)
	for _, n := range d.Notes {
		severity := diag.Warning
		if n.Error || o.Content.Strict && strictNotes[n.Rule] {
			severity = diag.Error
		}
		warn(c, diag.Diagnostic{Rule: n.Rule, Severity: severity, File: path, Line: line + n.Line - 1, Column: n.Column,
			Message: n.Message, Hint: n.Hint})
	}
	return rendered{d, line, output.Sum(fmt.Appendf(nil, "%s %d", input, line))}, nil
}

// strictNotes are the notes that strict turns into errors: what leads nowhere,
// what some readers cannot see, what is shown as it was written.
var strictNotes = map[string]bool{
	"image-alt": true, "link-scheme": true, "link-empty": true, "shortcode-syntax": true, "shortcode-pair": true,
}

// maxSummary is how many characters a summary has that nobody wrote.
const maxSummary = 160

func (s *Site) runAbstract(c *memo.Ctx, path string) (abstract, error) {
	m, err := s.meta.Get(c, path)
	if err != nil || m == nil {
		return abstract{}, err
	}
	d, err := s.doc.Get(c, path)
	if err != nil {
		return abstract{}, err
	}
	a := abstract{Words: d.Words, IDs: slices.Clone(d.IDs)}
	slices.Sort(a.IDs)
	if len(d.Images) > 0 {
		a.Image = d.Images[0]
	}
	switch {
	case m.Summary != "":
		a.Summary = m.Summary
	case d.More >= 0:
		a.Summary = d.Summary
	case m.Description != "":
		a.Summary = m.Description
	default:
		a.Summary = cut(d.Summary, maxSummary)
	}
	return a, nil
}

// cut shortens a text to about n characters, at a space where there is one.
func cut(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	rs := []rune(text)
	if len(rs) <= n {
		return text
	}
	end := n
	for i := n; i > n/2; i-- {
		if rs[i] == ' ' {
			end = i
			break
		}
	}
	return strings.TrimRight(string(rs[:end]), " .,·") + "…"
}

// minutes gives the reading time: 500 Hangul syllables and 220 words of other
// scripts a minute, twelve seconds a picture, twenty lines of code in half a
// minute; rounded up, so that no post takes no time.
// (500 and 220: J Korean Ophthalmol Soc 2016;57(4):642 measured some 590
// letters a minute for plain text; technical text is slower.)
func minutes(w markdown.Words) int {
	seconds := float64(w.Hangul)*60/500 + float64(w.Latin)*60/220 + float64(w.Images)*12 + float64(w.Code)*1.5
	return max(1, int((seconds+59)/60))
}

func (s *Site) runTerm(c *memo.Ctx, path string) (written, error) {
	o, err := s.parsing.Get(c, none{})
	if err != nil {
		return written{}, err
	}
	src, ok := s.read(c, path)
	if !ok {
		return written{}, c.Context().Err()
	}
	t, ds := content.ParseTerm(path, src, o.Content)
	warn(c, ds...)
	return written{t, !failed(ds)}, nil
}

func (s *Site) runTermDoc(c *memo.Ctx, path string) (rendered, error) {
	t, err := s.term.Get(c, path)
	if err != nil || !t.OK {
		return rendered{}, err
	}
	return s.render(c, path, t.Term.Lang, t.Term.Body, t.Term.BodyLine, false)
}

func (s *Site) runSettings(c *memo.Ctx, _ none) (Settings, error) {
	src, _ := s.read(c, settingsFile)
	set, ds := readSettings(src)
	set.broken = failed(ds)
	warn(c, ds...)
	if s.opt.BaseURL != "" {
		set.BaseURL = s.opt.BaseURL
	}
	set.published = set.origin()
	if s.opt.Origin != "" {
		set.BaseURL = s.opt.Origin + set.base()
	}
	if set.BaseURL == "" && !failed(ds) {
		warn(c, diag.Diagnostic{Rule: "base-url", Severity: diag.Warning, File: settingsFile,
			Message: "there is no baseURL: canonical links, sitemap and feeds are left out",
			Hint:    "set baseURL: https://your.blog in site.yaml, or give -b"})
	}
	return set, nil
}
