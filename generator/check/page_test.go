package check

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// tags lists the tags of a page and their attributes, as the lexer reads them.
func tags(b []byte) (out []string) {
	l := lexer{b: b}
	for l.next() {
		s := l.name
		if l.close {
			out = append(out, "/"+s)
			continue
		}
		for _, a := range l.attrs {
			s += " " + strings.ToLower(string(a.key)) + "=" + decoded(a.val)
		}
		out = append(out, s)
	}
	return out
}

// slowTags is the slow twin: the tokenizer of x/net/html.
func slowTags(b []byte) (out []string) {
	z := html.NewTokenizer(bytes.NewReader(b))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				panic(z.Err())
			}
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			s := t.Data
			for _, a := range t.Attr {
				s += " " + a.Key + "=" + a.Val
			}
			out = append(out, s)
		case html.EndTagToken:
			out = append(out, "/"+z.Token().Data)
		}
	}
}

func TestLexerAgreesWithTheTokenizer(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"<p>", "</p>", "<a href=\"/x?a=1&amp;b=2\">", "<a href='y'>", "<a href=z class=q>", "</a>", "text ", "<br>", "<br/>", "<img src=\"a.png\" alt>",
		"<!-- <b> -->", "<!doctype html>", "<script>if (a<b) { \"</p>\" }</script>", "<title>a <b> c</title>", "1 < 2 ", "&lt;p&gt;", "<Svg viewBox=\"0 0\"/>",
		"<pre><code>", "</code></pre>", "<input disabled>", "<style>a{}</style>", "<div\n  id = \"x\"\n>", "</div >", "한글",
	})
	rapid.Check(t, func(t *rapid.T) {
		page := []byte(strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "page"), ""))
		if got, want := tags(page), slowTags(page); !slices.Equal(got, want) {
			t.Fatalf("%s\ngot  %q\nwant %q", page, got, want)
		}
	})
}

func TestLexerBearsAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		PageFacts([]byte(rapid.StringOfN(rapid.SampledFrom([]rune("<>/!-=\"' abipt\x00가")), 0, 200, -1).Draw(t, "page")))
	})
}

func marks(p Page, rule string) (out []string) {
	for _, m := range p.Marks {
		if m.Rule == rule {
			out = append(out, m.What)
		}
	}
	return out
}

func TestPageFacts(t *testing.T) {
	p := PageFacts([]byte(`<!doctype html><html lang="ko"><head><title>제목 &amp; 더</title>
<meta name="description" content="설명"><meta name="robots" content="noindex"><link rel="canonical" href="https://x.example/">
<link rel="stylesheet" href="/a.css"></head><body><h1 id="h">제목</h1><a href="/nav/">n</a>
<div data-post-body><h2 id="x">둘 <em>강조</em></h2><a href="/in/#y">in</a><pre><code>c</code></pre><img src="p.png" alt="그림"></div><a href="/out/">o</a>
<p>끝<li>열린 것</body></html>`))
	if p.Title != "제목 & 더" || p.Description != "설명" || !p.NoIndex || p.Lang != "ko" || p.Canonical != "https://x.example/" {
		t.Errorf("head: %+v", p)
	}
	if want := []Link{{"/nav/", false}, {"/in/#y", true}, {"/out/", false}}; !slices.Equal(p.Links, want) {
		t.Errorf("links %v", p.Links)
	}
	if want := []Heading{{1, "제목", false}, {2, "둘 강조", true}}; !slices.Equal(p.Headings, want) {
		t.Errorf("headings %v", p.Headings)
	}
	if !slices.Equal(p.IDs, []string{"h", "x"}) || p.Code != 1 || p.Images != 1 || len(p.Marks) != 0 {
		t.Errorf("%v %d %d %v", p.IDs, p.Code, p.Images, p.Marks)
	}
}

func TestPageMarks(t *testing.T) {
	for _, c := range []struct{ rule, page string }{
		{"csp", `<p style="color:red">`}, {"csp", `<p onclick="x()">`}, {"csp", `<script>x()</script>`}, {"csp", `<style>a{}</style>`},
		{"csp", `<a href="javascript:x()">x</a>`}, {"csp", `<object></object>`}, {"csp", `<base href="/">`}, {"csp", `<form action="https://x.example/"></form>`},
		{"duplicate-id", `<p id="a"></p><p id="a"></p>`},
		{"image-alt", `<img src="a.png">`},
		{"html-malformed", `<div><span></div>`}, {"html-malformed", `<div>`}, {"html-malformed", `</div>`}, {"html-malformed", `<a href="x>y</a>`},
		{"html-malformed", `<a id="a" id="b"></a>`}, {"html-malformed", `1 < 2`}, {"html-malformed", `<!-- x`}, {"html-malformed", `<br></br>`},
	} {
		if len(marks(PageFacts([]byte(c.page)), c.rule)) == 0 {
			t.Errorf("%s: no %s in %+v", c.page, c.rule, PageFacts([]byte(c.page)).Marks)
		}
	}
	for _, page := range []string{
		`<ul><li>a<li>b</ul><p>c<p>d`, `<table><tr><td>a<td>b<tr><td>c</table>`, `<dl><dt>a<dd>b</dl>`, `<svg><path d="M0"/><g><title>t</title></g></svg>`,
		`<script type="application/ld+json">{"a": "<b>"}</script>`, `<script src="/a.js" defer></script>`, `<img src="a.png" alt="">`, `a<br>b<br/>c`,
		`<p one="1">`, `<form action="/search/"></form>`,
	} {
		if m := PageFacts([]byte(page)).Marks; len(m) > 0 {
			t.Errorf("%s: %v", page, m)
		}
	}
}
