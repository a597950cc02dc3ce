package feed

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// texts of a document, by the path of elements; attributes by path@name.
func texts(doc []byte) (map[string][]string, error) {
	out := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(string(doc)))
	var path []string
	var text []string
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			path, text = append(path, tok.Name.Local), append(text, "")
			for _, a := range tok.Attr {
				at := strings.Join(path, "/") + "@" + a.Name.Local
				out[at] = append(out[at], a.Value)
			}
		case xml.CharData:
			if len(text) > 0 {
				text[len(text)-1] += string(tok)
			}
		case xml.EndElement:
			at := strings.Join(path, "/")
			out[at] = append(out[at], text[len(text)-1])
			path, text = path[:len(path)-1], text[:len(text)-1]
		}
	}
}

// nasty draws strings as they come out of broken files: any bytes, characters
// that XML forbids, markup, line ends.
func nasty() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"]]>", "<![CDATA[", "<!--", "-->", "&", "&amp;", "&#0;", "\x00", "\x0b", "\r\n", "\r", "\n", "\t", `"`, "'", "\uFFFE", "\uFFFF", "\xed\xa0\x80", "\u2028", "<?xml?>", "</entry>", "가"}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 4), func(ss []string) string { return strings.Join(ss, "") })
}

func anyFeed(t *rapid.T) Feed {
	s := func(name string) string { return nasty().Draw(t, name) }
	when := func(name string) time.Time {
		return time.Unix(rapid.Int64Range(-62135596800, 253402300799-86400).Draw(t, name), 0).In(seoul)
	}
	f := Feed{
		ID: s("id"), Title: s("title"), Subtitle: s("subtitle"), Lang: s("lang"), Home: s("home"), Self: s("self"),
		Generator: s("generator"), Updated: when("updated"), Icon: s("icon"), Authors: []Person{{s("name"), s("url"), s("email")}},
	}
	for range rapid.IntRange(0, 2).Draw(t, "entries") {
		f.Entries = append(f.Entries, Entry{
			ID: s("id"), Title: s("title"), URL: s("url"), Lang: s("lang"), Published: when("published"), Updated: when("updated"),
			Authors: []Person{{s("name"), s("url"), s("email")}}, Categories: []Category{{s("term"), s("label")}},
			Summary: s("summary"), Content: s("content"), Image: s("image"),
		})
	}
	return f
}

// Whatever the strings are, the XML is well-formed and says what they say, but
// for characters that XML cannot hold.
func TestAnyStringsGiveWellFormedXML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFeed(t)
		atom, err := texts(Atom(f))
		if err != nil {
			t.Fatalf("%v in\n%s", err, Atom(f))
		}
		rss, err := texts(RSS(f))
		if err != nil {
			t.Fatalf("%v in\n%s", err, RSS(f))
		}
		same := func(what string, got []string, want ...string) {
			if strings.Join(got, "|") != legal(strings.Join(want, "|")) {
				t.Fatalf("%s: got %q, want %q", what, got, want)
			}
		}
		same("title", atom["feed/title"], f.Title)
		same("title", rss["rss/channel/title"], f.Title)
		var titles, contents, summaries, pictures []string
		for _, e := range f.Entries {
			titles = append(titles, e.Title)
			if e.Summary != "" {
				summaries = append(summaries, e.Summary)
			}
			if e.Content != "" {
				contents = append(contents, e.Content)
			}
			if e.Image != "" {
				pictures = append(pictures, e.Image)
			}
		}
		same("entry titles", atom["feed/entry/title"], titles...)
		same("entry titles", rss["rss/channel/item/title"], titles...)
		same("contents", atom["feed/entry/content"], contents...)
		same("contents", rss["rss/channel/item/encoded"], contents...)
		same("summaries", rss["rss/channel/item/description"], summaries...)
		same("pictures", rss["rss/channel/item/content@url"], pictures...)
	})
}

func TestAnyStringsGiveValidJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFeed(t)
		b := JSON(f)
		var doc struct {
			Version string
			Title   string
			Items   []struct {
				ID   string
				HTML *string `json:"content_html"`
				Text *string `json:"content_text"`
			}
		}
		if err := json.Unmarshal(b, &doc); err != nil || !utf8.Valid(b) {
			t.Fatalf("%v in\n%s", err, b)
		}
		if doc.Items == nil || len(doc.Items) != len(f.Entries) || utf8.ValidString(f.Title) && doc.Title != f.Title {
			t.Fatalf("got %+v", doc)
		}
		for i, it := range doc.Items {
			if (it.HTML == nil) == (it.Text == nil) {
				t.Fatalf("item %d has both or no content in\n%s", i, b)
			}
		}
	})
}

func TestAnyStringsGiveAWellFormedSitemap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := SitemapURL{Loc: nasty().Draw(t, "loc"), Alternates: []Alternate{
			{nasty().Draw(t, "lang"), nasty().Draw(t, "url")}, {nasty().Draw(t, "lang"), nasty().Draw(t, "url")}}}
		got, err := texts(Sitemap([]SitemapURL{u}))
		if err != nil {
			t.Fatal(err)
		}
		if loc := got["urlset/url/loc"]; len(loc) != 1 || loc[0] != legal(u.Loc) {
			t.Fatalf("got %q, want %q", loc, u.Loc)
		}
	})
}

func TestLegal(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00\x08\x0b\x0c\x1fb": "ab",
		"\t\n\r ":                "\t\n\r ",
		"\x7f\u0085\uFFFD":       "\x7f\u0085\uFFFD",
		"\uFFFE\uFFFF":           "",
		"\xff":                   "\uFFFD",
		"\xed\xa0\x80":           "\uFFFD\uFFFD\uFFFD", // a lone surrogate
		"\U0001F680\U0010FFFF":   "\U0001F680\U0010FFFF",
	} {
		if got := legal(in); got != want {
			t.Errorf("legal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEqualValuesGiveEqualBytes(t *testing.T) {
	for range 20 {
		if a, b := string(Atom(sample()))+string(RSS(sample()))+string(JSON(sample())), string(Atom(sample()))+string(RSS(sample()))+string(JSON(sample())); a != b {
			t.Fatal("two runs differ")
		}
	}
}
