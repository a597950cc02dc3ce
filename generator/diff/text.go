package diff

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"
)

// Limits of an excerpt.
const (
	mostLines = 40  // of an excerpt
	mostRunes = 240 // of a line
)

// compareText gives an excerpt of what changed in a text, and how many words
// came and went. A sentence that moved has neither.
func compareText(old, new []string) (excerpt []string, w Words) {
	if slices.Equal(old, new) {
		return nil, w
	}
	raw := string(diff.Diff("old", joined(old), "new", joined(new)))
	// The first three lines name the files.
	for range 3 {
		_, raw, _ = strings.Cut(raw, "\n")
	}
	var out, in []string
	hunks := strings.Split(strings.TrimSuffix(raw, "\n"), "\n")
	for _, l := range hunks {
		switch l[:1] {
		case "-":
			out = append(out, strings.Fields(l[1:])...)
		case "+":
			in = append(in, strings.Fields(l[1:])...)
		}
	}
	w.In, w.Out = more(in, out), more(out, in)
	return short(hunks), w
}

func joined(lines []string) []byte {
	if len(lines) == 0 {
		return nil
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// more counts the words of a that b has not as often.
func more(a, b []string) (n int) {
	have := map[string]int{}
	for _, w := range b {
		have[w]++
	}
	for _, w := range a {
		if have[w] > 0 {
			have[w]--
		} else {
			n++
		}
	}
	return n
}

// short makes an excerpt of a unified diff: one line of context around each
// change, long lines cut around what changed in them.
func short(lines []string) []string {
	var out []string
	changes := func(i int) bool { return i >= 0 && i < len(lines) && (lines[i][0] == '-' || lines[i][0] == '+') }
	for i := 0; i < len(lines); {
		if !changes(i) {
			switch {
			case lines[i][0] == '@' && len(out) > 0:
				out = append(out, "…")
			case lines[i][0] == ' ' && (changes(i-1) || changes(i+1)):
				out = append(out, clip(lines[i], 0))
			}
			i++
			continue
		}
		var gone, came []string
		for ; changes(i) && lines[i][0] == '-'; i++ {
			gone = append(gone, lines[i])
		}
		for ; changes(i) && lines[i][0] == '+'; i++ {
			came = append(came, lines[i])
		}
		out = append(out, clipped(gone, came)...)
	}
	for i := len(out) - 1; i > 0; i-- { // two hunks whose context was left out
		if out[i] == "…" && (out[i-1] == "…" || i == len(out)-1) {
			out = slices.Delete(out, i, i+1)
		}
	}
	if len(out) > mostLines {
		out = append(out[:mostLines:mostLines], "…")
	}
	return out
}

// clipped cuts lines that replace each other at the same place.
func clipped(gone, came []string) []string {
	at := make([]int, max(len(gone), len(came)))
	for i := range min(len(gone), len(came)) {
		at[i] = common(gone[i][1:], came[i][1:])
	}
	var out []string
	for i, l := range gone {
		out = append(out, clip(l, at[i]))
	}
	for i, l := range came {
		out = append(out, clip(l, at[i]))
	}
	return out
}

// common counts the runes with which both begin.
func common(a, b string) (n int) {
	for a != "" && b != "" {
		x, size := utf8.DecodeRuneInString(a)
		y, _ := utf8.DecodeRuneInString(b)
		if x != y {
			break
		}
		a, b, n = a[size:], b[size:], n+1
	}
	return n
}

// clip cuts a line of a diff so that the rune at place at is shown.
func clip(line string, at int) string {
	rs := []rune(line[1:])
	if len(rs) <= mostRunes {
		return line
	}
	from := min(max(0, at-mostRunes/3), len(rs)-mostRunes)
	s := string(rs[from : from+mostRunes])
	if from > 0 {
		s = "…" + s
	}
	if from+mostRunes < len(rs) {
		s += "…"
	}
	return line[:1] + s
}
