package highlight

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

var update = flag.Bool("update", false, "write chroma.table anew")

// The table is what the chroma in go.mod gives, so an upgrade of chroma cannot
// leave old rules behind.
func TestTableIsOfChromasRules(t *testing.T) {
	w := &tableWriter{encoder: newEncoder()}
	for _, c := range lexers.GlobalLexerRegistry.Lexers {
		if err := w.add(c); err != nil {
			t.Errorf("%s: %v", c.Config().Name, err)
		}
	}
	if t.Failed() {
		return
	}
	got := w.table()
	if *update {
		if err := os.WriteFile("chroma.table", got, 0o666); err != nil {
			t.Fatal(err)
		}
	} else if string(got) != embeddedTable {
		t.Error("chroma.table is not what chroma's rules give: run make rules")
	}
	t.Logf("%d languages, %d rules, %d classes, %d bytes", len(w.entries), w.rules, len(w.records), len(got))
}

// A tableWriter collects what the table holds. The patterns come first, for
// their first sets are known only when all classes are.
type tableWriter struct {
	*encoder
	entries []entryToWrite
	rules   int
}

type entryToWrite struct {
	config *chroma.Config
	kind   kind
	host   string
	rules  []ruleToWrite
	states []stateToWrite
}

type ruleToWrite struct{ pattern, rest []byte }

type stateToWrite struct {
	name  string
	rules []int
}

// add takes a lexer apart.
func (w *tableWriter) add(c chroma.Lexer) error {
	e := entryToWrite{config: c.Config()}
	var raw chroma.Rules
	switch e.config.Name {
	case "markdown":
		e.kind, raw = kindMarkdown, rulesOf(inner(c))
	case "HTTP":
		e.kind, raw = kindHTTP, rulesOf(inner(c))
	case "Go HTML Template":
		e.kind, e.host, raw = kindEmbedded, "HTML", rulesOf(lexers.GoTextTemplate)
	case "YAML+Jinja":
		e.kind, e.host, raw = kindEmbedded, "YAML", rulesOf(lexers.Get("Django/Jinja"))
	case "PHTML":
		e.kind, e.host, raw = kindEmbedded, "HTML", phtml()
	default:
		if slices.Contains(unconverted, e.config.Name) {
			e.kind = kindPlain
			break
		}
		raw = rulesOf(c)
	}
	if e.kind != kindPlain && raw == nil {
		return fmt.Errorf("the lexer hides its rules")
	}
	if err := w.body(&e, raw); err != nil {
		return err
	}
	w.entries = append(w.entries, e)
	return nil
}

// inner is the lexer that a wrapper embeds, nil when it is not one of those.
func inner(c chroma.Lexer) chroma.Lexer {
	if v := reflect.ValueOf(c).Elem().FieldByName("Lexer"); v.IsValid() {
		l, _ := v.Interface().(chroma.Lexer)
		return l
	}
	return nil
}

func rulesOf(c chroma.Lexer) chroma.Rules {
	if r, ok := c.(*chroma.RegexLexer); ok {
		return r.MustRules()
	}
	return nil
}

// phtml is PHP in HTML: PHP's rules with a root of their own.
func phtml() chroma.Rules {
	return rulesOf(lexers.Get("PHP")).Rename("root", "php").Merge(chroma.Rules{"root": {
		{Pattern: `<\?(php)?`, Type: chroma.CommentPreproc, Mutator: chroma.Push("php")},
		{Pattern: `[^<]+`, Type: chroma.Other},
		{Pattern: `<`, Type: chroma.Other},
	}})
}

// body numbers states and rules. Include and Combined are instructions to the
// compiler of rules: they are carried out as chroma does it.
func (w *tableWriter) body(e *entryToWrite, raw chroma.Rules) error {
	rules := chroma.CompiledRules{}
	for name, rs := range raw {
		rules[name] = nil
		for _, r := range rs {
			rules[name] = append(rules[name], &chroma.CompiledRule{Rule: r})
		}
	}
	for again := true; again; {
		var err error
		if again, err = expandOne(rules); err != nil {
			return err
		}
	}
	u := unwrapper{lexer: e.config.Name, states: slices.Sorted(maps.Keys(rules))}
	numbers := map[*chroma.CompiledRule]int{} // states that include each other share rules
	for _, name := range u.states {
		s := stateToWrite{name: name}
		for _, r := range rules[name] {
			n, ok := numbers[r]
			if !ok {
				own, err := w.rule(e.config, u, r)
				if err != nil {
					return fmt.Errorf("state %s: %w", name, err)
				}
				n = len(e.rules)
				numbers[r] = n
				e.rules = append(e.rules, own)
			}
			s.rules = append(s.rules, n)
		}
		e.states = append(e.states, s)
	}
	w.rules += len(e.rules)
	return nil
}

