package layout

import (
	"reflect"
	"strings"
	"unicode/utf8"
)

// An escaper appends a value to a text so that it cannot leave its place there.
// Each does what the function of html/template of that name does; the tests
// hold them against each other.
type escaper func(dst []byte, v reflect.Value) []byte

const escaperPrefix = "_html_template_"

func isEscaper(name string) bool { return strings.HasPrefix(name, escaperPrefix) }

// escaperOf gives an escaper by its name: one of ours, or one that is borrowed
// from html/template.
func escaperOf(name string) escaper {
	theirs := borrow(name)
	switch strings.TrimPrefix(name, escaperPrefix) {
	case "htmlescaper":
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			if kind == markup {
				return append(dst, s...)
			}
			return appendQuoted(dst, s, quoting)
		}
	case "attrescaper", "rcdataescaper":
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			if kind == markup {
				return theirs(dst, v)
			}
			return appendQuoted(dst, s, quoting)
		}
	case "nospaceescaper":
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			if kind == markup || s == "" || !ascii(s) {
				return theirs(dst, v)
			}
			return appendQuoted(dst, s, spaceless)
		}
	case "commentescaper":
		return func(dst []byte, v reflect.Value) []byte { return dst }
	case "urlfilter":
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			return append(dst, filtered(s, kind)...)
		}
	case "urlnormalizer":
		return func(dst []byte, v reflect.Value) []byte { s, _ := textOf(v); return appendURL(dst, s, true, nil) }
	case "urlescaper":
		return func(dst []byte, v reflect.Value) []byte {
			s, kind := textOf(v)
			return appendURL(dst, s, kind == href, nil)
		}
	}
	return theirs
}

// unsafeURL is what html/template writes in place of a URL that could run a
// script.
const unsafeURL = "#ZgotmplZ"

func filtered(url string, kind textKind) string {
	if kind != href && !harmless(url) {
		return unsafeURL
	}
	return url
}

// harmless says that a URL is relative, or of a scheme that opens a page or a
// draft of a mail.
func harmless(url string) bool {
	i := strings.IndexAny(url, ":/")
	if i < 0 || url[i] == '/' {
		return true
	}
	switch len(url[:i]) {
	case 4, 5, 6:
		return strings.EqualFold(url[:i], "http") || strings.EqualFold(url[:i], "https") || strings.EqualFold(url[:i], "mailto")
	}
	return false
}

// appendURL percent-encodes what has no place in a URL; when it normalizes,
// the signs that structure one stay. The rest is quoted, if so wanted.
func appendURL(dst []byte, s string, normalize bool, q []string) []byte {
	const hex = "0123456789abcdef"
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch urlClass[c] {
		case kept:
			continue
		case structure:
			if !normalize {
				break
			}
			if int(c) >= len(q) || q[c] == "" {
				continue
			}
			dst = append(append(dst, s[from:i]...), q[c]...)
			from = i + 1
			continue
		case percent:
			if normalize && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, '%', hex[c>>4], hex[c&15])
		from = i + 1
	}
	return append(dst, s[from:]...)
}

type urlByte uint8

const (
	encoded   urlByte = iota
	kept              // letters, digits, - . _ ~
	structure         // reserved by RFC 3986, but for ' ( )
	percent
)

var urlClass = func() (t [256]urlByte) {
	for c := range t {
		switch {
		case c < 128 && (isLetter(byte(c)) || c >= '0' && c <= '9'):
			t[c] = kept
		case c < 128 && strings.IndexByte("-._~", byte(c)) >= 0:
			t[c] = kept
		case c < 128 && strings.IndexByte("!#$&*+,/:;=?@[]", byte(c)) >= 0:
			t[c] = structure
		}
	}
	t['%'] = percent
	return t
}()

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// quoting says what stands for a character in text and quoted attributes.
var quoting = []string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// spaceless does so for attributes without quotes.
var spaceless = []string{
	0: "&#xfffd;", '\t': "&#9;", '\n': "&#10;", '\v': "&#11;", '\f': "&#12;", '\r': "&#13;", ' ': "&#32;",
	'"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '=': "&#61;", '>': "&gt;", '`': "&#96;",
}

func appendQuoted(dst []byte, s string, q []string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; int(c) < len(q) && q[c] != "" {
			dst = append(append(dst, s[from:i]...), q[c]...)
			from = i + 1
		}
	}
	return append(dst, s[from:]...)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
