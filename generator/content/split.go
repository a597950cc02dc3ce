package content

import (
	"bytes"
	"fmt"
	"io"

	"github.com/adrg/frontmatter"
)

// maxFront is how many bytes front matter may have.
const maxFront = 64 << 10

type syntax uint8

const (
	noFront syntax = iota
	yamlFront
	tomlFront
	jsonFront
)

// A front is the front matter of a text, still as written.
type front struct {
	syntax syntax
	inner  []byte // between the delimiters; for JSON with its braces
	start  int    // offset of inner in the text
	line   int    // line of the text on which inner begins, from 1
	body   int    // offset of what follows
}

// fences are the opening lines and the lines that close them: those that
// adrg/frontmatter knows by default, and YAML's own "...".
var fences = []struct {
	open   string
	syntax syntax
	closes []string
}{
	{"---", yamlFront, []string{"---", "..."}},
	{"---yaml", yamlFront, []string{"---", "..."}},
	{"+++", tomlFront, []string{"+++"}},
	{"---toml", tomlFront, []string{"---"}},
	{";;;", jsonFront, []string{";;;"}},
	{"---json", jsonFront, []string{"---"}},
}

// split finds the front matter of text. adrg/frontmatter cuts it out; what it
// is given is only the head up to the closing line, found here, because left
// alone it takes an indented "---" inside a block of text for that line, and
// says nothing when the line is missing.
func split(text []byte) (front, *fault) {
	open := firstLine(text)
	line, next := lineAt(text, open)
	if bytes.HasPrefix(line, []byte{'{'}) {
		return splitJSON(text, open)
	}
	for _, f := range fences {
		if string(bytes.TrimRight(line, " \t")) != f.open {
			continue
		}
		from, to, closing := findClose(text, next, f.closes)
		if closing == "" {
			return front{body: len(text)}, &fault{
				rule: RuleFrontMatter, pos: posAt(text, open),
				message: fmt.Sprintf("the front matter that begins with %q has no closing line", f.open),
				hint:    fmt.Sprintf("write %q on a line of its own after the last key", f.closes[0]),
			}
		}
		inner := cut(bytes.NewReader(masked(text[:to], next, from)), f.open, closing)
		fm := front{f.syntax, text[from-len(inner) : from], from - len(inner), posAt(text, next).Line, to}
		return fm, tooLong(text, open, len(inner))
	}
	return front{}, nil
}

func tooLong(text []byte, open, size int) *fault {
	if size <= maxFront {
		return nil
	}
	return &fault{rule: RuleFrontMatter, pos: posAt(text, open), message: fmt.Sprintf("the front matter has %d bytes; %d are allowed", size, maxFront)}
}

// cut lets adrg/frontmatter take the front matter out of head.
func cut(head io.Reader, open, closing string) []byte {
	var inner []byte
	keep := func(b []byte, _ any) error {
		inner = b
		return nil
	}
	// The decoder returns no error and the reader is memory.
	_, _ = frontmatter.Parse(head, nil, frontmatter.NewFormat(open, closing, keep))
	return inner
}

// masked gives head with every line between from and to that adrg/frontmatter,
// which trims all kinds of space, could take for the closing one made harmless.
// Lengths stay.
func masked(head []byte, from, to int) []byte {
	out := head
	for i := from; i < to; {
		line, next := lineAt(head, i)
		if len(line) > 3 && len(bytes.TrimSpace(line)) == 3 {
			if &out[0] == &head[0] {
				out = bytes.Clone(head)
			}
			out[i] = 'x'
		}
		i = next
	}
	return out
}

// firstLine gives the offset of the first line that is not blank.
func firstLine(text []byte) int {
	for i := 0; i < len(text); {
		line, next := lineAt(text, i)
		if len(bytes.TrimSpace(line)) > 0 {
			return i
		}
		i = next
	}
	return len(text)
}

// lineAt gives the line that begins at i, without its end, and where the next
// one begins.
func lineAt(text []byte, i int) (line []byte, next int) {
	if j := bytes.IndexByte(text[i:], '\n'); j >= 0 {
		return text[i : i+j], i + j + 1
	}
	return text[i:], len(text)
}

// findClose gives the first line from i on that is one of closes, unindented.
func findClose(text []byte, i int, closes []string) (from, to int, closing string) {
	for i < len(text) {
		line, next := lineAt(text, i)
		line = bytes.TrimRight(line, " \t")
		for _, c := range closes {
			if string(line) == c {
				return i, next, c
			}
		}
		i = next
	}
	return 0, 0, ""
}

// splitJSON takes the object that begins at open, up to its matching brace.
// "{" before anything but a quoted key or "}" is text, such as "{{< x >}}".
func splitJSON(text []byte, open int) (front, *fault) {
	rest := bytes.TrimLeft(text[open+1:], " \t\n")
	if len(rest) > 0 && rest[0] != '"' && rest[0] != '}' {
		return front{}, nil
	}
	end := matchingBrace(text, open)
	if end < 0 {
		return front{body: len(text)}, &fault{
			rule: RuleFrontMatter, pos: posAt(text, open),
			message: `the front matter that begins with "{" has no closing "}"`,
		}
	}
	// Fences with a NUL stand nowhere in the text, so that the object may have
	// any shape.
	const opening, closing = "\x00{", "\x00}"
	framed := io.MultiReader(bytes.NewReader([]byte(opening+"\n")), bytes.NewReader(text[open:end]), bytes.NewReader([]byte("\n"+closing+"\n")))
	inner := bytes.TrimSuffix(cut(framed, opening, closing), newline)
	body := end
	if line, next := lineAt(text, end); len(bytes.TrimSpace(line)) == 0 {
		body = next
	}
	return front{jsonFront, inner, open, posAt(text, open).Line, body}, tooLong(text, open, len(inner))
}

// matchingBrace gives the offset after the brace that closes the one at i, or
// -1.
func matchingBrace(text []byte, i int) int {
	depth, quoted := 0, false
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}
