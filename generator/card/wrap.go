package card

import "strings"

// A block is a title as it is set.
type block struct {
	lines   []string
	size    int // pixels
	ascent  int // from the top of the block to the first baseline
	leading int // from one baseline to the next
}

func (b block) height() int { return b.ascent + (len(b.lines)-1)*b.leading + b.size/5 }

// sizes of a title, and how many lines each may have. A short title is large,
// and one of two lines is larger than the same in three.
var sizes = []struct{ size, lines int }{{104, 1}, {92, 2}, {80, 3}, {70, 3}, {62, 4}, {54, 4}, {48, 5}, {42, 6}}

// splitting is the size from which on a word that is wider than a line is broken
// rather than set still smaller.
const splitting = 62

// fit sets a title in the largest size that has room for it. When even the
// smallest has none, the end is cut off.
func (t *typesetter) fit(title string, width, height int) block {
	var b block
	for _, s := range sizes {
		b = block{size: s.size, ascent: s.size * 7 / 8, leading: s.size * 5 / 4}
		b.lines = t.wrap(title, s.size, width)
		if len(b.lines) <= s.lines && b.height() <= height && (s.size <= splitting || !t.splits(title, s.size, width)) {
			b.lines = t.balance(title, s.size, width, len(b.lines))
			return b
		}
	}
	most := sizes[len(sizes)-1].lines
	for b.height() > height || len(b.lines) > most {
		b.lines = b.lines[:len(b.lines)-1]
	}
	if whole := t.wrap(title, b.size, width); len(whole) > len(b.lines) {
		last := len(b.lines) - 1
		b.lines[last] = t.cut(b.lines[last]+" "+whole[last+1], b.size, width)
	}
	return b
}

// some gives the first lines of a text, the last one with an ellipsis when it
// goes on.
func (t *typesetter) some(s string, size, width, most int) []string {
	lines := t.wrap(s, size, width)
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], t.cut(strings.Join(lines[most-1:], " "), size, width))
	}
	return lines
}

// splits says whether a word of a title is wider than a line.
func (t *typesetter) splits(title string, size, width int) bool {
	for w := range strings.FieldsSeq(title) {
		if t.width(w, size) > width {
			return true
		}
	}
	return false
}

// wrap breaks a text between words, and a word that is too wide between
// characters.
func (t *typesetter) wrap(s string, size, width int) []string {
	var lines []string
	line := ""
	for w := range strings.FieldsSeq(s) {
		with := w
		if line != "" {
			with = line + " " + w
		}
		if t.width(with, size) <= width {
			line = with
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for t.width(w, size) > width {
			head := t.head(w, size, width)
			lines = append(lines, head)
			w = w[len(head):]
		}
		line = w
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// head gives the longest beginning of a word that has room, one character at
// least.
func (t *typesetter) head(w string, size, width int) string {
	end := 0
	for i, r := range w {
		next := i + len(string(r))
		if end > 0 && t.width(w[:next], size) > width {
			break
		}
		end = next
	}
	return w[:end]
}

// balance breaks a text into as many lines as before, of lengths as even as
// they can be: the narrowest column that still does it.
func (t *typesetter) balance(s string, size, width, lines int) []string {
	broken := t.splits(s, size, width)
	low, high := width/3, width // high is wide enough
	for high-low > 8 {
		mid := (low + high) / 2
		if len(t.wrap(s, size, mid)) <= lines && t.splits(s, size, mid) == broken {
			high = mid
		} else {
			low = mid
		}
	}
	return t.wrap(s, size, high)
}
