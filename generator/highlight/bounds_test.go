package highlight

import (
	"errors"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2/lexers"
)

var everyLanguage = flag.Bool("every-language", false, "lex the largest blocks in every language")

// Chroma never comes back from these.
func TestLexersThatStandStillAreStopped(t *testing.T) {
	h := New()
	for lang, code := range map[string]string{
		"jsonata": "(\n\\",
		"jungle":  "project.manifest = <manifest.x{{ml",
	} {
		r := h.run(len(code))
		if h.named(lang).lex(r, nil, code, whole); !errors.Is(r.lost, errStill) {
			t.Errorf("%s: got %v", lang, r.lost)
		}
	}
}

// compiled compiles an expression that is in no table.
func compiled(t *testing.T, expr string) *pattern {
	t.Helper()
	w := newEncoder()
	record, err := w.pattern(expr)
	if err != nil {
		t.Fatal(err)
	}
	return compile(w.classes(), string(record))
}

// A pattern that explodes ends by its steps and has not matched.
func TestAnAttemptEndsByItsSteps(t *testing.T) {
	for _, expr := range []string{
		`(?:(a|b)*)*c`, `(?:(a|b)+)+c`, `(?:a?){40}a{40}c`, `(?:.*?a)*?c`, `(?!(?:(a|b)+)+c)x`, `(?:a|b|ab)+?$d`, `(.*)(.*)(.*)(.*)(.*)x`,
	} {
		p := compiled(t, expr)
		m := &machine{text: strings.Repeat("ab", 50), limit: 100_000}
		if e := p.at(m, 0); e != -1 {
			t.Errorf("%s matches up to %d", expr, e)
		}
		if m.steps > m.limit+1000 {
			t.Errorf("%s went on for %d steps after its limit", expr, m.steps-m.limit)
		}
	}
}

// Empty matches may emit tokens too, so their number has a bound of its own.
func TestTokensAreCounted(t *testing.T) {
	h := New()
	code := strings.Repeat("a: 1\n", 100)
	r := h.run(len(code))
	r.tokens = 50
	if ts := h.named("yaml").lex(r, nil, code, whole); !errors.Is(r.lost, errTokens) || len(ts) > 60 {
		t.Errorf("%d tokens, %v", len(ts), r.lost)
	}
	if r = h.run(len(code)); len(h.named("yaml").lex(r, nil, code, whole)) < 400 || r.lost != nil {
		t.Errorf("a block like any other is lost: %v", r.lost)
	}
}

// A megabyte of anything is more than MaxBytes, whatever the language.
func TestAMegabyteIsPlain(t *testing.T) {
	h := New()
	r := rand.New(rand.NewPCG(3, 4))
	soup := make([]byte, 1<<20)
	for i := range soup {
		soup[i] = byte(r.IntN(256))
	}
	code := string(soup)
	want := h.Render("", code, Options{})
	for _, lang := range lexers.Names(false) {
		if h.Render(lang, code, Options{}) != want {
			t.Errorf("%s is highlighted", lang)
		}
	}
}

// A loop that stands on Go's stack ends before the stack does.
func TestLoopsDoNotFillTheStack(t *testing.T) {
	p := compiled(t, `"(\\\\|\\"|[^"])*"`)
	for n, want := range map[int]bool{1000: true, maxDepth / 2: true, maxDepth * 2: false} {
		text := `"` + strings.Repeat("a", n) + `"`
		m := &machine{text: text, limit: 1 << 30}
		if got := p.at(m, 0) == len(text); got != want {
			t.Errorf("a string of %d: matched %v", n, got)
		}
	}
}

// Each language gets the largest block there is, of bytes of no meaning: it may
// end in plain text, but it ends, and keeps its text.
func TestTheLargestBlocksEnd(t *testing.T) {
	h := New()
	r := rand.New(rand.NewPCG(1, 2))
	soup := func(pieces ...string) string {
		var b strings.Builder
		for b.Len() < MaxBytes-100 {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	var bytes strings.Builder // each of them as a character, but for those that lexers change
	for bytes.Len() < MaxBytes-100 {
		if b := r.IntN(256); b != '\r' {
			bytes.WriteRune(rune(b))
		}
	}
	texts := map[string]string{
		"one string":  `"` + strings.Repeat("a", MaxBytes-10),
		"bytes":       bytes.String(),
		"quotes":      soup(`"`, `'`, "`", "\\", "a", "\n"),
		"brackets":    soup("(", "{", "[", "<", ")", "}", "]", ">", "/*", "{{", "${", "\n", "x"),
		"words":       soup("if ", "func ", "a", "=", "\n", "\t", "- ", ": ", "#", "한", "0x1", "EOF\n", "<<EOF"),
		"white space": strings.Repeat(" ", MaxBytes-10) + "x",
	}
	langs := []string{"go", "yaml", "bash", "json", "python", "javascript", "sql", "markdown", "perl", "caddyfile"}
	if underRace {
		langs = langs[:3]
	}
	if *everyLanguage {
		langs = lexers.Names(false)
	}
	for _, lang := range langs {
		l := h.named(lang)
		if l == nil {
			t.Fatalf("no lexer %s", lang)
		}
		for name, text := range texts {
			start := time.Now()
			r := h.run(len(text))
			ts := l.lex(r, nil, text, whole)
			took := time.Since(start).Round(time.Millisecond)
			// The last attempt may go beyond what is left.
			if most := attemptSteps + 100*MaxBytes; -r.left > most {
				t.Errorf("%s, %s: %d steps too many", lang, name, -r.left)
			}
			if len(ts) > r.tokens+100 {
				t.Errorf("%s, %s: %d tokens", lang, name, len(ts))
			}
			if r.lost == nil && !addUp(ts, text) && lang != "Sed" { // whose tokens are not all of the text in chroma either
				t.Errorf("%s, %s: the tokens are not the text", lang, name)
			}
			if took > time.Second || r.lost != nil {
				t.Logf("%s, %s: %v %v", lang, name, took, r.lost)
			}
		}
	}
}
