package diag

import "strings"

// Suggest returns the candidate that a writer who typed word most likely
// meant, or "" when none is near: a difference in case, spaces and hyphens, or
// an edit distance (Damerau, "optimal string alignment") of at most a third of
// the word's length (one, in a word of two or three letters). Ties go to the
// candidate that comes first.
func Suggest(word string, candidates []string) string {
	fold := func(s string) []rune {
		return []rune(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(s)))
	}
	w := fold(word)
	best, limit := "", max(min(1, len(w)/2), len(w)/3)+1
	for _, c := range candidates {
		if d := distance(w, fold(c)); d < limit {
			best, limit = c, d
		}
	}
	return best
}

// DidYouMean gives `did you mean "x"?` for the candidate nearest to word, or "".
func DidYouMean(word string, candidates []string) string {
	if s := Suggest(word, candidates); s != "" {
		return `did you mean "` + s + `"?`
	}
	return ""
}

func distance(a, b []rune) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}
