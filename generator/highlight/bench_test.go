package highlight

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

var common = []string{"go", "yaml", "bash", "json", "console", "docker", "hcl", "html", "ini", "javascript", "markdown", "nginx", "python", "rust", "sql", "toml", "typescript"}

// ofLanguage is our corpus in one language.
func ofLanguage(b testing.TB, lang string) (codes []string, size int) {
	for _, s := range ofOurs(b) {
		if s.lang == lang {
			codes = append(codes, s.code)
			size += len(s.code)
		}
	}
	if codes == nil {
		b.Fatalf("no corpus of %s", lang)
	}
	return codes, size
}

// BenchmarkRender renders all blocks of a language, with chroma and the plainest
// way to the same HTML beside it.
func BenchmarkRender(b *testing.B) {
	for _, lang := range common {
		codes, size := ofLanguage(b, lang)
		b.Run(lang+"/ours", func(b *testing.B) {
			h := New()
			b.SetBytes(int64(size))
			for b.Loop() {
				for _, code := range codes {
					h.Render(lang, code, Options{})
				}
			}
		})
		b.Run(lang+"/chroma", func(b *testing.B) {
			c := lexers.Get(lang)
			b.SetBytes(int64(size))
			for b.Loop() {
				for _, code := range codes {
					ts, err := chroma.Tokenise(c, nil, code)
					if err != nil {
						b.Fatal(err)
					}
					w := writer{out: make([]byte, 0, len(code)*4+64)}
					w.tokens(ts, code)
				}
			}
		})
	}
}

// BenchmarkFirstUse compiles what the blocks of a language need. Chroma's own
// compilation of its rules, which it does once and does not undo, is not in it.
func BenchmarkFirstUse(b *testing.B) {
	for _, lang := range common {
		codes, _ := ofLanguage(b, lang)
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				h := New()
				for _, code := range codes {
					h.Render(lang, code, Options{})
				}
			}
		})
	}
}

// The reason for this package is speed, so a test holds the promise with much
// room for a busy machine: the best of several runs, the median language.
func TestFasterThanChroma(t *testing.T) {
	least := 5.0
	if underRace {
		least = 1
	}
	h := New()
	var ratios []float64
	for _, lang := range []string{"go", "yaml", "bash", "json", "python"} {
		codes, _ := ofLanguage(t, lang)
		all := strings.Join(codes, "\n")
		c := lexers.Get(lang)
		theirs := best(func() { _, _ = chroma.Tokenise(c, nil, all) })
		ours := best(func() { h.Render(lang, all, Options{}) })
		ratios = append(ratios, float64(theirs)/float64(ours))
		t.Logf("%s: chroma %v, ours %v", lang, theirs, ours)
	}
	if slices.Sort(ratios); ratios[len(ratios)/2] < least {
		t.Errorf("faster by %.1f, want at least %.0f", ratios[len(ratios)/2], least)
	}
}

func best(f func()) time.Duration {
	least := time.Hour
	for range 6 {
		start := time.Now()
		f()
		least = min(least, time.Since(start))
	}
	return least
}
