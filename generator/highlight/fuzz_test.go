package highlight

import (
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
)

// FuzzEqual looks for a block that we lex otherwise than chroma:
//
//	go test -fuzz FuzzEqual -fuzztime 1h ./generator/highlight
func FuzzEqual(f *testing.F) {
	for _, s := range ofOurs(f) {
		f.Add(s.lang, s.code)
	}
	h := New()
	f.Fuzz(func(t *testing.T, lang, code string) {
		const most = 2000 // chroma is slow
		if len(code) > most || lexers.Get(lang) == nil {
			return
		}
		n := tally{why: map[string]int{}}
		n.compare(t, h, sample{lang, "fuzz", code})
	})
}
