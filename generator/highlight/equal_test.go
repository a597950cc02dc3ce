package highlight

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

var damaged = flag.Int("damaged", 2500, "how many damaged blocks are compared with chroma")

// A sample is a block of code in a language.
type sample struct{ lang, from, code string }

// tally counts what a comparison has seen.
type tally struct {
	compared, tokens, clock, lost, plain int
	why                                  map[string]int // of the lost ones
	steps                                int            // that our lexer gets; 0 is what it gets from a Highlighter
}

func (n tally) String() string {
	return fmt.Sprintf("%d blocks and %d tokens equal; not compared: %d where chroma's clock decided, %d where our lexer gives up %v, %d with a language that is not converted",
		n.compared, n.tokens, n.clock, n.lost, n.why, n.plain)
}

// compare holds one block against chroma: tokens and HTML. Where our lexer gave
// up because nothing moves or too much work was done, chroma is not asked, for
// it might never answer.
func (n *tally) compare(t *testing.T, h *Highlighter, s sample) {
	t.Helper()
	c := lexers.Get(s.lang)
	l := h.named(s.lang)
	r := h.run(len(s.code))
	if n.steps > 0 {
		r.left = n.steps
	}
	got := l.lex(r, nil, s.code, whole)
	if r.plain { // chroma has colours there, and we do not
		n.plain++
		return
	}
	lost := r.lost
	if lost != nil && !errors.Is(lost, errBroken) {
		n.lost++
		n.why[s.lang+": "+lost.Error()]++
		return
	}
	want, clock, err := chromaTokens(c, s.code)
	if (err != nil) != (lost != nil) {
		t.Errorf("%s (%s): ours %v, chroma %v\n%q", s.lang, s.from, lost, err, s.code)
		return
	}
	if clock {
		n.clock++
		return
	}
	if err != nil {
		return
	}
	n.compared++
	n.tokens += len(want)
	if i := firstDifference(want, got); i >= 0 {
		t.Errorf("%s (%s): token %d of %d is %s, chroma has %s\n%q", s.lang, s.from, i, len(want), at(got, i), at(want, i), s.code)
		return
	}
	if got, want := h.Render(s.lang, s.code, Options{}), chromaHTML(want, s.code); len(s.code) <= MaxBytes && got != want {
		t.Errorf("%s (%s): HTML\n got %q\nwant %q", s.lang, s.from, got, want)
	}
}

func firstDifference(a, b []chroma.Token) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func at(ts []chroma.Token, i int) string {
	if i >= len(ts) {
		return "missing"
	}
	return fmt.Sprintf("%v %q", ts[i].Type, ts[i].Value)
}

// ofChroma are the sources that chroma's own tests lex. A folder or a file there
// is named for a lexer or an alias.
func ofChroma(t testing.TB) []sample {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "lexers", "testdata")
	var samples []sample
	for _, pattern := range []string{"*.actual", "*/*.actual"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, f := range files {
			lang := strings.TrimSuffix(filepath.Base(f), ".actual")
			if parent := filepath.Dir(f); parent != dir {
				lang = filepath.Base(parent)
			}
			if lexers.Get(lang) == nil {
				lang = strings.ReplaceAll(lang, "_", " ")
			}
			if c := lexers.Get(lang); c == nil || slices.Contains(unconverted, c.Config().Name) {
				continue
			}
			code, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			// One of them has code in a language that is not converted and would
			// be plain text with us; another name does not make it less of a test.
			text := strings.ReplaceAll(string(code), "emacs-lisp", "elixir")
			samples = append(samples, sample{lang, filepath.Base(f), text})
		}
	}
	if len(samples) < 150 {
		t.Fatalf("only %d samples found in chroma's tests", len(samples))
	}
	return samples
}

// ofOurs are the blocks in testdata/corpus, one file for a language, cut at
// lines of "=====".
func ofOurs(t testing.TB) []sample {
	t.Helper()
	files, _ := filepath.Glob("testdata/corpus/*.txt")
	var samples []sample
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		lang := strings.TrimSuffix(filepath.Base(f), ".txt")
		for _, code := range strings.Split(string(text), "=====\n") {
			samples = append(samples, sample{lang, filepath.Base(f), code})
		}
	}
	return samples
}

