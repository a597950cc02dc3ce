package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// mask is the character that stands for the text of a shortcode while goldmark
// parses: a call keeps its length in bytes, so that every offset stays true, but
// loses its quotes, spaces and brackets, which would mean something in Markdown.
// A masked call is a "$", a mask, four digits that number it, and masks.
const mask = '\x1a'

const (
	digits  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	least   = len("{{<x>}}") // bytes of the shortest call
	maxCall = 62 * 62 * 62 * 62

	maxCalls = 50 // {{% %}} within each other
)

// pieceKind says what a masked stretch of the body is.
type pieceKind uint8

const (
	whole   pieceKind = iota // a call that stands alone, or {{< x >}} with its text and end
	opening                  // {{% x %}} that has an end
	closing                  // and that end
	literal                  // {{</* x */>}}, shown as {{< x >}}
)

// A piece is a masked stretch of the body.
type piece struct {
	kind       pieceKind
	start, end int
	call       *Call
	other      *piece // of an opening its closing, and the other way round
	block      bool   // of an opening: it begins its line and its closing ends one
	asText     bool   // its other half is in another part of the tree
}

// calls are the pieces of one body, in order.
type calls struct {
	pieces []*piece
	at     map[int]*piece // by start
}

// scanCalls finds the shortcodes of the body and returns a copy of it with them
// masked. Code is left alone.
func (w *writer) scanCalls() []byte {
	if !bytes.Contains(w.src, []byte("{{<")) && !bytes.Contains(w.src, []byte("{{%")) {
		return w.src
	}
	s := scanner{src: w.src, note: w.note, afterGap: true, unclosed: map[string]bool{}}
	tags := s.scan()
	pieces := w.pieces(tags, pair(tags))
	if len(pieces) == 0 || len(pieces) > maxCall {
		return w.src
	}
	w.calls.pieces = pieces
	w.calls.at = make(map[int]*piece, len(pieces))
	masked := bytes.Clone(w.src)
	for i, p := range pieces {
		w.calls.at[p.start] = p
		for j := p.start; j < p.end; j++ {
			masked[j] = mask
		}
		masked[p.start] = '$'
		for j, n := p.start+5, i; j > p.start+1; j-- {
			masked[j] = digits[n%62]
			n /= 62
		}
	}
	return masked
}

// find gives the first masked piece in b: where, which, and its length there.
func (c *calls) find(b []byte) (int, *piece, int) {
	if len(c.pieces) == 0 {
		return -1, nil, 0
	}
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte{'$', mask})
		if i < 0 {
			return -1, nil, 0
		}
		i += from
		if p := c.number(b[i:]); p != nil {
			return i, p, min(p.end-p.start, len(b)-i)
		}
		from = i + 1
	}
}

// number reads the number of a masked piece.
func (c *calls) number(b []byte) *piece {
	if len(b) < 6 {
		return nil
	}
	n := 0
	for _, d := range b[2:6] {
		i := strings.IndexByte(digits, d)
		if i < 0 {
			return nil
		}
		n = n*62 + i
	}
	if n >= len(c.pieces) {
		return nil
	}
	return c.pieces[n]
}

// destination gives the call that a destination consists of, nil if it is none.
// What follows ref and relref, as in {{< ref "x.md" >}}#part, becomes part of
// the file that they name.
func (c *calls) destination(b, src []byte) *Call {
	i, p, n := c.find(b)
	if i != 0 || p.kind != whole {
		return nil
	}
	tail := c.restore(string(b[n:]), src)
	if tail == "" {
		return p.call
	}
	if p.call.Name != "ref" && p.call.Name != "relref" || tail[0] != '#' {
		return nil
	}
	call := *p.call
	call.Args = slices.Clone(call.Args)
	for i := range call.Args {
		if a := &call.Args[i]; a.Name == "" || a.Name == "path" {
			a.Value += decode([]byte(tail))
			break
		}
	}
	return &call
}

// restore puts back what is masked in s.
func (c *calls) restore(s string, src []byte) string {
	if len(c.pieces) == 0 || !strings.ContainsRune(s, mask) {
		return s
	}
	var out strings.Builder
	b := []byte(s)
	for {
		i, p, n := c.find(b)
		if i < 0 {
			out.Write(b)
			return out.String()
		}
		out.Write(b[:i])
		out.Write(src[p.start : p.start+n])
		b = b[i+n:]
	}
}

// pair joins openings and closings: a closing belongs to the nearest opening of
// its name and form, and what was opened between them stands alone. {{< x >}}
// with an end becomes one piece with all that is between, whatever that is;
// {{% x %}} with an end stays two, for what is between is Markdown. Closings
// that close nothing are not ours. What is returned is, for each tag, the index
// of its closing, or -1.
func pair(tags []tag) []int {
	ends := make([]int, len(tags))
	var open []int               // indexes of openings, innermost last
	places := map[string][]int{} // by key: where in open they are, or were
	for i := range tags {
		ends[i] = -1
		t := &tags[i]
		switch key := t.key(); {
		case t.literal || t.selfClosing:
		case !t.closing:
			places[key] = append(places[key], len(open))
			open = append(open, i)
		default:
			at := places[key]
			for len(at) > 0 && !isOpen(tags, open, at[len(at)-1], key) {
				at = at[:len(at)-1]
			}
			if n := len(at); n > 0 {
				ends[open[at[n-1]]] = i
				open = open[:at[n-1]]
				at = at[:n-1]
			}
			places[key] = at
		}
	}
	return ends
}

// isOpen tells whether a place of open still holds an opening of that key.
func isOpen(tags []tag, open []int, place int, key string) bool {
	return place < len(open) && tags[open[place]].key() == key
}

// pieces makes the pieces of tags whose ends are known.
func (w *writer) pieces(tags []tag, ends []int) []*piece {
	src := w.src
	closes := make([]*piece, len(tags)) // the opening of a closing tag
	depth := 0
	var ps []*piece
	for i := 0; i < len(tags); i++ {
		t := &tags[i]
		p := &piece{start: t.start, end: t.end}
		switch {
		case t.literal:
			p.kind = literal
		case t.closing:
			if closes[i] == nil {
				continue
			}
			depth--
			p.kind, p.other, closes[i].other = closing, closes[i], p
			closes[i].block = beginsLine(src, closes[i].start) && endsLine(src, p.end)
		case ends[i] < 0:
			p.call = t.call(src, t.end)
		case t.angle:
			e := &tags[ends[i]]
			p.end = e.end
			p.call = t.call(src, e.end)
			p.call.Paired, p.call.Text = true, string(src[t.end:e.start])
			i = ends[i]
		case depth == maxCalls:
			w.note(t.start, "shortcode-pair", fmt.Sprintf("shortcodes are nested more than %d deep", maxCalls), "")
			p.call = t.call(src, t.end)
		default:
			depth++
			p.kind = opening
			p.call = t.call(src, tags[ends[i]].end)
			p.call.Paired = true
			closes[ends[i]] = p
		}
		ps = append(ps, p)
	}
	return ps
}

// beginsLine tells whether nothing but the marks of quotes and lists stands
// before an offset in its line.
func beginsLine(src []byte, off int) bool {
	for off--; off >= 0 && src[off] != '\n'; off-- {
		if strings.IndexByte(" \t>-*+.)0123456789", src[off]) < 0 {
			return false
		}
	}
	return true
}

// endsLine tells whether only white space follows an offset in its line.
func endsLine(src []byte, off int) bool {
	for ; off < len(src) && src[off] != '\n'; off++ {
		if src[off] != ' ' && src[off] != '\t' {
			return false
		}
	}
	return true
}
