package highlight

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// A name finds the lexer that chroma's registry finds: names and aliases in any
// case, file names that fit a pattern, and what is none of these.
func TestNamesFindWhatChromaFinds(t *testing.T) {
	tab := readTable(embeddedTable)
	r := rand.New(rand.NewPCG(4, 5))
	names := lexers.Names(true)
	star := strings.NewReplacer("*", "a.b", "?", "x", "[", "", "]", "")
	for _, c := range lexers.GlobalLexerRegistry.Lexers {
		for _, p := range append(c.Config().Filenames, c.Config().AliasFilenames...) {
			file := star.Replace(p)
			names = append(names, file, strings.TrimPrefix(p, "*."), file+leftovers[r.IntN(len(leftovers))], "a/"+file)
		}
	}
	for _, n := range names {
		names = append(names, strings.ToUpper(n), n[r.IntN(len(n)):], n+"x")
	}
	names = append(names, "/", "..", "a/", "*", "한글", "\xff")
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	if !*everyLanguage {
		names = names[:500] // chroma is slow: all of them take a minute
	}
	found := 0
	for _, n := range names {
		if n == "" {
			continue
		}
		want, got := "", ""
		if c := lexers.Get(n); c != nil {
			want = c.Config().Name
			found++
		}
		if i := tab.find(n); i >= 0 {
			got = tab.entries[i].name
		}
		if got != want {
			t.Errorf("%q is %q, chroma has %q", n, got, want)
		}
	}
	t.Logf("%d names, of which %d are known", len(names), found)
}

func TestMediaTypesFindWhatChromaFinds(t *testing.T) {
	tab := readTable(embeddedTable)
	name := func(c chroma.Lexer) string {
		if c == nil {
			return ""
		}
		return c.Config().Name
	}
	types := []string{"", "text/none"}
	for _, c := range lexers.GlobalLexerRegistry.Lexers {
		types = append(types, c.Config().MimeTypes...)
	}
	for _, m := range types {
		got := ""
		if i := tab.mediaType(m); i >= 0 {
			got = tab.entries[i].name
		}
		if want := name(lexers.MatchMimeType(m)); got != want {
			t.Errorf("%q is %q, chroma has %q", m, got, want)
		}
	}
}
