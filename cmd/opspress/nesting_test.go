package main

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// void are the elements that have no end.
// https://html.spec.whatwg.org/multipage/syntax.html#void-elements
var void = words("area base br col embed hr img input link meta source track wbr")

// blocks end a paragraph that is open.
// https://html.spec.whatwg.org/multipage/grouping-content.html#the-p-element
var blocks = words("address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul")

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// nest wants every element to be closed where it was opened: what a browser
// would repair looks different from what was meant.
func (a *auditor) nest(text []byte) {
	z := html.NewTokenizer(bytes.NewReader(text))
	var open []string
	for {
		kind := z.Next()
		name, _ := z.TagName()
		tag := string(name)
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				a.wrong("<%s> is never closed", open[len(open)-1])
			}
			return
		case html.SelfClosingTagToken:
		case html.StartTagToken:
			switch {
			case blocks[tag] && slices.Contains(open, "p"):
				a.wrong("<%s> in a paragraph", tag)
			case tag == "a" && slices.Contains(open, "a"):
				a.wrong("<a> in <a>")
			}
			if !void[tag] {
				open = append(open, tag)
			}
		case html.EndTagToken:
			n := len(open) - 1
			if n < 0 {
				a.wrong("</%s> closes nothing", tag)
				return
			}
			if open[n] != tag {
				a.wrong("</%s> closes <%s>", tag, open[n])
				return
			}
			open = open[:n]
		}
	}
}
