package highlight

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// Support says what becomes of code in a language.
type Support uint8

const (
	Unknown    Support = iota // plain text: nobody knows the language
	Uncoloured                // plain text: the language has rules that are not converted
	Supported                 // colours, or plain text because the name asks for it
)

// Support tells what becomes of code in a language. No name at all asks for
// plain text.
func (h *Highlighter) Support(lang string) Support {
	lang = strings.ToLower(lang)
	l := h.named(lang)
	switch {
	case lang == "" || slices.Contains(colourless, lang):
		return Supported
	case l == nil:
		return Unknown
	case l == lexer(plain{}):
		return Uncoloured
	}
	return Supported
}

// colourless are names that writers give to blocks which are no code, or which a
// script of the page will draw. Chroma knows a few more: text, plain, txt.
var colourless = []string{
	"none", "nohighlight", "raw", "output", "stdout", "stderr", "log", "logs", "ascii", "tree", "pseudo", "pseudocode",
	"mermaid", "plantuml", "puml", "goat", "math", "katex",
}

// Languages are the names and aliases that are known, in lower case and order.
func (h *Highlighter) Languages() []string {
	var out []string
	for n := range h.table().names {
		if n == strings.ToLower(n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// find gives the number of the entry that chroma's registry gives for a name,
// an alias, a file extension or the name of a file; -1 when there is none.
func (t *table) find(name string) int {
	if i, ok := t.names[name]; ok {
		return i
	}
	if i, ok := t.names[strings.ToLower(name)]; ok {
		return i
	}
	a, b := t.file("filename."+name), t.file(name)
	if a < 0 || b >= 0 && t.entries[b].priority > t.entries[a].priority {
		return b
	}
	return a
}

// mediaType gives the entry of a media type, or -1.
func (t *table) mediaType(name string) int {
	found := -1
	for i := range t.entries {
		if _, types := t.entries[i].patterns(); slices.Contains(types, name) {
			found = t.preferred(found, i)
		}
	}
	return found
}

// preferred is the one of higher priority, of two equals the first.
func (t *table) preferred(a, b int) int {
	switch {
	case a < 0 || b >= 0 && t.entries[b].priority > t.entries[a].priority:
		return b
	case b < 0 || t.entries[a].priority > t.entries[b].priority:
		return a
	}
	return min(a, b)
}

// globs are the patterns of file names in a form that need not try each: nearly
// all are a name or a star and an ending.
type globs struct {
	once sync.Once
	of   [2]globSet
}

type globSet struct {
	exact, endings map[string][]int // entries
	others         []glob
}

type glob struct {
	pattern string
	entry   int
}

// leftovers are endings that editors and packagers add to a file's name.
var leftovers = [...]string{
	"~", ".bak", ".old", ".orig", ".dpkg-dist", ".dpkg-old", ".ucf-dist", ".ucf-new", ".ucf-old",
	".rpmnew", ".rpmorig", ".rpmsave", ".in",
}

// file gives the entry for the name of a file, or -1. The patterns of files that
// may be a language's own count only where no file is surely so.
func (t *table) file(name string) int {
	t.globs.once.Do(t.sortGlobs)
	name = path.Base(name)
	for i := range t.globs.of {
		set := &t.globs.of[i]
		found := t.matching(set, name, -1)
		for _, end := range leftovers {
			if own, ok := strings.CutSuffix(name, end); ok {
				found = t.matching(set, own, found)
			}
		}
		if found >= 0 {
			return found
		}
	}
	return -1
}

func (t *table) matching(set *globSet, name string, found int) int {
	for _, i := range set.exact[name] {
		found = t.preferred(found, i)
	}
	for k := range len(name) + 1 {
		for _, i := range set.endings[name[k:]] {
			found = t.preferred(found, i)
		}
	}
	for _, g := range set.others {
		if ok, err := path.Match(g.pattern, name); ok && err == nil {
			found = t.preferred(found, g.entry)
		}
	}
	return found
}

func (t *table) sortGlobs() {
	for k := range t.globs.of {
		set := &t.globs.of[k]
		set.exact, set.endings = map[string][]int{}, map[string][]int{}
		for i := range t.entries {
			patterns, _ := t.entries[i].patterns()
			for _, p := range patterns[k] {
				end, star := strings.CutPrefix(p, "*")
				switch {
				case strings.ContainsAny(end, `*?[\`):
					set.others = append(set.others, glob{p, i})
				case star:
					set.endings[end] = append(set.endings[end], i)
				default:
					set.exact[p] = append(set.exact[p], i)
				}
			}
		}
	}
}
