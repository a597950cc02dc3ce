package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"opspress/generator/highlight"
)

// codeBlock writes a block of code, fenced or indented. The block scrolls, so
// it can be reached by keyboard.
func (w *writer) codeBlock(n ast.Node) {
	var i info
	if f, ok := n.(*ast.FencedCodeBlock); ok && f.Info != nil {
		i = parseInfo(decode(f.Info.Segment.Value(w.src)))
	}
	var code strings.Builder
	for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
		code.Write(l.Value(w.src))
	}
	w.d.Words.Code += strings.Count(code.String(), "\n")
	if i.title != "" {
		w.html(`<figure class="code"><figcaption>`)
		w.text(i.title)
		w.html("</figcaption>")
		w.endBlock()
	}
	w.html(`<pre class="chroma" tabindex="0"`)
	if i.lang != "" {
		w.attribute("data-lang", i.lang)
	}
	w.html("><code")
	if i.lang != "" {
		w.attribute("class", "language-"+i.lang)
	}
	w.html(">")
	w.html(w.r.code.Render(i.lang, code.String(), i.options))
	w.html("</code></pre>")
	if i.title != "" {
		w.html("</figure>")
	}
	w.html("\n")
}

// info is what stands behind the fence of a block of code:
//
//	yaml title="site.yaml" {2,4-6} linenos linenostart=10 hl_lines="2 4-6"
//
// Hugo's {linenos=true,hl_lines=["2","4-6"]}, Gatsby's js:title=a.js and
// Pandoc's {.yaml} are read too.
type info struct {
	lang, title string
	options     highlight.Options
}

func parseInfo(s string) info {
	var i info
	end := strings.IndexAny(s, " \t{")
	if end < 0 {
		end = len(s)
	}
	i.lang = s[:end]
	if lang, title, ok := strings.Cut(i.lang, ":"); ok && lang != "" {
		i.lang, i.title = lang, strings.TrimPrefix(title, "title=")
	}
	i.lang = strings.TrimRight(i.lang, ",;")
	for _, f := range fields(s[end:]) {
		i.field(f)
	}
	return i
}

// field reads one field: key=value, a word, or the numbers of marked lines.
func (i *info) field(f string) {
	key, value, _ := strings.Cut(f, "=")
	value = strings.Trim(value, `"'`)
	switch key = strings.ToLower(key); {
	case key == "title" || key == "filename" || key == "file" || key == "caption":
		i.title = value
	case key == "linenos" || key == "linenumbers" || key == "numberlines" || key == "showlinenumbers" || key == ".numberlines":
		i.options.LineNumbers = value != "false"
	case key == "linenostart" || key == "startfrom":
		i.options.FirstLine, _ = strconv.Atoi(value)
	case key == "hl_lines":
		for _, v := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(` ,[]"'`, r) }) {
			i.mark(v)
		}
	case strings.HasPrefix(key, ".") && i.lang == "":
		i.lang = f[1:]
	default:
		i.mark(f)
	}
}

// mark adds "4" or "4-6" to the marked lines; anything else is nothing.
func (i *info) mark(s string) {
	a, b, ok := strings.Cut(s, "-")
	if !ok {
		b = a
	}
	from, err1 := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if err1 == nil && err2 == nil && 0 < from && from <= to {
		i.options.Marked = append(i.options.Marked, [2]int{from, to})
	}
}

// fields cuts at spaces, commas and braces that are not in quotes or brackets.
func fields(s string) (fs []string) {
	var quote byte
	depth, start := 0, 0
	flush := func(i int) {
		if start < i {
			fs = append(fs, s[start:i])
		}
		start = i + 1
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth <= 0 && (c == ' ' || c == '\t' || c == ',' || c == '{' || c == '}'):
			flush(i)
		}
	}
	flush(len(s))
	return fs
}
