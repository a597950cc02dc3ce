package highlight

import (
	"slices"
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
)

// FuzzEqual looks for a block that we lex otherwise than chroma. The language is
// a number, so that what is made up is always the name of one:
//
//	go test -run '^$' -fuzz FuzzEqual -fuzztime 1h -fuzzminimizetime 10x ./generator/highlight
func FuzzEqual(f *testing.F) {
	names := slices.DeleteFunc(lexers.Names(false), func(n string) bool { return slices.Contains(unconverted, n) })
	for _, s := range ofOurs(f) {
		i := slices.Index(names, lexers.Get(s.lang).Config().Name)
		if i < 0 {
			f.Fatalf("%s has no lexer", s.lang)
		}
		f.Add(uint16(i), s.code)
	}
	h := New()
	f.Fuzz(func(t *testing.T, lang uint16, code string) {
		const most = 2000 // chroma is slow
		if len(code) > most {
			return
		}
		// Where more steps are needed, chroma's clock decides, or never does.
		n := tally{why: map[string]int{}, steps: 1 << 20}
		n.compare(t, h, sample{names[int(lang)%len(names)], "fuzz", code})
	})
}
