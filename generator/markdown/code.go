package markdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"opspress/generator/diag"
	"opspress/generator/highlight"
)

// codeBlock writes a block of code, fenced or indented. The block scrolls, so
// it can be reached by keyboard.
func (w *writer) codeBlock(n ast.Node) {
	var i info
	if f, ok := n.(*ast.FencedCodeBlock); ok && f.Info != nil {
		i = parseInfo(decode(f.Info.Segment.Value(w.src)))
	}
	if i.lang != "" {
		w.language(i.lang, n.(*ast.FencedCodeBlock).Info.Segment.Start)
	}
	var code strings.Builder
	for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
		code.Write(l.Value(w.src))
	}
	w.d.Words.Code += strings.Count(code.String(), "\n")
	if len(i.options.Marked) > 0 {
		w.marksBeyond(i, strings.Count(strings.TrimSuffix(code.String(), "\n"), "\n")+1, n.(*ast.FencedCodeBlock).Info.Segment.Start)
	}
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
	if i.options.LineNumbers {
		i.options.Links = w.lineIDs(max(i.options.FirstLine, 1), strings.Count(strings.TrimSuffix(code.String(), "\n"), "\n")+1)
	}
	w.html(w.r.code.Render(i.lang, code.String(), i.options))
	w.html("</code></pre>")
	if i.title != "" {
		w.html("</figure>")
	}
	w.html("\n")
}

// marksBeyond notes that a block is to have lines marked which it does not have:
// most likely somebody took lines out of it.
func (w *writer) marksBeyond(i info, lines, pos int) {
	last := 0
	for _, m := range i.options.Marked {
		last = max(last, m[1])
	}
	if last <= lines {
		return
	}
	hint := ""
	if i.options.FirstLine > 1 {
		hint = "marked lines count from 1, whatever number the first line shows"
	}
	w.note(pos, "code-marks", fmt.Sprintf("line %d is to be marked, and the code has %d", last, lines), hint)
}

// lineIDs reserves the ids of the lines of a block, counted from first, and gives
// what they begin with: hl-1- in the first block that has numbers. A block of
// very many lines gets none.
func (w *writer) lineIDs(first, lines int) string {
	const most = 2000
	if lines > most {
		return ""
	}
	ids := make([]string, lines)
	for {
		w.numbered++
		prefix, free := "hl-"+strconv.Itoa(w.numbered)+"-", true
		for i := range ids {
			ids[i] = prefix + strconv.Itoa(first+i)
			free = free && !w.ids.used[ids[i]]
		}
		if !free {
			continue // a heading has one of them
		}
		for _, id := range ids {
			w.ids.used[id] = true
		}
		w.d.IDs = append(w.d.IDs, ids...)
		return prefix
	}
}

// language notes, once in a document, a language whose code is plain text though
// its writer may have hoped for colours.
func (w *writer) language(lang string, pos int) {
	support := w.r.code.Support(lang)
	lang = strings.ToLower(lang)
	if support == highlight.Supported || slices.Contains(w.plainCode, lang) || len(w.d.Notes) >= maxNotes {
		return
	}
	w.plainCode = append(w.plainCode, lang)
	message, hint := "opspress does not know the language "+quoteShort(lang), w.r.nearest(lang)
	if support == highlight.Uncoloured {
		message, hint = "opspress has no colours for the language "+quoteShort(lang), ""
	}
	w.note(pos, "code-language", message+"; its code is shown plain", hint)
}

// nearest is what a hint says of an unknown language. To compare it with all
// names is work, and many documents may have it.
func (r *Renderer) nearest(lang string) string {
	if hint, ok := r.hints.Load(lang); ok {
		return hint.(string)
	}
	const most = 40 // bytes of a name that may be a slip
	hint := ""
	if len(lang) <= most {
		hint = diag.DidYouMean(lang, r.code.Languages())
	}
	if hint == "" {
		hint = "text is the name for code without colours"
	}
	r.hints.Store(lang, hint)
	return hint
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
