package main

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// postSize is how many bytes a post has at least, before its last paragraph
// is done.
const postSize = 7900

// perFolder is how many posts stand in one folder at most.
const perFolder = 1000

// path is the file of post i.
func (s site) path(i int) string {
	if s.bundled(i) {
		return fmt.Sprintf("posts/%04d/note-%06d/index.md", i/perFolder, i)
	}
	return fmt.Sprintf("posts/%04d/note-%06d.md", i/perFolder, i)
}

// dateOf is the date of post i: one an hour, going back from the first of
// January 2026 in Seoul.
func dateOf(i int) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("KST", 9*60*60)).Add(-time.Duration(i) * time.Hour)
}

// post is the whole text of post i.
func (s site) post(i int) string {
	d := newDice(i)
	t := korean
	if i%4 == 2 {
		t = english
	}
	title := fmt.Sprintf("%s (%d)", t.say(d.one(t.titles), d), i)
	var b strings.Builder
	b.WriteString(frontMatter(i, title, t.say(d.one(t.sentences[:2]), d), d))
	b.WriteString(t.paragraph(3, d) + "\n\n" + s.shown(i, t))
	footnote := i%4 == 1
	if footnote {
		b.WriteString(t.paragraph(1, d) + "[^1]\n\n")
	}
	parts := t.parts(s, i, d)
	for k, heading := range d.some(t.headings, len(t.headings)) {
		if k >= len(parts) && b.Len() >= postSize {
			break
		}
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", t.say(heading, d), t.paragraph(d.between(4, 6), d))
		if k < len(parts) {
			b.WriteString(parts[k] + "\n")
		}
	}
	for b.Len() < postSize {
		b.WriteString(t.paragraph(1, d) + "\n\n")
	}
	if footnote {
		fmt.Fprintf(&b, "[^1]: %s\n", t.say(t.note, d))
	}
	return b.String()
}

// parts are what post i holds beside its prose, one for each of its first
// sections: two blocks of code always, a list always, links, a table and a
// callout mostly.
func (t *tongue) parts(s site, i int, d *dice) []string {
	code := codeBlocks(d)
	parts := []string{t.list(d), code[0]}
	if i > 0 {
		parts = append(parts, t.links(s, i, d))
	}
	if d.below(3) > 0 {
		parts = append(parts, t.table(d))
	}
	parts = append(parts, code[1])
	if d.below(3) == 0 {
		kinds := []string{"NOTE", "TIP", "IMPORTANT", "WARNING"}
		parts = append(parts, fmt.Sprintf("> [!%s]\n> %s\n", d.one(kinds), t.say(t.callout, d)))
	}
	return parts
}

func (t *tongue) list(d *dice) string {
	var b strings.Builder
	numbered := d.below(2) == 0
	for k, item := range d.some(t.items, d.between(4, 6)) {
		mark := "-"
		if numbered {
			mark = fmt.Sprintf("%d.", k+1)
		}
		fmt.Fprintf(&b, "%s %s\n", mark, t.say(item, d))
	}
	return b.String()
}

// links leads from post i to posts that came later, which have a lower
// number: so they are there however many posts are written.
func (t *tongue) links(s site, i int, d *dice) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n\n", t.seeAlso)
	seen := map[int]bool{}
	for range d.between(2, 4) {
		j := d.below(i)
		if seen[j] {
			continue
		}
		seen[j] = true
		fmt.Fprintf(&b, "- [%s %d](%s)\n", t.say(d.one(t.headings), d), j, relative(s.path(i), s.path(j)))
	}
	return b.String()
}

// relative is how a file links to another one under posts/.
func relative(from, to string) string {
	f, t := strings.Split(path.Dir(from), "/"), strings.Split(path.Dir(to), "/")
	same := 0
	for same < len(f) && same < len(t) && f[same] == t[same] {
		same++
	}
	return strings.Repeat("../", len(f)-same) + path.Join(path.Join(t[same:]...), path.Base(to))
}

func (t *tongue) table(d *dice) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s | %s |\n|---|---:|---:|\n", t.columns[0], t.columns[1], t.columns[2])
	for _, row := range d.some(t.fill["metric"], d.between(3, 6)) {
		fmt.Fprintf(&b, "| %s | %d.%d | %d.%d |\n", row, d.between(10, 900), d.below(10), d.between(1, 90), d.below(10))
	}
	return b.String()
}
