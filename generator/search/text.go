package search

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxText is how many characters of a body a text holds. Whoever looks for what
// stands beyond finds the document, though no excerpt.
const maxText = 20_000

// A Text is what a reader sees of a document that was found.
type Text struct {
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Date     string   `json:"date,omitempty"`
	Types    []string `json:"types,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Headings []string `json:"headings,omitempty"`
	Body     string   `json:"body"`
	Cut      bool     `json:"cut,omitempty"` // the body goes on
}

// Text gives what a reader sees of the document, as the bytes of its file.
func (d *Document) TextFile() []byte {
	t := Text{
		URL: d.URL, Title: tidy(d.Title), Date: d.Date, Types: d.Types, Body: tidy(d.Description, d.Text),
	}
	for _, s := range d.Tags {
		t.Tags = append(t.Tags, tidy(s))
	}
	for _, s := range d.Headings {
		t.Headings = append(t.Headings, tidy(s))
	}
	t.Body, t.Cut = shorten(t.Body)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(&t) // strings and a buffer: it cannot fail
	return b.Bytes()
}

// tidy makes one line of texts, in NFC.
func tidy(texts ...string) string {
	var b strings.Builder
	for _, s := range texts {
		s = composed(s)
		if !utf8.ValidString(s) {
			s = string([]rune(s)) // a character for each byte that is none
		}
		b.Grow(len(s) + 1)
		word := 0 // where the one begins that is not written yet
		for i, r := range s {
			if isSpace(r) {
				appendWord(&b, s[word:i])
				word = i + utf8.RuneLen(r)
			}
		}
		appendWord(&b, s[word:])
	}
	return b.String()
}

// appendWord writes a word, if it is one, behind a space, if it is not the first.
func appendWord(b *strings.Builder, word string) {
	if word == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(word)
}

// lastSpace is the greatest character that is a space, the ideographic one.
const lastSpace = 0x3000

// isSpace is kindOf(r) == space, soon told of Korean.
func isSpace(r rune) bool { return r <= lastSpace && kindOf(r) == space }

func shorten(s string) (string, bool) {
	if utf8.RuneCountInString(s) <= maxText {
		return s, false
	}
	n := 0
	for i := range s {
		if n++; n > maxText {
			return s[:i], true
		}
	}
	return s, false
}

// An Index is the one file of a language whose name does not change.
type Index struct {
	Documents int          `json:"documents"`
	Assets    string       `json:"assets"`   // href of the folder of segments and texts
	Segments  []SegmentRef `json:"segments"` // the oldest first
	Types     []TypeRef    `json:"types"`
}

// A SegmentRef leads to a segment.
type SegmentRef struct {
	Name      string `json:"name"` // of its folder
	Documents int    `json:"documents"`
	Shards    int    `json:"shards"`
}

// A TypeRef is an Ops type and the folded parts of its spellings.
type TypeRef struct {
	ID        string     `json:"id"`
	Spellings [][]string `json:"spellings"`
}

// TypeRefs gives the types as an index holds them.
func TypeRefs(types []Type) []TypeRef {
	out := make([]TypeRef, 0, len(types))
	for _, t := range types {
		ref := TypeRef{ID: t.ID, Spellings: [][]string{}}
		seen := map[string]bool{"": true}
		for _, s := range t.Spellings {
			parts := Parts(s)
			if key := strings.Join(parts, " "); !seen[key] {
				seen[key] = true
				ref.Spellings = append(ref.Spellings, parts)
			}
		}
		out = append(out, ref)
	}
	return out
}

// File gives the bytes of the index.
func (x *Index) File() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(x)
	return b.Bytes()
}
