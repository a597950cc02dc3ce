package markdown

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// where says where a destination leads.
type where uint8

const (
	relative  where = iota // within the site: a hole
	absolute               // http, https, mailto, tel, or //host
	fragment               // within the page
	forbidden              // any other scheme
)

// judge tells where a destination leads. It looks at it as browsers do, which
// drop white space and control characters, and as careless programs do, which
// decode percent signs and character references once more.
func judge(dest string) where {
	d := bare(dest)
	switch s := scheme(d); {
	case allowedScheme(s):
		return absolute
	case s != "":
		return forbidden
	case strings.HasPrefix(d, "//"):
		return absolute
	case strings.HasPrefix(d, "#"):
		return fragment
	}
	for range 3 {
		e := bare(html.UnescapeString(percentDecode(d)))
		if e == d {
			break
		}
		if s := scheme(e); s != "" && !allowedScheme(s) {
			return forbidden
		}
		d = e
	}
	return relative
}

// MayLead tells whether a link or an image may lead to dest: to http, https,
// mailto or tel, or to a place without a scheme. Whoever takes a destination
// from elsewhere than a body asks here, so that all are judged alike.
func MayLead(dest string) bool { return judge(dest) != forbidden }

// bare drops white space at the ends and control characters everywhere.
func bare(s string) string {
	control := func(r rune) rune {
		if r < ' ' || 0x7F <= r && r < 0xA0 || r == 0x200B || r == 0xFEFF {
			return -1
		}
		return r
	}
	return strings.TrimSpace(strings.Map(control, s))
}

// scheme is the scheme of a URL in lower case, "" if it has none.
func scheme(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case 'a' <= c && c <= 'z':
		case i > 0 && ('0' <= s[i] && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.'):
		case i > 0 && s[i] == ':':
			return strings.ToLower(s[:i])
		default:
			return ""
		}
	}
	return ""
}

func allowedScheme(s string) bool {
	return s == "http" || s == "https" || s == "mailto" || s == "tel"
}

// percentDecode decodes what can be decoded.
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && util.IsHexDecimal(s[i+1]) && util.IsHexDecimal(s[i+2]) {
			b = append(b, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&0xF + 9
}

// link writes a link. One whose destination is forbidden keeps its text only.
func (w *writer) link(n *ast.Link) {
	dest, call := w.destination(n.Destination)
	if call == nil && w.isForbidden(dest, n.Pos()) {
		w.children(n)
		return
	}
	w.html("<a")
	w.href("href", dest, call, n.Pos())
	if len(n.Title) > 0 {
		w.attribute("title", w.decoded(n.Title))
	}
	w.wrap(">", n, "</a>")
}

// autoLink writes <https://…> and bare addresses.
func (w *writer) autoLink(n *ast.AutoLink) {
	dest, label := string(n.URL(w.src)), string(n.Label(w.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	if w.isForbidden(dest, n.Pos()) {
		w.text(label)
		return
	}
	w.html("<a")
	w.href("href", dest, nil, n.Pos())
	w.html(">")
	w.text(label)
	w.html("</a>")
}

// isForbidden tells whether a destination may not be written, and notes it.
func (w *writer) isForbidden(dest string, pos int) bool {
	if judge(dest) != forbidden {
		return false
	}
	w.note(pos, "link-scheme", "a link to "+quoteShort(dest)+" is left out",
		"links are http, https, mailto, tel or relative")
	return true
}

// href writes an attribute that leads to dest, with a hole in it when only the
// site can know where that is.
func (w *writer) href(name, dest string, call *Call, pos int) {
	w.html(" " + name + `="`)
	switch {
	case call != nil:
		w.hole(Hole{Kind: Link, Call: call}, pos)
	case dest == "":
		w.note(pos, "link-empty", "a link leads nowhere", "write its destination between the parentheses")
	case judge(dest) == relative:
		w.hole(Hole{Kind: Link, Dest: dest}, pos)
	default:
		if judge(dest) == fragment {
			w.anchor(dest, pos)
		}
		w.out = AppendEscaped(w.out, string(util.URLEscape([]byte(dest), false)))
	}
	w.html(`"`)
}

// anchor records a link within the page.
func (w *writer) anchor(dest string, pos int) {
	id := norm.NFC.String(percentDecode(strings.TrimSpace(dest)[1:]))
	if id == "" || id == "top" {
		return // always there
	}
	line, column := w.place.at(pos)
	w.d.Anchors = append(w.d.Anchors, Anchor{ID: id, Line: line, Column: column})
}

// destination decodes a destination as Markdown has it. When a shortcode stands
// for it, the Call is given instead.
func (w *writer) destination(raw []byte) (string, *Call) {
	if c := w.calls.destination(raw, w.src); c != nil {
		return "", c
	}
	return w.decoded(raw), nil
}

// decoded is a piece of Markdown that goldmark handed out as bytes, decoded and
// with the shortcodes in it as written.
func (w *writer) decoded(raw []byte) string { return w.calls.restore(decode(raw), w.src) }

// quoteShort quotes the start of a long text, on one line.
func quoteShort(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + collapse(bare(s)) + `"`
}