// Every lexer that chroma has is converted down to its last rule, or is on the list.
func TestEveryLexerIsConverted(t *testing.T) {
	h := New()
	var not []string
	for _, c := range lexers.GlobalLexerRegistry.Lexers {
		name := c.Config().Name
		l := h.named(name)
		if _, ok := l.(plain); ok {
			not = append(not, name)
			continue
		}
		for _, part := range parts(l) {
			for i := range part.rules {
				in := &reader{s: part.rules[i].record}
				in.uint()
				compileAll(&part.table.classes, in.string())
			}
		}
	}
	want := slices.Sorted(slices.Values(unconverted))
	if slices.Sort(not); !slices.Equal(not, want) {
		t.Errorf("not converted are %q, listed are %q", not, want)
	}
}

// compileAll compiles what the matcher would leave for later.
func compileAll(cs *classes, record string) {
	root, _ := decodePattern(cs, record)
	c := &compiler{classes: cs, firsts: map[firstKey]firstSet{}}
	var below func(n *node)
	below = func(n *node) {
		c.node(n, accept, anything)
		for i := range n.kids {
			below(cs.kid(n, i))
		}
	}
	below(root)
}

func parts(l lexer) []*language {
	switch l := l.(type) {
	case *language:
		return []*language{l}
	case *markdown:
		return parts(l.rules)
	case *http:
		return parts(l.rules)
	case *embedded:
		return append(parts(l.host), parts(l.guest)...)
	}
	return nil
}

func TestEqualOnChromasOwnTests(t *testing.T) {
	h, n := New(), tally{why: map[string]int{}}
	languages := map[string]bool{}
	samples := ofChroma(t)
	if underRace {
		samples = samples[:len(samples)/10]
	}
	for _, s := range samples {
		n.compare(t, h, s)
		languages[lexers.Get(s.lang).Config().Name] = true
	}
	t.Logf("%d lexers: %v", len(languages), n)
}

func TestEqualOnOurCorpus(t *testing.T) {
	h, n := New(), tally{why: map[string]int{}}
	languages := map[string]bool{}
	for _, s := range ofOurs(t) {
		n.compare(t, h, s)
		languages[s.lang] = true
	}
	if n.lost > 0 {
		t.Errorf("our lexer gave up: %v", n)
	}
	if len(languages) < 40 {
		t.Errorf("the corpus has only %d languages", len(languages))
	}
	t.Logf("%d languages: %v", len(languages), n)
}

// Damage makes lexers meet what no author wrote: open quotes, cut words, other
// scripts, broken bytes. The blocks are the same in every run; a million of them
// take most of an hour: -damaged=1000000.
func TestEqualOnDamagedBlocks(t *testing.T) {
	h, n := New(), tally{why: map[string]int{}}
	samples := append(ofOurs(t), ofChroma(t)...)
	r := rand.New(rand.NewPCG(4, 4))
	if underRace {
		*damaged /= 20
	}
	for range *damaged {
		s := samples[r.IntN(len(samples))]
		s.code = damage(r, s.code)
		n.compare(t, h, s)
	}
	t.Log(n)
}

var junk = []string{`"`, "'", "`", "한글 주석", "\r\n", "\xff", "\xed\x95", "\u00a0", "é", "𝒳", "😀", `\`, "(", "{", "}", ")", "[", "]", "*/", "/*", "#", "<", ">", "\t", "\n", "0x", "$", "${", "é\u200d", "\u0085", "ſ", "K", "İ", "{{", "}}", "<!--", "---\n", "<<EOF\n", "%", "@", "=", ":", "|", "\x00"}

func damage(r *rand.Rand, code string) string {
	const most = 800 // chroma is slow
	if len(code) > most {
		a := r.IntN(len(code) - most)
		code = code[a : a+most]
	}
	for range 1 + r.IntN(6) {
		a := r.IntN(len(code) + 1)
		switch r.IntN(4) {
		case 0, 1:
			code = code[:a] + junk[r.IntN(len(junk))] + code[a:]
		case 2:
			code = code[:a] + code[min(len(code), a+r.IntN(20)):]
		case 3:
			code = code[:a]
		}
	}
	return code
}
