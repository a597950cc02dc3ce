package check

import "strings"

// Lines gives digests of the longer lines of prose of a text, by which two texts
// are compared: of letters and digits alone, so that markup does not count.
func Lines(file string, text []byte) map[uint64]bool {
	if isHTML(file) {
		if _, after, ok := strings.Cut(string(text), "data-post-body"); ok {
			text = []byte("<div " + after)
		}
		text = textOf(text)
	}
	out := map[uint64]bool{}
	for line := range strings.SplitSeq(string(text), "\n") {
		if h, ok := lineHash(line); ok {
			out[h] = true
		}
	}
	return out
}

// Likeness says how much of the smaller of two texts stands in the other, from 0 to
// 1. Texts of fewer than two lines are like nothing: they could be like anything.
func Likeness(a, b map[uint64]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 {
		return 0
	}
	n := 0
	for h := range a {
		if b[h] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// Lost gives the paths of the ledger at which nothing is now, in order.
func (s *Site) Lost() []string {
	j := &judgement{Site: s, pages: map[string]int{}, files: map[string]int{}}
	for i := range s.Pages {
		j.pages[s.Pages[i].Path] = i
	}
	for i := range s.Files {
		j.files[s.Files[i].Path] = i
	}
	var out []string
	for _, e := range j.missing() {
		out = append(out, e.Path)
	}
	return out
}
