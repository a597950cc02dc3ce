package markdown

import (
	"bytes"
	"sort"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// An element is one that raw HTML opened and did not close yet.
type element struct{ name string }

// rawInline writes a tag or a comment within a paragraph.
func (w *writer) rawInline(n *ast.RawHTML) {
	w.raw(n.Segments.Sliced(0, n.Segments.Len()), false)
}

// rawBlock writes a block of HTML. <!--more--> at the top level marks the
// summary and is gone.
func (w *writer) rawBlock(n *ast.HTMLBlock) {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(lines[:len(lines):len(lines)], n.ClosureLine)
	}
	if n.Parent().Kind() == ast.KindDocument && isMore(lines, w.src) {
		w.more()
		return
	}
	w.raw(lines, true)
	w.endBlock()
}

func isMore(lines []text.Segment, src []byte) bool {
	if len(lines) != 1 {
		return false
	}
	s, ok := bytes.CutPrefix(bytes.TrimSpace(lines[0].Value(src)), []byte("<!--"))
	if !ok {
		return false
	}
	s, ok = bytes.CutSuffix(s, []byte("-->"))
	return ok && string(bytes.TrimSpace(s)) == "more"
}

// raw writes raw HTML as the settings want it.
func (w *writer) raw(lines []text.Segment, block bool) {
	if w.r.settings.HTML == Escape {
		w.rawAsText(lines, block)
		return
	}
	p := rawPart{w: w, block: block}
	for _, l := range lines {
		p.add(l)
	}
	p.write()
}

func (w *writer) rawAsText(lines []text.Segment, block bool) {
	var b strings.Builder
	for _, l := range lines {
		b.Write(l.Value(w.src))
	}
	if !block {
		w.text(b.String())
		return
	}
	w.html("<p>")
	w.text(strings.TrimRight(b.String(), "\n"))
	w.html("</p>\n")
}

// A rawPart is raw HTML that stands together: one tag, or one block.
type rawPart struct {
	w     *writer
	block bool
	buf   []byte
	from  []span // where the lines of buf come from
	pos   int    // of the present token in buf
}

// A span says that buf from at on is the body from src on.
type span struct{ at, src int }

func (p *rawPart) add(l text.Segment) {
	p.from = append(p.from, span{len(p.buf) + l.Padding, l.Start})
	p.buf = append(p.buf, l.Value(p.w.masked)...)
}

// place is the offset in the body of the present token.
func (p *rawPart) place() int {
	i := sort.Search(len(p.from), func(i int) bool { return p.from[i].at > p.pos })
	s := p.from[max(i-1, 0)]
	return s.src + max(p.pos-s.at, 0)
}

// write reads the tokens of the part and writes those that may stay. Each part
// is read by itself, so that what one leaves unfinished swallows nothing else.
func (p *rawPart) write() {
	z := html.NewTokenizer(bytes.NewReader(p.buf))
	allow := p.w.r.settings.HTML == Allow
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := append([]byte(nil), z.Raw()...)
		t := z.Token()
		if kind != html.TextToken && kind != html.CommentToken && !inlineElements[t.Data] {
			p.w.endBlock()
		}
		hidden := hiddenElements[t.Data]
		if kind == html.StartTagToken && !hidden {
			z.NextIsNotRawText()
		}
		switch {
		case kind == html.TextToken:
			p.text(raw)
		case allow:
			p.keep(raw, t)
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			p.start(t)
			if kind == html.StartTagToken && hidden {
				p.pos += len(raw)
				p.skip(z, t.Data)
				continue
			}
		case kind == html.EndTagToken:
			p.end(t.Data)
		}
		p.pos += len(raw)
	}
	if p.pos < len(p.buf) {
		p.unfinished(p.buf[p.pos:], allow)
	}
}

// skip reads past the text of a script or style and its end tag.
func (p *rawPart) skip(z *html.Tokenizer, name string) {
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			p.pos = len(p.buf)
			return
		}
		p.pos += len(z.Raw())
		if tag, _ := z.TagName(); kind == html.EndTagToken && string(tag) == name {
			return
		}
	}
}

// text writes text between tags. It may hold shortcodes.
func (p *rawPart) text(raw []byte) {
	start := p.pos
	for {
		i, c, n := p.w.calls.find(raw)
		if i < 0 {
			break
		}
		p.plainText(raw[:i])
		p.pos += i
		p.w.callPiece(c, p.place())
		p.pos += n
		raw = raw[i+n:]
	}
	p.plainText(raw)
	p.pos = start
}

