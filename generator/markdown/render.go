package markdown

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"opspress/generator/highlight"
)

// HTMLMode says what becomes of raw HTML.
type HTMLMode uint8

const (
	Sanitize HTMLMode = iota // a safe list stays, the rest goes, with a Note at its place
	Escape                   // shown as text
	Allow                    // as it is
)

// Settings are those of the site.
type Settings struct {
	HTML       HTMLMode
	Shortcodes bool
}

// Options are those of one body.
type Options struct {
	// LeadTitle takes a heading that opens the body out of it, for Doc.Title.
	LeadTitle bool
}

// A Renderer renders bodies. It is made once and safe for use by many goroutines.
type Renderer struct {
	settings Settings
	parser   parser.Parser
	code     *highlight.Highlighter
	hints    sync.Map // unknown language -> what to do about it
	room     sync.Pool
}

// New returns a Renderer that has its code highlighted by h, which several may
// share.
func New(s Settings, h *highlight.Highlighter) *Renderer {
	return &Renderer{settings: s, parser: newParser(), code: h, room: sync.Pool{New: func() any { return new(room) }}}
}

// Render makes the Doc of a body in a language such as "ko". The same
// arguments give the same Doc.
func (r *Renderer) Render(body, lang string, o Options) Doc {
	room := r.room.Get().(*room)
	defer r.room.Put(room)
	room.src = append(room.src[:0], normal(body)...)
	src := room.src
	w := newWriter(r, src, lang)
	w.out, w.plain, w.brief = room.out[:0], room.plain[:0], room.brief[:0]
	defer room.take(w)
	if n, bad := tooMuch(src, w.place); bad {
		return refused(src, n)
	}
	masked := src
	if r.settings.Shortcodes {
		masked = w.scanCalls()
	}
	pc := parser.NewContext()
	pc.Set(callsKey, w.calls)
	tree := r.parser.Parse(text.NewReader(masked), parser.WithContext(pc))
	if n, bad := tooNested(tree, w.place); bad {
		return refused(src, n)
	}
	w.masked = masked
	w.prepare(tree, o)
	w.children(tree)
	return w.doc()
}

// A room holds the buffers that a Renderer writes in. What it has written
// leaves them as strings, so that the next body may have them.
type room struct{ src, out, plain, brief []byte }

// take has the buffers back, which may have grown. Those of a huge body are
// left to the collector.
func (r *room) take(w *writer) {
	const huge = 1 << 20
	if cap(w.out) > huge || cap(r.src) > huge {
		*r = room{}
		return
	}
	r.out, r.plain, r.brief = w.out, w.plain, w.brief
}

// normal gives body in UTF-8 with newlines alone at the ends of lines and
// without the one control character that masks shortcodes.
func normal(body string) string {
	if !utf8.ValidString(body) {
		body = strings.ToValidUTF8(body, "\uFFFD")
	}
	if strings.ContainsRune(body, '\r') {
		body = strings.ReplaceAll(body, "\r\n", "\n")
		body = strings.ReplaceAll(body, "\r", "\n")
	}
	if strings.ContainsRune(body, mask) {
		body = strings.ReplaceAll(body, string(mask), " ")
	}
	return body
}

// doc is what has been written.
func (w *writer) doc() Doc {
	slices.SortStableFunc(w.d.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	w.d.HTML = string(w.out)
	w.d.Holes = w.holes
	w.d.Text = strings.TrimSpace(string(w.plain))
	w.d.Words = count(w.d.Text, w.d.Words)
	w.d.Words.Images = len(w.d.Images)
	w.d.Summary = w.summary()
	return w.d
}