// expandOne carries out one instruction, and tells whether there was one. Each
// changes the rules, so the search begins anew.
func expandOne(rules chroma.CompiledRules) (bool, error) {
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		for i, r := range rules[name] {
			if m, ok := r.Mutator.(chroma.LexerMutator); ok {
				return true, m.MutateLexer(rules, name, i)
			}
		}
	}
	return false, nil
}

func (w *tableWriter) rule(c *chroma.Config, u unwrapper, r *chroma.CompiledRule) (ruleToWrite, error) {
	flags := ""
	if !c.NotMultiline {
		flags += "m"
	}
	if c.CaseInsensitive {
		flags += "i"
	}
	if c.DotAll {
		flags += "s"
	}
	expr := "(?:" + r.Pattern + ")"
	if flags != "" {
		expr = "(?" + flags + ")" + expr
	}
	p, err := w.pattern(expr)
	if err != nil {
		return ruleToWrite{}, err
	}
	rest, err := u.emitter(nil, r.Type)
	if err != nil {
		return ruleToWrite{}, err
	}
	moves, n, err := u.moves(nil, r.Mutator)
	rest = append(appendUint(rest, n), moves...)
	return ruleToWrite{p, rest}, err
}

// table writes everything down.
func (w *tableWriter) table() []byte {
	cs := w.classes()
	firsts, numbers := []firstSet{}, map[firstSet]int{}
	entries := appendUint(nil, len(w.entries))
	for _, e := range w.entries {
		body := appendUint(nil, len(e.rules))
		for _, r := range e.rules {
			f := firstOfPattern(cs, string(r.pattern))
			if _, ok := numbers[f]; !ok {
				numbers[f] = len(firsts)
				firsts = append(firsts, f)
			}
			record := appendString(appendUint(nil, numbers[f]), string(r.pattern))
			body = appendString(body, string(append(record, r.rest...)))
		}
		body = appendUint(body, len(e.states))
		for _, s := range e.states {
			body = appendUint(appendString(body, s.name), len(s.rules))
			for _, n := range s.rules {
				body = appendUint(body, n)
			}
		}
		entries = append(entries, w.entry(e)...)
		entries = appendString(entries, string(body))
	}
	out := []byte("The rules of chroma's lexers, under the licence in chroma.LICENSE.\n")
	out = appendStrings(out, w.records)
	out = appendUint(out, len(firsts))
	for _, f := range firsts {
		for b := range firstSize {
			out = append(out, byte(f[b/8]>>(b%8*8)))
		}
	}
	out = append(out, entries...)
	return append(out, w.names()...)
}

// firstOfPattern asks the matcher's own code, of which the fast path is then
// that nothing is asked.
func firstOfPattern(cs *classes, record string) firstSet {
	root, _ := decodePattern(cs, record)
	c := &compiler{classes: cs, firsts: map[firstKey]firstSet{}}
	return c.first(root, anything)
}

func (w *tableWriter) entry(e entryToWrite) []byte {
	c := e.config
	priority := c.Priority
	if priority == 0 {
		priority = 1 // so chroma means it
	}
	host := max(0, slices.IndexFunc(w.entries, func(o entryToWrite) bool { return o.config.Name == e.host }))
	b := appendUint(appendString(nil, c.Name), int(math.Float32bits(priority)))
	b = appendString(b, string(appendStrings(appendStrings(appendStrings(nil, c.Filenames), c.AliasFilenames), c.MimeTypes)))
	return append(appendUint(append(b, byte(e.kind)), host), bit(c.EnsureNL))
}

// names are those by which chroma's registry finds a lexer at once.
func (w *tableWriter) names() []byte {
	names := map[string]int{}
	for i, e := range w.entries {
		for _, n := range append([]string{e.config.Name}, e.config.Aliases...) {
			names[n], names[strings.ToLower(n)] = i, i
		}
	}
	b := appendUint(nil, len(names))
	for _, n := range slices.Sorted(maps.Keys(names)) {
		own := lexers.Get(n).Config().Name
		i := slices.IndexFunc(w.entries, func(e entryToWrite) bool { return e.config.Name == own })
		b = appendUint(appendString(b, n), i)
	}
	return b
}
