package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// translations holds each translation beside its source, the post in the site's
// first language that has one.
func (j *judgement) translations() {
	groups := map[string][]*Post{}
	for _, p := range j.visible() {
		groups[p.Key] = append(groups[p.Key], p)
	}
	rank := map[string]int{}
	for i, l := range j.Languages {
		rank[l] = i
	}
	for _, k := range sortedKeys(groups) {
		ps := groups[k]
		slices.SortFunc(ps, func(a, b *Post) int { return cmp.Compare(rank[a.Lang], rank[b.Lang]) })
		for _, p := range ps[1:] {
			j.translation(ps[0], p)
		}
	}
}

// changed is when a post last said something new.
func changed(p *Post) time.Time {
	if p.Lastmod.After(p.Date) {
		return p.Lastmod
	}
	return p.Date
}

func (j *judgement) translation(source, p *Post) {
	if a, b := changed(source), changed(p); source.Lastmod.After(source.Date) && a.After(b) && !a.Truncate(24*time.Hour).Equal(b.Truncate(24*time.Hour)) {
		j.at("translation-old", p.File, p.where("lastmod", "date"), fmt.Sprintf("%s was changed on %s, this translation last on %s", source.File, a.Format(time.DateOnly), b.Format(time.DateOnly)),
			"carry the change over and set lastmod")
	}
	a, ok := j.page(source.URL)
	b, ok2 := j.page(p.URL)
	if !ok || !ok2 {
		return
	}
	var differ []string
	if x, y := outline(a), outline(b); x != y {
		differ = append(differ, fmt.Sprintf("headings (%s, there %s)", y, x))
	}
	if a.Code != b.Code {
		differ = append(differ, fmt.Sprintf("blocks of code (%d, there %d)", b.Code, a.Code))
	}
	if a.Images != b.Images {
		differ = append(differ, fmt.Sprintf("images (%d, there %d)", b.Images, a.Images))
	}
	if len(differ) > 0 {
		j.at("translation-structure", p.File, Pos{1, 1}, "the translation is built otherwise than "+source.File+": "+strings.Join(differ, ", "), "a part may have been forgotten in one of them")
	}
}

// outline gives the levels of the headings of a post's body: "2 3 3 2".
func outline(p *PageAt) string {
	var out []string
	for _, h := range p.Headings {
		if h.Body {
			out = append(out, fmt.Sprint(h.Level))
		}
	}
	return cmp.Or(strings.Join(out, " "), "none")
}