func (p *rawPart) plainText(raw []byte) {
	p.w.say(html.UnescapeString(string(raw)))
	if p.w.r.settings.HTML != Allow {
		raw = bytes.ReplaceAll(raw, []byte{'<'}, []byte("&lt;"))
		raw = bytes.ReplaceAll(raw, []byte{0}, []byte("\uFFFD"))
	}
	p.w.out = append(p.w.out, raw...)
}

// unfinished is a tag that does not end where the HTML does: text for us.
func (p *rawPart) unfinished(raw []byte, allow bool) {
	s := p.w.calls.restore(string(raw), p.w.src)
	if allow {
		p.w.html(s)
		return
	}
	if !strings.HasPrefix(s, "<!--") {
		p.note("a tag has no end and is shown as written", "")
		p.w.text(s)
	}
}

// keep writes a token as it is. Only relative destinations become holes.
func (p *rawPart) keep(raw []byte, t html.Token) {
	w := p.w
	if !p.leads(t) {
		w.html(w.calls.restore(string(raw), w.src))
		return
	}
	w.html("<" + t.Data)
	for _, a := range t.Attr {
		if a.Key == "id" {
			w.d.IDs = append(w.d.IDs, a.Val)
		}
		p.attribute(t, a)
	}
	if t.Type == html.SelfClosingTagToken {
		w.html(" /")
	}
	w.html(">")
}

// leads tells whether a tag has attributes that we must look at.
func (p *rawPart) leads(t html.Token) bool {
	for _, a := range t.Attr {
		if urlAttributes[a.Key] || a.Key == "id" {
			return true
		}
	}
	return false
}

// start writes a start tag if it may stay.
func (p *rawPart) start(t html.Token) {
	w := p.w
	name := t.Data
	if name == "center" {
		t.Attr = append(t.Attr, html.Attribute{Key: "align", Val: "center"})
	}
	if r, ok := renamed[name]; ok {
		name = r
	}
	if !safeElements[name] {
		p.note("the element <"+t.Data+"> is left out", "")
		p.linkInstead(t)
		return
	}
	if len(w.open) >= maxOpen {
		p.note("the element <"+t.Data+"> is nested too deep and left out", "")
		return
	}
	for len(w.open) > w.frame && closedBy[name][w.open[len(w.open)-1].name] {
		w.closeTo(len(w.open) - 1)
	}
	t.Data = w.level(name)
	p.tag(t)
	switch {
	case voidElements[name]:
	case t.Type == html.SelfClosingTagToken:
		w.html("</" + t.Data + ">")
	default:
		w.open = append(w.open, element{t.Data})
	}
}

// linkInstead writes a link to what an element would have shown from another
// host, so that a reader can still get there.
func (p *rawPart) linkInstead(t html.Token) {
	src, _ := attr(t, "src")
	if t.Data != "iframe" && t.Data != "embed" || judge(src) != absolute {
		return
	}
	for _, e := range p.w.open {
		if e.name == "a" {
			return
		}
	}
	p.w.html("<a")
	p.w.href("href", src, nil, p.place())
	p.w.html(">")
	p.w.text(src)
	p.w.html("</a>")
}

// level lowers a heading: the page's title is the only h1.
func (w *writer) level(name string) string {
	if len(name) != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6' {
		return name
	}
	return "h" + strconv.Itoa(min(max(int(name[1]-'0')+w.shift, 2), 6))
}

// end writes an end tag if it closes what this part of the tree has opened.
func (p *rawPart) end(name string) {
	w := p.w
	if r, ok := renamed[name]; ok {
		name = r
	}
	if !safeElements[name] || voidElements[name] {
		return // the start tag was noted
	}
	name = w.level(name)
	for i := len(w.open) - 1; i >= w.frame; i-- {
		if w.open[i].name == name {
			w.closeTo(i)
			return
		}
	}
	if name != "p" { // browsers close p by themselves
		p.note("</"+name+"> closes nothing here and is left out", "")
	}
}

// closeTo closes the elements of raw HTML above the first n.
func (w *writer) closeTo(n int) {
	for i := len(w.open) - 1; i >= n; i-- {
		w.html("</" + w.open[i].name + ">")
	}
	w.open = w.open[:n]
}

func (p *rawPart) note(message, hint string) { p.w.note(p.place(), "html", message, hint) }

// shorten keeps a name that an author made up from filling a message.
func shorten(s string) string { return strings.Trim(quoteShort(s), `"`) }
