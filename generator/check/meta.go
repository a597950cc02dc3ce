package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// The widths beyond which search engines cut: in columns, of which a Hangul
// syllable takes two. Google shows some 600 and 920 pixels, about 65 and 160
// columns; the limits leave room for what is still read.
const (
	maxTitle       = 80
	maxDescription = 320
)

// headings looks at the outline of each post.
func (j *judgement) headings() {
	for i := range j.Pages {
		p := &j.Pages[i]
		level := 1
		n := 0 // of headings in the body
		for _, h := range p.Headings {
			if !h.Body && p.Kind == "post" {
				continue
			}
			if h.Text == "" {
				j.heading(p, h, n, "heading-empty", fmt.Sprintf("a heading of level %d has no text", h.Level), "write what the part is about, or take it out")
			}
			if h.Level > level+1 {
				j.heading(p, h, n, "heading-skip", fmt.Sprintf("heading %q has level %d after level %d", brief(h.Text, 40), h.Level, level), "one level at a time, so that the outline can be read")
			}
			level = h.Level
			n++
		}
	}
}

// heading reports a heading: the nth of the body stands where the source has its nth.
func (j *judgement) heading(p *PageAt, h Heading, n int, rule, message, hint string) {
	s := j.sources[p.Source]
	if !h.Body || s == nil {
		j.onPage(p, h.Body, rule, message, hint, h.Text)
		return
	}
	inBody := 0
	for _, o := range p.Headings {
		if o.Body {
			inBody++
		}
	}
	if len(s.Headings) != inBody {
		j.onPage(p, true, rule, message, hint, "# "+h.Text, h.Text)
		return
	}
	j.at(rule, p.Source, Pos{s.Headings[n], 1}, message, hint)
}

// width counts columns of a text.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			n++
		}
	}
	return n
}

// visible gives the posts that are published, in order of file.
func (j *judgement) visible() (out []*Post) {
	for i := range j.Posts {
		if p := &j.Posts[i]; p.URL != "" {
			out = append(out, p)
		}
	}
	return out
}

// A twice finds texts that two of a language share.
type twice map[string][]*Post

func (t twice) add(lang, text string, p *Post) {
	k := lang + "\x00" + strings.ToLower(strings.Join(strings.Fields(text), " "))
	t[k] = append(t[k], p)
}

// each calls f for all posts but the first of those that share a text.
func (t twice) each(f func(p, first *Post)) {
	for _, ps := range t {
		slices.SortFunc(ps, func(a, b *Post) int { return cmp.Compare(a.File, b.File) })
		for _, p := range ps[1:] {
			f(p, ps[0])
		}
	}
}

func (j *judgement) titles() {
	same := twice{}
	for _, p := range j.visible() {
		if n := width(p.Title); n > maxTitle {
			j.at("title-long", p.File, p.where("title"), fmt.Sprintf("the title takes %d columns; search engines cut it after about 65", n), fmt.Sprintf("at most %d columns, a Hangul syllable taking two", maxTitle))
		}
		same.add(p.Lang, p.Title, p)
	}
	same.each(func(p, first *Post) {
		j.at("title-twice", p.File, p.where("title"), fmt.Sprintf("%s has the title %q too", first.File, brief(p.Title, 60)), "readers of a list cannot tell them apart")
	})
	for i := range j.Pages {
		if p := &j.Pages[i]; p.Title == "" && p.Refresh == "" {
			j.onPage(p, false, "title-missing", "the page has no title", "tabs, lists of results and screen readers show it", "<title")
		}
	}
}

func (j *judgement) descriptions() {
	same := twice{}
	for _, p := range j.visible() {
		text := cmp.Or(p.Description, p.Summary)
		if text == "" {
			if !p.NoIndex {
				j.at("description-missing", p.File, p.where("title"), "the post has no description", "say in a sentence or two what it gives: description: …; else its first words are shown")
			}
			continue
		}
		if n := width(p.Description); n > maxDescription {
			j.at("description-long", p.File, p.where("description"), fmt.Sprintf("the description takes %d columns; search engines cut it after about 160", n), fmt.Sprintf("at most %d columns, a Hangul syllable taking two", maxDescription))
		}
		same.add(p.Lang, text, p)
	}
	same.each(func(p, first *Post) {
		j.at("description-twice", p.File, p.where("description", "summary"), first.File+" has the same description", "say what this post gives")
	})
	for i := range j.Pages {
		p := &j.Pages[i]
		if p.Kind == "home" && p.Number < 2 && p.Description == "" {
			j.at("description-missing", "site.yaml", Pos{}, "the home page "+p.Path+" has no description", "set description: in site.yaml")
		}
	}
}
